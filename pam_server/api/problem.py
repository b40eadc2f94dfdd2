"""Every refusal as problem+json (RFC 9457): a code for programs, a sentence for people, no echo."""

import logging
import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from math import ceil
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware

from pam_core.vocabulary.errors import Fault, PamError
from pam_server.api.body_limit import BodyLimit
from pam_server.api.envelope import Envelope, request_id_of

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 5
"""Told with 503 where nobody knows better."""
MOST_NAMED = 8

_STATUS = {
    "account.closed": 403,
    "account.email_taken": 409,
    "account.erased": 401,
    "account.sign_in": 401,
    "account.wrong_password": 403,
    "body.too_large": 413,
    "busy": 503,
    "not_found": 404,
    "rate_limited": 429,
    "snapshot_required": 409,
}
_BY_FAULT = {Fault.USER: 422, Fault.ENVIRONMENT: 503, Fault.SERVICE: 503, Fault.BUG: 500}
_CODES = {400: "unreadable", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}
_DETAILS = {
    400: "What was sent cannot be read.",
    401: "This needs an access token.",
    403: "That is not allowed.",
    404: "There is nothing here.",
    405: "That cannot be done here.",
    408: "What was sent did not arrive in time.",
    413: "That is more than the server takes.",
    415: "That is in no form the server reads.",
    500: "The server failed. What was sent before and acknowledged is safe.",
    503: "The server cannot do that at the moment.",
}
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,40}")


def install(
    app: FastAPI,
    *,
    body_bytes: int = 1_000_000,
    upload_bytes: int = 25_000_000,
    cors_origins: Sequence[str] = (),
) -> None:
    """Let an application answer every fault with a problem, and no body be longer than it may.

    `cors_origins` are web pages that may call it; without any, browsers let none. To be called
    last: what was added to the application before stands inside of it.
    """
    app.add_exception_handler(PamError, _of_pam)
    app.add_exception_handler(RequestValidationError, _of_validation)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_middleware(
        BodyLimit,
        most_bytes=body_bytes,
        upload_bytes=upload_bytes,
        refuse=too_large,
        dawdled=too_slow,
    )
    if cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(cors_origins),
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Idempotency-Key"],
            expose_headers=["Retry-After", "X-Request-ID"],
        )
    app.add_middleware(Envelope, failed=failed)


def problem(
    request_id: str,
    status: int,
    code: str,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> JSONResponse:
    """A problem as a response."""
    content = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "request_id": request_id,
        **more,
    }
    return JSONResponse(content, status, dict(headers or {}), media_type=MEDIA_TYPE)


def failed(request_id: str) -> JSONResponse:
    """500: a fault of ours, of which nothing is told but where to look for it in the log."""
    return problem(request_id, 500, "internal", _DETAILS[500])


def too_large(request_id: str) -> JSONResponse:
    """413: the body, which was not read further, ends the connection."""
    return problem(request_id, 413, "too_large", _DETAILS[413], headers={"Connection": "close"})


def too_slow(request_id: str) -> JSONResponse:
    """408: the body did not arrive in its time; what of it comes still is not read."""
    return problem(request_id, 408, "too_slow", _DETAILS[408], headers={"Connection": "close"})


def status_of(error: PamError) -> int:
    """The status that tells of an error."""
    if error.code.startswith("auth."):
        return 401
    return _STATUS.get(error.code, _BY_FAULT[error.fault])


async def _of_pam(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, PamError)
    status, request_id = status_of(error), request_id_of(request.scope)
    detail = str(error)
    if status >= 500:
        log.error("request %s: %s: %s", request_id, error.code, error.sentence)
    if status == 500 or error.code.startswith("storage."):
        # What is the matter with the database is the operator's business.
        detail = _DETAILS[status] if status in _DETAILS else _DETAILS[503]
    return problem(request_id, status, error.code, detail, headers=_headers(status, error))


def _headers(status: int, error: PamError) -> dict[str, str]:
    if status == 401:
        kind = "" if error.code in ("auth.missing", "account.sign_in") else ' error="invalid_token"'
        return {"WWW-Authenticate": f"Bearer{kind}"}
    wait_ms = getattr(error, "retry_after_ms", None)
    if wait_ms is not None:
        return {"Retry-After": str(max(1, ceil(wait_ms / 1000)))}
    return {"Retry-After": str(RETRY_SECONDS)} if status == 503 else {}


async def _of_validation(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    found = [
        {"where": _where(one.get("loc", ())), "what": str(one.get("type", "invalid"))}
        for one in error.errors()[:MOST_NAMED]
    ]
    told = ", ".join(f"{one['where']} ({one['what']})" for one in found)
    detail = f"What was sent is not what this takes: {told}."
    return problem(request_id_of(request.scope), 422, "invalid", detail, errors=found)


def _where(location: Sequence[Any]) -> str:
    """The place of a fault; what the sender made up is repeated only where it could be a name."""
    return ".".join(
        str(part) if isinstance(part, int) or _NAME.fullmatch(str(part)) else "?"
        for part in location
    )


async def _of_http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    status = error.status_code
    detail = _DETAILS.get(status, f"{HTTPStatus(status).phrase}.")
    code = _CODES.get(status, HTTPStatus(status).name.lower())
    return problem(request_id_of(request.scope), status, code, detail, headers=error.headers)
