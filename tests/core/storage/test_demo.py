"""The demo's database."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pam_core.language.grammar import Grammar
from pam_core.language.understanding import Language
from pam_core.storage.chats import SqliteChatStore
from pam_core.storage.demo import demo_database, is_demo
from pam_core.storage.expenses import SqliteLedger
from pam_core.storage.file import DatabaseFile
from pam_core.storage.memory import SqliteMemory
from pam_core.vocabulary.errors import PamError
from tests.core.storage.examples import NOW, expense


async def test_month_ends_today(path: Path) -> None:
    """The demo holds most of a year up to yesterday, and is marked as a demo."""
    file = await demo_database(path, NOW)
    days = [one.spent_on for one in await SqliteLedger(file).expenses()]
    assert max(days) == NOW.date() - timedelta(1)
    assert min(days) >= NOW.date() - timedelta(366)
    assert sum(day > NOW.date() - timedelta(31) for day in days) > 20
    assert await is_demo(file)
    await file.close()


async def test_begins_anew(path: Path) -> None:
    """Each time the demo begins afresh, from the day it is shown."""
    file = await demo_database(path, NOW)
    before = len(await SqliteLedger(file).expenses())
    await SqliteMemory(file).keep([expense()])
    await file.close()
    later = datetime(2027, 3, 1, 9, tzinfo=UTC)
    file = await demo_database(path, later)
    days = [one.spent_on for one in await SqliteLedger(file).expenses()]
    assert (len(days), max(days)) == (before, later.date() - timedelta(1))
    await file.close()


async def test_never_over_a_users_own(path: Path) -> None:
    """The demo refuses a database that holds a user's records, and leaves it alone."""
    own = DatabaseFile(path)
    await SqliteMemory(own).keep([expense()])
    assert not await is_demo(own)
    with pytest.raises(PamError) as caught:
        await demo_database(path, NOW)
    assert caught.value.code == "demo.taken"
    assert len(await SqliteLedger(own).expenses()) == 1
    await own.close()


async def test_talk_is_understood(path: Path) -> None:
    """What the demo's user said is what PAM understands, and is in the ledger."""
    file = await demo_database(path, NOW)
    language = Language(Grammar.load())
    amounts = {str(one.amount.amount) for one in await SqliteLedger(file).expenses()}
    talks = await SqliteChatStore(file).conversations(100)
    rows = [row for t in talks for row in await SqliteChatStore(file).turns(t["id"], 10)]
    intents = [language.parse(row["said"], NOW) for row in rows]
    assert len(rows) > 3
    assert {intent.action for intent in intents} == {"expense.log"}
    assert {intent.slots["amount"]["amount"] for intent in intents} <= amounts
    await file.close()
