"""All that stands at the server, taken in page by page; and sent again what it has lost."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pam_core.storage import conflicts, inbox, outbox
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.sync import LAST_ARRIVAL, Snapshot, Thing

if TYPE_CHECKING:
    from sqlite_utils import Database

_UNSEEN, _LOST = 0, 2
"""Marks in `synced.seen`: not met in this snapshot; older there than here."""

_SENT_AGAIN = """
SELECT * FROM synced s WHERE seen IN (0, 2) AND NOT EXISTS (
    SELECT 1 FROM outbox o WHERE o.entity = s.entity AND o.thing_id = s.thing_id)
"""


def take_in(database: "Database", page: Snapshot, *, first: bool) -> None:
    """Apply a page; with the last one the cursor moves. Raises PamError `sync.epoch`."""
    (epoch, taking) = database.execute("SELECT epoch, taking FROM sync_state").fetchone()
    if first:
        database.execute("UPDATE sync_state SET taking = ?", [page.epoch])
        database.execute("UPDATE synced SET seen = 0")
    elif taking != page.epoch:
        raise PamError(
            "sync.epoch", "The server's database is another one now.", fault=Fault.SERVICE
        )
    is_restored = epoch not in ("", page.epoch)
    with inbox.from_the_server(database):
        for thing in page.things:
            _take(database, thing, is_restored=is_restored)
        if not page.next:
            _finish(database, page, is_restored=is_restored)


def _take(database: "Database", thing: Thing, *, is_restored: bool) -> None:
    before = inbox.synced(database, thing.entity, thing.id)
    if is_restored and before is not None:
        _compare(database, before, thing)
    elif before is None or before["rev"] < thing.rev:
        inbox.take(database, thing)
    else:
        _mark(database, thing, 1)


def _mark(database: "Database", thing: Thing, seen: int) -> None:
    database.execute(
        "UPDATE synced SET seen = ?, rev = ? WHERE entity = ? AND thing_id = ?",
        [seen, thing.rev, thing.entity, thing.id],
    )


def _compare(database: "Database", before: Mapping[str, Any], thing: Thing) -> None:
    """One thing of a server that was put back to an earlier day, beside what was known of it."""
    waiting = outbox.about(database, thing.entity, thing.id)
    if waiting:
        _rebase(database, waiting, thing.rev)
        if thing.rev >= before["rev"]:
            inbox.take(database, thing)
        _mark(database, thing, 1)
        return
    known = _known(database, before)
    if known is None or inbox.is_shown(known, thing):
        inbox.take(database, thing)
    elif thing.rev < before["rev"]:
        _mark(database, thing, _LOST)
    else:
        _beside(database, before, known, thing)


def _beside(
    database: "Database", before: Mapping[str, Any], known: Mapping[str, Any], thing: Thing
) -> None:
    """Other words under the same number, or a later one.

    Later by number and by the clock of whoever wrote it, it came after what is known here.
    Otherwise nobody can tell, and what stands here is kept beside it.
    """
    is_after = thing.rev > before["rev"] and thing.at.isoformat() != before["at"]
    newer = is_after and thing.at > datetime.fromisoformat(before["at"])
    if not newer and thing.entity not in LAST_ARRIVAL:
        command = {**known, "id": new_id(thing.at), "made_at": known["at"]}
        conflicts.add(database, command, known, thing.id, "restored")
    inbox.take(database, thing)


def _known(database: "Database", before: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the server had before, as it is known here."""
    if before["fields"] is not None:
        return dict(before)
    return inbox.here(database, before["entity"], before["thing_id"])


def _rebase(database: "Database", waiting: list[dict[str, Any]], rev: int) -> None:
    """Commands that build on a revision the server has lost build on what it has."""
    # Nothing waits about what was made and deleted since: both sides have forgotten it.
    lost = waiting[0]["base_rev"] - rev if waiting else 0
    if lost > 0:
        database.conn.executemany(
            "UPDATE outbox SET base_rev = base_rev - ? WHERE id = ?",
            [(lost, row["id"]) for row in waiting],
        )


def _finish(database: "Database", page: Snapshot, *, is_restored: bool) -> None:
    if is_restored:
        _send_again(database)
    database.execute(
        "UPDATE sync_state SET epoch = ?, since = ?, taking = NULL", [page.epoch, page.as_of]
    )


def _send_again(database: "Database") -> None:
    for row in list(database.query(_SENT_AGAIN)):
        known = _known(database, row)
        if known is None:
            continue
        own = {**known, "revision": row["revision"]}
        if row["seen"] != _UNSEEN:
            outbox.add_put(database, own, row["rev"])
        elif known["deleted"]:
            outbox.add_deleted(database, own)
        else:
            outbox.add_put(database, own, 0)
    for row in list(database.query("SELECT DISTINCT entity, thing_id FROM synced WHERE seen = 0")):
        _rebase(database, outbox.about(database, row["entity"], row["thing_id"]), 0)
    database.execute("DELETE FROM synced WHERE seen = 0")
    database.execute("UPDATE synced SET seen = 1")
