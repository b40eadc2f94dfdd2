"""What a turn changed in a replica, as revisions for the log; and back."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from pam_core.protocol.codec import to_json
from pam_core.protocol.frames import LogEvent, WinsUpdate
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.sync import ServerEvent, Thing, Waiting
from pam_server.ports import Change


def change_of(waiting: Waiting) -> Change:
    """A command of the replica's outbox as a revision. Raises PamError for what is no change."""
    body = waiting.body
    if waiting.type != "mutation" or body["op"] not in ("put", "delete"):
        raise PamError(
            "mind.strange_change",
            f"A turn left a {waiting.type} that is no change of a thing.",
            fault=Fault.BUG,
        )
    base_rev = int(body.get("base_rev", 0))
    return Change(
        thing=Thing(
            entity=body["entity"],
            id=body["thing_id"],
            rev=base_rev + 1,
            fields=body.get("fields") or {},
            deleted=body["op"] == "delete",
            day=_day(body),
            at=_moment(body["occurred_at"]),
        ),
        base_rev=base_rev,
    )


def event_of(changes: Sequence[Change], seq: int, at: datetime) -> ServerEvent:
    """An event that shows these to a replica as if they were committed at `seq`."""
    things = tuple(change.thing for change in changes)
    return ServerEvent(seq=seq, id=new_id(at), type="wins_update", things=things)


def received(event: LogEvent) -> ServerEvent:
    """An entry of the log as a desktop would take it in."""
    rows = event.things if isinstance(event, WinsUpdate) else ()
    things = tuple(
        Thing(
            entity=row.entity,
            id=row.id,
            rev=row.rev,
            fields=row.fields,
            deleted=row.deleted,
            day=row.day,
            at=row.at,
        )
        for row in rows
    )
    return ServerEvent(
        seq=event.seq,
        id=event.id,
        type=event.TYPE,
        body={} if things else to_json(event),
        things=things,
    )


def _day(body: Mapping[str, Any]) -> date | None:
    day = body.get("day")
    return date.fromisoformat(day) if isinstance(day, str) else day


def _moment(at: "str | datetime") -> datetime:
    return datetime.fromisoformat(at) if isinstance(at, str) else at
