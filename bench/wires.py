"""The lightest clients there can be, so that two processes of them load the server and not the CPU.

A WebSocket (RFC 6455) and an MQTT 3.1.1 connection, each just enough to be talked with.
"""

import asyncio
import struct
from collections.abc import Callable

_KEY = "cGFtIGJlbmNobWFyayBrZQ=="
_LONG, _LONGER = 126, 127


class WebSocketWire(asyncio.Protocol):
    """One WebSocket; frames are masked with zeros, which costs nothing and is allowed."""

    def __init__(
        self,
        path: str,
        headers: str,
        opened: Callable[["WebSocketWire"], None],
        heard: Callable[[bytes], None],
        lost: Callable[[str], None],
    ) -> None:
        self._request = (
            f"GET {path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {_KEY}\r\n"
            f"Sec-WebSocket-Version: 13\r\n{headers}\r\n"
        ).encode()
        self._opened = opened
        self._heard = heard
        self._lost = lost
        self._is_open = False
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the upgrade."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self._request)

    def send(self, text: bytes) -> None:
        """One text frame."""
        length = len(text)
        size = (
            struct.pack("!BB", 0x81, 0x80 | length)
            if length < _LONG
            else struct.pack("!BBH", 0x81, 0x80 | _LONG, length)
        )
        assert self._transport is not None
        self._transport.write(size + b"\0\0\0\0" + text)

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """The handshake's answer, then frames."""
        self._buffer += data
        if not self._is_open:
            head, found, rest = self._buffer.partition(b"\r\n\r\n")
            if not found:
                return
            if b" 101 " not in head.split(b"\r\n", 1)[0]:
                self._lost(head.split(b"\r\n", 1)[0].decode("latin-1"))
                self.close()
                return
            self._is_open, self._buffer = True, rest
            self._opened(self)
        self._frames()

    def _frames(self) -> None:
        while len(self._buffer) >= 2:
            kind, length, at = self._buffer[0] & 0x0F, self._buffer[1], 2
            if length == _LONG:
                if len(self._buffer) < 4:
                    return
                (length,), at = struct.unpack_from("!H", self._buffer, 2), 4
            elif length == _LONGER:
                if len(self._buffer) < 10:
                    return
                (length,), at = struct.unpack_from("!Q", self._buffer, 2), 10
            if len(self._buffer) < at + length:
                return
            body = self._buffer[at : at + length]
            self._buffer = self._buffer[at + length :]
            if kind == 0x1:
                self._heard(body)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell it."""
        self._lost(str(exc or "closed"))


class MqttWire(asyncio.Protocol):
    """One MQTT connection with a clean session; publishes with QoS 1."""

    def __init__(
        self,
        name: str,
        opened: Callable[["MqttWire"], None],
        acknowledged: Callable[[int], None],
        lost: Callable[[str], None],
    ) -> None:
        self._name = name.encode()
        self._opened = opened
        self._acknowledged = acknowledged
        self._lost = lost
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """CONNECT."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        content = b"\x00\x04MQTT\x04\x02\x00\x3c" + struct.pack("!H", len(self._name)) + self._name
        transport.write(b"\x10" + _length(len(content)) + content)

    def publish(self, number: int, topic: bytes, payload: bytes) -> None:
        """PUBLISH with QoS 1; PUBACK tells `number` (1-65,535)."""
        content = struct.pack("!H", len(topic)) + topic + struct.pack("!H", number) + payload
        assert self._transport is not None
        self._transport.write(b"\x32" + _length(len(content)) + content)

    def beat(self) -> None:
        """PINGREQ."""
        assert self._transport is not None
        self._transport.write(b"\xc0\x00")

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """CONNACK and PUBACK; all packets a broker sends here are shorter than 128 bytes."""
        self._buffer += data
        while len(self._buffer) >= 2 and len(self._buffer) >= 2 + self._buffer[1]:
            kind, length = self._buffer[0] >> 4, self._buffer[1]
            body, self._buffer = self._buffer[2 : 2 + length], self._buffer[2 + length :]
            if kind == 2:
                self._opened(self)
            elif kind == 4:
                self._acknowledged(struct.unpack("!H", body[:2])[0])

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell it."""
        self._lost(str(exc or "closed"))


def _length(number: int) -> bytes:
    digits = b""
    while True:
        number, digit = divmod(number, 128)
        digits += bytes([digit | (0x80 if number else 0)])
        if not number:
            return digits
