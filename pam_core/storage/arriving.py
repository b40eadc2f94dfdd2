"""Rows from the server written as this file keeps things, where this PAM can read them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from pam_core.storage.chats import title_of
from pam_core.storage.expenses import keep_expenses
from pam_core.storage.records import thing_of
from pam_core.storage.text import clean, cleaned
from pam_core.vocabulary.budget import Budget, BudgetMark
from pam_core.vocabulary.checklist import ChecklistRun
from pam_core.vocabulary.event import Event
from pam_core.vocabulary.fuel import FuelStop
from pam_core.vocabulary.goal import Goal, Saving
from pam_core.vocabulary.income import Income
from pam_core.vocabulary.kept import Kept
from pam_core.vocabulary.ledger import Expense
from pam_core.vocabulary.list_item import ListItem
from pam_core.vocabulary.maintenance import ServiceDone, ServiceDue, ServiceTold
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.note import Note
from pam_core.vocabulary.place import Sighting
from pam_core.vocabulary.reminder import Reminder
from pam_core.vocabulary.speech import Trigger
from pam_core.vocabulary.sync import Thing
from pam_core.vocabulary.trip import Trip
from pam_core.vocabulary.vehicle import OdometerReading, Vehicle
from pam_core.vocabulary.weather import WeatherReport

if TYPE_CHECKING:
    from sqlite_utils import Database

_RECORDS: tuple[type[Kept], ...] = (
    Budget,
    BudgetMark,
    ChecklistRun,
    Event,
    FuelStop,
    Goal,
    Income,
    ListItem,
    Note,
    OdometerReading,
    Reminder,
    Saving,
    ServiceDone,
    ServiceDue,
    ServiceTold,
    Sighting,
    Trip,
    Vehicle,
    WeatherReport,
)
KINDS = {kind.KIND: kind for kind in _RECORDS}
"""Kinds of records that may come from another machine; expenses and turns have tables."""

MOST_MINOR = 10**15
"""An amount beyond it is a mistake, and sums of many such would not fit the database."""

_LATEST = "SELECT * FROM {table} WHERE id = ? AND latest"
_KEEP_TURN = """
INSERT INTO turns (turn_id, conversation_id, said_at, trigger, said, confidence, reply, action,
                   slots, provider, heard, interrupted, times, provenance)
VALUES (:turn_id, :conversation_id, :said_at, :trigger, :said, :confidence, :reply, :action,
        :slots, :provider, :heard, :interrupted, :times, :provenance)
ON CONFLICT (turn_id) DO UPDATE SET
    said = excluded.said, reply = excluded.reply, heard = excluded.heard,
    interrupted = excluded.interrupted, times = excluded.times, provenance = excluded.provenance
"""


class UnreadableError(ValueError):
    """The row is of a kind, or holds a field, that this PAM does not know how to read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentTurn:
    """The fields of a turn as they travel; what they lack is as if it had not been."""

    conversation_id: str
    said_at: datetime
    said: str
    reply: str
    trigger: Trigger = Trigger.TEXT
    confidence: float = 1.0
    action: str | None = None
    slots: Mapping[str, Any] = field(default_factory=dict)
    provider: str = ""
    heard: str = ""
    interrupted: bool = False
    times: Mapping[str, Any] = field(default_factory=dict)
    provenance: Mapping[str, Any] | None = None
    title: str = ""
    started_at: datetime | None = None


def show(database: "Database", thing: Thing) -> int | None:
    """Let the server's row stand here as a new revision; returns its number, within a transaction.

    None: a deleted thing that never was here. Raises UnreadableError, and nothing was written.
    """
    if thing.entity == "turn":
        return _show_turn(database, thing)
    if thing.entity == "conversation":
        return _show_conversation(database, thing)
    if thing.entity == "expense":
        return _show_expense(database, thing)
    return _show_record(database, thing)


def _show_expense(database: "Database", thing: Thing) -> int | None:
    before = next(database.query(_LATEST.format(table="expenses"), [thing.id]), None)
    if thing.deleted:
        return _tombstone(database, "expenses", before, thing)
    number = before["revision"] + 1 if before else 1
    keep_expenses(database, [_expense(thing, number)])
    return number


def _expense(thing: Thing, revision: int) -> Expense:
    fields = dict(thing.fields)
    amount = {"minor": fields.pop("amount_minor", None), "currency": fields.pop("currency", None)}
    row = {
        "fields": json.dumps({**fields, "amount": amount}),
        "id": thing.id,
        "revision": revision,
        "created_at": thing.at.isoformat(),
        "deleted": False,
    }
    read: Expense = _read(Expense, row)
    if abs(read.amount.minor) > MOST_MINOR:
        raise UnreadableError("amount_minor")
    return read


def _show_record(database: "Database", thing: Thing) -> int | None:
    kind = KINDS.get(thing.entity)
    if kind is None:
        raise UnreadableError(thing.entity)
    before = next(database.query(_LATEST.format(table="records"), [thing.id]), None)
    if before is not None and before["kind"] != thing.entity:
        raise UnreadableError("its id is another thing's")
    if thing.deleted:
        return _tombstone(database, "records", before, thing)
    row = {
        "kind": thing.entity,
        "id": thing.id,
        "revision": before["revision"] + 1 if before else 1,
        # Fields that only a newer PAM reads stay with the others.
        "fields": json.dumps(cleaned(dict(thing.fields))),
        "created_at": thing.at.isoformat(),
        "deleted": False,
    }
    day = _read(kind, row).day()
    return _written(database, "records", row | {"day": day_text(day)})


def _read(kind: type[Kept], row: Mapping[str, Any]) -> Any:
    from pydantic import ValidationError

    try:
        thing = thing_of(kind, row)
    except ValidationError as error:
        raise UnreadableError(kind.KIND) from error
    money = [value for name in thing.__slots__ if isinstance(value := getattr(thing, name), Money)]
    if any(abs(amount.minor) > MOST_MINOR for amount in money):
        raise UnreadableError("amount")
    return thing


def _tombstone(
    database: "Database", table: str, before: Mapping[str, Any] | None, thing: Thing
) -> int | None:
    """What was here with its last fields, deleted. It belongs to no change: nothing undoes it."""
    if before is None:
        return None
    own = {"revision": before["revision"] + 1, "created_at": thing.at.isoformat(), "deleted": 1}
    left_out = ("number", "latest", "change")
    row = {name: value for name, value in before.items() if name not in left_out}
    return _written(database, table, row | own)


def _written(database: "Database", table: str, row: Mapping[str, Any]) -> int:
    names = ", ".join(row)
    values = ", ".join(f":{name}" for name in row)
    database.execute(f"INSERT INTO {table} ({names}) VALUES ({values})", dict(row))
    return int(row["revision"])


def _show_turn(database: "Database", thing: Thing) -> int | None:
    if thing.deleted:
        forget_shown(database, thing.id)
        return None
    turn = _sent_turn(thing)
    talk = clean(turn.conversation_id)
    started = (turn.started_at or turn.said_at).isoformat()
    database.execute(
        "INSERT OR IGNORE INTO conversations (id, title, started_at) VALUES (?, ?, ?)",
        [talk, title_of(turn.title or turn.said or turn.reply), started],
    )
    database.execute(_KEEP_TURN, _turn_row(thing.id, turn))
    database.execute(
        "UPDATE conversations SET last_turn = (SELECT max(number) FROM turns"
        " WHERE conversation_id = :talk) WHERE id = :talk",
        {"talk": talk},
    )
    return 1


def _sent_turn(thing: Thing) -> SentTurn:
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(SentTurn).validate_python(dict(thing.fields))
    except ValidationError as error:
        raise UnreadableError("turn") from error


def _turn_row(turn_id: str, turn: SentTurn) -> dict[str, Any]:
    provenance = None if turn.provenance is None else json.dumps(cleaned(dict(turn.provenance)))
    return {
        "turn_id": turn_id,
        "conversation_id": clean(turn.conversation_id),
        "said_at": turn.said_at.isoformat(),
        "trigger": str(turn.trigger),
        "said": clean(turn.said),
        "confidence": turn.confidence,
        "reply": clean(turn.reply),
        "action": None if turn.action is None else clean(turn.action),
        "slots": json.dumps(cleaned(dict(turn.slots))),
        "provider": clean(turn.provider),
        "heard": clean(turn.heard),
        "interrupted": turn.interrupted,
        "times": json.dumps(cleaned(dict(turn.times))),
        "provenance": provenance,
    }


def forget_shown(database: "Database", turn_id: str) -> None:
    """A turn that was deleted elsewhere leaves the history here too, with all its traces."""
    from pam_core.storage.erasure import forget_turn

    # No action is called that: only this turn goes.
    forget_turn(database, turn_id, forgetting="")


def _show_conversation(database: "Database", thing: Thing) -> int | None:
    if thing.deleted:
        rows = database.execute(
            "SELECT turn_id FROM turns WHERE conversation_id = ?", [thing.id]
        ).fetchall()
        for (turn_id,) in rows:
            forget_shown(database, turn_id)
        database.execute("DELETE FROM conversations WHERE id = ?", [thing.id])
        return None
    title = thing.fields.get("title")
    if not isinstance(title, str):
        raise UnreadableError("conversation")
    database.execute("UPDATE conversations SET title = ? WHERE id = ?", [title_of(title), thing.id])
    return 1


def day_text(day: date | None) -> str | None:
    """A day as the database has it."""
    return None if day is None else day.isoformat()
