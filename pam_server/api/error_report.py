"""POST error-report: what went wrong on a user's machine, as far as they chose to tell."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from pam_core.privacy.masking import Masking
from pam_core.protocol import frames
from pam_core.protocol.wire_types import Moment
from pam_core.vocabulary.identity import new_id
from pam_server.api.asking import asking
from pam_server.api.feedback import Kept
from pam_server.api.judged_body import JudgedRoute
from pam_server.api.problems_shown import problems
from pam_server.api.services import Services
from pam_server.ports import Caller

Line = Annotated[str, Field(max_length=1000)]


class ErrorReport(BaseModel):
    """An error, told by choice. Nothing but these fields is kept, and secrets in them are masked.

    `id` makes sending it again harmless.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "code": "microphone.missing",
                    "sentence": "No microphone was found.",
                    "version": "0.1.0",
                    "platform": "Linux",
                    "lines": ["audio: no input device"],
                    "occurred_at": "2026-05-01T18:30:00Z",
                }
            ]
        }
    )

    id: frames.Id | None = None
    code: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[a-z0-9_.]+$")]
    sentence: Annotated[str, Field(max_length=1000)] = ""
    version: Annotated[str, Field(max_length=64)] = ""
    platform: frames.Short = ""
    comment: frames.Text = ""
    lines: Annotated[list[Line], Field(max_length=200)] = Field(default_factory=list)
    occurred_at: Moment | None = None


def router(services: Services) -> APIRouter:
    """The endpoint under /api/v1/pam."""
    rest = APIRouter(prefix="/api/v1/pam", tags=["feedback"], route_class=JudgedRoute)
    Asking = Annotated[Caller, Depends(asking(services, "feedback"))]  # noqa: N806 (a type)

    @rest.post(
        "/error-report",
        status_code=201,
        operation_id="error_report",
        summary="Tell of an error",
        responses=problems(401, 413, 422, 429),
    )
    async def report(caller: Asking, given: ErrorReport) -> Kept:
        """Keep a report the user chose to send."""
        now = services.clock()
        id = given.id or new_id(now)
        await services.feedback.error_report(caller.user_id, id, masked(given), now)
        return Kept(id=id)

    return rest


def masked(given: ErrorReport) -> dict[str, Any]:
    """The report, JSON-ready, with a placeholder for each secret in it."""
    masking = Masking()
    content = given.model_dump(mode="json", exclude={"id"})
    return {name: _masked(value, masking) for name, value in content.items()}


def _masked(value: Any, masking: Masking) -> Any:
    if isinstance(value, list):
        return [_masked(one, masking) for one in value]
    return masking.mask(value) if isinstance(value, str) else value
