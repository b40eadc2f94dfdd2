"""POST chat and GET chat/{id}: a message for the mind, its answer now or later."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from pam_core.protocol import codec, frames, limits
from pam_core.protocol.wire_types import Moment
from pam_core.vocabulary.sync import Receipt, Verdict
from pam_server.api.answer import Answer
from pam_server.api.asking import asking
from pam_server.api.judged_body import JudgedRoute
from pam_server.api.problems_shown import problems
from pam_server.api.refusals import id_reused, malformed, not_found
from pam_server.api.same_words import LOOKED_BACK, OneAtATime, conversation_begun_by, first_of
from pam_server.api.services import Services
from pam_server.ports import Caller

REST = "rest"
"""The device that REST's commands are written under; they stand in no order (cseq 0)."""

Key = Annotated[
    frames.Id,
    Header(
        alias="Idempotency-Key",
        description="A new UUID for each message; the same one when asking again.",
        examples=["0197a3e0-0000-7000-8000-0000000000cc"],
    ),
]
MessageId = Annotated[frames.Id, Path(description="The Idempotency-Key of the message")]


class ContextGiven(BaseModel):
    """Where the message was said."""

    region: frames.Short = ""
    current_page: frames.Short = ""
    location: frames.Short = ""
    session_data: dict[str, Any] = Field(default_factory=dict)


class ChatGiven(BaseModel):
    """A message. Without a conversation it begins one; without a time it is said now."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "message": "I spent 45 dollars on fuel",
                    "occurred_at": "2026-05-01T12:30:00-06:00",
                    "zone": "America/Denver",
                }
            ]
        }
    )

    message: Annotated[str, Field(min_length=1, max_length=limits.MESSAGE_CHARACTERS)]
    conversation_id: frames.Id | None = None
    context: ContextGiven = Field(default_factory=ContextGiven)
    occurred_at: Moment | None = None
    zone: Annotated[str, Field(max_length=64)] = "UTC"


class Answered(BaseModel):
    """The answer. `id` and `seq` are those of its entry in the log, `in_reply_to` the message's.

    `duplicate_of`: the same words came within five seconds under this other id; this is what they
    were answered.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "status": "answered",
                    "id": "0197a3e0-0000-7000-8000-0000000000aa",
                    "seq": 8,
                    "in_reply_to": "0197a3e0-0000-7000-8000-0000000000cc",
                    "conversation_id": "0197a3e0-0000-7000-8000-0000000000dd",
                    "message": "Noted: $45.00 for fuel.",
                    "provider": "",
                    "model": "",
                    "metadata": {"action": "expense.add"},
                }
            ]
        }
    )

    status: Literal["answered"] = "answered"
    id: str
    seq: int
    in_reply_to: str
    conversation_id: str
    message: str
    provider: str
    model: str
    metadata: dict[str, Any]
    duplicate_of: str | None = None


class Pending(BaseModel):
    """The message is on disk and will be answered: ask `GET chat/{id}`, or wait on the socket."""

    status: Literal["pending"] = "pending"
    id: str
    conversation_id: str
    duplicate_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taken:
    chat: frames.Chat
    duplicate_of: str | None = None


def router(services: Services) -> APIRouter:
    """The two endpoints under /api/v1/pam."""
    rest = APIRouter(prefix="/api/v1/pam", tags=["chat"], route_class=JudgedRoute)
    Asking = Annotated[Caller, Depends(asking(services))]  # noqa: N806 (a type)
    one_at_a_time = OneAtATime()

    @rest.post(
        "/chat",
        operation_id="chat_say",
        summary="Say something to PAM",
        response_model=Answered | Pending,
        response_model_exclude_none=True,
        responses=_responses(413, 422),
    )
    async def say(
        caller: Asking, key: Key, given: ChatGiven, response: Response
    ) -> Answered | Pending:
        """Commit the message, then wait for its answer for up to 25 seconds."""
        async with one_at_a_time.of(caller.user_id):
            taken = await _taken(services, caller.user_id, key, given)
        return await _answer(
            services, caller.user_id, taken, response, most_seconds=services.answer_seconds
        )

    @rest.get(
        "/chat/{message_id}",
        operation_id="chat_answer",
        summary="The answer to a message",
        response_model=Answered | Pending,
        response_model_exclude_none=True,
        responses=_responses(404, 422),
    )
    async def answer(
        caller: Asking, message_id: MessageId, response: Response
    ) -> Answered | Pending:
        """What was answered, or 202 while that is not known yet."""
        chat = await services.jobs.chat(caller.user_id, message_id)
        if chat is None:
            raise not_found("message")
        return await _answer(
            services, caller.user_id, _Taken(chat=chat), response, most_seconds=0.0
        )

    return rest


def _responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    return {
        202: {"model": Pending, "description": "Taken; the answer will follow"},
        **problems(401, *statuses, 429),
    }


async def _taken(services: Services, user_id: str, key: str, given: ChatGiven) -> _Taken:
    """The message, on disk; or the one it says again. Raises PamError."""
    before = await services.jobs.chat(user_id, key)
    chat = _chat(key, given, before, services.clock())
    if before is None:
        said = await services.jobs.chats(user_id, LOOKED_BACK)
        first = first_of(said, chat, is_new=given.conversation_id is None)
        if first is not None and await services.log.receipt(user_id, key) is None:
            return _Taken(chat=first, duplicate_of=first.id)
    done = await services.log.commit(user_id, REST, [chat])
    _accept(done.receipts[0])
    return _Taken(chat=chat)


def _chat(key: str, given: ChatGiven, before: frames.Chat | None, now: datetime) -> frames.Chat:
    """The frame; what was left open is as it was the first time this key came."""
    content = {
        "type": frames.Chat.TYPE,
        "id": key,
        "cseq": 0,
        "conversation_id": given.conversation_id or conversation_begun_by(key),
        "message": given.message,
        "context": given.context.model_dump(),
        "occurred_at": (given.occurred_at or (before.occurred_at if before else now)).isoformat(),
        "zone": given.zone,
    }
    try:
        frame = codec.client_frame(content)
    except codec.FrameError as error:
        raise malformed(error.code, error.sentence) from error
    assert isinstance(frame, frames.Chat)
    return frame


def _accept(receipt: Receipt) -> None:
    if receipt.error == "id_reused":
        raise id_reused()
    if receipt.verdict is Verdict.REJECTED:
        raise malformed(receipt.error or "rejected", "The message cannot be taken.")


async def _answer(
    services: Services, user_id: str, taken: _Taken, response: Response, *, most_seconds: float
) -> Answered | Pending:
    chat = taken.chat
    with Answer(services.hub, services.jobs, user_id, chat.id) as waiting:
        found = await waiting.wait(most_seconds)
    if found is None:
        response.status_code = 202
        return Pending(
            id=chat.id, conversation_id=chat.conversation_id, duplicate_of=taken.duplicate_of
        )
    return Answered(
        id=found.id,
        seq=found.seq,
        in_reply_to=found.in_reply_to,
        conversation_id=found.conversation_id,
        message=found.message,
        provider=found.provider,
        model=found.model,
        metadata=dict(found.metadata),
        duplicate_of=taken.duplicate_of,
    )
