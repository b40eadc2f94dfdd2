"""One request on the wire: in order, in time, and cut off when nobody waits."""

import asyncio

import pytest

from pam_core.orchestrator.asking.wire import Wire, Withdrawn
from pam_core.vocabulary.model_failure import Failure, ModelError
from pam_core.vocabulary.model_talk import Finished, ModelRequest, TextDelta
from tests.core.orchestrator.scripted import FOR_EVER, ScriptedProvider, words

REQUEST = ModelRequest(system="", messages=())


def wire(provider: ScriptedProvider) -> Wire:
    return Wire(provider, REQUEST, asyncio.get_running_loop().create_future())


async def test_everything_in_order() -> None:
    """What the provider sends comes in its order, then None."""
    got = []
    async with wire(ScriptedProvider(scripts=[words("a b c " * 100)])) as under_way:
        while (delta := await under_way.next(5)) is not None:
            got.append(delta)
    assert [d.text.strip() for d in got if isinstance(d, TextDelta)] == ["a", "b", "c"] * 100
    assert isinstance(got[-1], Finished)
    assert under_way.first_token_seconds is not None


async def test_a_failure_comes_in_its_place() -> None:
    """What came before a failure is read first."""
    failure = ModelError(Failure.CUT, "first")
    script = [TextDelta(text="a"), failure]
    async with wire(ScriptedProvider(scripts=[script])) as under_way:
        assert await under_way.next(5) == TextDelta(text="a")
        with pytest.raises(ModelError) as met:
            await under_way.next(5)
    assert met.value is failure


async def test_leaving_closes_the_connection() -> None:
    """Who stops reading leaves nothing on the wire."""
    provider = ScriptedProvider(scripts=[[TextDelta(text="a"), FOR_EVER]])
    async with wire(provider) as under_way:
        await under_way.next(5)
    assert provider.cancelled == 1


async def test_leaving_while_the_reader_is_behind() -> None:
    """A model that is far ahead of its reader is let go of all the same."""
    provider = ScriptedProvider(scripts=[words("a " * 5000)])
    async with wire(provider) as under_way:
        await under_way.next(5)
    assert provider.cancelled == 1


async def test_nothing_in_time() -> None:
    """Too late is told, and the next wait may still be answered."""
    provider = ScriptedProvider(scripts=[[TextDelta(text="a"), FOR_EVER]])
    async with wire(provider) as under_way:
        await under_way.next(5)
        with pytest.raises(TimeoutError):
            await under_way.next(0.01)
        with pytest.raises(TimeoutError):
            await under_way.next(-1)


async def test_nobody_waits_any_more() -> None:
    """Whoever withdraws wakes the reader at once, and for good."""
    gone = asyncio.get_running_loop().create_future()
    provider = ScriptedProvider(scripts=[[FOR_EVER]])
    async with Wire(provider, REQUEST, gone) as under_way:
        reading = asyncio.create_task(under_way.next(60))
        await asyncio.sleep(0)
        gone.set_result(None)
        with pytest.raises(Withdrawn):
            await reading
        with pytest.raises(Withdrawn):
            await under_way.next(60)
    assert provider.cancelled == 1
