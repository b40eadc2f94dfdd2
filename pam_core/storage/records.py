"""Things of any kind as revisions in one table, their fields as JSON."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from pam_core.storage.text import clean, cleaned
from pam_core.vocabulary.kept import K, Kept
from pam_core.vocabulary.period import Period

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from sqlite_utils import Database

_ADAPTERS: dict[type[Kept], "TypeAdapter[Any]"] = {}
_OWN_COLUMNS = ("id", "created_at", "revision", "deleted")

_KEEP = """
INSERT INTO records (kind, id, revision, fields, day, created_at, deleted, change)
VALUES (:kind, :id, :revision, :fields, :day, :created_at, :deleted, :change)
ON CONFLICT (id, revision) DO NOTHING
"""

_TAKE_BACK = """
INSERT INTO records (kind, id, revision, fields, day, created_at, deleted)
SELECT touched.kind, touched.id, newest.revision + 1,
       coalesce(before.fields, touched.fields), iif(before.id IS NULL, touched.day, before.day),
       :at, coalesce(before.deleted, 1)
FROM records touched
JOIN records newest ON newest.id = touched.id AND newest.latest
LEFT JOIN records before ON before.id = touched.id AND before.revision = touched.revision - 1
WHERE touched.change = :change
"""


def keep_record(database: "Database", thing: Kept, change: int | None) -> None:
    """Write one revision within a transaction."""
    database.execute(_KEEP, {**_row(thing), "change": change})


def take_back_records(database: "Database", change: int, at: datetime) -> None:
    """Put each thing a change touched back as it was, within a transaction."""
    database.execute(_TAKE_BACK, {"change": change, "at": at.isoformat()})


def find_records(
    database: "Database",
    kind: type[K],
    where: Mapping[str, Any],
    period: Period | None,
    limit: int,
) -> Sequence[K]:
    """Latest revisions that stand, the last made first."""
    conditions, values = ["kind = :kind", "latest AND NOT deleted"], dict[str, Any]()
    if period is not None:
        conditions.append("(day IS NULL OR day BETWEEN :first AND :last)")
        values |= {"first": period.first.isoformat(), "last": period.last.isoformat()}
    for number, (name, value) in enumerate(where.items()):
        field = name if name in _OWN_COLUMNS else f"json_extract(fields, '$.{_checked(name)}')"
        conditions.append(f"{field} IS :value{number} COLLATE NOCASE")
        values[f"value{number}"] = clean(value) if isinstance(value, str) else value
    rows = database.query(
        f"SELECT * FROM records WHERE {' AND '.join(conditions)} ORDER BY number DESC LIMIT :limit",
        {**values, "kind": kind.KIND, "limit": limit},
    )
    return [thing_of(kind, row) for row in rows]


def thing_of(kind: type[K], row: Mapping[str, Any]) -> K:
    """A thing from its row."""
    fields = {
        **json.loads(row["fields"]),
        "id": row["id"],
        "revision": row["revision"],
        "created_at": row["created_at"],
        "deleted": bool(row["deleted"]),
    }
    return cast(K, _adapter(kind).validate_python(fields))


def _row(thing: Kept) -> dict[str, Any]:
    fields = cleaned(_adapter(type(thing)).dump_python(thing, mode="json"))
    day = thing.day()
    return {
        "kind": thing.KIND,
        "id": thing.id,
        "revision": thing.revision,
        "fields": json.dumps({k: v for k, v in fields.items() if k not in _OWN_COLUMNS}),
        "day": None if day is None else day.isoformat(),
        "created_at": thing.created_at.isoformat(),
        "deleted": thing.deleted,
    }


def _adapter(kind: type[Kept]) -> "TypeAdapter[Any]":
    # pydantic reads and writes a dataclass by its annotations; loaded with the first thing kept.
    from pydantic import TypeAdapter

    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def _checked(name: str) -> str:
    if not name.isidentifier():
        raise ValueError(f"{name!r} is not a field")
    return name
