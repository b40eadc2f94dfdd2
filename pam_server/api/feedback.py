"""POST feedback and feedback/thumb: what the user thinks of a reply, or of PAM."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Header
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from pam_core.protocol import frames, limits
from pam_core.vocabulary.identity import new_id
from pam_server.api.asking import asking
from pam_server.api.judged_body import JudgedRoute
from pam_server.api.problems_shown import problems
from pam_server.api.services import Services
from pam_server.ports import Caller

About = Annotated[str, Field(max_length=64, description="The id of the message or the turn")]
Key = Annotated[
    frames.Id | None,
    Header(alias="Idempotency-Key", description="A new UUID; the same one twice is one opinion."),
]


def _no_flag(content: object) -> object:
    # True equals 1.
    if isinstance(content, bool | float):
        raise ValueError("a thumb is 1 or -1")
    return content


Thumb = Annotated[Literal[1, -1], BeforeValidator(_no_flag)]


class FeedbackGiven(BaseModel):
    """An opinion in words, with a thumb if there is one."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"text": "The route was right.", "thumb": 1, "about": ""}]}
    )

    text: Annotated[str, Field(min_length=1, max_length=limits.MESSAGE_CHARACTERS)]
    about: About = ""
    thumb: Thumb | None = None


class ThumbGiven(BaseModel):
    """Up (1) or down (-1)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"about": "0197a3e0-0000-7000-8000-0000000000cc", "thumb": -1}]
        }
    )

    about: Annotated[About, Field(min_length=1)]
    thumb: Thumb


class Kept(BaseModel):
    """It is on disk, under this id."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"id": "0197a3e0-0000-7000-8000-0000000000ee"}]}
    )

    id: str


def router(services: Services) -> APIRouter:
    """The two endpoints under /api/v1/pam."""
    rest = APIRouter(prefix="/api/v1/pam/feedback", tags=["feedback"], route_class=JudgedRoute)
    Asking = Annotated[Caller, Depends(asking(services, "feedback"))]  # noqa: N806 (a type)
    refusals = problems(401, 413, 422, 429)

    @rest.post(
        "",
        status_code=201,
        operation_id="feedback_give",
        summary="An opinion in words",
        responses=refusals,
    )
    async def give(caller: Asking, given: FeedbackGiven, key: Key = None) -> Kept:
        """Keep an opinion."""
        return await _kept(services, caller, key, given.about, given.thumb, given.text)

    @rest.post(
        "/thumb",
        status_code=201,
        operation_id="feedback_thumb",
        summary="Up or down",
        responses=refusals,
    )
    async def thumb(caller: Asking, given: ThumbGiven, key: Key = None) -> Kept:
        """Keep a thumb for a reply."""
        return await _kept(services, caller, key, given.about, given.thumb, "")

    return rest


async def _kept(
    services: Services,
    caller: Caller,
    key: str | None,
    about: str,
    thumb: Literal[1, -1] | None,
    text: str,
) -> Kept:
    now = services.clock()
    given = frames.Feedback(
        id=key or new_id(now), cseq=0, about=about, thumb=thumb, text=text, occurred_at=now
    )
    await services.feedback.feedback(caller.user_id, given)
    return Kept(id=given.id)
