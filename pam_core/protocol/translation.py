"""Frames to what they are about (`vocabulary.sync`) and back."""

from collections.abc import Mapping
from typing import Any

from pam_core.protocol.codec import FrameError, client_frame, to_json
from pam_core.protocol.frames import (
    Ack,
    ActionResponse,
    Chat,
    Command,
    Feedback,
    LogEvent,
    Mutation,
    ThingRow,
    WinsUpdate,
)
from pam_core.vocabulary.sync import Receipt, ServerEvent, Thing, Verdict, Waiting

_HEAD = ("v", "type", "id", "cseq", "seq", "ts")


def thing_of(row: ThingRow) -> Thing:
    """The thing a row is about."""
    return Thing(
        entity=row.entity,
        id=row.id,
        rev=row.rev,
        fields=row.fields,
        deleted=row.deleted,
        day=row.day,
        at=row.at,
    )


def row_of(thing: Thing) -> ThingRow:
    """A thing as it goes over the wire."""
    return ThingRow(
        entity=thing.entity,
        id=thing.id,
        rev=thing.rev,
        fields=thing.fields,
        deleted=thing.deleted,
        day=thing.day,
        at=thing.at,
    )


def receipt_of(ack: Ack) -> Receipt | None:
    """What a command was answered; None while that is pending."""
    if ack.verdict == "pending":
        return None
    return Receipt(
        id=ack.id,
        cseq=ack.cseq,
        verdict=Verdict(ack.verdict),
        seq=ack.seq,
        rev=ack.rev,
        error=ack.error,
        thing=thing_of(ack.thing) if ack.thing else None,
    )


def ack_of(receipt: Receipt) -> Ack:
    """A receipt as it goes over the wire."""
    return Ack(
        id=receipt.id,
        cseq=receipt.cseq,
        verdict=receipt.verdict.value,
        seq=receipt.seq,
        rev=receipt.rev,
        error=receipt.error,
        thing=row_of(receipt.thing) if receipt.thing else None,
    )


def event_of(frame: LogEvent) -> ServerEvent:
    """An entry of the log. Of a wins_update the things, of all others the body."""
    if isinstance(frame, WinsUpdate):
        things = tuple(thing_of(row) for row in frame.things)
        return ServerEvent(seq=frame.seq, id=frame.id, type=frame.TYPE, things=things)
    return ServerEvent(seq=frame.seq, id=frame.id, type=frame.TYPE, body=_body(frame))


def command_of(waiting: Waiting) -> Command:
    """The frame of a command in the outbox.

    `occurred_at` is `made_at` where the body does not say. Raises FrameError for a body that no
    server would take.
    """
    head = {"type": waiting.type, "id": waiting.id, "cseq": waiting.cseq}
    made = {"occurred_at": waiting.made_at.isoformat()}
    frame = client_frame(made | dict(waiting.body) | head)
    if not isinstance(frame, Chat | Mutation | ActionResponse | Feedback):
        raise FrameError("malformed", "That is no command.", waiting.id)
    return frame


def body_of(command: Command) -> Mapping[str, Any]:
    """What of a command the outbox keeps as its body, JSON-ready."""
    return _body(command)


def _body(frame: Command | LogEvent) -> Mapping[str, Any]:
    return {name: value for name, value in to_json(frame).items() if name not in _HEAD}
