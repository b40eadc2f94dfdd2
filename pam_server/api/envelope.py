"""What surrounds every answer: a number to find it by, safe headers, and no fault that gets out."""

import logging
import traceback
import uuid
from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)

KEY = "pam.request_id"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'",
    "Cache-Control": "no-store",
}


def request_id_of(scope: Scope) -> str:
    """The number of a request, in its answer and in the log. The client's own is never taken."""
    found = scope.get(KEY)
    if found is None:
        found = scope[KEY] = str(uuid.uuid4())
    return str(found)


class Envelope:
    """Outermost around the application; sockets pass through. `failed` makes the 500."""

    def __init__(self, app: ASGIApp, *, failed: Callable[[str], Response]) -> None:
        self._app = app
        self._failed = failed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = request_id_of(scope)
        has_begun = False

        async def with_headers(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers["X-Request-ID"] = request_id
            await send(message)

        try:
            await self._app(scope, receive, with_headers)
        except ClientDisconnect:
            # Nobody is there to be answered.
            log.debug("request %s: the client went away", request_id)
        except Exception as error:
            _tell(request_id, error)
            if has_begun:
                # Half an answer: the connection must not look as if it were whole.
                raise RuntimeError(f"request {request_id} failed in its answer") from None
            await self._failed(request_id)(scope, receive, with_headers)


def _tell(request_id: str, error: Exception) -> None:
    """Log where it failed; an error's own words may hold a user's."""
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("request %s: %s\n%s", request_id, type(error).__name__, where)
