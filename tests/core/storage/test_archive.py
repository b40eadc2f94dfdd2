"""What is kept, as a whole: counted, handed out, forgotten and erased."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import pytest

from pam_core.storage.archive import FORGETTING, SqliteArchive
from pam_core.storage.chats import SqliteChatStore
from pam_core.storage.file import DatabaseFile
from pam_core.storage.memory import SqliteMemory
from pam_core.vocabulary.archive import Exchange
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.kept import Kept, removed, revised
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.reply import Intent, Reply
from tests.core.storage.examples import NOW, expense, turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Jar(Kept):
    KIND: ClassVar[str] = "jar"

    label: str
    price: Money | None = None


def jar(label: str = "honey") -> Jar:
    return Jar(id=new_id(NOW), created_at=NOW, label=label, price=Money(minor=350))


@pytest.fixture
def archive(file: DatabaseFile) -> SqliteArchive:
    return SqliteArchive(file)


@pytest.fixture
def memory(file: DatabaseFile) -> SqliteMemory:
    return SqliteMemory(file)


@pytest.fixture
def chats(file: DatabaseFile) -> SqliteChatStore:
    return SqliteChatStore(file)


def about_forgetting() -> Reply:
    return Reply(text="Shall I?", intent=Intent(action=FORGETTING), provider="local")


def bytes_of(path: Path) -> bytes:
    """All that lies on the disk of a database, its log included."""
    return b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))


async def test_everything_is_handed_out(archive: SqliteArchive, memory: SqliteMemory) -> None:
    """Every revision of every kind comes out, with money as people write it."""
    honey, fuel = jar(), expense(4550)
    await memory.keep((honey, fuel))
    await memory.keep((revised(honey, NOW, label="jam"), removed(fuel, NOW)))
    told = [(one.kind, one.revision, one.deleted) for one in await archive.revisions()]
    assert told == [
        ("expense", 1, False),
        ("expense", 2, True),
        ("jar", 1, False),
        ("jar", 2, False),
    ]
    first, *_, last = await archive.revisions()
    assert first.fields["amount"] == {"amount": "45.50", "currency": "USD"}
    assert last.fields == {"label": "jam", "price": {"amount": "3.50", "currency": "USD"}}


async def test_counts_what_stands(
    archive: SqliteArchive, memory: SqliteMemory, chats: SqliteChatStore
) -> None:
    """What was taken back does not count."""
    gone = jar()
    await memory.keep((gone, jar(), expense()))
    await memory.keep((removed(gone, NOW),))
    await chats.record(turn("hello"))
    assert await archive.counts() == {"expense": 1, "jar": 1, "chat": 1}


async def test_nothing_kept(archive: SqliteArchive) -> None:
    """An empty PAM has nothing to hand out."""
    assert (await archive.counts(), list(await archive.revisions())) == ({}, [])
    assert await archive.last_exchange() is None


async def test_last_exchange_is_forgotten(
    archive: SqliteArchive, chats: SqliteChatStore, path: Path
) -> None:
    """The last exchange leaves the history, the search and the file; so does talk about that."""
    await chats.record(turn("what a day"))
    await chats.record(turn("my secret is periwinkle"))
    await chats.record(replace(turn("forget the periwinkle"), reply=about_forgetting()))
    last = await archive.last_exchange()
    assert last is not None
    await archive.forget(last)
    assert [row["said"] for row in await archive.exchanges()] == ["what a day"]
    assert await chats.search("periwinkle", 10) == []
    assert len(await chats.search("day", 10)) == 1
    assert b"periwinkle" not in bytes_of(path)


async def test_conversation_is_named_anew(archive: SqliteArchive, chats: SqliteChatStore) -> None:
    """The title of a conversation does not keep what was forgotten; an empty one goes."""
    await chats.record(turn("what a day", conversation_id="other"))
    only = turn("my secret is periwinkle", conversation_id="short")
    await chats.record(only)
    last = await archive.last_exchange()
    assert last is not None
    await archive.forget(last)
    assert [talk["title"] for talk in await chats.conversations(10)] == ["what a day"]
    first = turn("periwinkle again")
    await chats.record(first)
    await chats.record(turn("and then"))
    await archive.forget(Exchange(turn_id=first.turn_id, said_at=NOW))
    assert [talk["title"] for talk in await chats.conversations(10)] == ["and then", "what a day"]


async def test_forgetting_twice(archive: SqliteArchive, chats: SqliteChatStore) -> None:
    """What is gone already is no trouble."""
    await chats.record(turn("one"))
    await chats.record(turn("two"))
    last = await archive.last_exchange()
    assert last is not None
    await archive.forget(last)
    await archive.forget(last)
    assert [row["said"] for row in await archive.exchanges()] == ["one"]


async def test_erased(
    archive: SqliteArchive, memory: SqliteMemory, chats: SqliteChatStore, path: Path
) -> None:
    """Nothing of what was kept can be found in the file afterwards, and PAM goes on."""
    for number in range(200):
        await chats.record(turn(f"periwinkle {number}"))
    await memory.keep((jar("periwinkle"), expense(merchant="Periwinkle's")), what="a periwinkle")
    assert b"eriwinkle" in bytes_of(path)
    await archive.erase()
    assert b"eriwinkle" not in bytes_of(path)
    assert (await archive.counts(), await archive.exchanges()) == ({}, [])
    assert await memory.last_change() is None
    assert await chats.search("periwinkle", 10) == []
    await chats.record(turn("hello again"))
    assert await archive.counts() == {"chat": 1}
