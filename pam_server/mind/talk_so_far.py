"""How a conversation stands, kept in its turns: any worker of any process can go on with it."""

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, replace
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

_SESSIONS: TypeAdapter[Session] = TypeAdapter(Session)


async def session_of(log_: Log, user_id: str, conversation_id: str) -> Session:
    """How the conversation stands. Raises PamError."""
    found = await log_.things(
        user_id, "turn", where={"conversation_id": conversation_id}, limit=MOST_HISTORY
    )
    turns = sorted(found, key=lambda turn: turn.at)
    if not turns:
        return Session()
    session = _read(turns[-1].fields.get(TALK))
    for turn in turns:
        session = session.with_exchange(_said(turn))
    return session


def turn_of(
    job: Job, reply: Reply, now: datetime, conversation: Thing, session: Session | None = None
) -> Thing:
    """The exchange as a thing; `session` is how the talk stands after it."""
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
    talk = "" if session is None else _written(session)
    if talk and len(talk) <= MOST_TALK_CHARACTERS:
        fields[TALK] = talk
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
