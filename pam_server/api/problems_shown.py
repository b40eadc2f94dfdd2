"""The shape of a refusal on the OpenAPI page: problem+json (RFC 9457)."""

from typing import Any

from pydantic import BaseModel, ConfigDict

_TITLES = {
    400: "What was sent cannot be read",
    401: "No access token, or one that is no good (any more)",
    403: "It is not allowed",
    404: "It is not there, or not this user's",
    409: "It does not fit what stands",
    413: "More than the server takes",
    415: "Not in a form the server reads",
    422: "What was sent is not what this takes",
    429: "Too often; the header Retry-After says when to ask again (seconds)",
    503: "Not at present",
}


class Fault(BaseModel):
    """One thing that is wrong with what was sent: its place, and what kind of wrong."""

    where: str
    what: str


class Problem(BaseModel):
    """A refusal. `code` is stable and for programs, `detail` for people."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "about:blank",
                    "title": "Not Found",
                    "status": 404,
                    "detail": "There is no such conversation.",
                    "code": "not_found",
                    "request_id": "0197a3e0-0000-7000-8000-0000000000cc",
                }
            ]
        }
    )

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    errors: list[Fault] | None = None


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """`responses=` of an endpoint: a problem for each status, and for all that is not foreseen."""
    told: dict[int | str, dict[str, Any]] = {
        status: {"description": _TITLES[status], "content": _content()} for status in statuses
    }
    told["default"] = {"description": "Any other refusal", "content": _content()}
    return told


def _content() -> dict[str, Any]:
    return {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
