"""JSON bodies judged before any endpoint sees them: depth, numbers, text that no database takes."""

import json
import math
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from pam_core.protocol import limits
from pam_server.api.asking import Asking

_MOST_WHOLE = 2**63 - 1
MOST_VALUES = 50_000
"""Ten times what a full batch of commands has; each costs far more than its two bytes."""


class JudgedRoute(APIRoute):
    """A route whose JSON body was judged; what is wrong with it is a validation error.

    A route that asks who is there reads nobody's body before it knows.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, handed a request whose `json()` is already known to be sound."""
        handle = super().get_route_handler()
        calls = [one.call for one in self.dependant.dependencies]
        asked_first = [call for call in calls if isinstance(call, Asking)]
        takes_json = bool(self.dependant.body_params)

        async def judged(request: Request) -> Response:
            for asking in asked_first:
                await asking.first(request)
            if takes_json and _is_json(request):
                request = _JudgedRequest(request, await request.body())
            return await handle(request)

        return judged


class _JudgedRequest(Request):
    def __init__(self, request: Request, body: bytes) -> None:
        super().__init__(request.scope, request.receive)
        self._read = body
        self._content = judge(body) if body else None

    async def body(self) -> bytes:
        """What was read."""
        return self._read

    async def json(self) -> Any:
        """What was judged."""
        return self._content


def judge(body: bytes) -> Any:
    """The content of a JSON body. Raises RequestValidationError."""
    if body.count(b",") + body.count(b"[") + body.count(b"{") > MOST_VALUES:
        raise _refused("json_long", "It has too many values.")
    try:
        content = json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise _refused("json_invalid", "That is not JSON.") from error
    trouble = _trouble(content)
    if trouble:
        raise _refused("json_unsound", trouble)
    return content


def _is_json(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == "application/json" or (kind.startswith("application/") and kind[-5:] == "+json")


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _refused(kind: str, sentence: str) -> RequestValidationError:
    return RequestValidationError(
        [{"type": kind, "loc": ("body",), "msg": sentence, "input": None}]
    )


def _trouble(content: Any) -> str:
    """What is wrong with it, or "". Level by level: recursion would be what it guards against."""
    level = [content]
    # One deeper than a frame: a batch holds its frames in an array of its own body.
    for _ in range(limits.NESTING + 2):
        for one in level:
            trouble = _value_trouble(one)
            if trouble:
                return trouble
        level = [inner for one in level for inner in _inside(one)]
        if not level:
            return ""
    return "It is nested too deeply."


def _inside(one: Any) -> list[Any]:
    if isinstance(one, dict):
        return [*one.keys(), *one.values()]
    return one if isinstance(one, list) else []


def _value_trouble(one: Any) -> str:
    if isinstance(one, str) and ("\x00" in one or _has_lone_surrogate(one)):
        return "It has characters that no text can have."
    if isinstance(one, int) and abs(one) > _MOST_WHOLE:
        return "It has a number beyond 64 bits."
    if isinstance(one, float) and not math.isfinite(one):
        return "It has a number that is too large."
    return ""


def _has_lone_surrogate(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
