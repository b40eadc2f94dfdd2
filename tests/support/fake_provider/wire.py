"""HTTP/1.1, the small part a provider needs, open enough to break it on purpose."""

import asyncio
import json
import socket
import struct
from dataclasses import dataclass
from typing import Any


class ClientGoneError(Exception):
    """The other side closed the connection before the answer's end."""


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request as it came; header names in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        """The body as an object, {} where there is none."""
        return json.loads(self.body) if self.body else {}


class Wire:
    """One connection. While it answers it watches whether the client is still there."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._ahead = b""

    async def request(self) -> HttpRequest | None:
        """The next request, None when the client closed the connection."""
        try:
            head = self._ahead + await self._reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            return None
        self._ahead = b""
        first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
        method, path, _ = first.split(" ", 2)
        pairs = (line.split(":", 1) for line in lines)
        headers = {name.strip().lower(): value.strip() for name, value in pairs}
        length = int(headers.get("content-length", "0"))
        body = await self._reader.readexactly(length) if length else b""
        return HttpRequest(method, path, headers, body)

    async def send(self, raw: bytes) -> None:
        """Write and wait until the client took it. Raises ClientGoneError."""
        try:
            self._writer.write(raw)
            await self._writer.drain()
        except ConnectionError as error:
            raise ClientGoneError from error
        await asyncio.sleep(0)  # each token travels by itself
        if self._reader.at_eof() or self._writer.transport.is_closing():
            raise ClientGoneError

    async def wait(self, event: asyncio.Event, seconds: float | None) -> None:
        """Wait for the event or so long. Raises ClientGoneError as soon as the client leaves."""
        leaving = asyncio.ensure_future(self._reader.read(1))
        let_go = asyncio.ensure_future(event.wait())
        try:
            done, _ = await asyncio.wait(
                {leaving, let_go}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED
            )
            if leaving in done:
                self._ahead = self._left(leaving)
        finally:
            for waiting in (leaving, let_go):
                waiting.cancel()
            await asyncio.gather(leaving, let_go, return_exceptions=True)

    def _left(self, leaving: "asyncio.Future[bytes]") -> bytes:
        """What the client sent meanwhile. Raises ClientGoneError if that was its good-bye."""
        if leaving.exception() is not None or not leaving.result():
            raise ClientGoneError
        return leaving.result()

    async def answer(
        self, status: int, kind: str, body: bytes, headers: dict[str, str] | None = None
    ) -> None:
        """A whole answer with its length."""
        told = {"Content-Length": str(len(body)), **(headers or {})}
        await self.send(head(status, kind, told) + body)

    async def begin_part(self, length: int, part: bytes) -> None:
        """The first part of an answer that promises more."""
        await self.send(head(200, "application/json", {"Content-Length": str(length)}) + part)

    async def begin_stream(self) -> None:
        """The head of a stream of events."""
        await self.send(head(200, "text/event-stream", {"Transfer-Encoding": "chunked"}))

    async def chunk(self, some: bytes) -> None:
        """A piece of the stream."""
        await self.send(f"{len(some):x}\r\n".encode() + some + b"\r\n")

    async def end_stream(self) -> None:
        """The proper end of the stream."""
        await self.send(b"0\r\n\r\n")

    def cut(self) -> None:
        """Close without a proper end."""
        self._writer.close()

    def reset(self) -> None:
        """Slam the door: the client sees a reset, not an end."""
        sock: socket.socket = self._writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()


def head(status: int, kind: str, headers: dict[str, str]) -> bytes:
    """Status line and headers."""
    lines = [f"HTTP/1.1 {status} Fake", f"Content-Type: {kind}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
