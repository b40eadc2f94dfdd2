"""What language models had PAM do: kept before it is done, with the change it made."""

import asyncio
import signal
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pam_core.storage.audit import MOST_CHARACTERS, SqliteAudit
from pam_core.storage.file import DatabaseFile
from pam_core.storage.memory import SqliteMemory
from pam_core.vocabulary.tool_use import Access, ToolOutcome
from tests.core.storage.examples import NOW, expense, use

_KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from pam_core.storage.audit import SqliteAudit
from pam_core.storage.file import DatabaseFile
from pam_core.storage.memory import SqliteMemory
from tests.core.storage.examples import expense, use

async def main():
    file = DatabaseFile(Path(sys.argv[1]))
    await SqliteAudit(file).begin(use("first"))
    await SqliteMemory(file).keep([expense()], what="45 dollars for fuel", by="first")
    await SqliteAudit(file).begin(use("second"))
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


@pytest.fixture
def audit(file: DatabaseFile) -> SqliteAudit:
    return SqliteAudit(file)


@pytest.fixture
def memory(file: DatabaseFile) -> SqliteMemory:
    return SqliteMemory(file)


async def test_begun_and_ended(audit: SqliteAudit) -> None:
    """A call is there before anything is done, and again with what came of it; the last first."""
    first, second = use("a"), use("b", access=Access.READ, action="expense.query")
    await audit.begin(first)
    await audit.begin(second)
    assert await audit.uses(10) == [second, first]
    await audit.end("a", ToolOutcome.DONE, "Logged.")
    assert await audit.uses(10) == [
        second,
        replace(first, outcome=ToolOutcome.DONE, result="Logged."),
    ]
    assert await audit.uses(1) == [second]


async def test_with_its_change(audit: SqliteAudit, memory: SqliteMemory) -> None:
    """A call has the number of the change it made; the user's own changes belong to no call."""
    await audit.begin(use("a"))
    await memory.keep([expense()], what="45 dollars for fuel", by="a")
    await memory.keep([expense()], what="45 dollars for fuel")
    await audit.begin(use("b"))
    made = await memory.last_change()
    assert made is not None
    later, earlier = await audit.uses(10)
    assert (later.change, earlier.change) == (None, made.number - 1)
    assert not earlier.undone


async def test_undone(audit: SqliteAudit, memory: SqliteMemory) -> None:
    """Where the change was taken back since, the audit says so."""
    await audit.begin(use("a"))
    await memory.keep([expense()], what="45 dollars for fuel", by="a")
    change = await memory.last_change()
    assert change is not None
    await memory.undo(change, NOW)
    (told,) = await audit.uses(10)
    assert (told.change, told.undone) == (change.number, True)


async def test_asked_first(audit: SqliteAudit, memory: SqliteMemory) -> None:
    """A change the user said yes to in a later turn is linked to the call that wanted it."""
    await audit.begin(use("a", turn_id="one"))
    await audit.end("a", ToolOutcome.ASKED, "Shall I?")
    await audit.begin(use("b", turn_id="two"))
    await memory.keep([expense()], what="45 dollars for fuel", by="a")
    later, earlier = await audit.uses(10)
    assert (later.change, earlier.change, earlier.outcome) == (None, 1, ToolOutcome.ASKED)


async def test_models_choose_ids(audit: SqliteAudit, memory: SqliteMemory) -> None:
    """Two calls of one id are two calls: each has its own result and its own change."""
    for turn_id in ("one", "two", "three"):
        await audit.begin(use("call_0", turn_id=turn_id))
        await memory.keep([expense()] * (turn_id != "two"), what="fuel", by="call_0")
        await audit.end("call_0", ToolOutcome.DONE, turn_id)
    told = [(one.turn_id, one.result, one.change) for one in await audit.uses(10)]
    assert told == [("three", "three", 2), ("two", "two", None), ("one", "one", 1)]


async def test_long_and_odd(audit: SqliteAudit) -> None:
    """Of very long arguments and results the beginning is kept; odd characters are no trouble."""
    await audit.begin(use("a\ud800", arguments="x" * 200_000))
    await audit.end("a\ud800", ToolOutcome.INVALID, "\0" + "y" * 200_000)
    (told,) = await audit.uses(10)
    assert (len(told.arguments), len(told.result)) == (MOST_CHARACTERS, MOST_CHARACTERS)
    assert told.outcome is ToolOutcome.INVALID


async def test_nothing_is_dropped(audit: SqliteAudit) -> None:
    """The audit is kept whatever its age."""
    await audit.begin(use("old", at=NOW - timedelta(days=4000)))
    await audit.begin(use("new"))
    assert [one.call_id for one in await audit.uses(10)] == ["new", "old"]


async def test_killed_between(path: Path) -> None:
    """After a kill a call that had begun is there as begun, linked to the change it had made."""
    root = Path(__file__).parents[3]
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", _KILLED, path, cwd=root)
    assert await child.wait() == -signal.SIGKILL
    file = DatabaseFile(path)
    told = [(one.call_id, one.outcome, one.change) for one in await SqliteAudit(file).uses(10)]
    await file.close()
    assert told == [("second", ToolOutcome.BEGUN, None), ("first", ToolOutcome.BEGUN, 1)]
