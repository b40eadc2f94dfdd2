"""What bears on the commands of one transaction: loaded at once, carried along, written."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from pam_core.protocol.frames import LogEvent
from pam_core.vocabulary.sync import Receipt, Thing
from pam_server.store import rows, tables
from pam_server.store.quick import insert_rows, rows_having, upsert_rows

ThingKey = tuple[str, str, str]
"""(user, entity, id)."""


@dataclass(slots=True)
class Counter:
    """The ends of a user's log and of their jobs' numbers."""

    head_seq: int = 0
    head_job: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked of the database: users, and keys that begin with a user."""

    users: Collection[str]
    devices: Collection[tuple[str, str]] = ()
    receipts: Collection[tuple[str, str]] = ()
    things: Collection[ThingKey] = ()
    banks: Collection[tuple[str, str]] = ()


@dataclass(slots=True)
class State:
    """What was wanted and is there, the users' counters always; then what is to be written."""

    counters: dict[str, Counter]
    gone: set[str] = field(default_factory=set)
    devices: dict[tuple[str, str], int] = field(default_factory=dict)
    receipts: dict[tuple[str, str], tuple[Receipt, str]] = field(default_factory=dict)
    things: dict[ThingKey, Thing] = field(default_factory=dict)
    banks: dict[tuple[str, str], ThingKey] = field(default_factory=dict)
    moved: set[tuple[str, str]] = field(default_factory=set)
    new_receipts: list[dict[str, Any]] = field(default_factory=list)
    new_events: list[dict[str, Any]] = field(default_factory=list)
    new_jobs: list[dict[str, Any]] = field(default_factory=list)
    new_feedback: list[dict[str, Any]] = field(default_factory=list)
    changed: set[ThingKey] = field(default_factory=set)
    counted: set[str] = field(default_factory=set)
    silenced: set[str] = field(default_factory=set)
    """Users who deleted something that was said."""

    def bank_thing(self, key: ThingKey, bank_hash: str | None) -> Thing | None:
        """Another thing that stands and came from the same bank row."""
        holder = self.banks.get((key[0], bank_hash)) if bank_hash is not None else None
        return None if holder is None or holder == key else self.things[holder]

    def put_thing(self, user_id: str, thing: Thing) -> None:
        """Let this revision stand."""
        key = (user_id, thing.entity, thing.id)
        before = self.things.get(key)
        if before is not None:
            self._release(key, before)
        self.things[key] = thing
        self.changed.add(key)
        bank_hash = rows.bank_hash(thing.entity, thing.fields)
        if bank_hash is not None and not thing.deleted:
            self.banks[user_id, bank_hash] = key

    def put_event(self, user_id: str, event: LogEvent, at: datetime) -> None:
        """Log an event at its seq, which is the new end."""
        self.counters[user_id].head_seq = event.seq
        self.counted.add(user_id)
        self.new_events.append(rows.event_row(user_id, event, at))

    def _release(self, key: ThingKey, thing: Thing) -> None:
        bank_hash = rows.bank_hash(thing.entity, thing.fields)
        if bank_hash is not None and self.banks.get((key[0], bank_hash)) == key:
            del self.banks[key[0], bank_hash]


def user_hash(user_id: str) -> str:
    """By what an erased user is known for a while."""
    return hashlib.blake2b(user_id.encode(), digest_size=16).hexdigest()


def erased_among(connection: Connection, users: Collection[str]) -> set[str]:
    """Those of these users who were erased."""
    hashes = {user_hash(user): user for user in users}
    keys = [(one,) for one in hashes]
    found = rows_having(connection, tables.erased, ("user_hash",), keys)
    return {hashes[row.user_hash] for row in found}


def load(connection: Connection, wanted: Wanted) -> State:
    """Ask for what is wanted; the users' counters are locked by this transaction already."""
    state = State({user: Counter() for user in wanted.users})
    state.gone = erased_among(connection, wanted.users)
    users = [(user,) for user in wanted.users]
    for row in rows_having(connection, tables.counters, ("user_id",), users):
        state.counters[row.user_id] = Counter(row.head_seq, row.head_job)
    names: tuple[str, ...] = ("user_id", "device_id")
    for row in rows_having(connection, tables.devices, names, wanted.devices):
        state.devices[row.user_id, row.device_id] = row.last_cseq
    for row in rows_having(connection, tables.receipts, ("user_id", "id"), wanted.receipts):
        state.receipts[row.user_id, row.id] = (rows.receipt_of(row), row.fingerprint)
    names = ("user_id", "entity", "id")
    for row in rows_having(connection, tables.things, names, wanted.things):
        state.things[row.user_id, row.entity, row.id] = rows.thing_of(row)
    for row in rows_having(connection, tables.things, ("user_id", "bank_hash"), wanted.banks):
        holder = (row.user_id, row.entity, row.id)
        state.things[holder] = rows.thing_of(row)
        state.banks[row.user_id, row.bank_hash] = holder
    return state


TALK = frozenset(("turn", "conversation"))
"""Entities that hold what was said; of one that is deleted nothing is to be left."""


def write(connection: Connection, state: State) -> None:
    """Write what was judged."""
    changed = [rows.thing_row(key[0], state.things[key]) for key in sorted(state.changed)]
    upsert_rows(connection, tables.things, changed)
    insert_rows(connection, tables.receipts, state.new_receipts)
    insert_rows(connection, tables.events, state.new_events)
    insert_rows(connection, tables.jobs, state.new_jobs)
    insert_rows(connection, tables.feedback, state.new_feedback)
    moved = [
        {"user_id": user, "device_id": device, "last_cseq": state.devices[user, device]}
        for user, device in sorted(state.moved)
    ]
    upsert_rows(connection, tables.devices, moved)
    counted = [
        {
            "user_id": user,
            "head_seq": state.counters[user].head_seq,
            "head_job": state.counters[user].head_job,
        }
        for user in sorted(state.counted)
    ]
    upsert_rows(connection, tables.counters, counted)
    silenced = state.silenced | {
        key[0] for key in state.changed if key[1] in TALK and state.things[key].deleted
    }
    upsert_rows(
        connection,
        tables.talk_deleted,
        [{"user_id": user, "seq": state.counters[user].head_seq} for user in sorted(silenced)],
    )
