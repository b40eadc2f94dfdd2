"""Conversations: list, create, read with their turns, delete."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from pam_core.protocol import frames
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.sync import Thing, Verdict
from pam_server.api import examples
from pam_server.api.asking import asking
from pam_server.api.chat import REST
from pam_server.api.judged_body import JudgedRoute
from pam_server.api.problems_shown import problems
from pam_server.api.refusals import id_reused, malformed, not_found
from pam_server.api.services import Services
from pam_server.api.things_shown import ThingShown
from pam_server.ports import Caller

CONVERSATION = "conversation"
TURN = "turn"

_PAGE_MOST = 100
Limit = Annotated[int, Query(ge=1, le=_PAGE_MOST, description="The most to give")]
Before = Annotated[
    str, Query(max_length=64, pattern=r"^[!-~]*$", description="`next` of the page before")
]
ConversationId = Annotated[
    str, Path(min_length=1, max_length=64, pattern=r"^[!-~]+$", description="A conversation's id")
]
Key = Annotated[
    frames.Id | None,
    Header(alias="Idempotency-Key", description="A new UUID; it becomes the conversation's id."),
]


class ConversationGiven(BaseModel):
    """What a new conversation is called."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"title": "Fuel and campgrounds"}]})

    title: frames.Short = ""


class ConversationShown(BaseModel):
    """A conversation. `at` is when it was begun or last named."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.CONVERSATION]})

    id: str
    title: str
    rev: int
    at: datetime

    @classmethod
    def of(cls, thing: Thing) -> "ConversationShown":
        """The conversation a thing is. Its title may be anything: a device wrote it."""
        title = thing.fields.get("title")
        return cls(
            id=thing.id,
            title=title if isinstance(title, str) else "",
            rev=thing.rev,
            at=thing.at,
        )


class ConversationPage(BaseModel):
    """Conversations, the latest first.

    `next`, given as `before`, asks for the page after; "" at the end.
    """

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"conversations": [examples.CONVERSATION], "next": ""}]}
    )

    conversations: list[ConversationShown]
    next: str


class TurnPage(BaseModel):
    """A conversation and its turns, the latest first; `next` as in a page of conversations."""

    conversation: ConversationShown
    turns: list[ThingShown] = Field(description="Things of entity `turn`")
    next: str


def router(services: Services) -> APIRouter:
    """The four endpoints under /api/v1/pam."""
    rest = APIRouter(
        prefix="/api/v1/pam/conversations", tags=["conversations"], route_class=JudgedRoute
    )
    Asking = Annotated[Caller, Depends(asking(services))]  # noqa: N806 (a type)

    @rest.get(
        "",
        operation_id="conversations_list",
        summary="The user's conversations",
        responses=problems(401, 422, 429),
    )
    async def listed(caller: Asking, before: Before = "", limit: Limit = 50) -> ConversationPage:
        """A page of conversations."""
        found = await services.log.things(caller.user_id, CONVERSATION, limit=limit, before=before)
        shown = [ConversationShown.of(thing) for thing in found]
        return ConversationPage(conversations=shown, next=_next(found, limit))

    @rest.post(
        "",
        status_code=201,
        operation_id="conversations_create",
        summary="Begin a conversation",
        responses=problems(401, 413, 422, 429),
    )
    async def create(
        caller: Asking, given: ConversationGiven, key: Key = None
    ) -> ConversationShown:
        """Begin one; with the same Idempotency-Key again it is the same one."""
        return await _created(services, caller.user_id, key, given.title)

    @rest.get(
        "/{conversation_id}",
        operation_id="conversations_read",
        summary="A conversation with its turns",
        responses=problems(401, 404, 422, 429),
    )
    async def read(
        caller: Asking, conversation_id: ConversationId, before: Before = "", limit: Limit = 50
    ) -> TurnPage:
        """The conversation and a page of its turns."""
        conversation = await _conversation(services, caller.user_id, conversation_id)
        found = await _turns(services, caller.user_id, conversation_id, before, limit)
        return TurnPage(
            conversation=ConversationShown.of(conversation),
            turns=[ThingShown.of(thing) for thing in found],
            next=_next(found, limit),
        )

    @rest.delete(
        "/{conversation_id}",
        status_code=204,
        operation_id="conversations_delete",
        summary="Delete a conversation and its turns",
        responses=problems(401, 404, 422, 429),
    )
    async def delete(caller: Asking, conversation_id: ConversationId) -> Response:
        """Leave tombstones, here and on every device; what was said is gone."""
        await _conversation(services, caller.user_id, conversation_id)
        await _delete_turns(services, caller.user_id, conversation_id)
        # Last: where it stops before, it can be asked for again.
        gone = _mutation(services, CONVERSATION, conversation_id, "delete")
        await services.log.commit(caller.user_id, REST, [gone])
        return Response(status_code=204)

    return rest


async def _conversation(services: Services, user_id: str, id: str) -> Thing:
    found = await services.log.thing(user_id, CONVERSATION, id)
    if found is None:
        raise not_found("conversation")
    return found


async def _turns(
    services: Services, user_id: str, conversation_id: str, before: str, limit: int
) -> Sequence[Thing]:
    where = {"conversation_id": conversation_id}
    return await services.log.things(user_id, TURN, where=where, limit=limit, before=before)


async def _delete_turns(services: Services, user_id: str, conversation_id: str) -> None:
    before = ""
    while True:
        found = await _turns(services, user_id, conversation_id, before, _PAGE_MOST)
        if not found:
            return
        before = found[-1].id
        gone = [_mutation(services, TURN, turn.id, "delete") for turn in found]
        await services.log.commit(user_id, REST, gone)


async def _created(
    services: Services, user_id: str, key: str | None, title: str
) -> ConversationShown:
    if key is not None:
        before = await services.log.thing(user_id, CONVERSATION, key)
        if before is not None:
            return _same(before, title)
    id = key or new_id(services.clock())
    begun = _mutation(
        services,
        CONVERSATION,
        id,
        "put",
        id=id,
        fields={"title": title, "started_at": services.clock().isoformat()},
    )
    done = await services.log.commit(user_id, REST, [begun])
    receipt = done.receipts[0]
    if receipt.error == "id_reused":
        raise id_reused()
    if receipt.verdict is Verdict.REJECTED:
        raise malformed(receipt.error or "rejected", "The conversation cannot be taken.")
    return ConversationShown.of(await _conversation(services, user_id, id))


def _same(before: Thing, title: str) -> ConversationShown:
    shown = ConversationShown.of(before)
    if shown.title != title:
        raise id_reused()
    return shown


def _mutation(
    services: Services,
    entity: str,
    thing_id: str,
    op: Literal["put", "delete"],
    *,
    id: str = "",
    fields: dict[str, Any] | None = None,
) -> frames.Mutation:
    now = services.clock()
    return frames.Mutation(
        id=id or new_id(now),
        cseq=0,
        entity=entity,
        thing_id=thing_id,
        op=op,
        fields=fields or {},
        occurred_at=now,
    )


def _next(found: Sequence[Thing], limit: int) -> str:
    return found[-1].id if len(found) == limit else ""
