"""What is kept, as a whole: counted, handed out, forgotten and erased."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import pytest

from pam_core.conversation.session import Said, Session
from pam_core.storage.answers import SqliteAnswers
from pam_core.storage.archive import FORGETTING, SqliteArchive
from pam_core.storage.audit import SqliteAudit
from pam_core.storage.calls import SqliteCallLog
from pam_core.storage.chats import SqliteChatStore
from pam_core.storage.file import DatabaseFile
from pam_core.storage.memory import SqliteMemory
from pam_core.storage.talks import SqliteTalks
from pam_core.vocabulary.archive import Exchange
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.kept import Kept, removed, revised
from pam_core.vocabulary.model_call import ANSWERED, ModelCall, SwitchedOff
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.reply import Intent, Provenance, Reply
from pam_core.vocabulary.tool_use import ToolOutcome
from tests.core.storage.examples import NOW, answer, expense, turn, use


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


def rows_left(database: Any) -> dict[str, int]:
    """How many rows are in each table of the user's that has any."""
    named = "SELECT name FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    tables = {name for (name,) in database.execute(named)} - {"_sqlite_migrations", "about"}
    counts = {name: database.table(name).count for name in tables}
    return {name: count for name, count in counts.items() if count}


async def ask_a_model(file: DatabaseFile, turn_id: str, words: str) -> None:
    """Keep all that an open question leaves: a call, an action, an answer, the talk, a refusal."""
    call = ModelCall(
        call_id=f"call {turn_id}",
        turn_id=turn_id,
        provider="openai",
        model="small",
        began_at=NOW,
        outcome=ANSWERED,
        first_token_seconds=0.5,
        seconds=2.0,
        tokens_in=10,
    )
    said = Said(said=words, replied=words, at=NOW)
    await SqliteCallLog(file).record(call)
    await SqliteCallLog(file).switch_off(
        SwitchedOff(provider="anthropic", failure="key_refused", fingerprint="f", at=NOW)
    )
    await SqliteAudit(file).begin(use(turn_id, turn_id=turn_id, arguments=words))
    await SqliteMemory(file).keep((expense(),), what="45 dollars", by=turn_id)
    await SqliteAudit(file).end(turn_id, ToolOutcome.DONE, words)
    await SqliteAnswers(file, "anne").put(answer(f"why {words}", words, turn_id=turn_id))
    await SqliteTalks(file).keep("ask", Session().with_exchange(said))


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


async def test_open_question_is_forgotten(
    archive: SqliteArchive, chats: SqliteChatStore, file: DatabaseFile, path: Path
) -> None:
    """With an exchange its answer, its words in the audit and in the talk are gone; no others."""
    earlier = turn("a question")
    await chats.record(earlier)
    await ask_a_model(file, earlier.turn_id, "marigold")
    for number in range(300):
        await SqliteAnswers(file).put(answer(f"why {number * 7919 % 300}", "x" * 99, turn_id="o"))
    last = turn("my secret is periwinkle", "A periwinkle.")
    await chats.record(last)
    await ask_a_model(file, last.turn_id, "periwinkle")
    for number in range(300):
        await SqliteAnswers(file).put(answer(f"how {number * 7919 % 300}", "x" * 99, turn_id="o"))
    exchange = await archive.last_exchange()
    assert exchange is not None
    await archive.forget(exchange)
    assert b"periwinkle" not in bytes_of(path)
    assert await SqliteAnswers(file, "anne").find("why periwinkle", "moab") is None
    assert await SqliteAnswers(file, "anne").find("why marigold", "moab") is not None
    assert await SqliteTalks(file).session("ask") == Session()
    told = [(one.arguments, one.result, one.change) for one in await SqliteAudit(file).uses(10)]
    assert told == [("", "", 2), ("marigold", "marigold", 1)]


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


async def test_models_part_is_handed_out(archive: SqliteArchive, file: DatabaseFile) -> None:
    """Calls, what models had PAM do and the kept answers are handed out and counted as well."""
    await ask_a_model(file, "t", "marigold")
    (answered, used, called) = list(await archive.revisions())[1:]
    assert (answered.kind, answered.fields["text"]) == ("kept_answer", "marigold")
    assert (used.kind, used.fields["call_id"], used.fields["change"]) == ("tool_call", "t", 1)
    assert (called.kind, called.id, called.fields["tokens_in"]) == ("model_call", "call t", 10)
    assert {one.created_at for one in (answered, used, called)} == {NOW}
    assert await archive.counts() == {
        "expense": 1,
        "kept_answer": 1,
        "tool_call": 1,
        "model_call": 1,
    }


async def test_provenance_is_handed_out(archive: SqliteArchive, chats: SqliteChatStore) -> None:
    """The talk says where an answer came from."""
    reply = Reply(
        text="So.",
        intent=Intent(action=None),
        provider="openai",
        provenance=Provenance(provider="openai", masked=("card number",)),
    )
    await chats.record(replace(turn("why"), reply=reply))
    (row,) = await archive.exchanges()
    assert row["provenance"]["masked"] == ["card number"]


async def test_erased(
    archive: SqliteArchive,
    memory: SqliteMemory,
    chats: SqliteChatStore,
    file: DatabaseFile,
    path: Path,
) -> None:
    """Nothing of what was kept can be found in the file afterwards, and PAM goes on."""
    for number in range(200):
        await chats.record(turn(f"periwinkle {number}"))
    await memory.keep((jar("periwinkle"), expense(merchant="Periwinkle's")), what="a periwinkle")
    await ask_a_model(file, "t", "periwinkle")
    assert b"eriwinkle" in bytes_of(path)
    await archive.erase()
    assert b"eriwinkle" not in bytes_of(path)
    assert (await archive.counts(), await archive.exchanges()) == ({}, [])
    assert await memory.last_change() is None
    assert await file.read(rows_left) == {}
    assert await chats.search("periwinkle", 10) == []
    await chats.record(turn("hello again"))
    assert await archive.counts() == {"chat": 1}
