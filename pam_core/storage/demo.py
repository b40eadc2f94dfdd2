"""The demo's own database: a sample month of a sample trip, marked as what it is."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from pam_core.storage.chats import keep_turn
from pam_core.storage.erasure import erase_all
from pam_core.storage.expenses import keep_expenses
from pam_core.storage.file import DatabaseFile
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.ledger import Expense
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.reply import Intent, Reply
from pam_core.vocabulary.speech import Trigger
from pam_core.vocabulary.turn import StageTimes, Turn

if TYPE_CHECKING:
    from sqlite_utils import Database

TRIP = Path(__file__).parents[2] / "resources" / "demo" / "trip.yaml"
"""The trip that comes with PAM."""


async def demo_database(path: Path, now: datetime, trip: Path = TRIP) -> DatabaseFile:
    """The demo's database at `path`, filled afresh so that its month ends at `now`.

    Raises PamError: `demo.taken` where the file is a user's own database, which stays as it is.
    """
    with trip.open("rb") as text:
        told = yaml.safe_load(text)
    file = DatabaseFile(path)
    try:
        await file.write(lambda database: _fill(database, path, told, now))
    except BaseException:
        await file.close()
        raise
    return file


async def is_demo(file: DatabaseFile) -> bool:
    """Whether a database holds the demo, not somebody's life."""
    return await file.read(_marked)


def _marked(database: "Database") -> bool:
    return bool(list(database.table("about").rows_where("key = 'demo'")))


def _fill(database: "Database", path: Path, told: Mapping[str, Any], now: datetime) -> None:
    """Begin anew; one transaction, so that a demo that is running elsewhere sees all or nothing."""
    used = any(database.table(name).count for name in ("turns", "expenses", "records"))
    if used and not _marked(database):
        raise PamError(
            "demo.taken",
            f"{path} holds your own records.",
            mend="Give the demo another file.",
            fault=Fault.USER,
        )
    erase_all(database)
    database.execute("DELETE FROM about")
    database.table("about").insert({"key": "demo", "value": told["title"]})
    for entry in (*told["before"], *told["expenses"]):
        expense = _expense(entry, now)
        keep_expenses(database, [expense])
        if "said" in entry:
            keep_turn(database, _turn(entry, expense))


def _expense(entry: Mapping[str, Any], now: datetime) -> Expense:
    spent_at = now - timedelta(days=entry["days_ago"])
    return Expense(
        id=new_id(spent_at),
        amount=Money.of(Decimal(entry["amount"])),
        category=entry["category"],
        merchant=entry.get("merchant"),
        description=entry.get("description"),
        spent_on=spent_at.date(),
        created_at=spent_at,
    )


def _turn(entry: Mapping[str, Any], expense: Expense) -> Turn:
    slots = {"amount": expense.amount.to_slot(), "category": expense.category}
    intent = Intent(action="expense.log", slots=slots, confidence=1.0)
    reply = Reply(text=entry["reply"], intent=intent, provider="local")
    return Turn(
        turn_id=new_id(expense.created_at),
        conversation_id=f"demo-{expense.spent_on}",
        said_at=expense.created_at,
        trigger=Trigger.TEXT,
        said=entry["said"],
        confidence=1.0,
        reply=reply,
        heard=entry["reply"],
        interrupted=False,
        times=StageTimes(),
    )
