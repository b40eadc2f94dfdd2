"""A PAM server on 127.0.0.1 made of dicts, REST and socket on one port, that goes wrong as told."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.http11 import Request
from websockets.server import ServerProtocol

from pam_core.protocol import codec
from pam_core.sync.address import BASE
from tests.support.child import PATIENCE_SECONDS
from tests.support.fake_provider.wire import head
from tests.support.sync_rest import Problem, SyncRest
from tests.support.sync_socket import SyncSocket
from tests.support.sync_world import SyncWorld, receipt_row


class SyncServer:
    """Listens from `open` on; how it goes wrong may be changed at any time.

    `handshakes` are statuses with which the next sockets are refused; `instead_of_ready` codes with
    which they are closed after their Hello; `rest.faults[path]` what requests get in place of an
    answer. `holds_acks`: commands are committed and not acknowledged. `doubles`: every frame comes
    twice. `most_commands`: after so many on one socket comes rate_limited, once each.
    """

    def __init__(self, world: SyncWorld | None = None) -> None:
        self.world = world or SyncWorld()
        self.rest = SyncRest(self.world)
        self.sockets: list[SyncSocket] = []
        self.hellos: list[dict[str, Any]] = []
        self.commands: list[dict[str, Any]] = []
        self.handshakes: deque[int] = deque()
        self.instead_of_ready: deque[int] = deque()
        self.ready_extra: dict[str, Any] = {}
        self.holds_acks = False
        self.doubles = False
        self.is_mute = False
        self.limited_at: set[int] = set()
        """Numbers of commands (counted over all sockets) that are answered rate_limited once."""
        self.heartbeat_seconds = 20.0
        self._news = asyncio.Event()
        self._lines: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self.port = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def socket(self) -> SyncSocket:
        """The newest one."""
        return self.sockets[-1]

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def shut(self) -> None:
        """Nobody listens any more, and all connections are torn."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
        for line in tuple(self._lines):
            line.cancel()
        await asyncio.gather(*self._lines, return_exceptions=True)

    async def until(self, look: Callable[[], Any], what: str) -> Any:
        """What `look` gives as soon as something happened here that makes it true."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while not (found := look()):
                    self._news.clear()
                    await self._news.wait()
                return found
        except TimeoutError:
            raise AssertionError(f"waited in vain for {what}") from None

    async def push(self, event: dict[str, Any]) -> None:
        """Send an event of the log to every socket that is ready."""
        for one in self.sockets:
            if one.is_ready:
                await self.send(one, event)

    async def send(self, one: SyncSocket, frame: dict[str, Any]) -> None:
        for _ in range(2 if self.doubles else 1):
            await one.send(frame)

    async def release_acks(self) -> None:
        """Acknowledge what was held back."""
        self.holds_acks = False
        for one in self.sockets:
            held, one.held_acks = one.held_acks, []
            for ack in held:
                await self.send(one, ack)

    def happened(self) -> None:
        self._news.set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._lines.add(task)
        try:
            await self._requests(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            self._lines.discard(task)
            writer.close()
            self.happened()

    async def _requests(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            raw = await reader.readuntil(b"\r\n\r\n")
            first, *lines = raw.decode("latin-1").rstrip("\r\n").split("\r\n")
            headers = {
                name.strip().lower(): value.strip()
                for name, value in (line.split(":", 1) for line in lines)
            }
            if headers.get("upgrade", "").lower() == "websocket":
                await self._socket(raw, reader, writer)
                return
            method, target, _ = first.split(" ", 2)
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            answer = self._rest(method, target, headers, body)
            self.happened()
            if answer is None:
                return
            writer.write(answer)
            await writer.drain()

    def _rest(self, method: str, target: str, headers: dict[str, str], body: bytes) -> bytes | None:
        parts = urlsplit(target)
        path = parts.path.removeprefix(BASE)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        content = json.loads(body) if body else {}
        token = headers.get("authorization", "").removeprefix("Bearer ")
        try:
            status, told = self.rest.answer(method, path, query, content, token)
        except Problem as problem:
            status, told = problem.status, {"code": problem.code, "status": problem.status}
            if problem.status == 0:
                return None
            said = problem.body or json.dumps(told).encode()
            kind = problem.kind or "application/problem+json"
            extra = {"Content-Length": str(len(said)), **problem.headers}
            return head(status, kind, extra) + said
        text = b"" if status == 204 else json.dumps(told).encode()
        return head(status, "application/json", {"Content-Length": str(len(text))}) + text

    async def _socket(
        self, raw: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        protocol = ServerProtocol(subprotocols=["pam.v1"], max_size=65536)  # type: ignore[list-item]
        protocol.receive_data(raw)
        (request,) = protocol.events_received()
        assert isinstance(request, Request)
        one = SyncSocket(protocol, reader, writer, request)
        one.is_mute = self.is_mute
        status = self.handshakes.popleft() if self.handshakes else 0
        if not status and one.token not in self.rest.access_tokens:
            status = 401
        response = protocol.reject(status, "no") if status else protocol.accept(request)
        protocol.send_response(response)
        for piece in protocol.data_to_send():
            writer.write(piece)
        self.sockets.append(one)
        self.happened()
        while not status and (frame := await one.frame()) is not None:
            one.received.append(frame)
            await self._received(one, frame)
            self.happened()

    async def _received(self, one: SyncSocket, frame: dict[str, Any]) -> None:
        kind = frame["type"]
        if kind == "connection":
            self.hellos.append(frame)
            await self._greet(one, frame)
        elif kind == "ping":
            await self.send(one, self._pong())
        elif kind == "auth":
            self.rest.auths.append(frame["token"])
        elif "cseq" in frame:
            await self._command(one, frame)

    async def _greet(self, one: SyncSocket, hello: dict[str, Any]) -> None:
        if self.instead_of_ready and (code := self.instead_of_ready.popleft()):
            await one.close(code)
            return
        one.device_id = hello["device_id"]
        is_known = hello["epoch"] in ("", self.world.epoch)
        ready = {
            "v": 1,
            "type": "connection",
            "state": "ready",
            "session": f"session-{len(self.hellos)}",
            "epoch": self.world.epoch,
            "head_seq": self.world.head_seq,
            "last_cseq": self.world.last_cseqs.get(one.device_id, 0),
            "server_time": datetime.now(UTC).isoformat(),
            "heartbeat_seconds": self.heartbeat_seconds,
            "resume": "ok" if is_known else "reset",
        }
        one.is_ready = True
        one.sent_seq = self.world.head_seq
        await self.send(one, ready | self.ready_extra)

    async def _command(self, one: SyncSocket, frame: dict[str, Any]) -> None:
        self.commands.append(frame)
        if len(self.commands) in self.limited_at:
            await self.send(
                one, _error("rate_limited", retryable=True, retry_after_ms=50, about=frame)
            )
            return
        before = self.world.head_seq
        taken = self.world.commit(one.device_id, [codec.client_frame(frame)])
        if taken.expected is not None:
            await self.send(
                one, _error(taken.code, retryable=True, expected=taken.expected, about=frame)
            )
        for receipt in taken.receipts:
            ack = {"v": 1, "type": "ack", **receipt_row(receipt)}
            if self.holds_acks:
                one.held_acks.append(ack)
            else:
                await self.send(one, ack)
        for event in self.world.log[before:]:
            await self.push(event)

    def _pong(self) -> dict[str, Any]:
        now = datetime.now(UTC).isoformat()
        return {"v": 1, "type": "pong", "server_time": now, "head_seq": self.world.head_seq}


def _error(code: str, *, about: dict[str, Any], **fields: Any) -> dict[str, Any]:
    told = {"v": 1, "type": "error", "code": code, "message": "No.", "in_reply_to": about["id"]}
    return told | fields


@asynccontextmanager
async def a_sync_server(world: SyncWorld | None = None) -> AsyncIterator[SyncServer]:
    """A server that is gone afterwards."""
    server = SyncServer(world)
    await server.open()
    try:
        yield server
    finally:
        await server.shut()
