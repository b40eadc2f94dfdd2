"""Turns and conversations: kept, listed, found."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pam_core.storage.chats import SqliteChatStore, match_expression
from pam_core.storage.file import DatabaseFile
from pam_core.vocabulary.reply import Provenance
from tests.core.storage.examples import NOW, turn


@pytest.fixture
def chats(file: DatabaseFile) -> SqliteChatStore:
    return SqliteChatStore(file)


async def test_turn_comes_back(chats: SqliteChatStore) -> None:
    """A turn comes back with what was said, answered, understood and heard."""
    kept = turn("I spent $45 on fuel", "Logged 45 dollars for fuel.", interrupted=True)
    await chats.record(kept)
    (row,) = await chats.turns("talk", 10)
    assert row["turn_id"] == kept.turn_id
    assert row["said_at"] == NOW.isoformat()
    assert (row["said"], row["reply"]) == (kept.said, kept.reply.text)
    assert (row["action"], row["slots"]) == ("expense.log", {"category": "fuel"})
    assert (row["heard"], row["interrupted"]) == (kept.heard, True)
    assert row["times"]["transcript"] == 0.2


async def test_provenance_comes_back(chats: SqliteChatStore) -> None:
    """Where an open question's answer came from is kept with the turn; others have none."""
    provenance = Provenance(
        provider="openai",
        model="small",
        tried=("embedded did not answer in time.\ud800",),
        tools=("expense.log",),
        masked=("card number",),
        tokens_in=100,
        cost_dollars=0.001,
        answered_at=NOW,
    )
    asked = turn("why")
    await chats.record(replace(asked, reply=replace(asked.reply, provenance=provenance)))
    await chats.record(turn("fuel"))
    first, second = await chats.turns("talk", 10)
    assert first["provenance"] == {
        "provider": "openai",
        "model": "small",
        "tried": ["embedded did not answer in time.?"],
        "tools": ["expense.log"],
        "masked": ["card number"],
        "tokens_in": 100,
        "tokens_out": 0,
        "cost_dollars": 0.001,
        "answered_at": NOW.isoformat(),
    }
    assert second["provenance"] is None


async def test_conversations(chats: SqliteChatStore) -> None:
    """The conversation spoken in last comes first; its title is how it began."""
    await chats.record(turn("first   of all", conversation_id="a"))
    await chats.record(turn("something else", conversation_id="b"))
    await chats.record(turn("and more", conversation_id="a", said_at=NOW + timedelta(hours=1)))
    listed = [(c["id"], c["title"], c["turns"]) for c in await chats.conversations(10)]
    assert listed == [("a", "first of all", 2), ("b", "something else", 1)]
    assert len(await chats.conversations(1)) == 1


async def test_turns_in_order(chats: SqliteChatStore) -> None:
    """The latest turns, oldest first."""
    for said in ("one", "two", "three"):
        await chats.record(turn(said))
    assert [row["said"] for row in await chats.turns("talk", 2)] == ["two", "three"]
    assert await chats.turns("no such talk", 2) == []


async def test_heard_later(chats: SqliteChatStore) -> None:
    """The same turn again brings what was heard up to date, and stays one turn."""
    first = turn("what time is it", "It's 2 PM.", heard="")
    await chats.record(first)
    await chats.record(replace(first, heard="It's 2", interrupted=True))
    (row,) = await chats.turns("talk", 10)
    assert (row["heard"], row["interrupted"]) == ("It's 2", True)


async def test_search(chats: SqliteChatStore) -> None:
    """All the words must occur, in what was said or answered; the last may be unfinished."""
    await chats.record(turn("I spent $45 on groceries at Whole Foods", "Logged 45 dollars."))
    await chats.record(turn("how much did I spend on fuel", "You spent 80 dollars on fuel."))
    (found,) = await chats.search("groceries whole", 10)
    assert found["said"].startswith("I spent $45")
    assert "[groceries]" in found["snippet"]
    assert len(await chats.search("dollars", 10)) == 2
    assert len(await chats.search("dollars", 1)) == 1
    assert len(await chats.search("grocer", 10)) == 1
    assert await chats.search("groceries fuel", 10) == []


async def test_search_follows_changes(chats: SqliteChatStore) -> None:
    """A reply that changed is found by its new words, no longer by the old ones."""
    first = turn("hello", "apples")
    await chats.record(first)
    await chats.record(replace(first, reply=replace(first.reply, text="oranges")))
    assert await chats.search("apples", 10) == []
    assert len(await chats.search("oranges", 10)) == 1


@pytest.mark.parametrize(
    "words",
    ['"', "'", "*", "AND", "a OR", "NEAR(", "said:hello", "-hello", "^", "(", "{}", "\0", "\ud800"],
)
async def test_search_for_anything(chats: SqliteChatStore, words: str) -> None:
    """Whatever is typed is looked for, never obeyed."""
    await chats.record(turn("nothing of that kind"))
    assert await chats.search(words, 10) == []


@given(st.text())
def test_expression_is_quoted(words: str) -> None:
    """In the query every character of the user's stands between quotes."""
    expression = match_expression(words)
    outside = expression.split('"')[::2]
    assert "".join(outside).strip() in ("", "*")


async def test_odd_characters(chats: SqliteChatStore) -> None:
    """Half characters and control characters are kept as well as can be, not refused."""
    await chats.record(turn("\ud800 caf\u00e9 \0 \U0001f600"))
    (row,) = await chats.turns("talk", 1)
    assert "café" in row["said"]
    assert len(await chats.search("cafe", 10)) == 1
