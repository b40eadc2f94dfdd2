"""Things, receipts and events as rows, and back."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast

from pam_core.protocol.codec import server_frame, to_json
from pam_core.protocol.frames import LogEvent, ThingRow
from pam_core.vocabulary.sync import Receipt, Thing, Verdict
from pam_server.store.columns import microseconds

BANKED = frozenset(("expense", "income"))
"""Entities of which no two that stand have the same `bank_id`."""
_KEY_CHARACTERS = 64
_JSON = json.JSONEncoder(separators=(",", ":"))


def as_text(content: Any) -> str:
    """JSON that any database takes: NUL and lone surrogates are escaped."""
    return _JSON.encode(content)


def bank_hash(entity: str, fields: Mapping[str, Any]) -> str | None:
    """By what a thing is told from others of the same bank row; None where it came from none."""
    bank_id = fields.get("bank_id")
    if entity not in BANKED or not isinstance(bank_id, str) or not bank_id:
        return None
    return hashlib.blake2b(bank_id.encode(), digest_size=16).hexdigest()


def thing_row(user_id: str, thing: Thing) -> dict[str, Any]:
    """The row of a thing."""
    stands = not thing.deleted
    return {
        "user_id": user_id,
        "entity": thing.entity,
        "id": thing.id,
        "rev": thing.rev,
        "fields": as_text(thing.fields),
        "deleted": thing.deleted,
        "day": None if thing.day is None else thing.day.isoformat(),
        "at": thing.at.isoformat(),
        "bank_hash": bank_hash(thing.entity, thing.fields) if stands else None,
        "conversation_id": _conversation(thing.fields) if stands else None,
    }


def thing_of(row: Any) -> Thing:
    """A thing from its row."""
    return Thing(
        entity=row.entity,
        id=row.id,
        rev=row.rev,
        fields=json.loads(row.fields),
        deleted=bool(row.deleted),
        day=None if row.day is None else date.fromisoformat(row.day),
        at=datetime.fromisoformat(row.at),
    )


def wire_row(thing: Thing) -> ThingRow:
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


def receipt_row(user_id: str, receipt: Receipt, fingerprint: str) -> dict[str, Any]:
    """The row of a receipt."""
    thing = receipt.thing
    return {
        "user_id": user_id,
        "id": receipt.id,
        "fingerprint": fingerprint,
        "cseq": receipt.cseq,
        "verdict": receipt.verdict.value,
        "seq": receipt.seq,
        "rev": receipt.rev,
        "error": receipt.error,
        "thing": None if thing is None else as_text(thing_json(thing)),
    }


def receipt_of(row: Any) -> Receipt:
    """A receipt from its row."""
    return Receipt(
        id=row.id,
        cseq=row.cseq,
        verdict=Verdict(row.verdict),
        seq=row.seq,
        rev=row.rev,
        error=row.error,
        thing=None if row.thing is None else thing_from_json(json.loads(row.thing)),
    )


def event_row(user_id: str, event: LogEvent, at: datetime) -> dict[str, Any]:
    """The row of an event."""
    frame = as_text(to_json(event))
    return {"user_id": user_id, "seq": event.seq, "frame": frame, "at": microseconds(at)}


def event_of(frame: str) -> LogEvent:
    """An event from its row's frame."""
    return cast(LogEvent, server_frame(json.loads(frame)))


def thing_json(thing: Thing) -> dict[str, Any]:
    """A thing as JSON-ready fields."""
    return {
        "entity": thing.entity,
        "id": thing.id,
        "rev": thing.rev,
        "fields": thing.fields,
        "deleted": thing.deleted,
        "day": None if thing.day is None else thing.day.isoformat(),
        "at": thing.at.isoformat(),
    }


def thing_from_json(content: Mapping[str, Any]) -> Thing:
    """A thing from its JSON-ready fields."""
    day = content["day"]
    return Thing(
        **{
            **content,
            "day": None if day is None else date.fromisoformat(day),
            "at": datetime.fromisoformat(content["at"]),
        }
    )


def _conversation(fields: Mapping[str, Any]) -> str | None:
    named = fields.get("conversation_id")
    if not isinstance(named, str) or len(named) > _KEY_CHARACTERS or not named.isprintable():
        return None
    return named
