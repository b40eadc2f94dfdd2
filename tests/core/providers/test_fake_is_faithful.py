"""The vendors' own SDKs take the fake provider for a real one, and its faults for real faults."""

from collections.abc import AsyncIterator

import anthropic
import httpx2
import openai
import pytest

from tests.support.fake_provider import Answer, Call, FakeProvider, Wrong

_TALK = [{"role": "user", "content": "Hello?"}]
_CALL = Call(name="expense_log", arguments='{"amount": "45.00"}', id="a1")


@pytest.fixture
async def open_ai(fake: FakeProvider) -> AsyncIterator[openai.AsyncOpenAI]:
    async with openai.AsyncOpenAI(base_url=fake.base_url, api_key="k", max_retries=0) as sdk:
        yield sdk


@pytest.fixture
async def claude(fake: FakeProvider) -> AsyncIterator[anthropic.AsyncAnthropic]:
    async with anthropic.AsyncAnthropic(
        base_url=fake.anthropic_base_url, api_key="k", max_retries=0
    ) as sdk:
        yield sdk


async def test_openai_reads_a_whole_answer(open_ai: openai.AsyncOpenAI, fake: FakeProvider) -> None:
    """Text, call, reason and usage of an answer that is no stream."""
    fake.answers(Answer(text="Noted.", calls=(_CALL,), tokens_in=3, tokens_out=5))
    answer = await open_ai.chat.completions.create(model="m", messages=_TALK)
    (choice,) = answer.choices

    assert choice.message.content == "Noted."
    assert [call.function.arguments for call in choice.message.tool_calls] == [_CALL.arguments]
    assert choice.finish_reason == "tool_calls"
    assert (answer.usage.prompt_tokens, answer.usage.total_tokens) == (3, 8)


async def test_openai_adds_up_a_stream(open_ai: openai.AsyncOpenAI, fake: FakeProvider) -> None:
    """Its own stream helper puts text and calls together, and finds no fault with them."""
    fake.answers(Answer(text="Noted, both of them.", calls=(_CALL,)))
    async with open_ai.chat.completions.stream(model="m", messages=_TALK) as stream:
        answer = await stream.get_final_completion()
    (choice,) = answer.choices

    assert choice.message.content == "Noted, both of them."
    assert [call.function.name for call in choice.message.tool_calls] == ["expense_log"]
    assert [call.function.arguments for call in choice.message.tool_calls] == [_CALL.arguments]


async def test_openai_lists_the_models(open_ai: openai.AsyncOpenAI, fake: FakeProvider) -> None:
    """The list has the shape that it wants."""
    fake.models = ["llama3.2:latest", "nomic-embed-text"]
    listed = await open_ai.models.list()

    assert [model.id for model in listed.data] == fake.models


async def test_anthropic_reads_a_whole_answer(
    claude: anthropic.AsyncAnthropic, fake: FakeProvider
) -> None:
    """Text, call, reason and usage of an answer that is no stream."""
    fake.answers(Answer(text="Noted.", calls=(_CALL,), tokens_in=3, tokens_out=5))
    answer = await claude.messages.create(model="m", max_tokens=9, messages=_TALK)
    text, call = answer.content

    assert (text.text, call.name, call.input) == ("Noted.", "expense_log", {"amount": "45.00"})
    assert answer.stop_reason == "tool_use"
    assert (answer.usage.input_tokens, answer.usage.output_tokens) == (3, 5)


async def test_anthropic_adds_up_a_stream(
    claude: anthropic.AsyncAnthropic, fake: FakeProvider
) -> None:
    """Its own stream helper puts text and calls together, and finds no fault with them."""
    fake.answers(Answer(text="Noted, both of them.", calls=(_CALL,), tokens_out=5))
    async with claude.messages.stream(model="m", max_tokens=9, messages=_TALK) as stream:
        answer = await stream.get_final_message()
    text, call = answer.content

    assert text.text == "Noted, both of them."
    assert (call.name, call.input) == ("expense_log", {"amount": "45.00"})
    assert (answer.stop_reason, answer.usage.output_tokens) == ("tool_use", 5)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (Wrong.REFUSED, openai.APIConnectionError),
        (Wrong.RESET, openai.APIConnectionError),
        (Wrong.UNAUTHORISED, openai.AuthenticationError),
        (Wrong.FORBIDDEN, openai.PermissionDeniedError),
        (Wrong.NO_MODEL, openai.NotFoundError),
        (Wrong.BUSY, openai.RateLimitError),
        (Wrong.QUOTA, openai.RateLimitError),
        (Wrong.SERVER, openai.InternalServerError),
        (Wrong.OVERLOADED, openai.InternalServerError),
        (Wrong.BAD_REQUEST, openai.BadRequestError),
        (Wrong.POLICY, openai.BadRequestError),
        (Wrong.CUT_BEFORE, openai.APIConnectionError),
        (Wrong.CUT_AFTER, openai.APIConnectionError),
        (Wrong.BROKEN_LINE, ValueError),
        (Wrong.IN_BAND, openai.APIError),
    ],
)
async def test_openai_raises(
    wrong: Wrong, error: type[Exception], open_ai: openai.AsyncOpenAI, fake: FakeProvider
) -> None:
    """The fault comes out of the SDK as that fault does from the real service."""
    fake.goes_wrong(wrong)

    with pytest.raises(error):
        async for _ in await open_ai.chat.completions.create(
            model="m", messages=_TALK, stream=True
        ):
            pass


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (Wrong.REFUSED, anthropic.APIConnectionError),
        (Wrong.RESET, anthropic.APIConnectionError),
        (Wrong.UNAUTHORISED, anthropic.AuthenticationError),
        (Wrong.FORBIDDEN, anthropic.PermissionDeniedError),
        (Wrong.NO_MODEL, anthropic.NotFoundError),
        (Wrong.BUSY, anthropic.RateLimitError),
        (Wrong.QUOTA, anthropic.BadRequestError),
        (Wrong.SERVER, anthropic.InternalServerError),
        (Wrong.OVERLOADED, anthropic.APIStatusError),
        (Wrong.BAD_REQUEST, anthropic.BadRequestError),
        (Wrong.POLICY, anthropic.BadRequestError),
        (Wrong.CUT_BEFORE, httpx2.RemoteProtocolError),
        (Wrong.CUT_AFTER, httpx2.RemoteProtocolError),
        (Wrong.BROKEN_LINE, ValueError),
        (Wrong.IN_BAND, anthropic.APIStatusError),
        (Wrong.IN_BAND_OVERLOADED, anthropic.APIStatusError),
    ],
)
async def test_anthropic_raises(
    wrong: Wrong, error: type[Exception], claude: anthropic.AsyncAnthropic, fake: FakeProvider
) -> None:
    """The fault comes out of the SDK as that fault does from the real service."""
    fake.goes_wrong(wrong)

    with pytest.raises(error):
        async for _ in await claude.messages.create(
            model="m", max_tokens=9, messages=_TALK, stream=True
        ):
            pass


@pytest.mark.parametrize("wrong", [Wrong.SLOW_HEADERS, Wrong.STALL])
async def test_the_sdks_time_out_where_nothing_comes(
    wrong: Wrong,
    open_ai: openai.AsyncOpenAI,
    claude: anthropic.AsyncAnthropic,
    fake: FakeProvider,
) -> None:
    """Slow headers and a stall are silence, not an end."""
    fake.goes_wrong(wrong)
    soon = httpx2.Timeout(5, read=0.05)

    with pytest.raises(openai.APITimeoutError):
        async for _ in await open_ai.chat.completions.create(
            model="m", messages=_TALK, stream=True, timeout=soon
        ):
            pass
    with pytest.raises((anthropic.APITimeoutError, httpx2.ReadTimeout)):
        async for _ in await claude.messages.create(
            model="m", max_tokens=9, messages=_TALK, stream=True, timeout=soon
        ):
            pass


async def test_the_sdks_own_retries_see_the_fault_once(fake: FakeProvider) -> None:
    """A fault for one request is over with the next, which the SDK sends by itself."""
    fake.temper.retry_after = "0.001"
    fake.goes_wrong(Wrong.BUSY, times=2)
    fake.answers("At last.")
    async with openai.AsyncOpenAI(base_url=fake.base_url, api_key="k", max_retries=2) as sdk:
        answer = await sdk.chat.completions.create(model="m", messages=_TALK)

    assert answer.choices[0].message.content == "At last."
    assert [asked.wrong for asked in fake.asked] == [Wrong.BUSY, Wrong.BUSY, None]


async def test_who_refused_listens_again(open_ai: openai.AsyncOpenAI, fake: FakeProvider) -> None:
    """The port is closed, stays its own, and opens again at the same address."""
    fake.goes_wrong(Wrong.REFUSED)
    with pytest.raises(openai.APIConnectionError):
        await open_ai.models.list()
    await fake.goes_right()
    listed = await open_ai.models.list()

    assert [model.id for model in listed.data] == ["fake-model"]
