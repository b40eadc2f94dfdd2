"""One socket: its machine's effects carried out, frames in and out, nothing waiting on another."""

import asyncio
import logging
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from pam_core.protocol import codec
from pam_core.protocol.frames import ChatDelta, Command, Feedback, FromServer, LogEvent
from pam_core.protocol.limits import Close
from pam_core.protocol.server_effects import (
    CheckToken,
    CloseSocket,
    CommitCommands,
    LookUp,
    SendFrame,
    ServerEffect,
)
from pam_core.protocol.server_session import ServerSession
from pam_core.vocabulary.errors import PamError
from pam_server.api.services import Services
from pam_server.ports import Caller
from pam_server.socket.patience import Patience

log = logging.getLogger(__name__)

MOST_OUTGOING = 512
"""Frames that wait for a client that reads slowly; more, and it is closed and catches up later."""

MUCH_UNSENT = 256 * 1024
"""Characters that wait: from here on events are not pushed any more, the client is told to ask."""

Receive = Callable[[], Any]
Send = Callable[[dict[str, Any]], Any]


class Seats(Protocol):
    """Who holds which device's place; see `Sockets`."""

    def take(self, connection: "Connection") -> None:
        """This device speaks here now; whoever spoke for it before is closed."""
        ...


class Connection:
    """One accepted socket of a caller; `run` it until it is over.

    There is one task a socket, which reads. Whatever is to be sent or committed is done by a task
    that lives as long as there is something to do: ten thousand idle sockets are ten thousand
    tasks and not thirty.
    """

    __slots__ = (
        "_closing",
        "_committing",
        "_loop",
        "_outgoing",
        "_patience",
        "_receive",
        "_seats",
        "_send",
        "_sending",
        "_services",
        "_session",
        "_stops",
        "_unsent",
        "caller",
    )

    def __init__(
        self,
        services: Services,
        seats: Seats,
        session: ServerSession,
        caller: Caller,
        receive: Receive,
        send: Send,
    ) -> None:
        self.caller = caller
        self._services = services
        self._seats = seats
        self._session = session
        self._receive = receive
        self._send = send
        self._loop = asyncio.get_running_loop()
        self._outgoing: deque[str | FromServer | Close] = deque()
        self._committing: asyncio.Task[None] | None = None
        self._sending: asyncio.Task[None] | None = None
        self._stops: tuple[Callable[[], None], ...] = ()
        self._closing = False
        self._unsent = 0
        self._patience = Patience(self._loop.time())

    @property
    def device_id(self) -> str:
        """Whose socket it is; "" before its hello."""
        return self._session.device_id

    @property
    def next_deadline(self) -> float:
        """When `tick` has something to do, on the loop's clock."""
        return self._session.next_deadline

    async def run(self) -> None:
        """Serve it until either side hangs up."""
        # From the first moment: a session may end between the handshake and the hello.
        self._stops = (self._services.hub.listen_revoked(self.caller.user_id, self._revoked),)
        try:
            while (message := await self._receive())["type"] == "websocket.receive":
                now, wall = self._loop.time(), self._services.clock()
                if self._closing or self._patience.is_over(now):
                    self.close(Close.TOO_MANY)
                    continue
                text = message.get("text") or message.get("bytes") or ""
                for effect in self._session.receive(text, now, wall):
                    await self._carry_out(effect)
        finally:
            self._session.close(Close.NORMAL)
            for stop in self._stops:
                stop()
            if self._sending is not None:
                self._sending.cancel()
            if self._committing is not None:
                # What is being committed is; there is only nobody left to tell.
                await asyncio.wait((self._committing,))

    def tick(self) -> None:
        """Time has passed."""
        self._do(self._session.tick(self._loop.time()))

    def close(self, code: Close) -> None:
        """Close it from this side."""
        self._do(self._session.close(code))

    async def _carry_out(self, effect: ServerEffect) -> None:
        # The two that the client's next frame has to wait for.
        try:
            if isinstance(effect, LookUp):
                await self._look_up(effect)
            elif isinstance(effect, CheckToken):
                await self._check(effect.token)
            else:
                self._do((effect,))
        except Exception as error:
            self._failed(error)

    def _do(self, effects: Iterable[ServerEffect]) -> None:
        for effect in effects:
            if isinstance(effect, SendFrame):
                self._put(effect.text or effect.frame)
            elif isinstance(effect, CommitCommands):
                self._committing = self._loop.create_task(self._commit(effect.commands))
            elif isinstance(effect, CloseSocket):
                self._put(effect.code)

    async def _look_up(self, effect: LookUp) -> None:
        user, hello = self.caller.user_id, effect.hello
        services = self._services
        self._stops += (services.hub.listen(user, self._happened, self._delta),)
        self._seats.take(self)
        try:
            found = await services.log.standing(user, hello.device_id)
        except PamError as error:
            log.warning("%s: a device cannot be looked up", error.code)
            self.close(Close.TRY_LATER)
            return
        is_other = bool(hello.epoch) and hello.epoch != found.epoch
        self._do(
            self._session.standing(
                epoch=found.epoch,
                head_seq=found.head_seq,
                last_cseq=found.last_cseq,
                is_reset=is_other or hello.since > found.head_seq,
                server_time=services.clock(),
                token_exp=self.caller.expires_at,
                now=self._loop.time(),
            )
        )

    async def _check(self, token: str) -> None:
        try:
            caller = await self._services.identity.authenticate(f"Bearer {token}")
        except PamError:
            self._do(self._session.refused())
            return
        if caller.user_id != self.caller.user_id:
            self._do(self._session.refused())
            return
        self.caller = caller
        left = (caller.expires_at - self._services.clock()).total_seconds()
        self._do(self._session.authorised(left, self._loop.time()))

    async def _commit(self, commands: Sequence[Command]) -> None:
        try:
            taken, wait = await self._allowed(commands)
            done = await self._services.log.commit(self.caller.user_id, self.device_id, taken)
        except PamError as error:
            log.warning("%s: commands were not committed", error.code)
            self._do(self._session.not_committed(error.code, error.sentence))
            return
        except Exception as error:
            self._failed(error)
            return
        self._patience.give_back(len(done.receipts))
        is_late = done.expected is None and wait is not None
        self._do(
            self._session.committed(
                done.receipts,
                done.head_seq,
                expected=done.expected,
                code="rate_limited" if is_late else done.code,
                retry_after_ms=wait if is_late else None,
            )
        )

    async def _allowed(self, commands: Sequence[Command]) -> tuple[Sequence[Command], int | None]:
        """As many of them, in order, as the user's rate allows, and how long the rest must wait."""
        for at, command in enumerate(commands):
            kind = "feedback" if isinstance(command, Feedback) else "socket"
            wait = await self._services.limiter.hit(kind, self.caller.user_id)
            if wait is not None:
                return commands[:at], wait
        return commands, None

    def _failed(self, error: Exception) -> None:
        """A fault of ours: the client comes back and sends again what it has no answer for.

        Told is where it was; an error's own words may hold a user's.
        """
        where = "".join(traceback.format_tb(error.__traceback__))
        log.error("a socket failed: %s\n%s", type(error).__name__, where)
        self.close(Close.INTERNAL)

    def _happened(self, events: Sequence[LogEvent], head_seq: int) -> None:
        # A frame may be long, so their number alone would be no bound.
        pushed = events if self._unsent < MUCH_UNSENT else ()
        self._do(self._session.news(pushed, head_seq))

    def _delta(self, delta: ChatDelta) -> None:
        # Advice: a client that reads slowly does without.
        if len(self._outgoing) < MOST_OUTGOING // 2:
            self._do(self._session.tell(delta))

    def _revoked(self, session: str) -> None:
        if session in ("", self.caller.session):
            self._do(self._session.revoked())

    def _put(self, what: str | FromServer | Close) -> None:
        if self._closing:
            return
        if len(self._outgoing) >= MOST_OUTGOING:
            what = Close.TRY_LATER
            self._outgoing.clear()
            self._unsent = 0
        self._unsent += len(what) if isinstance(what, str) else 0
        self._closing = isinstance(what, Close)
        self._outgoing.append(what)
        if self._sending is None:
            self._sending = self._loop.create_task(self._send_all())

    async def _send_all(self) -> None:
        try:
            while self._outgoing:
                what = self._outgoing.popleft()
                if isinstance(what, Close):
                    await self._send({"type": "websocket.close", "code": int(what)})
                    return
                if isinstance(what, str):
                    text = what
                    self._unsent -= len(text)
                else:
                    text = codec.encode(what)
                await self._send({"type": "websocket.send", "text": text})
        except OSError:
            # The client has hung up; the reader learns the same.
            self._outgoing.clear()
        finally:
            self._sending = None
