"""How a conversation stands, kept in its turns: any worker of any process can go on with it."""

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

from pam_core.conversation.session import MOST_HISTORY, Said, Session
from pam_core.protocol import limits
from pam_core.protocol.wire_types import compact
from pam_core.storage.chats import title_of
from pam_core.storage.text import clean, cleaned
from pam_core.vocabulary.reply import Reply
from pam_core.vocabulary.speech import Trigger
from pam_core.vocabulary.sync import Thing
from pam_core.vocabulary.turn import StageTimes
from pam_server.ports import Job, Log

log = logging.getLogger(__name__)

TALK = "talk"
"""The field of a turn that holds the session after it, its history left out."""
MOST_TALK_CHARACTERS = 8000
"""A longer one is left out: then the talk goes on by its history alone."""
MOST_REPLY_CHARACTERS = 4000

PLACE = "place"
"""The field of a turn that counts the server's turns of its conversation: users' clocks go back."""

_SESSIONS: TypeAdapter[Session] = TypeAdapter(Session)


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkSoFar:
    """How a conversation stands, and after how many turns of the server's."""

    session: Session = Session()
    place: int = 0


async def talk_so_far(log_: Log, user_id: str, conversation_id: str) -> TalkSoFar:
    """How the conversation stands. Raises PamError."""
    found = await log_.things(
        user_id, "turn", where={"conversation_id": conversation_id}, limit=MOST_HISTORY
    )
    if not found:
        return TalkSoFar()
    last = max(found, key=_place)
    session = _read(last.fields.get(TALK))
    for turn in sorted(found, key=lambda turn: (turn.at, _place(turn))):
        session = session.with_exchange(_said(turn))
    return TalkSoFar(session=session, place=_place(last))


def _place(turn: Thing) -> int:
    place = turn.fields.get(PLACE)
    return place if isinstance(place, int) else 0


def turn_of(
    job: Job, reply: Reply, now: datetime, conversation: Thing, after: TalkSoFar | None = None
) -> Thing:
    """The exchange as a thing; `after` is how the talk stands after it."""
    chat = job.chat
    fields: dict[str, Any] = {
        "turn_id": chat.id,
        "conversation_id": chat.conversation_id,
        **{name: conversation.fields.get(name) for name in ("title", "started_at")},
        "said_at": now.isoformat(),
        "trigger": str(Trigger.TEXT),
        "said": clean(chat.message),
        "confidence": 1.0,
        "reply": clean(reply.text)[:MOST_REPLY_CHARACTERS],
        "action": reply.intent.action,
        "slots": dict(reply.intent.slots),
        "provider": reply.provider,
        "heard": "",
        "interrupted": False,
        "times": asdict(StageTimes()),
        "provenance": provenance_of(reply),
    }
    if after is not None:
        fields[PLACE] = after.place
        talk = _written(after.session)
        fields[TALK] = talk if len(talk) <= MOST_TALK_CHARACTERS else None
    return Thing(entity="turn", id=chat.id, rev=1, fields=_fitting(cleaned(fields)), at=now)


def conversation_of(job: Job, now: datetime) -> Thing:
    """The conversation that begins with this message."""
    chat = job.chat
    fields = {"title": title_of(chat.message), "started_at": now.isoformat()}
    return Thing(entity="conversation", id=chat.conversation_id, rev=1, fields=fields, at=now)


def _fitting(fields: dict[str, Any]) -> dict[str, Any]:
    """What a thing may hold: the longest words are cut, but never the user's own."""
    for name in (TALK, "slots", "provenance"):
        if len(compact(fields).encode()) > limits.FIELDS_BYTES:
            fields[name] = None
    room = limits.FIELDS_BYTES - len(compact({**fields, "reply": ""}).encode())
    # A character takes up to six bytes where JSON must write it in escapes.
    if len(compact(fields["reply"]).encode()) > room:
        fields["reply"] = fields["reply"][: max(0, room // 6)]
    return fields


def provenance_of(reply: Reply) -> Mapping[str, Any] | None:
    """Where the answer came from, JSON-ready; None where no model was asked."""
    source = reply.provenance
    if source is None:
        return None
    at = source.answered_at
    told: Mapping[str, Any] = cleaned(
        asdict(source) | {"answered_at": None if at is None else at.isoformat()}
    )
    return told


def _said(turn: Thing) -> Said:
    fields = turn.fields
    action = fields.get("action")
    return Said(
        said=str(fields.get("said") or ""),
        replied=str(fields.get("reply") or ""),
        at=turn.at,
        actions=(str(action),) if action else (),
    )


def _written(session: Session) -> str:
    short = replace(session, history=())
    return json.dumps(cleaned(_SESSIONS.dump_python(short, mode="json")))


def _read(talk: Any) -> Session:
    if not isinstance(talk, str):
        return Session()
    try:
        return replace(_SESSIONS.validate_json(talk), history=())
    except ValidationError as error:
        # Its own text would quote what was said.
        log.info("a talk begins anew: %d faults in it", error.error_count())
        return Session()
