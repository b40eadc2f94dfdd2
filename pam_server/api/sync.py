"""GET sync, GET sync/snapshot, POST sync/commands: the socket's twins for one request at a time."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from pam_core.protocol import codec, frames, limits
from pam_core.vocabulary.sync import Receipt
from pam_server.api.asking import asking
from pam_server.api.examples import COMMAND, EVENT, THING
from pam_server.api.frames_shown import CommandFrame, EventFrame
from pam_server.api.judged_body import JudgedRoute
from pam_server.api.problems_shown import problems
from pam_server.api.refusals import malformed, snapshot_required
from pam_server.api.services import Services
from pam_server.api.things_shown import ThingShown
from pam_server.ports import Caller, Committed, SnapshotNeeded

Epoch = Annotated[str, Query(max_length=64, pattern=r"^[!-~]*$", description="The log's name")]
Since = Annotated[int, Query(ge=0, le=2**53 - 1, description="The last seq that was applied")]
Limit = Annotated[int, Query(ge=1, le=limits.BATCH_EVENTS, description="The most to give")]
After = Annotated[
    str, Query(max_length=200, pattern=r"^[ -~]*$", description="`next` of the page before")
]


class Events(BaseModel):
    """Events after a cursor, in the log's order. `head_seq` is the log's end."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"epoch": "e1", "head_seq": 7, "events": [EVENT]}]}
    )

    epoch: str
    head_seq: int
    events: list[EventFrame]


class SnapshotPage(BaseModel):
    """A page of all that stands. `next` asks for the page after, "" at the end.

    After the last page, `GET sync` goes on from the FIRST page's `as_of`.
    """

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"epoch": "e1", "as_of": 7, "things": [THING], "next": ""}]}
    )

    epoch: str
    as_of: int
    things: list[ThingShown]
    next: str


class Commands(BaseModel):
    """A device's commands in the order of their `cseq`."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"device_id": "0197a3e0-0000-7000-8000-00000000000d", "commands": [COMMAND]}
            ]
        }
    )

    device_id: frames.Id
    commands: Annotated[list[CommandFrame], Field(max_length=limits.BATCH_COMMANDS)]


class ReceiptShown(BaseModel):
    """What became of a command; on disk before it is told."""

    id: str
    cseq: int
    verdict: Literal["committed", "duplicate", "rejected"]
    seq: int
    rev: int | None = None
    error: str | None = None
    thing: ThingShown | None = None


class Receipts(BaseModel):
    """Answers to the commands in their order, as many as were taken.

    Where that is not all, `expected` is the cseq that is due and `code` says why.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "receipts": [
                        {
                            "id": COMMAND["id"],
                            "cseq": 1,
                            "verdict": "committed",
                            "seq": 7,
                            "rev": 1,
                        }
                    ],
                    "head_seq": 7,
                    "last_cseq": 1,
                }
            ]
        }
    )

    receipts: list[ReceiptShown]
    head_seq: int
    last_cseq: int
    expected: int | None = None
    code: Literal["gap", "cseq_behind"] | None = None


def router(services: Services) -> APIRouter:
    """The three endpoints under /api/v1/pam."""
    rest = APIRouter(prefix="/api/v1/pam", tags=["sync"], route_class=JudgedRoute)
    Asking = Annotated[Caller, Depends(asking(services))]  # noqa: N806 (a type)

    @rest.get(
        "/sync",
        operation_id="sync_events",
        summary="What happened after a cursor",
        responses=problems(401, 409, 422, 429),
    )
    async def events(
        caller: Asking, epoch: Epoch = "", since: Since = 0, limit: Limit = limits.BATCH_EVENTS
    ) -> Events:
        """Events after `since`. 409 `snapshot_required`: take a snapshot first."""
        try:
            page = await services.log.events(caller.user_id, epoch, since, limit)
        except SnapshotNeeded as needed:
            raise snapshot_required() from needed
        shown = [codec.to_json(event) for event in page.events]
        return Events(epoch=page.epoch, head_seq=page.head_seq, events=shown)

    @rest.get(
        "/sync/snapshot",
        operation_id="sync_snapshot",
        summary="Everything that stands, page by page",
        responses=problems(401, 409, 422, 429),
    )
    async def snapshot(
        caller: Asking, after: After = "", limit: Limit = limits.BATCH_EVENTS
    ) -> SnapshotPage:
        """A page of all things, tombstones included."""
        try:
            page = await services.log.snapshot(caller.user_id, after, limit)
        except SnapshotNeeded as needed:
            raise snapshot_required() from needed
        things = [ThingShown.of(thing) for thing in page.things]
        return SnapshotPage(epoch=page.epoch, as_of=page.as_of, things=things, next=page.next)

    @rest.post(
        "/sync/commands",
        operation_id="sync_commands",
        summary="What a device did",
        response_model_exclude_none=True,
        responses=problems(401, 413, 422, 429),
    )
    async def commands(caller: Asking, given: Commands) -> Receipts:
        """Commit commands as the socket would; sending them again is harmless.

        A frame that is none refuses the whole request, and nothing of it is committed.
        """
        read = [_command(content, place) for place, content in enumerate(given.commands)]
        done = await services.log.commit(caller.user_id, given.device_id, read)
        standing = await services.log.standing(caller.user_id, given.device_id)
        return _receipts(done, standing.head_seq, standing.last_cseq)

    return rest


def _command(content: dict[str, Any], place: int) -> frames.Command:
    try:
        frame = codec.client_frame(content)
    except codec.FrameError as error:
        raise malformed(error.code, f"commands.{place}: {error.sentence}") from error
    if not isinstance(frame, frames.Command):
        raise malformed("unknown_type", f"commands.{place}: That is no command.")
    return frame


def _receipts(done: Committed, head_seq: int, last_cseq: int) -> Receipts:
    return Receipts.model_validate(
        {
            "receipts": _shown(done.receipts),
            "head_seq": max(head_seq, done.head_seq),
            "last_cseq": last_cseq,
            "expected": done.expected,
            "code": done.code or None,
        }
    )


def _shown(receipts: Sequence[Receipt]) -> list[dict[str, Any]]:
    return [
        {
            "id": one.id,
            "cseq": one.cseq,
            "verdict": str(one.verdict),
            "seq": one.seq,
            "rev": one.rev,
            "error": one.error,
            "thing": None if one.thing is None else ThingShown.of(one.thing),
        }
        for one in receipts
    ]
