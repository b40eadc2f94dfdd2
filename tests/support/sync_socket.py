"""One WebSocket at the fake server's end, byte by byte, so that it can be broken anywhere."""

import asyncio
import json
import socket
import struct
from typing import Any

from websockets.frames import Close as CloseFrame
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.server import ServerProtocol


class SyncSocket:
    """A socket after its handshake. `received` are the client's frames as objects."""

    def __init__(
        self,
        protocol: ServerProtocol,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        request: Request,
    ) -> None:
        self._protocol = protocol
        self._reader = reader
        self._writer = writer
        self.request = request
        self.received: list[dict[str, Any]] = []
        self.device_id = ""
        self.is_ready = False
        self.is_mute = False
        self.sent_seq = 0
        self.held_acks: list[dict[str, Any]] = []
        self._backlog: list[dict[str, Any]] = []

    @property
    def token(self) -> str:
        return self.request.headers.get("Authorization", "").removeprefix("Bearer ")

    async def frame(self) -> dict[str, Any] | None:
        """The client's next frame, None when it is gone."""
        while True:
            for event in self._protocol.events_received():
                if isinstance(event, Frame) and event.opcode is Opcode.TEXT:
                    content: dict[str, Any] = json.loads(bytes(event.data))
                    self._backlog.append(content)
            if self._backlog:
                return self._backlog.pop(0)
            if not await self._read():
                return None

    async def send(self, frame: dict[str, Any]) -> None:
        """A frame, unless the socket has fallen silent."""
        await self.send_text(json.dumps(frame))

    async def send_text(self, text: str) -> None:
        """Any text at all."""
        if not self.is_mute and not self._writer.is_closing():
            self._protocol.send_text(text.encode())
            await self._flush()

    async def send_part(self, frame: dict[str, Any]) -> None:
        """Half of a frame's bytes, and then the cable is torn out."""
        self._protocol.send_text(json.dumps(frame).encode())
        raw = b"".join(self._protocol.data_to_send())
        self._writer.write(raw[: len(raw) // 2])
        await self._writer.drain()
        self.reset()

    async def send_bytes(self, raw: bytes) -> None:
        """Bytes that are no frame."""
        self._writer.write(raw)
        await self._writer.drain()

    async def close(self, code: int, reason: str = "") -> None:
        """The closing handshake from this side."""
        if not self._writer.is_closing():
            self._protocol.send_close(code, reason)
            await self._flush()

    def reset(self) -> None:
        """Slam the door: the client sees a reset."""
        raw: socket.socket = self._writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()

    @property
    def closed_with(self) -> int | None:
        """The code that the client closed with."""
        told: CloseFrame | None = self._protocol.close_rcvd
        return told.code if told else None

    async def _read(self) -> bool:
        try:
            raw = await self._reader.read(65536)
        except ConnectionError:
            return False
        if raw:
            self._protocol.receive_data(raw)
        else:
            self._protocol.receive_eof()
        await self._flush()
        return bool(raw)

    async def _flush(self) -> None:
        try:
            for raw in self._protocol.data_to_send():
                if raw:
                    self._writer.write(raw)
                elif self._writer.can_write_eof():
                    self._writer.write_eof()
            await self._writer.drain()
        except (ConnectionError, OSError, RuntimeError):
            # The client is gone; reading tells.
            return
