"""Refuses a body that is too long before it is read: by its length told, else while it comes."""

from collections.abc import Callable

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pam_server.api.envelope import request_id_of

UPLOADS = ("/api/v1/pam/voice/stt",)


class BodyLimit:
    """`most_bytes` for any request but uploads of speech, which may have `upload_bytes`."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        most_bytes: int,
        upload_bytes: int,
        refuse: Callable[[str], Response],
    ) -> None:
        self._app = app
        self._most_bytes = most_bytes
        self._upload_bytes = upload_bytes
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = self._upload_bytes if scope["path"] in UPLOADS else self._most_bytes
        refusal = self._refuse(request_id_of(scope))
        if _told_length(scope) > most:
            await refusal(scope, receive, send)
            return
        counted = _Counted(receive, send, most)
        try:
            await self._app(scope, counted.receive, counted.send)
        except Exception:
            # What failed for want of the rest of the body is answered below.
            if not counted.is_cut:
                raise
        if counted.is_cut:
            await refusal(scope, receive, send)


class _Counted:
    """A request whose body ends, as if the client had gone, where it becomes too long."""

    def __init__(self, receive: Receive, send: Send, most: int) -> None:
        self._receive = receive
        self._send = send
        self._left = most
        self._has_begun = False
        self.is_cut = False

    async def receive(self) -> Message:
        if self.is_cut:
            return {"type": "http.disconnect"}
        message = await self._receive()
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
            # An answer that has begun stands; its body is of no more use to anybody.
            if self._left < 0 and not self._has_begun:
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
