"""The log over REST: its pages, the snapshot's, and commands that are sent in batches."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pam_core.protocol.codec import FrameError, server_frame, to_json
from pam_core.protocol.frames import (
    Ack,
    ActionOutcome,
    ChatResponse,
    Command,
    LogEvent,
    UiActions,
    WinsUpdate,
)
from pam_core.protocol.limits import BATCH_EVENTS
from pam_core.protocol.translation import receipt_of, thing_of
from pam_core.sync.refusals import ServerRefusedError, unreadable
from pam_core.sync.signed_rest import SignedRest
from pam_core.vocabulary.sync import Receipt, Snapshot, Thing

log = logging.getLogger(__name__)

_NO_ID = "00000000-0000-0000-0000-000000000000"


class SnapshotNeededError(Exception):
    """The server's log does not reach back that far, or is of another epoch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPage:
    """Events that follow on; `head_seq` is the end of the log."""

    epoch: str
    head_seq: int
    events: tuple[LogEvent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a batch came to. `expected` is the cseq that is due where not all was taken."""

    receipts: tuple[Receipt, ...]
    expected: int | None = None


class Pages:
    """The REST twins of what goes over the socket. Every method raises PamError (`sync.…`)."""

    def __init__(self, rest: SignedRest) -> None:
        self._rest = rest

    async def events(self, epoch: str, since: int, limit: int = BATCH_EVENTS) -> EventPage:
        """The events after `since`. Raises SnapshotNeededError."""
        query = {"since": str(since), "limit": str(limit), "epoch": epoch}
        try:
            told = await self._rest.call("GET", "/sync", query=query)
        except ServerRefusedError as error:
            if error.problem.status == 409:
                raise SnapshotNeededError from error
            raise
        events = told.get("events")
        if not isinstance(events, list):
            raise unreadable()
        return EventPage(
            epoch=_text(told.get("epoch")),
            head_seq=_count(told.get("head_seq")),
            events=tuple(_event(one) for one in events),
        )

    async def snapshot(self, after: str, limit: int = BATCH_EVENTS) -> Snapshot:
        """A page of all that stands; `after` is the page's before `next`, or ""."""
        query = {"limit": str(limit)} | ({"after": after} if after else {})
        told = await self._rest.call("GET", "/sync/snapshot", query=query)
        rows = told.get("things")
        if not isinstance(rows, list):
            raise unreadable()
        return Snapshot(
            epoch=_text(told.get("epoch")),
            as_of=_count(told.get("as_of")),
            things=tuple(_thing(row) for row in rows),
            next=_text(told.get("next") or ""),
        )

    async def send(self, device_id: str, commands: Sequence[Command]) -> Sent:
        """Send up to 100 commands of this device's, in their order."""
        content = {"device_id": device_id, "commands": [to_json(one) for one in commands]}
        told = await self._rest.call("POST", "/sync/commands", content=content)
        rows, expected = told.get("receipts"), told.get("expected")
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise unreadable()
        receipts = (receipt_of(_ack(row)) for row in rows)
        return Sent(
            receipts=tuple(receipt for receipt in receipts if receipt is not None),
            expected=None if expected is None else _count(expected),
        )


def _event(content: Any) -> LogEvent:
    try:
        frame = server_frame(content)
    except FrameError as error:
        if error.code != "unknown_type" or not isinstance(content, Mapping):
            raise unreadable() from error
        # A newer server's event means nothing to this PAM; its place in the log is taken up.
        log.warning("An event of a type that this PAM does not know was passed over.")
        return _nothing(_count(content.get("seq")))
    if not isinstance(frame, ChatResponse | UiActions | WinsUpdate | ActionOutcome):
        raise unreadable()
    return frame


def _nothing(seq: int) -> WinsUpdate:
    return WinsUpdate(id=_NO_ID, seq=seq, things=())


def _thing(row: Any) -> Thing:
    # A snapshot's rows are those of a wins_update, and each is judged by itself: a page of them is
    # longer than a frame may be.
    frame = _frame({"type": "wins_update", "id": _NO_ID, "seq": 0, "things": [row]})
    if not isinstance(frame, WinsUpdate):
        raise unreadable()
    return thing_of(frame.things[0])


def _ack(row: Mapping[str, Any]) -> Ack:
    frame = _frame({**row, "type": "ack"})
    if not isinstance(frame, Ack):
        raise unreadable()
    return frame


def _frame(content: Any) -> Any:
    try:
        return server_frame(content)
    except FrameError as error:
        log.error("The server's answer is unreadable: %s", error.code)
        raise unreadable() from error


def _count(given: Any) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or given < 0:
        raise unreadable()
    return given


def _text(given: Any) -> str:
    if not isinstance(given, str) or len(given) > 512:
        raise unreadable()
    return given
