"""What stands, looked up within a reading transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Select, false, select, tuple_

from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.sync import Snapshot, Thing
from pam_server.store import rows, tables

_LOOKED_AT = 500
"""Rows looked through at once for fields that have no column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a snapshot has got to: after this thing, of what stood at `as_of` or later."""

    epoch: str
    as_of: int
    entity: str = ""
    id: str = ""

    @classmethod
    def begin(cls, epoch: str, head_seq: int) -> "Place":
        """The beginning, now."""
        return cls(epoch=epoch, as_of=head_seq)

    @classmethod
    def read(cls, text: str) -> "Place":
        """From `Snapshot.next`. Raises PamError `sync.place`."""
        parts = text.split(" ", 3)
        # What no page ever said may hold what PostgreSQL does not take.
        is_ours = len(parts) == 4 and parts[1].isdecimal() and text.isprintable()
        if not is_ours or len(parts[1]) > 18:
            raise PamError(
                "sync.place",
                "That is no place in a snapshot.",
                mend="Begin with the first page.",
                fault=Fault.USER,
            )
        return cls(epoch=parts[0], as_of=int(parts[1]), entity=parts[2], id=parts[3])

    def __str__(self) -> str:
        return f"{self.epoch} {self.as_of} {self.entity} {self.id}"


def epoch(connection: Connection) -> str:
    """The database's epoch."""
    found: str = connection.execute(
        select(tables.meta.c.value).where(tables.meta.c.name == "epoch")
    ).scalar_one()
    return found


def page(connection: Connection, user_id: str, place: Place, limit: int) -> Snapshot:
    """A page of all things, tombstones included.

    `as_of` is the first page's on every page: whatever changed while the pages were read is among
    the events after it.
    """
    things = tables.things
    key = tuple_(things.c.entity, things.c.id)
    found = connection.execute(
        select(things)
        .where(things.c.user_id == user_id, key > tuple_(place.entity, place.id))
        .order_by(things.c.entity, things.c.id)
        .limit(limit + 1)
    ).all()
    some = tuple(rows.thing_of(row) for row in found[:limit])
    further = ""
    if len(found) > limit:
        further = str(replace(place, entity=some[-1].entity, id=some[-1].id))
    return Snapshot(epoch=place.epoch, as_of=place.as_of, things=some, next=further)


def one(connection: Connection, user_id: str, entity: str, id: str) -> Thing | None:
    """One thing that stands."""
    if not (id.isprintable() and entity.isprintable()):
        return None
    things = tables.things
    row = connection.execute(
        select(things).where(
            things.c.user_id == user_id,
            things.c.entity == entity,
            things.c.id == id,
            things.c.deleted.is_(False),
        )
    ).first()
    return None if row is None else rows.thing_of(row)


def standing(
    connection: Connection,
    user_id: str,
    entity: str,
    where: Mapping[str, Any],
    *,
    limit: int,
    before: str,
) -> Sequence[Thing]:
    """Those of an entity that stand and have these top-level fields, the latest id first.

    A conversation's things are found by an index, other fields by looking through the rows: JSON
    that one database reads another refuses, so neither is asked to.
    """
    found: list[Thing] = []
    wanted = _standing(user_id, entity, where)
    while len(found) < limit:
        narrowed = wanted.where(tables.things.c.id < before) if before else wanted
        some = [rows.thing_of(row) for row in connection.execute(narrowed.limit(_LOOKED_AT))]
        found += [one for one in some if all(_has(one, *item) for item in where.items())]
        if len(some) < _LOOKED_AT:
            break
        before = some[-1].id
    return found[:limit]


def _standing(user_id: str, entity: str, where: Mapping[str, Any]) -> Select[Any]:
    things = tables.things
    wanted = (
        select(things)
        .where(
            things.c.user_id == user_id,
            things.c.entity == entity,
            things.c.deleted.is_(False),
        )
        .order_by(things.c.id.desc())
    )
    conversation = where.get("conversation_id")
    if conversation is None:
        return wanted
    if not isinstance(conversation, str) or not conversation.isprintable():
        return wanted.where(false())
    return wanted.where(things.c.conversation_id == conversation)


def _has(thing: Thing, name: str, value: Any) -> bool:
    return name in thing.fields and bool(thing.fields[name] == value)
