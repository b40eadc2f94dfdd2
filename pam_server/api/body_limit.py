"""Refuses a body that is too long, by its length told or while it comes, and one that dawdles."""

import asyncio
from collections.abc import Callable

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pam_server.api.envelope import request_id_of

UPLOADS = ("/api/v1/pam/voice/stt",)
ACCOUNTS = "/api/v1/pam/account"
ACCOUNT_BYTES = 16 * 1024
"""Anybody may send these, and each is read before it is known how often they did."""
BODY_SECONDS = 30.0
UPLOAD_SECONDS = 300.0
"""Five minutes of speech over a slow line."""


class BodyLimit:
    """`most_bytes` for any request but uploads of speech, which may have `upload_bytes`.

    `refuse` and `dawdled` make the answers to a body too long, and to one that does not arrive.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        most_bytes: int,
        upload_bytes: int,
        refuse: Callable[[str], Response],
        dawdled: Callable[[str], Response],
    ) -> None:
        self._app = app
        self._most_bytes = most_bytes
        self._upload_bytes = upload_bytes
        self._refuse = refuse
        self._dawdled = dawdled

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most, seconds = self._bounds(scope["path"])
        if _told_length(scope) > most:
            await self._refuse(request_id_of(scope))(scope, receive, send)
            return
        counted = _Counted(receive, send, most, seconds)
        try:
            await self._app(scope, counted.receive, counted.send)
        except Exception:
            # What failed for want of the rest of the body is answered below.
            if not counted.is_cut:
                raise
        if counted.is_cut:
            refusal = self._dawdled if counted.is_late else self._refuse
            await refusal(request_id_of(scope))(scope, receive, send)

    def _bounds(self, path: str) -> tuple[int, float]:
        if path in UPLOADS:
            return self._upload_bytes, UPLOAD_SECONDS
        if path.startswith(ACCOUNTS):
            return min(ACCOUNT_BYTES, self._most_bytes), BODY_SECONDS
        return self._most_bytes, BODY_SECONDS


class _Counted:
    """A request whose body ends, as if the client had gone, where it is too long or too late."""

    def __init__(self, receive: Receive, send: Send, most: int, seconds: float) -> None:
        self._receive = receive
        self._send = send
        self._left = most
        self._due = asyncio.get_running_loop().time() + seconds
        self._is_whole = False
        self._has_begun = False
        self.is_cut = False
        self.is_late = False

    async def receive(self) -> Message:
        if self.is_cut:
            return {"type": "http.disconnect"}
        if self._is_whole or self._has_begun:
            # Whoever asks now wants to know whether the client has gone.
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._due):
                message = await self._receive()
        except TimeoutError:
            self.is_cut = self.is_late = True
            return {"type": "http.disconnect"}
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
            self._is_whole = not message.get("more_body", False)
            if self._left < 0:
                self.is_cut = True
                return {"type": "http.disconnect"}
        return message

    async def send(self, message: Message) -> None:
        if not self.is_cut:
            self._has_begun = True
            await self._send(message)


def _told_length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else 0
    return 0
