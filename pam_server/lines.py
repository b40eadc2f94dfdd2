"""uvicorn's connections, with an end to what a stranger may keep open or have the server keep."""

import asyncio
import socket
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from pam_core.protocol.limits import Close
from pam_server.socket.patience import MOST, Patience

HEAD_SECONDS = 15.0
"""How long the head of a request may take, a handshake, and a body that nobody reads any more."""
UNREAD_SECONDS = 30.0
"""How long a client may leave alone what it was sent, before its connection is torn."""
SLICE_BYTES = 4096
"""So much is read for frames at a time: of a megabyte of small ones the rest need not be."""


class PatientHttp(H11Protocol):
    """HTTP for clients that get to the point.

    Without this a client could open a connection, or send a byte now and then, for ever.
    """

    _due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """A client is there; its request is due."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Something came; half a head sets no new time."""
        super().data_received(data)
        self._watch()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """From here on its socket is watched by pam.v1 itself."""
        self._end_watch()
        super().handle_websocket_upgrade(event)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone."""
        self._end_watch()
        super().connection_lost(exc)

    def _watch(self) -> None:
        theirs, ours = self.conn.their_state, self.conn.our_state
        is_answered = theirs is h11.SEND_BODY and ours is h11.DONE
        if theirs is not h11.IDLE and not is_answered or self.transport.get_protocol() is not self:
            self._end_watch()
        elif self._due is None:
            self._due = self.loop.call_later(HEAD_SECONDS, self.transport.abort)

    def _end_watch(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None


class BoundedSocket(WebSocketsSansIOProtocol):
    """A WebSocket that hears no more than a client may say, and nothing while it does not read.

    The answers to WebSocket's own pings are written at once, and would be kept without an end. A
    million empty frames are six megabytes, and would keep everybody else waiting for seconds.
    """

    _is_deaf = False

    def connection_made(self, transport: Any) -> None:
        """A client is there."""
        super().connection_made(transport)
        self._patience = Patience(self.loop.time())

    def data_received(self, data: bytes) -> None:
        """Something came; after too much of it nothing is looked at any more."""
        for at in range(0, len(data), SLICE_BYTES):
            if not self._is_deaf:
                super().data_received(data[at : at + SLICE_BYTES])

    def handle_events(self) -> None:
        """Hear what came. Counted is what the application never sees, and what waits for it."""
        super().handle_events()
        if self.queue.qsize() > MOST:
            self._hang_up()

    def handle_ping(self) -> None:
        """Answer it."""
        if not self._is_too_much():
            super().handle_ping()

    def handle_pong(self, event: Any) -> None:
        """Nobody asked for one."""
        if not self._is_too_much():
            super().handle_pong(event)

    def handle_cont(self, event: Any) -> None:
        """The next piece of a message."""
        if not self._is_too_much():
            super().handle_cont(event)

    def send_receive_event_to_app(self) -> None:
        """A message is whole."""
        if not self.close_sent or not self._is_too_much():
            super().send_receive_event_to_app()

    async def send(self, message: Any) -> None:
        """Send it, where the connection was not closed from below meanwhile: then OSError."""
        await self.writable.wait()
        if self.close_sent:
            raise ClientDisconnected
        await super().send(message)
        if self.close_sent:
            # One that was refused is over, too; uvicorn would log it as a fault of ours.
            self.handshake_complete = True

    def _is_too_much(self) -> bool:
        if self._patience.is_over(self.loop.time()):
            self._hang_up()
        return self._is_deaf

    def _hang_up(self) -> None:
        """Close it, and read on without looking: else the client would never see why."""
        if self._is_deaf:
            return
        self._is_deaf = True
        if not self.close_sent and not self.transport.is_closing():
            code = int(Close.TOO_MANY)
            self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": ""})
            self.conn.send_close(code)
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.close_sent = True
            self.close_timer = self.loop.call_later(self.close_timeout, self.transport.close)
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.transport.resume_reading()

    def pause_writing(self) -> None:
        """The client has much that it did not read."""
        super().pause_writing()
        if not self.transport.is_closing():
            self.transport.pause_reading()

    def resume_writing(self) -> None:
        """It reads again."""
        super().resume_writing()
        if not (self.read_paused or self.transport.is_closing()):
            self.transport.resume_reading()

    async def receive(self) -> Any:
        """The next message; taking it begins to read again, but not from one who does not."""
        message = await super().receive()
        if not (self.writable.is_set() or self.transport.is_closing()):
            self.transport.pause_reading()
        return message


def tear_unread(listening: socket.socket) -> None:
    """Have the kernel end connections whose client is gone, or does not read, however much waits.

    Those accepted inherit it. Systems other than Linux keep their own time, of many minutes.
    """
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        milliseconds = int(UNREAD_SECONDS * 1000)
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)
