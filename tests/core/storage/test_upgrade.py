"""A database of an older PAM is brought up to date with everything in it."""

from pathlib import Path

import pytest

from pam_core.storage import migrations
from pam_core.storage.answers import SqliteAnswers
from pam_core.storage.archive import SqliteArchive
from pam_core.storage.audit import SqliteAudit
from pam_core.storage.calls import SqliteCallLog
from pam_core.storage.chats import SqliteChatStore
from pam_core.storage.file import DatabaseFile
from pam_core.storage.memory import SqliteMemory
from tests.core.storage.examples import NOW, answer, expense, turn, use

BEFORE_MODELS = 2
"""Steps of the PAM that asked no language models."""

_LEFT = (
    "INSERT INTO conversations VALUES ('talk', 'fuel', '2026-11-01T10:00:00+00:00', 1)",
    "INSERT INTO turns VALUES (1, 't', 'talk', '2026-11-01T10:00:00+00:00', 'text', 'fuel', 1.0,"
    " 'Logged.', 'expense.log', '{}', 'local', 'Logged.', 0, '{}')",
    "INSERT INTO changes VALUES (1, '45 dollars', '2026-11-01T10:00:00+00:00', NULL)",
    "INSERT INTO expenses (id, revision, amount_minor, currency, category, spent_on, created_at,"
    " change) VALUES ('e', 1, 4500, 'USD', 'fuel', '2026-11-01', '2026-11-01T10:00:00+00:00', 1)",
    "INSERT INTO talks VALUES ('ask', '{}')",
)


@pytest.fixture
async def older(path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file as the PAM before language models left it."""
    monkeypatch.setattr(migrations, "STEPS", migrations.STEPS[:BEFORE_MODELS])
    file = DatabaseFile(path)
    for statement in _LEFT:
        await file.write(lambda database, it=statement: database.execute(it))
    await file.close()
    monkeypatch.undo()
    return path


async def test_everything_is_kept(older: Path) -> None:
    """Turns, changes and expenses are there as they were, and the change can still be undone."""
    file = DatabaseFile(older)
    (row,) = await SqliteChatStore(file).turns("talk", 10)
    assert (row["said"], row["reply"], row["provenance"]) == ("fuel", "Logged.", None)
    assert [row["said"] for row in await SqliteChatStore(file).search("logged", 10)] == ["fuel"]
    assert await SqliteArchive(file).counts() == {"expense": 1, "chat": 1}
    memory = SqliteMemory(file)
    change = await memory.last_change()
    assert change is not None
    assert change.what == "45 dollars"
    await memory.undo(change, NOW)
    assert await SqliteArchive(file).counts() == {"chat": 1}
    await file.close()


async def test_new_things_can_be_kept(older: Path) -> None:
    """What the older PAM did not know is kept in its file from now on."""
    file = DatabaseFile(older)
    await SqliteAudit(file).begin(use("a"))
    await SqliteMemory(file).keep([expense()], what="fuel", by="a")
    await SqliteAnswers(file).put(answer("why", "So."))
    await SqliteChatStore(file).record(turn("why"))
    assert [one.change for one in await SqliteAudit(file).uses(10)] == [2]
    assert await SqliteAnswers(file).find("why", "moab") == answer("why", "So.")
    assert await SqliteCallLog(file).recent(NOW) == []
    await file.close()
