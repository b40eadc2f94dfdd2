"""An answer through either SDK comes out as the same pieces."""

import json

import pytest

from pam_core.providers.openai_compatible import OpenAiCompatible
from pam_core.vocabulary.model_talk import (
    Finish,
    Finished,
    Message,
    ModelRequest,
    Role,
    TextDelta,
    ToolCall,
)
from tests.core.providers.asking import (
    BOTH,
    KEY,
    LOG_EXPENSE,
    QUESTION,
    Make,
    a_request,
    anthropic,
    hear,
    open_provider,
    openai,
)
from tests.support.fake_provider import Answer, Call, FakeProvider, Wrong

BOTH_MAKERS = pytest.mark.parametrize("make", BOTH)


@BOTH_MAKERS
async def test_text_comes_token_by_token_with_its_count_last(
    make: Make, fake: FakeProvider
) -> None:
    """Each token is a piece of its own; the Finished says what the answer took."""
    fake.answers(Answer(text="Check the pressure.", tokens_in=21, tokens_out=4))

    async with open_provider(make, fake) as provider:
        heard = await hear(provider)

    assert heard.deltas == [
        TextDelta(text="Check"),
        TextDelta(text=" the"),
        TextDelta(text=" pressure."),
        Finished(reason=Finish.STOP, tokens_in=21, tokens_out=4),
    ]


@BOTH_MAKERS
async def test_parallel_calls_are_joined_and_come_whole(make: Make, fake: FakeProvider) -> None:
    """Calls whose arguments come in turns are told apart and given once complete."""
    calls = (
        Call(name="expense_log", arguments='{"amount": "45.00", "what": "Diesel é"}', id="a1"),
        Call(name="expense_log", arguments='{"amount": "7.50"}', id="a2"),
    )
    fake.answers(Answer(text="Noting both.", calls=calls))

    async with open_provider(make, fake) as provider:
        heard = await hear(provider, a_request(LOG_EXPENSE))

    assert heard.text == "Noting both."
    assert heard.calls == [
        ToolCall(id="a1", name="expense_log", arguments=calls[0].arguments),
        ToolCall(id="a2", name="expense_log", arguments=calls[1].arguments),
    ]
    assert heard.end.reason is Finish.TOOLS


@BOTH_MAKERS
async def test_broken_arguments_are_handed_on_as_they_came(make: Make, fake: FakeProvider) -> None:
    """Whether a call makes sense is not for the provider to judge."""
    fake.answers(Answer(calls=(Call(name="expense_log", arguments='{"amount": 45'),)))

    async with open_provider(make, fake) as provider:
        heard = await hear(provider, a_request(LOG_EXPENSE))

    assert [call.arguments for call in heard.calls] == ['{"amount": 45']


@BOTH_MAKERS
async def test_a_call_without_arguments_has_an_empty_object(make: Make, fake: FakeProvider) -> None:
    """Some models send no arguments at all where a tool takes none."""
    fake.answers(Answer(calls=(Call(name="undo", arguments=""),)))

    async with open_provider(make, fake) as provider:
        heard = await hear(provider)

    assert [call.arguments for call in heard.calls] == ["{}"]


@pytest.mark.parametrize(
    ("make", "reason", "finish"),
    [
        (openai, "length", Finish.LENGTH),
        (openai, "content_filter", Finish.POLICY),
        (openai, "eos", Finish.STOP),
        (anthropic, "max_tokens", Finish.LENGTH),
        (anthropic, "stop_sequence", Finish.STOP),
        (anthropic, "refusal", Finish.POLICY),
        (anthropic, "pause_turn", Finish.LENGTH),
        (anthropic, "model_context_window_exceeded", Finish.LENGTH),
    ],
)
async def test_why_it_stopped(make: Make, reason: str, finish: Finish, fake: FakeProvider) -> None:
    """Each vendor's word for the end is one of ours."""
    fake.answers(Answer(text="Well.", finish=reason))

    async with open_provider(make, fake) as provider:
        heard = await hear(provider)

    assert heard.end.reason is finish


async def test_calls_with_a_plain_stop_are_calls(fake: FakeProvider) -> None:
    """Some servers say "stop" where they want a tool."""
    fake.answers(Answer(calls=(Call(name="undo"),), finish="stop"))

    async with open_provider(openai, fake) as provider:
        heard = await hear(provider)

    assert heard.end.reason is Finish.TOOLS


@BOTH_MAKERS
async def test_an_end_that_breaks_after_the_reason_is_an_end(
    make: Make, fake: FakeProvider
) -> None:
    """Once it has said why it stopped, only the count of tokens can be missing."""
    fake.answers("All of it.")
    fake.goes_wrong(Wrong.CUT_AT_END)

    async with open_provider(make, fake) as provider:
        heard = await hear(provider)

    assert heard.text == "All of it."
    assert heard.end.reason is Finish.STOP


@BOTH_MAKERS
async def test_200_kilobytes_come_through(make: Make, fake: FakeProvider) -> None:
    """How much of it is wanted is for the reader to say."""
    fake.goes_wrong(Wrong.HUGE)

    async with open_provider(make, fake) as provider:
        heard = await hear(provider)

    assert len(heard.text) > 200_000


async def test_openai_is_sent_the_talk_in_its_words(fake: FakeProvider) -> None:
    """System prompt, calls and their results, tools and the limit, with the usage asked for."""
    async with open_provider(openai, fake) as provider:
        await hear(provider, _a_talk())
    body = fake.asked[0].body

    assert body["messages"] == [
        {"role": "system", "content": "You are PAM."},
        {"role": "user", "content": "I paid 45 for diesel and 7 for ice."},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {
                    "id": call_id,
                    "type": "function",
                    "function": {"name": "expense_log", "arguments": arguments},
                }
                for call_id, arguments in (("a1", '{"amount": "45"}'), ("a2", "broken"))
            ],
        },
        {"role": "tool", "tool_call_id": "a1", "content": "Noted."},
        {"role": "tool", "tool_call_id": "a2", "content": "Not understood."},
        {"role": "assistant", "content": "One is noted. "},
    ]
    assert body["tools"] == [
        {
            "type": "function",
            "function": {
                "name": "expense_log",
                "description": "Notes an expense.",
                "parameters": dict(LOG_EXPENSE.parameters),
            },
        }
    ]
    assert (body["model"], body["max_tokens"], body["stream"]) == ("fake-model", 200, True)
    assert body["stream_options"] == {"include_usage": True}
    assert fake.asked[0].headers["authorization"] == f"Bearer {KEY}"


async def test_anthropic_is_sent_the_talk_in_its_words(fake: FakeProvider) -> None:
    """Calls and results are blocks, all results one message; no answer ends with a blank."""
    async with open_provider(anthropic, fake) as provider:
        await hear(provider, _a_talk())
    body = fake.asked[0].body

    assert body["system"] == "You are PAM."
    assert body["messages"] == [
        {
            "role": "user",
            "content": [{"type": "text", "text": "I paid 45 for diesel and 7 for ice."}],
        },
        {
            "role": "assistant",
            "content": [
                {"type": "tool_use", "id": "a1", "name": "expense_log", "input": {"amount": "45"}},
                {"type": "tool_use", "id": "a2", "name": "expense_log", "input": {}},
            ],
        },
        {
            "role": "user",
            "content": [
                {"type": "tool_result", "tool_use_id": "a1", "content": "Noted."},
                {"type": "tool_result", "tool_use_id": "a2", "content": "Not understood."},
            ],
        },
        {"role": "assistant", "content": [{"type": "text", "text": "One is noted."}]},
    ]
    assert body["tools"] == [
        {
            "name": "expense_log",
            "description": "Notes an expense.",
            "input_schema": dict(LOG_EXPENSE.parameters),
        }
    ]
    assert (body["model"], body["max_tokens"], body["stream"]) == ("fake-model", 200, True)


@pytest.mark.parametrize("model", ["gpt-5-mini", "openai/gpt-5", "o3", "o4-mini-2025-04-16"])
async def test_a_model_that_thinks_first_has_room_for_that(model: str, fake: FakeProvider) -> None:
    """Those models refuse max_tokens and count their thoughts along; one request is enough."""
    fake.temper.refuses = {"max_tokens"}

    async with open_provider(lambda fake: openai(fake, model), fake) as provider:
        heard = await hear(provider, a_request(most_tokens=300))

    assert heard.failure is None
    assert fake.asked[0].body["max_completion_tokens"] > 300
    assert fake.asked[0].body["reasoning_effort"] in ("minimal", "low")


@pytest.mark.parametrize("model", ["gpt-4.1-mini", "gpt-oss:20b", "llama3.2", "ollama-o1", "o10"])
async def test_other_models_are_told_max_tokens(model: str, fake: FakeProvider) -> None:
    """The only limit that local servers know."""
    async with open_provider(lambda fake: openai(fake, model), fake) as provider:
        await hear(provider, a_request(most_tokens=300))

    assert fake.asked[0].body["max_tokens"] == 300
    assert not fake.asked[0].body.keys() & {"max_completion_tokens", "reasoning_effort"}


@BOTH_MAKERS
async def test_the_connection_is_used_again(make: Make, fake: FakeProvider) -> None:
    """A second question pays for no second handshake."""
    async with open_provider(make, fake) as provider:
        await hear(provider)
        await hear(provider)

    assert len(fake.asked) == 2
    assert fake.connections == 1


@BOTH_MAKERS
async def test_closing_twice_is_closing_once(make: Make, fake: FakeProvider) -> None:
    """And who is asked after that answers again."""
    async with open_provider(make, fake) as provider:
        await hear(provider)
        await provider.close()
        await provider.close()
        heard = await hear(provider)

    assert heard.failure is None


@BOTH_MAKERS
async def test_it_asks_nobody_for_its_standing(make: Make, fake: FakeProvider) -> None:
    """Whether it can be asked is told without asking."""
    async with open_provider(make, fake) as provider:
        standing = await provider.standing()

    assert (standing.ready, standing.model) == (True, "fake-model")
    assert fake.asked == []
    assert fake.models_asked == 0


def _a_talk() -> ModelRequest:
    calls = (
        ToolCall(id="a1", name="expense_log", arguments=json.dumps({"amount": "45"})),
        ToolCall(id="a2", name="expense_log", arguments="broken"),
    )
    messages = (
        Message(role=Role.USER, text="I paid 45 for diesel and 7 for ice."),
        Message(role=Role.ASSISTANT, text="", calls=calls),
        Message(role=Role.TOOL, text="Noted.", call_id="a1"),
        Message(role=Role.TOOL, text="Not understood.", call_id="a2"),
        Message(role=Role.ASSISTANT, text="One is noted. "),
    )
    return ModelRequest(
        system="You are PAM.", messages=messages, tools=(LOG_EXPENSE,), most_tokens=200
    )


async def test_an_unmentioned_usage_is_none_of_the_answer(fake: FakeProvider) -> None:
    """Where a server refuses to count, it is not asked to."""
    fake.temper.refuses = {"stream_options"}
    provider = OpenAiCompatible(
        name="custom",
        base_url=fake.base_url,
        model="m",
        key="",
        on_device=True,
        needs_key=False,
        counts_usage=False,
    )
    heard = await hear(provider)
    await provider.close()

    assert heard.failure is None
    assert heard.end == Finished(reason=Finish.STOP)
    assert QUESTION in json.dumps(fake.asked[0].body)
