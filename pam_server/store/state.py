"""What bears on the commands of one transaction: loaded at once, carried along, written."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Table, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from pam_core.protocol.frames import LogEvent
from pam_core.vocabulary.sync import Receipt, Thing
from pam_server.store import rows, tables

ThingKey = tuple[str, str, str]
"""(user, entity, id)."""
_MOST_KEYS = 1024
"""Asked for at once."""


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
    erased = tables.erased
    hashes = {user_hash(user): user for user in users}
    found = _having(connection, erased, [erased.c.user_hash], hashes)
    return {hashes[row.user_hash] for row in found}


def load(connection: Connection, wanted: Wanted) -> State:
    """Ask for what is wanted; the users' counters are locked by this transaction already."""
    counters, things = tables.counters, tables.things
    state = State({user: Counter() for user in wanted.users})
    for row in _having(connection, counters, [counters.c.user_id], wanted.users):
        state.counters[row.user_id] = Counter(row.head_seq, row.head_job)
    state.gone = erased_among(connection, wanted.users)
    devices, receipts = tables.devices, tables.receipts
    key = [devices.c.user_id, devices.c.device_id]
    for row in _having(connection, devices, key, wanted.devices):
        state.devices[row.user_id, row.device_id] = row.last_cseq
    key = [receipts.c.user_id, receipts.c.id]
    for row in _having(connection, receipts, key, wanted.receipts):
        state.receipts[row.user_id, row.id] = (rows.receipt_of(row), row.fingerprint)
    key = [things.c.user_id, things.c.entity, things.c.id]
    for row in _having(connection, things, key, wanted.things):
        state.things[row.user_id, row.entity, row.id] = rows.thing_of(row)
    for row in _having(connection, things, [things.c.user_id, things.c.bank_hash], wanted.banks):
        holder = (row.user_id, row.entity, row.id)
        state.things[holder] = rows.thing_of(row)
        state.banks[row.user_id, row.bank_hash] = holder
    return state


def write(connection: Connection, state: State) -> None:
    """Write what was judged."""
    changed = [rows.thing_row(key[0], state.things[key]) for key in sorted(state.changed)]
    _upsert(connection, tables.things, changed)
    for table, new in (
        (tables.receipts, state.new_receipts),
        (tables.events, state.new_events),
        (tables.jobs, state.new_jobs),
        (tables.feedback, state.new_feedback),
    ):
        if new:
            connection.execute(table.insert(), new)
    moved = [
        {"user_id": user, "device_id": device, "last_cseq": state.devices[user, device]}
        for user, device in sorted(state.moved)
    ]
    _upsert(connection, tables.devices, moved)
    counted = [
        {
            "user_id": user,
            "head_seq": state.counters[user].head_seq,
            "head_job": state.counters[user].head_job,
        }
        for user in sorted(state.counted)
    ]
    _upsert(connection, tables.counters, counted)


def insert(connection: Connection, table: Table) -> "sqlite.Insert | postgresql.Insert":
    """An INSERT of this database's own dialect, which knows ON CONFLICT."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def _having(
    connection: Connection, table: Table, key: Sequence[Column[Any]], values: Iterable[Any]
) -> Iterable[Any]:
    ordered = sorted(set(values))
    for first in range(0, len(ordered), _MOST_KEYS):
        some = ordered[first : first + _MOST_KEYS]
        # Few lengths, so that few statements have to be prepared.
        some += [some[-1]] * ((1 << (len(some) - 1).bit_length()) - len(some))
        wanted = tuple_(*key).in_(some) if len(key) > 1 else key[0].in_(some)
        yield from connection.execute(select(table).where(wanted))


def _upsert(connection: Connection, table: Table, values: list[dict[str, Any]]) -> None:
    if not values:
        return
    statement = insert(connection, table)
    keys = [column.name for column in table.primary_key]
    new = {name: statement.excluded[name] for name in values[0] if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=new), values)
