"""Everything that is kept of a user, page by page, for the user."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, select, tuple_

from pam_server.store import tables

EXPORTED = ("things", "events", "jobs", "job_steps", "feedback", "error_reports", "devices")
LEFT_OUT = ("users", "refresh_families", "tickets", "counters", "receipts", "talk_deleted")
"""The account and its sessions are told beside; the others hold nothing but numbers and hashes."""
PAGE_ROWS = 500

_UNTOLD = frozenset(("user_id", "bank_hash"))
_JSON = frozenset(("fields", "frame", "chat", "answer", "step", "given", "report"))


def page(
    connection: Connection, name: str, user_id: str, after: Sequence[Any]
) -> tuple[list[dict[str, Any]], Sequence[Any]]:
    """A page of a user's rows in a table, as JSON values, and the key to go on after.

    `after` is () for the first page; the key is () after the last one.
    """
    table: Table = tables.metadata.tables[name]
    key = [column for column in table.primary_key if column.name != "user_id"]
    asked = select(table).where(table.c.user_id == user_id).order_by(*key).limit(PAGE_ROWS)
    if after:
        asked = asked.where(tuple_(*key) > tuple_(*after))
    found = connection.execute(asked).all()
    is_last = len(found) < PAGE_ROWS
    last = () if is_last else tuple(found[-1]._mapping[column.name] for column in key)
    return [_shown(row._mapping) for row in found], last


def _shown(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        str(name): _value(str(name), value)
        for name, value in row.items()
        if str(name) not in _UNTOLD
    }


def _value(name: str, value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return json.loads(value) if name in _JSON and isinstance(value, str) else value
