"""The whole mind by chat: what is said becomes things, events and an answer, each once."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import date
from pathlib import Path

import pytest

from pam_core.protocol.frames import ChatResponse, UiActions, WinsUpdate
from pam_core.providers.anthropic import Anthropic
from pam_core.providers.openai_compatible import OpenAiCompatible
from pam_core.vocabulary.model_talk import Candidate
from tests.server.mind.desk import Desk, on_both
from tests.server.mind.minds import Minds
from tests.support.fake_provider import Answer, Call, FakeProvider, fake_provider
from tests.support.waiting import until

FUEL = "I spent 45 dollars on fuel"
LOGGED = {"amount": 45, "category": "fuel"}


@pytest.fixture
async def fake() -> AsyncIterator[FakeProvider]:
    async with fake_provider() as fake:
        yield fake


def openai(fake: FakeProvider) -> Candidate:
    return Candidate(
        provider=OpenAiCompatible(
            name="openai", base_url=fake.base_url, model="fake-model", key="k", on_device=False
        )
    )


def anthropic(fake: FakeProvider) -> Candidate:
    return Candidate(
        provider=Anthropic(model="fake-model", key="k", base_url=fake.anthropic_base_url)
    )


async def test_expense(minds: Minds, desk: Desk) -> None:
    """An expense said by chat is a thing, an event and an answer, and a turn of a conversation."""
    async with minds.awake():
        answer = await desk.asks(FUEL)
    (expense,) = await desk.things("expense")
    (turn,) = await desk.things("turn")
    (conversation,) = await desk.things("conversation")
    assert "45 dollars" in answer.message
    assert (answer.provider, answer.metadata["action"]) == ("local", "expense.log")
    assert (expense.fields["amount_minor"], expense.fields["category"]) == (4500, "fuel")
    assert (expense.rev, str(expense.day)) == (1, "2026-11-23")
    assert (turn.fields["said"], turn.fields["reply"]) == (FUEL, answer.message)
    assert conversation.id == turn.fields["conversation_id"] == desk.conversation_id
    assert conversation.fields["title"] == FUEL
    assert [type(event) for event in await desk.events()] == [WinsUpdate, ChatResponse]
    assert "".join(delta.text for delta in desk.deltas).strip() == answer.message


async def test_what_the_desktop_kept(minds: Minds, desk: Desk) -> None:
    """The mind knows what came from the desktop, before it first looked and after."""
    fuel = {
        "amount_minor": 4500,
        "currency": "USD",
        "category": "fuel",
        "merchant": None,
        "description": None,
        "spent_on": "2026-11-23",
        "bank_id": None,
    }
    today = date(2026, 11, 23)
    async with minds.awake():
        await desk.puts("expense", fuel, day=today)
        first = await desk.asks("how much did I spend on fuel today")
        await desk.puts("expense", fuel | {"amount_minor": 1000}, day=today)
        second = await desk.asks("how much did I spend on fuel today")
    assert "45 dollars" in first.message
    assert "55 dollars" in second.message


async def test_correction(minds: Minds, desk: Desk) -> None:
    """A thing is changed in the next chat, upon the revision that stands; undo takes it back."""
    async with minds.awake():
        await desk.asks(FUEL)
        await desk.asks("make that 50 dollars")
        (changed,) = await desk.things("expense")
        await desk.asks("undo")
        (undone,) = await desk.things("expense")
    assert (changed.rev, changed.fields["amount_minor"]) == (2, 5000)
    assert (undone.rev, undone.fields["amount_minor"]) == (3, 4500)


async def test_question_survives(minds: Minds, desk: Desk) -> None:
    """What PAM asked is answered in the next chat, though another process answers it."""
    async with minds.awake():
        asked = await desk.asks("I spent 45 dollars")
    async with minds.awake():
        answered = await desk.asks("fuel")
    (expense,) = await desk.things("expense")
    assert asked.metadata["expects_answer"]
    assert not answered.metadata["expects_answer"]
    assert expense.fields["category"] == "fuel"


@pytest.mark.parametrize("dialect", [openai, anthropic])
async def test_tool_of_a_model(
    minds: Minds, desk: Desk, fake: FakeProvider, dialect: Callable[[FakeProvider], Candidate]
) -> None:
    """What a model has PAM do is done once, recorded, and told in PAM's own words."""
    call = Call(
        name="expense-log",
        arguments='{"amount": {"amount": "45.00", "currency": "USD"}, "category": "fuel"}',
    )
    fake.answers(Answer(calls=(call,)))
    async with minds.awake(dialect(fake)):
        said = "well the pump took another 45 dollars of mine for fuel I am afraid"
        answer = await desk.asks(said)
    assert [thing.fields["amount_minor"] for thing in await desk.things("expense")] == [4500]
    assert answer.provider == dialect(fake).provider.name
    assert answer.metadata["provenance"]["tools"] == ["expense.log"]
    assert "45 dollars" in answer.message


async def test_open_question(minds: Minds, desk: Desk, fake: FakeProvider) -> None:
    """A model's answer is told piece by piece, with who gave it."""
    fake.answers("Rome wasn't built in a day. It took longer.")
    async with minds.awake(openai(fake)):
        answer = await desk.asks("why do people say that about Rome")
    assert (answer.provider, answer.model) == ("openai", "fake-model")
    assert answer.message == "Rome wasn't built in a day. It took longer."
    assert len(desk.deltas) > 1
    assert [delta.index for delta in desk.deltas] == [*range(len(desk.deltas))]


async def test_talk_goes_along(minds: Minds, desk: Desk, fake: FakeProvider) -> None:
    """A model is told what was said before in this conversation, and nothing of another one."""
    fake.answers("Rome.", "Longer.")
    async with minds.awake(openai(fake)):
        await desk.asks("which city was not built in a day")
    async with minds.awake(openai(fake)):
        await desk.asks("why did it take them so very long")
        other = await desk.writes("who built it then", conversation_id=desk.device_id)
        await desk.answer_to(other)
    told = [str(asked.body["messages"]) for asked in fake.asked]
    assert "which city was not built" in told[1]
    assert "which city was not built" not in told[2]


@on_both
async def test_two_users(minds: Minds, new_desk: Callable[[], Desk]) -> None:
    """Users who write at once see what is theirs, and nothing else."""
    desks = [new_desk() for _ in range(6)]
    async with minds.awake(most_open=2):
        chats = [
            await desk.writes(f"I spent {number + 1} dollars on fuel")
            for number, desk in enumerate(desks)
        ]
        for desk, chat in zip(desks, chats, strict=True):
            await desk.answer_to(chat)
        totals = [(await desk.asks("how much did I spend today")).message for desk in desks]
    amounts = [[one.fields["amount_minor"] for one in await d.things("expense")] for d in desks]
    assert amounts == [[100 * (number + 1)] for number in range(6)]
    assert ["1 dollar" in totals[0], "6 dollars" in totals[5]] == [True, True]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("set a timer for ten minutes", "machine"),
        ("louder", "your own machine"),
        ("stop", "All right."),
        ("export all my data", "I cannot write files"),
        ("erase everything", "Erase your account"),
        ("is everything synced", "PAM server"),
    ],
)
async def test_not_here(minds: Minds, desk: Desk, said: str, told: str) -> None:
    """What belongs to the user's own machine is refused in words, and changes nothing."""
    async with minds.awake():
        answer = await desk.asks(said)
    assert told in answer.message
    assert [event.TYPE for event in await desk.events()] == ["wins_update", "chat_response"]
    assert {thing.entity for thing in (await desk.events())[0].things} == {"turn", "conversation"}


@pytest.mark.parametrize("said", ["\U0001f69a" * 4000, "x" * 4000, "'" * 4000, "add " * 1000])
async def test_long(minds: Minds, desk: Desk, said: str) -> None:
    """The longest message there may be is answered, and kept whole."""
    async with minds.awake():
        answer = await desk.asks(said)
        await desk.asks("what time is it")
    turns = await desk.things("turn")
    assert answer.provider == "local"
    assert said in [turn.fields["said"] for turn in turns]


async def test_page(minds: Minds, desk: Desk) -> None:
    """A page is opened by the user's own window."""
    async with minds.awake():
        await desk.asks("show me the money page")
    (actions,) = [event for event in await desk.events() if isinstance(event, UiActions)]
    assert actions.items == ({"action": "open_page", "page": "money"},)


async def test_forgetting(minds: Minds, desk: Desk) -> None:
    """What was said last is forgotten for all devices: its turn is deleted."""
    async with minds.awake():
        await desk.asks("what time is it")
        await desk.asks("forget what I just said")
        await desk.asks("yes")
    said = [turn.fields["said"] for turn in await desk.things("turn")]
    assert "what time is it" not in said


async def test_zone(minds: Minds, desk: Desk) -> None:
    """The day is that of the zone the chat was said in; a zone nobody knows stops nothing."""
    async with minds.awake():
        await desk.asks(FUEL, zone="Pacific/Kiritimati")
        await desk.asks(FUEL, zone="Atlantis/../etc")
    assert sorted(str(e.day) for e in await desk.things("expense")) == ["2026-11-23", "2026-11-24"]


async def test_nothing_left(minds: Minds, desk: Desk, tmp_path: Path) -> None:
    """No word of a user stays in a replica once its user was erased, or the server has stopped."""
    async with minds.awake():
        await desk.asks(FUEL)
        (replica,) = minds.cache.glob("replicas/*/*.db")
        minds.hub.revoke(desk.user_id)
        await asyncio.to_thread(until, lambda: not replica.exists(), "the replica to be gone")
        await desk.asks(FUEL)
    assert list(minds.cache.glob("replicas/*/*")) == []
