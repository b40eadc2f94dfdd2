"""Versions of a thing that did not come to stand, kept until the user decides."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pam_core.storage import inbox
from pam_core.storage.arriving import show
from pam_core.vocabulary.sync import Conflict, Thing

if TYPE_CHECKING:
    from sqlite_utils import Database

_ADD = """
INSERT OR IGNORE INTO conflicts (id, entity, thing_id, mine, error, at) VALUES (?, ?, ?, ?, ?, ?)
"""


def add(
    database: "Database",
    command: Mapping[str, Any],
    mine: Mapping[str, Any] | None,
    thing_id: str,
    error: str,
) -> str:
    """Keep the user's version of a thing (a row of `things_here`); the conflict's id."""
    fields = None if mine is None or mine["deleted"] else mine["fields"]
    at = command["made_at"] if mine is None else mine["at"]
    database.execute(_ADD, [command["id"], command["entity"], thing_id, fields, error, at])
    return str(command["id"])


def listed(database: "Database") -> list[Conflict]:
    """Those not decided, the oldest first."""
    rows = list(database.query("SELECT * FROM conflicts ORDER BY number"))
    return [_conflict(database, row) for row in rows]


def _conflict(database: "Database", row: Mapping[str, Any]) -> Conflict:
    return Conflict(
        id=row["id"],
        entity=row["entity"],
        thing_id=row["thing_id"],
        mine=None if row["mine"] is None else json.loads(row["mine"]),
        theirs=_theirs(database, row["entity"], row["thing_id"]),
        at=datetime.fromisoformat(row["at"]),
        error=row["error"],
    )


def _theirs(database: "Database", entity: str, thing_id: str) -> Mapping[str, Any] | None:
    there = inbox.synced(database, entity, thing_id)
    if there is None:
        # The server would not take it and has none; it stands here only.
        return None
    if there["fields"] is not None:
        return None if there["deleted"] else json.loads(there["fields"])
    standing = inbox.here(database, entity, thing_id)
    return None if standing is None or standing["deleted"] else json.loads(standing["fields"])


def decide(database: "Database", conflict_id: str, *, mine: bool, at: datetime) -> None:
    """Let one version stand, within a transaction; what was decided already stays so."""
    row = next(database.query("SELECT * FROM conflicts WHERE id = ?", [conflict_id]), None)
    if row is None:
        return
    database.execute("DELETE FROM conflicts WHERE id = ?", [conflict_id])
    entity, thing_id = row["entity"], row["thing_id"]
    if mine:
        fields = None if row["mine"] is None else json.loads(row["mine"])
        _edit(database, entity, thing_id, fields, at)
    elif inbox.synced(database, entity, thing_id) is None:
        _edit(database, entity, thing_id, None, at)


def _edit(
    database: "Database",
    entity: str,
    thing_id: str,
    fields: Mapping[str, Any] | None,
    at: datetime,
) -> None:
    """A new revision of the user's, which the triggers send."""
    wanted = Thing(
        entity=entity, id=thing_id, rev=0, fields=fields or {}, deleted=fields is None, at=at
    )
    if not inbox.is_shown(inbox.here(database, entity, thing_id), wanted):
        show(database, wanted)
