"""The language model inside PAM, with a model that says what it is told to."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import pytest

from pam_core.providers.embedded import Embedded
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.model_failure import Failure
from pam_core.vocabulary.model_talk import (
    Finish,
    Finished,
    Message,
    ModelRequest,
    Role,
    TextDelta,
    ToolCall,
)
from tests.core.providers.asking import hear
from tests.core.providers.gguf_file import gguf
from tests.support.waiting import until

COMMAND = (sys.executable, "-P", str(Path(__file__).with_name("scripted_child.py")))


def ask(text: str) -> ModelRequest:
    return ModelRequest(system="Be brief.", messages=(Message(role=Role.USER, text=text),))


@asynccontextmanager
async def embedded(
    path: Path,
    *,
    find: Callable[[], Path] | None = None,
    free_bytes: int | None = None,
    idle_seconds: float = 0.0,
    chosen: str = "small",
) -> AsyncIterator[Embedded]:
    """A provider that is closed in the end."""
    provider = Embedded(
        find or (lambda: path),
        chosen=chosen,
        idle_seconds=idle_seconds,
        free_memory_bytes=lambda: free_bytes,
        command=COMMAND,
    )
    try:
        yield provider
    finally:
        await provider.close()


async def until_it_rests(provider: Embedded) -> None:
    """Wait until no process holds the model."""
    await asyncio.to_thread(until, lambda: provider.process_id is None, "the model to rest")


def is_running(process_id: int) -> bool:
    """Whether there still is such a process."""
    return Path(f"/proc/{process_id}").exists()


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "small.gguf"
    path.write_bytes(gguf())
    return path


async def test_an_answer_comes_in_pieces_with_its_count_last(model: Path) -> None:
    """Each chunk of text is a piece of its own; the Finished says what the answer took."""
    async with embedded(model) as provider:
        heard = await hear(provider, ask("Check the pressure."))
    assert [delta.text for delta in heard.deltas if isinstance(delta, TextDelta)] == [
        "Well. ",
        "Check ",
        "the ",
        "pressure. ",
    ]
    assert heard.end == Finished(reason=Finish.STOP, tokens_in=7, tokens_out=5)


async def test_a_tool_call_comes_whole(model: Path) -> None:
    """A call in pieces comes out as one, before the Finished."""
    async with embedded(model) as provider:
        heard = await hear(provider, ask("call"))
    call = ToolCall(id="c1", name="expense_log", arguments='{"amount": 45}')
    assert heard.deltas == [call, Finished(reason=Finish.TOOLS)]


async def test_standing_loads_nothing(model: Path) -> None:
    """Whether it can be asked is told from the file; no process is started for that."""
    async with embedded(model) as provider:
        standing = await provider.standing()
        assert (standing.ready, standing.model) == (True, "small")
        assert provider.process_id is None


async def test_one_process_answers_one_question_after_the_other(model: Path) -> None:
    """The model is loaded once."""
    async with embedded(model) as provider:
        await hear(provider, ask("One."))
        first = provider.process_id
        await hear(provider, ask("Two."))
        assert provider.process_id == first is not None


@pytest.mark.parametrize("endless", ["speak forever", "read forever"])
async def test_who_is_called_off_falls_silent(model: Path, endless: str) -> None:
    """A question called off while it is read or answered ends, and nothing of it is heard later."""
    async with embedded(model) as provider:
        await hear(provider, ask("Load."))
        first = provider.process_id
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2), aclosing(provider.stream(ask(endless))) as answer:
                async for _ in answer:
                    pass
        heard = await hear(provider, ask("Next."))
        assert (heard.text, heard.failure) == ("Well. Next. ", None)
        assert provider.process_id == first


async def test_a_second_question_waits(model: Path) -> None:
    """There are never two answers at once: the second begins when the first is over."""
    async with embedded(model) as provider:
        first = provider.stream(ask("speak forever"))
        await anext(first)
        second = asyncio.create_task(hear(provider, ask("Now me.")))
        for _ in range(200):
            await anext(first)
        assert not second.done()
        await first.aclose()
        assert (await second).text == "Well. Now me. "


async def test_a_process_that_dies_is_replaced(model: Path) -> None:
    """The answer under way is cut, what came of it stays heard; the next question is answered."""
    async with embedded(model) as provider:
        heard = await hear(provider, ask("die"))
        assert heard.text == "Well. "
        assert heard.failure is not None
        assert (heard.failure.kind, heard.failure.detail) == (
            Failure.CUT,
            "its process ended with 3",
        )
        assert (await hear(provider, ask("Again."))).text == "Well. Again. "


async def test_a_question_longer_than_the_context_is_a_bad_request(model: Path) -> None:
    """Asking again cannot help, and neither is the process at fault."""
    async with embedded(model) as provider:
        failure = (await hear(provider, ask("too long"))).failure
        assert failure is not None
        assert failure.kind is Failure.BAD_REQUEST
        assert (await hear(provider, ask("Shorter."))).failure is None


async def test_its_memory_is_given_back_when_it_rests(model: Path) -> None:
    """After the idle time the process is gone; the next question loads the model anew."""
    async with embedded(model, idle_seconds=0.01) as provider:
        await provider.warm()
        process_id = provider.process_id
        await until_it_rests(provider)
        assert process_id is not None
        assert not is_running(process_id)
        assert (await hear(provider, ask("Back."))).text == "Well. Back. "


async def test_it_does_not_rest_in_the_middle_of_an_answer(model: Path) -> None:
    """However long an answer takes, it is let finish."""
    async with embedded(model, idle_seconds=0.01) as provider:
        answer = provider.stream(ask("speak forever"))
        await anext(answer)
        rested = asyncio.create_task(provider.unload())
        for _ in range(200):
            await anext(answer)
        assert not rested.done()
        await answer.aclose()
        await rested
        assert provider.process_id is None


async def test_closing_ends_an_answer_under_way(model: Path) -> None:
    """After `close` nothing is left running; it may be called again."""
    async with embedded(model) as provider:
        answer = provider.stream(ask("speak forever"))
        await anext(answer)
        process_id = provider.process_id
        await provider.close()
        await provider.close()
        assert process_id is not None
        assert not is_running(process_id)
        await answer.aclose()


async def test_another_file_in_its_place_is_loaded(model: Path) -> None:
    """A model that was fetched anew is used from the next question on."""
    async with embedded(model) as provider:
        await hear(provider, ask("One."))
        first = provider.process_id
        model.write_bytes(gguf(weights=9000))
        assert (await hear(provider, ask("Two."))).text == "Well. Two. "
        assert provider.process_id != first


def nowhere() -> Path:
    raise PamError("model.missing", "There is none.", mend="Fetch it.", fault=Fault.ENVIRONMENT)


async def test_where_there_is_no_model_that_is_said(model: Path) -> None:
    """What the finder says is what the user is told; a question is refused and not tried."""
    async with embedded(model, find=nowhere) as provider:
        standing = await provider.standing()
        failure = (await hear(provider, ask("Anybody?"))).failure
    assert (standing.ready, standing.sentence, standing.mend) == (
        False,
        "There is none.",
        "Fetch it.",
    )
    assert failure is not None
    assert (failure.kind, failure.mend) == (Failure.NOT_READY, "Fetch it.")


@pytest.mark.parametrize("content", [b"", b"<html>not found</html>", gguf()[:-2000]])
async def test_a_broken_file_never_reaches_the_process(model: Path, content: bytes) -> None:
    """A file that is no model, or not all of one, is refused by its header."""
    model.write_bytes(content)
    async with embedded(model) as provider:
        standing = await provider.standing()
        failure = (await hear(provider, ask("Anybody?"))).failure
        assert not standing.ready
        assert str(model) in standing.sentence
        assert failure is not None
        assert failure.kind is Failure.NOT_READY
        assert provider.process_id is None


async def test_a_model_too_large_for_the_memory_is_not_loaded(model: Path) -> None:
    """It says what is needed and what is free; once loaded, its own memory is not missed."""
    async with embedded(model, free_bytes=1_000_000) as provider:
        standing = await provider.standing()
    assert not standing.ready
    assert "GB of memory" in standing.sentence
    assert standing.mend


@pytest.mark.parametrize(
    ("name", "why"),
    [("stubborn", "it does not want to"), ("deadly", "its process ended with 4")],
)
async def test_a_model_that_cannot_be_loaded_is_tried_once(
    tmp_path: Path, name: str, why: str
) -> None:
    """Whether llama.cpp refuses the file or dies of it: PAM lives, says why and lets it be."""
    path = tmp_path / f"{name}.gguf"
    path.write_bytes(gguf())
    async with embedded(path) as provider:
        failure = (await hear(provider, ask("Anybody?"))).failure
        standing = await provider.standing()
        assert failure is not None
        assert (failure.kind, failure.detail) == (Failure.NOT_READY, why)
        assert not standing.ready
        assert why in standing.sentence
        path.write_bytes(gguf(weights=9000))
        assert (await provider.standing()).ready


async def test_the_key_of_its_port_is_seen_by_nobody(model: Path) -> None:
    """Neither the command line nor the environment, which others can read, has it."""
    async with embedded(model) as provider:
        await provider.warm()
        process = provider._process
        assert process is not None
        told = Path(f"/proc/{process.process_id}/cmdline").read_bytes()
        told += Path(f"/proc/{process.process_id}/environ").read_bytes()
        assert len(process.key) == 64
        assert process.key.encode() not in told
        assert process.key not in repr(provider) + repr(process) + str(dict(os.environ))


async def test_the_fingerprint_follows_the_settings(model: Path) -> None:
    """Another model is another fingerprint; it tells nothing of the path."""
    async with embedded(model, chosen="a") as one, embedded(model, chosen="b") as other:
        assert one.fingerprint != other.fingerprint
        assert (one.name, one.on_device) == ("embedded", True)
