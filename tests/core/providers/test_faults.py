"""Each way in which a provider can fail is one kind of failure, whoever it is."""

import asyncio
from contextlib import aclosing

import pytest

from pam_core.vocabulary.model_failure import Failure
from pam_core.vocabulary.model_talk import Finish, Finished, TextDelta
from tests.core.providers.asking import BOTH, Make, a_request, hear, open_provider
from tests.support.fake_provider import Answer, Call, Ended, FakeProvider, Wrong

BOTH_MAKERS = pytest.mark.parametrize("make", BOTH)

BEFORE_A_WORD = {
    Wrong.REFUSED: Failure.UNREACHABLE,
    Wrong.RESET: Failure.CUT,
    Wrong.UNAUTHORISED: Failure.KEY_REFUSED,
    Wrong.FORBIDDEN: Failure.KEY_REFUSED,
    Wrong.NO_MODEL: Failure.NOT_READY,
    Wrong.BUSY: Failure.BUSY,
    Wrong.QUOTA: Failure.NO_QUOTA,
    Wrong.SERVER: Failure.SERVER,
    Wrong.UNAVAILABLE: Failure.OVERLOADED,
    Wrong.OVERLOADED: Failure.OVERLOADED,
    Wrong.BAD_REQUEST: Failure.BAD_REQUEST,
    Wrong.POLICY: Failure.POLICY,
    Wrong.CUT_BEFORE: Failure.CUT,
    Wrong.EMPTY: Failure.EMPTY,
    Wrong.PORTAL: Failure.UNREACHABLE,
    Wrong.REDIRECT: Failure.UNREACHABLE,
}
AFTER_SOME_WORDS = {
    Wrong.CUT_AFTER: Failure.CUT,
    Wrong.BROKEN_LINE: Failure.GARBLED,
    Wrong.IN_BAND: Failure.IN_BAND,
    Wrong.IN_BAND_OVERLOADED: Failure.OVERLOADED,
}


@BOTH_MAKERS
@pytest.mark.parametrize(("wrong", "kind"), BEFORE_A_WORD.items())
async def test_fails_without_a_word(
    make: Make, wrong: Wrong, kind: Failure, fake: FakeProvider
) -> None:
    """Such a failure comes before any piece, is asked once, and carries no error of the SDK's."""
    fake.goes_wrong(wrong)

    async with open_provider(make, fake) as provider:
        heard = await hear(provider)

    assert heard.failure is not None
    assert heard.failure.kind is kind
    assert heard.failure.__context__ is None
    assert heard.deltas == []
    assert len(fake.asked) == (wrong is not Wrong.REFUSED)


@BOTH_MAKERS
@pytest.mark.parametrize(("wrong", "kind"), AFTER_SOME_WORDS.items())
async def test_fails_after_some_words(
    make: Make, wrong: Wrong, kind: Failure, fake: FakeProvider
) -> None:
    """What came before the failure was given; what comes after a broken line is not trusted."""
    fake.answers("One two three four five.")
    fake.goes_wrong(wrong)

    async with open_provider(make, fake) as provider:
        heard = await hear(provider)

    assert heard.failure is not None
    assert heard.failure.kind is kind
    assert heard.failure.__context__ is None
    assert heard.text == "One two three"
    assert len(fake.asked) == 1


@BOTH_MAKERS
async def test_a_stream_without_a_reason_has_failed(make: Make, fake: FakeProvider) -> None:
    """All the words may be there, but nobody said so."""
    fake.answers("One two.")
    fake.goes_wrong(Wrong.UNFINISHED)

    async with open_provider(make, fake) as provider:
        heard = await hear(provider)

    assert heard.failure is not None
    assert heard.failure.kind is Failure.UNFINISHED
    assert heard.text == "One two."


@BOTH_MAKERS
async def test_a_filtered_answer_says_so(make: Make, fake: FakeProvider) -> None:
    """The provider's rules may stop an answer in its middle, and even before it."""
    fake.answers("One two three four.", "")
    fake.goes_wrong(Wrong.POLICY_FINISH)

    async with open_provider(make, fake) as provider:
        heard = await hear(provider)
        fake.temper.after_tokens = 0
        at_once = await hear(provider)

    assert (heard.text, heard.end.reason) == ("One two three", Finish.POLICY)
    assert [type(delta) for delta in at_once.deltas] == [Finished]
    assert at_once.end.reason is Finish.POLICY


@BOTH_MAKERS
async def test_calls_are_lost_with_the_stream(make: Make, fake: FakeProvider) -> None:
    """A call that was not whole when the connection broke is never given."""
    fake.answers(Answer(calls=(Call(name="undo", arguments='{"what": "the last expense"}'),)))
    fake.goes_wrong(Wrong.CUT_AFTER)

    async with open_provider(make, fake) as provider:
        heard = await hear(provider)

    assert heard.failure is not None
    assert heard.failure.kind is Failure.CUT
    assert heard.deltas == []


@BOTH_MAKERS
async def test_a_busy_provider_says_for_how_long(make: Make, fake: FakeProvider) -> None:
    """Retry-After reaches whoever decides."""
    fake.temper.retry_after = "7"
    fake.goes_wrong(Wrong.BUSY)

    async with open_provider(make, fake) as provider:
        heard = await hear(provider)

    assert heard.failure is not None
    assert heard.failure.retry_after_seconds == 7


@BOTH_MAKERS
@pytest.mark.parametrize("wrong", [Wrong.SLOW_HEADERS, Wrong.STALL])
async def test_giving_up_closes_the_connection(
    make: Make, wrong: Wrong, fake: FakeProvider
) -> None:
    """Whoever is cancelled while nothing comes leaves nothing open: the other side sees it."""
    fake.goes_wrong(wrong)

    async with open_provider(make, fake) as provider:
        asking = asyncio.create_task(hear(provider))
        asked = await fake.was_asked()
        await fake.stands_still()
        asking.cancel()
        await asyncio.wait([asking])
        await fake.ended()

    assert asking.cancelled()
    assert asked.ended is Ended.BY_CLIENT


@BOTH_MAKERS
async def test_leaving_in_the_middle_closes_the_connection(make: Make, fake: FakeProvider) -> None:
    """Who has heard enough stops the answer on the wire, so that nobody pays for the rest."""
    fake.answers(Answer(text="One two three four.", hold_after=2))

    async with open_provider(make, fake) as provider:
        async with aclosing(provider.stream(a_request())) as deltas:
            first = await anext(deltas)
        asked = await fake.ended()

    assert first == TextDelta(text="One")
    assert asked.ended is Ended.BY_CLIENT
    assert asked.tokens_sent == 2


@BOTH_MAKERS
async def test_after_a_failure_it_answers_again(make: Make, fake: FakeProvider) -> None:
    """Nothing of a failure stays behind."""
    fake.goes_wrong(Wrong.CUT_AFTER, times=1)
    fake.goes_wrong(Wrong.RESET, times=1)
    fake.answers("One two three four.")

    async with open_provider(make, fake) as provider:
        first, second, third = [await hear(provider) for _ in range(3)]

    assert first.failure is not None
    assert second.failure is not None
    assert third.text == "One two three four."


@BOTH_MAKERS
async def test_a_log_in_page_of_a_wlan_is_named(make: Make, fake: FakeProvider) -> None:
    """What a campground's WLAN puts in the way can be mended by the user alone."""
    fake.goes_wrong(Wrong.PORTAL)

    async with open_provider(make, fake) as provider:
        heard = await hear(provider)

    assert heard.failure is not None
    assert "log in" in heard.failure.mend


@BOTH_MAKERS
async def test_only_the_connection_has_a_time_of_its_own(make: Make, fake: FakeProvider) -> None:
    """3 s for a connection, no second try: how long the rest may take is the caller's to say."""
    async with open_provider(make, fake) as provider:
        await hear(provider)
        client = await provider._built()

    assert client.timeout.as_dict() == {"connect": 3.0, "read": None, "write": None, "pool": None}
    assert client.max_retries == 0
