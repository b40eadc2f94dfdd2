"""All sockets of this process: the handshake, one seat a device, and one watch for all of them."""

import asyncio
import json
import logging
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from pam_core.protocol.limits import SUBPROTOCOL, Close
from pam_core.protocol.server_session import ServerSession
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.identity import new_id
from pam_server.api.services import Services
from pam_server.ports import Caller
from pam_server.socket.connection import Connection, Receive, Send

log = logging.getLogger(__name__)

PATH = re.compile(r"/api/v1/pam/ws/(?P<user_id>[0-9a-zA-Z-]{1,64})")
TICKET = "pam.ticket."
MOST_OF_A_USER = 64
"""Sockets of one user in this process: a household's machines, each come back over a bad line."""
ASK_SECONDS = 10.0
"""Between two times that the database is asked for what wake-ups may not have told."""
LOOK_SECONDS = 0.5
"""How often deadlines are looked at: they are all of seconds."""


class Sockets:
    """The WebSocket endpoint as an ASGI application, for `/api/v1/pam/ws/{user_id}`.

    `redeem` tells whose a ticket is; `counted` is told how many are open when that changes.
    """

    def __init__(
        self,
        services: Services,
        redeem: Callable[[str], Awaitable[Caller]],
        counted: Callable[[int], None] = lambda count: None,
    ) -> None:
        self._services = services
        self._redeem = redeem
        self._counted = counted
        self._open: set[Connection] = set()
        self._of_users: Counter[str] = Counter()
        self._seats: dict[tuple[str, str], Connection] = {}
        self._may_have_missed = False

    @property
    def count(self) -> int:
        """How many are open."""
        return len(self._open)

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """Serve one socket from its handshake to its end."""
        await receive()
        found = PATH.fullmatch(scope["path"])
        try:
            if found is None:
                await _refuse(send, 404, "not_found", "There is no such socket.")
                return
            caller, subprotocol = await self._caller(scope)
        except PamError as error:
            await _refuse(send, 401, error.code, error.sentence)
            return
        if caller.user_id != found["user_id"]:
            await _refuse(send, 403, "auth.other_user", "That socket is another user's.")
            return
        if self._of_users[caller.user_id] >= MOST_OF_A_USER:
            await _refuse(send, 429, "too_many_sockets", "You have too many sockets open.")
            return
        await send({"type": "websocket.accept", "subprotocol": subprotocol})
        await self._serve(caller, receive, send)

    async def _caller(self, scope: Mapping[str, Any]) -> tuple[Caller, str | None]:
        offered = scope["subprotocols"]
        spoken = SUBPROTOCOL if SUBPROTOCOL in offered else None
        for one in offered:
            if one.startswith(TICKET):
                ticket = one.removeprefix(TICKET)
                return await self._redeem(ticket), spoken
        headers = [value for name, value in scope["headers"] if name == b"authorization"]
        text = headers[0].decode("latin-1") if len(headers) == 1 else None
        return await self._services.identity.authenticate(text), spoken

    async def _serve(self, caller: Caller, receive: Receive, send: Send) -> None:
        loop = asyncio.get_running_loop()
        wall = self._services.clock()
        left = (caller.expires_at - wall).total_seconds()
        session = ServerSession(new_id(wall), loop.time(), token_seconds=left)
        connection = Connection(self._services, self, session, caller, receive, send)
        self._open.add(connection)
        self._of_users[caller.user_id] += 1
        self._counted(len(self._open))
        try:
            await connection.run()
        finally:
            self._open.discard(connection)
            self._of_users[caller.user_id] -= 1
            if not self._of_users[caller.user_id]:
                del self._of_users[caller.user_id]
            self._counted(len(self._open))
            seat = (connection.caller.user_id, connection.device_id)
            if self._seats.get(seat) is connection:
                del self._seats[seat]

    def take(self, connection: Connection) -> None:
        """Its device speaks here now; whoever spoke for it before is closed."""
        seat = (connection.caller.user_id, connection.device_id)
        before = self._seats.get(seat)
        self._seats[seat] = connection
        if before is not None and before is not connection:
            before.close(Close.ELSEWHERE)

    async def watch(self) -> None:
        """Let every socket know when its time has come; until cancelled."""
        loop = asyncio.get_running_loop()
        looked_at = loop.time()
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            now = loop.time()
            for connection in [one for one in self._open if one.next_deadline <= now]:
                connection.tick()
            if self._may_have_missed and now - looked_at >= ASK_SECONDS:
                self._may_have_missed, looked_at = False, now
                await self._look()

    def look_again(self) -> None:
        """Wake-ups may have been missed: soon the database is asked where the logs end."""
        self._may_have_missed = True

    async def _look(self) -> None:
        hub, services = self._services.hub, self._services
        devices = {one.caller.user_id: one.device_id for one in self._open if one.device_id}
        for user, device in devices.items():
            try:
                found = await services.log.standing(user, device)
            except PamError as error:
                log.warning("%s: nobody can be told what they missed", error.code)
                self._may_have_missed = True
                return
            hub.tell(user, (), found.head_seq)


async def _refuse(send: Send, status: int, code: str, sentence: str) -> None:
    body = {"type": "about:blank", "title": sentence, "status": status, "code": code}
    headers = [(b"content-type", b"application/problem+json")]
    await send({"type": "websocket.http.response.start", "status": status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": json.dumps(body).encode()})
