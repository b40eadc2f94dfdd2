"""The server's rows: which revision of each stands there, and where it is shown here."""

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from pam_core.storage.arriving import UnreadableError, day_text, show
from pam_core.storage.text import cleaned
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.sync import ServerEvent, Thing

if TYPE_CHECKING:
    from sqlite_utils import Database

log = logging.getLogger(__name__)

_KEEP = """
INSERT INTO synced (entity, thing_id, rev, revision, fields, deleted, day, at, seen)
VALUES (:entity, :thing_id, :rev, :revision, :fields, :deleted, :day, :at, 1)
ON CONFLICT (entity, thing_id) DO UPDATE SET
    rev = excluded.rev, revision = coalesce(excluded.revision, revision),
    fields = excluded.fields, deleted = excluded.deleted, day = excluded.day, at = excluded.at,
    seen = 1
"""

_HERE = """
SELECT entity, thing_id, revision, fields, day, deleted, at FROM things_here
WHERE entity = ? AND thing_id = ? AND latest
"""


@contextmanager
def from_the_server(database: "Database") -> Iterator[None]:
    """What is written within is no deed of the user's: nothing of it enters the outbox."""
    database.execute("UPDATE sync_state SET applying = 1")
    yield
    # A transaction that fails takes the mark back with everything else.
    database.execute("UPDATE sync_state SET applying = 0")


def synced(database: "Database", entity: str, thing_id: str) -> dict[str, Any] | None:
    """The row of `synced` about a thing."""
    return next(
        database.query(
            "SELECT * FROM synced WHERE entity = ? AND thing_id = ?", [entity, thing_id]
        ),
        None,
    )


def here(database: "Database", entity: str, thing_id: str) -> dict[str, Any] | None:
    """The row of `things_here` that stands, or that took the thing back."""
    return next(database.query(_HERE, [entity, thing_id]), None)


def is_shown(row: Mapping[str, Any] | None, thing: Thing) -> bool:
    """Whether what stands here says the same as the server's row."""
    if row is None or row["deleted"]:
        return thing.deleted and thing.entity != "conversation"
    return not thing.deleted and json.loads(row["fields"]) == cleaned(dict(thing.fields))


def take(database: "Database", thing: Thing) -> None:
    """Make the server's row known here, and shown where no command waits that changes it.

    Within `from_the_server`. What cannot be read by this PAM is kept for a later one.
    """
    waits = database.execute(
        "SELECT 1 FROM outbox WHERE entity = ? AND thing_id = ? LIMIT 1", [thing.entity, thing.id]
    ).fetchone()
    if waits:
        _keep(database, thing, shown=False)
    else:
        stand(database, thing)


def stand(database: "Database", thing: Thing) -> None:
    """Let the server's row stand here."""
    row = here(database, thing.entity, thing.id)
    if is_shown(row, thing):
        _keep(database, thing, shown=True, revision=row["revision"] if row else None)
        return
    try:
        revision = show(database, thing)
    except UnreadableError as error:
        log.info("a %s from the server cannot be read here: %s", thing.entity, error)
        _keep(database, thing, shown=False)
    else:
        _keep(database, thing, shown=True, revision=revision)


def _keep(database: "Database", thing: Thing, *, shown: bool, revision: int | None = None) -> None:
    row = {
        "entity": thing.entity,
        "thing_id": thing.id,
        "rev": thing.rev,
        "revision": revision,
        "fields": None if shown else json.dumps(cleaned(dict(thing.fields))),
        "deleted": thing.deleted,
        "day": day_text(thing.day),
        "at": thing.at.isoformat(),
    }
    database.execute(_KEEP, row)


def thing_not_shown(row: Mapping[str, Any]) -> Thing:
    """The server's row from one of `synced` that is not shown."""
    return Thing(
        entity=row["entity"],
        id=row["thing_id"],
        rev=row["rev"],
        fields=json.loads(row["fields"]),
        deleted=bool(row["deleted"]),
        day=None if row["day"] is None else date.fromisoformat(row["day"]),
        at=datetime.fromisoformat(row["at"]),
    )


def catch_up(database: "Database", entity: str, thing_id: str) -> None:
    """Once nothing waits about a thing any more, what came meanwhile stands."""
    row = synced(database, entity, thing_id)
    if row is not None and row["fields"] is not None:
        take(database, thing_not_shown(row))


def try_again(database: "Database") -> None:
    """Rows that could not be read once, with what this PAM reads."""
    rows = database.query("SELECT * FROM synced WHERE fields IS NOT NULL")
    with from_the_server(database):
        for row in list(rows):
            take(database, thing_not_shown(row))


def apply(database: "Database", epoch: str, events: Sequence[ServerEvent]) -> Sequence[ServerEvent]:
    """Apply events with the cursor; those that were new. Raises PamError `sync.…`."""
    standing = database.execute("SELECT epoch, since FROM sync_state").fetchone()
    known, since = standing or ("", 0)
    if known not in ("", epoch):
        raise PamError(
            "sync.epoch", "The server's database is another one now.", fault=Fault.SERVICE
        )
    new = [event for event in events if event.seq > since]
    if [event.seq for event in new] != list(range(since + 1, since + 1 + len(new))):
        raise PamError("sync.hole", "Something from the server is missing.", fault=Fault.SERVICE)
    with from_the_server(database):
        for event in new:
            for thing in event.things:
                before = synced(database, thing.entity, thing.id)
                if before is None or before["rev"] < thing.rev:
                    take(database, thing)
    database.execute("UPDATE sync_state SET epoch = ?, since = ?", [epoch, since + len(new)])
    return new


def thing_shown(database: "Database", row: Mapping[str, Any]) -> Thing | None:
    """The server's row from one of `synced`, with what the revision here has that shows it."""
    found = database.execute(
        "SELECT fields FROM things_here WHERE entity = ? AND thing_id = ? AND revision = ?",
        [row["entity"], row["thing_id"], row["revision"]],
    ).fetchone()
    if found is None and not row["deleted"]:
        return None
    return thing_not_shown({**row, "fields": found[0] if found else "{}"})


def withdraw(database: "Database", gone: Thing) -> None:
    """Take back here what the server never had."""
    show(database, gone)
    database.execute("DELETE FROM synced WHERE entity = ? AND thing_id = ?", [gone.entity, gone.id])
