"""What becomes of a command that the server has answered."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pam_core.storage import conflicts, inbox, outbox
from pam_core.vocabulary.sync import LAST_ARRIVAL, Receipt, Thing, Verdict

if TYPE_CHECKING:
    from sqlite_utils import Database

_COMMITTED = """
INSERT INTO synced (entity, thing_id, rev, revision, fields, deleted, day, at, seen)
VALUES (:entity, :thing_id, :rev, :revision, NULL, :deleted, :day, :at, 1)
ON CONFLICT (entity, thing_id) DO UPDATE SET
    rev = excluded.rev, revision = excluded.revision, fields = NULL, deleted = excluded.deleted,
    day = excluded.day, at = excluded.at, seen = 1
WHERE excluded.rev >= rev
"""


def settle(database: "Database", receipt: Receipt) -> str | None:
    """Take a command out, within `from_the_server`; the id of the conflict it came to, or None.

    A receipt for what is not there any more changes nothing.
    """
    row = next(database.query("SELECT * FROM outbox WHERE id = ?", [receipt.id]), None)
    if row is None:
        return None
    database.execute("DELETE FROM outbox WHERE id = ?", [receipt.id])
    if row["op"] is None:
        return None
    if receipt.verdict is Verdict.REJECTED:
        return _refused(database, row, receipt)
    if receipt.rev is not None:
        _committed(database, row, receipt.rev)
    inbox.catch_up(database, row["entity"], row["thing_id"])
    return None


def _committed(database: "Database", row: Mapping[str, Any], rev: int) -> None:
    body = json.loads(row["body"])
    database.execute(
        _COMMITTED,
        {
            "entity": row["entity"],
            "thing_id": row["thing_id"],
            "rev": rev,
            "revision": row["revision"],
            "deleted": row["op"] == "delete",
            "day": body.get("day"),
            "at": body.get("occurred_at") or row["made_at"],
        },
    )


def _refused(database: "Database", row: Mapping[str, Any], receipt: Receipt) -> str | None:
    entity, thing_id = row["entity"], row["thing_id"]
    if entity in LAST_ARRIVAL:
        _refused_talk(database, row, receipt)
        return None
    later = outbox.about(database, entity, thing_id)
    mine = inbox.here(database, entity, thing_id)
    if receipt.error == "bank_id_taken" and receipt.thing is not None:
        outbox.drop(database, later)
        return _same_bank_row(database, row, receipt.thing, mine if later else None)
    if receipt.thing is None and receipt.error in ("conflict", "nothing_there"):
        _not_there(database, row, later)
        return None
    outbox.drop(database, later)
    theirs = receipt.thing or _standing_there(database, entity, thing_id)
    if theirs is not None:
        if inbox.is_shown(mine, theirs):
            inbox.stand(database, theirs)
            return None
        inbox.stand(database, theirs)
    return conflicts.add(database, row, mine, thing_id, receipt.error or "rejected")


def _refused_talk(database: "Database", row: Mapping[str, Any], receipt: Receipt) -> None:
    """Talk has no two versions. Words whose id was used for earlier ones go up once more."""
    mine = inbox.here(database, row["entity"], row["thing_id"])
    more = outbox.about(database, row["entity"], row["thing_id"])
    if receipt.error == "id_reused" and mine is not None and not more:
        outbox.add_put(database, mine, row["base_rev"])
        return
    inbox.catch_up(database, row["entity"], row["thing_id"])


def _same_bank_row(
    database: "Database", row: Mapping[str, Any], theirs: Thing, edited: Mapping[str, Any] | None
) -> str | None:
    """Another machine has read the same statement: one of the two stands.

    What the user changed in this one since is kept beside it.
    """
    before = inbox.synced(database, theirs.entity, theirs.id)
    if before is None or before["rev"] < theirs.rev:
        inbox.take(database, theirs)
    own = Thing(entity=row["entity"], id=row["thing_id"], rev=0, deleted=True, at=theirs.at)
    inbox.withdraw(database, own)
    if edited is None or edited["deleted"] or inbox.is_shown(edited, theirs):
        return None
    return conflicts.add(database, row, edited, theirs.id, "bank_id_taken")


def _not_there(database: "Database", row: Mapping[str, Any], later: list[dict[str, Any]]) -> None:
    """The server has lost it: what stands here goes up as new, and so does that it was deleted."""
    outbox.drop(database, later)
    database.execute(
        "DELETE FROM synced WHERE entity = ? AND thing_id = ?", [row["entity"], row["thing_id"]]
    )
    mine = inbox.here(database, row["entity"], row["thing_id"])
    if mine is None:
        return
    if mine["deleted"]:
        outbox.add_deleted(database, mine)
    else:
        outbox.add_put(database, mine, 0)


def _standing_there(database: "Database", entity: str, thing_id: str) -> Thing | None:
    """The server's row as far as it is known here; None: it has none."""
    row = inbox.synced(database, entity, thing_id)
    if row is None:
        return None
    if row["fields"] is not None:
        return inbox.thing_not_shown(row)
    return inbox.thing_shown(database, row)
