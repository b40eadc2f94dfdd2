"""Commands that wait for the server, in the order they were given."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pam_core.storage.text import cleaned
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.sync import LAST_ARRIVAL, STAYS_HERE, Waiting

if TYPE_CHECKING:
    from sqlite_utils import Database

# `is_behind`: an earlier command about the same thing waits. Were both on the wire and the first
# refused, the second might name as its base what another machine made meanwhile, and overwrite it.
_WAITING = """
SELECT o.*, entity IS NOT NULL AND entity NOT IN (SELECT value FROM json_each(:free)) AND EXISTS (
    SELECT 1 FROM outbox e
    WHERE e.entity = o.entity AND e.thing_id = o.thing_id AND e.cseq < o.cseq) AS is_behind
FROM outbox o WHERE cseq > :after ORDER BY cseq LIMIT :limit
"""

_ADD = """
INSERT INTO outbox (cseq, id, type, entity, thing_id, op, base_rev, body, revision, made_at)
VALUES (:cseq, :id, :type, :entity, :thing_id, :op, :base_rev, :body, :revision, :made_at)
"""

_UPLOAD = """
INSERT INTO outbox (cseq, id, type, entity, thing_id, op, base_rev, body, revision, made_at)
SELECT last_cseq + row_number() OVER (ORDER BY at, thing_id), new_id(at), 'mutation',
    entity, thing_id, 'put', 0,
    json_object('fields', json(fields), 'day', day, 'occurred_at', at), revision, at
FROM things_here h, sync_state
WHERE latest AND NOT deleted AND (entity = 'turn') = :turns
    AND entity NOT IN (SELECT value FROM json_each(:here))
    AND NOT EXISTS (SELECT 1 FROM synced s WHERE s.entity = h.entity AND s.thing_id = h.thing_id)
    AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.entity = h.entity AND o.thing_id = h.thing_id)
"""

_COUNTED = """
UPDATE sync_state SET last_cseq = coalesce((SELECT max(cseq) FROM outbox), last_cseq)
"""


def waiting(database: "Database", after_cseq: int, limit: int) -> list[Waiting]:
    """What may go out now, and marks it as gone perhaps, within a transaction."""
    asked = {"after": after_cseq, "limit": limit, "free": json.dumps(sorted(LAST_ARRIVAL))}
    ready = list[Waiting]()
    for row in database.query(_WAITING, asked):
        if row["is_behind"]:
            break
        ready.append(waiting_of(row))
    if ready:
        database.execute(
            "UPDATE outbox SET handed = 1 WHERE cseq BETWEEN ? AND ? AND NOT handed",
            [ready[0].cseq, ready[-1].cseq],
        )
    return ready


def waiting_of(row: Mapping[str, Any]) -> Waiting:
    """A command from its row."""
    body = json.loads(row["body"])
    if row["type"] == "mutation" and row["op"] is not None:
        head = {name: row[name] for name in ("entity", "thing_id", "op", "base_rev")}
        body = head | body
    return Waiting(
        id=row["id"],
        cseq=row["cseq"],
        type=row["type"],
        body=body,
        made_at=datetime.fromisoformat(row["made_at"]),
    )


def add(
    database: "Database", type: str, body: Mapping[str, Any], at: datetime, **columns: Any
) -> Waiting:
    """Give a command the next number, within a transaction."""
    (cseq,) = database.execute(
        "UPDATE sync_state SET last_cseq = last_cseq + 1 RETURNING last_cseq"
    ).fetchone()
    row = {
        "cseq": cseq,
        "id": new_id(at),
        "type": type,
        "body": json.dumps(cleaned(dict(body))),
        "made_at": at.isoformat(),
        **dict.fromkeys(("entity", "thing_id", "op", "base_rev", "revision")),
        **columns,
    }
    database.execute(_ADD, row)
    return waiting_of(row)


def add_put(database: "Database", row: Mapping[str, Any], base_rev: int) -> None:
    """Send a thing whole (a row of `things_here`), or that it is deleted."""
    deleted = bool(row.get("deleted"))
    fields = {} if deleted else json.loads(row["fields"])
    add(
        database,
        "mutation",
        {"fields": fields, "day": row["day"], "occurred_at": row["at"]},
        datetime.fromisoformat(row["at"]),
        entity=row["entity"],
        thing_id=row["thing_id"],
        op="delete" if deleted else "put",
        base_rev=base_rev,
        revision=row["revision"],
    )


def add_deleted(database: "Database", row: Mapping[str, Any]) -> None:
    """Send that a thing is deleted which the server has lost (a row of `things_here`).

    It goes up before it is taken back there: another machine may still have it, and would bring it
    back where nothing says that it was deleted.
    """
    add_put(database, {**row, "deleted": False}, 0)
    add_put(database, row, 1)


def upload(database: "Database", *, turns: bool) -> None:
    """Send what stands here and the server was never told; some seconds for 200,000 things."""
    asked = {"turns": turns, "here": json.dumps(sorted(STAYS_HERE))}
    database.conn.create_function("new_id", 1, lambda at: new_id(datetime.fromisoformat(at)))
    database.execute(_UPLOAD, asked)
    database.execute(_COUNTED)


def about(database: "Database", entity: str, thing_id: str) -> list[dict[str, Any]]:
    """The rows of commands that wait about a thing, in their order."""
    return list(
        database.query(
            "SELECT * FROM outbox WHERE entity = ? AND thing_id = ? ORDER BY cseq",
            [entity, thing_id],
        )
    )


def drop(database: "Database", rows: Sequence[Mapping[str, Any]]) -> None:
    """Take out commands that never left, and close the gaps in the numbers after them."""
    if not rows:
        return
    first = min(row["cseq"] for row in rows)
    database.conn.executemany("DELETE FROM outbox WHERE id = ?", [(row["id"],) for row in rows])
    database.execute("UPDATE sync_state SET last_cseq = last_cseq - ?", [len(rows)])
    _number(database, first)


def renumber(database: "Database", first: int) -> None:
    """Number all anew from `first`."""
    _number(database, 0, first)
    database.execute(
        "UPDATE sync_state SET last_cseq = ? + (SELECT count(*) FROM outbox)", [first - 1]
    )


def _number(database: "Database", above: int, first: int | None = None) -> None:
    # By way of negative numbers, so that none is given twice in between.
    database.execute(
        """
        UPDATE outbox SET cseq = -anew.number FROM (
            SELECT id, row_number() OVER (ORDER BY cseq) + :first - 1 AS number
            FROM outbox WHERE cseq >= :above
        ) anew WHERE outbox.id = anew.id
        """,
        {"above": above, "first": above if first is None else first},
    )
    database.execute("UPDATE outbox SET cseq = -cseq WHERE cseq < 0")
