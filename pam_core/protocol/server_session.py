"""The server's end of one connection, as a pure machine."""

from collections.abc import Sequence
from datetime import datetime

from pam_core.protocol import limits
from pam_core.protocol.codec import FrameError, from_client
from pam_core.protocol.frames import (
    Auth,
    AuthRequired,
    ChatDelta,
    Command,
    FromClient,
    Hello,
    LogEvent,
    Ping,
    Pong,
    Ready,
    Seen,
    Status,
)
from pam_core.protocol.limits import Close
from pam_core.protocol.server_effects import (
    CheckToken,
    CloseSocket,
    CommitCommands,
    LookUp,
    SendFrame,
    ServerEffect,
)
from pam_core.protocol.server_words import advice_sent, event_sent, receipts_sent, refusal_sent
from pam_core.protocol.token_term import TokenTerm
from pam_core.vocabulary.sync import Receipt

_NOT_NOW = "That was too much in a minute."


class ServerSession:
    """From the handshake to the end of one socket.

    Every method takes `now` (monotonic seconds) and returns what is to be done, in that order. The
    driver calls `tick` at `next_deadline`; there is no timer in here and little else, as ten
    thousand of these stand idle. `token_seconds` is how long the access token is still good.
    """

    __slots__ = (
        "_committing",
        "_head",
        "_heard_at",
        "_hello",
        "_is_ready",
        "_sent",
        "_session",
        "_token",
        "_waiting",
        "is_closed",
        "seen",
    )

    def __init__(self, session: str, now: float, *, token_seconds: float) -> None:
        self._session = session
        self._heard_at = now
        self._hello: Hello | None = None
        self._is_ready = False
        self._token = TokenTerm(now, token_seconds)
        self._head = 0
        self._sent = 0
        """The last event that this client was sent, or told to ask for."""
        self._committing: tuple[Command, ...] = ()
        self._waiting: list[Command] = []
        self.seen = 0
        """The last event that is on the device's disk."""
        self.is_closed = False

    @property
    def device_id(self) -> str:
        """Whose end the other one is; "" before its Hello."""
        return self._hello.device_id if self._hello else ""

    @property
    def next_deadline(self) -> float:
        """When `tick` is due at the latest."""
        if self._hello is None:
            return self._heard_at + limits.HELLO_SECONDS
        if not self._is_ready:
            return self._heard_at + limits.DEAD_SECONDS
        return min(self._heard_at + limits.DEAD_SECONDS, self._token.next_deadline)

    def tick(self, now: float) -> list[ServerEffect]:
        """Time has passed."""
        if self.is_closed:
            return []
        most = limits.DEAD_SECONDS if self._hello else limits.HELLO_SECONDS
        if now - self._heard_at >= most:
            return self.close(Close.HEARTBEAT)
        return self._token_checked(now) if self._is_ready else []

    def receive(
        self, text: str | bytes, now: float, server_time: datetime | None = None
    ) -> list[ServerEffect]:
        """The client said something. `server_time` goes into the answer to a Ping."""
        if self.is_closed:
            return []
        if self._hello is not None:
            self._heard_at = now
        try:
            frame = from_client(text)
        except FrameError as error:
            return self._unreadable(error)
        return self._taken(frame, now, server_time)

    def _unreadable(self, error: FrameError) -> list[ServerEffect]:
        told = refusal_sent(error.code, error.sentence, error.in_reply_to)
        if error.code == "version" and self._hello is None:
            told += self.close(Close.UPDATE)
        return told

    def _taken(self, frame: FromClient, now: float, at: datetime | None) -> list[ServerEffect]:
        if isinstance(frame, Command):
            return self._commanded(frame, now)
        match frame:
            case Hello():
                return self._greeted(frame, now)
            case Ping():
                return [SendFrame(frame=Pong(server_time=at, head_seq=self._head))]
            case Auth():
                return [CheckToken(token=frame.token)]
            case Seen():
                self.seen = max(self.seen, min(frame.seq, self._head))
                return []
            case Pong():
                return []

    def _greeted(self, hello: Hello, now: float) -> list[ServerEffect]:
        if self._hello is not None:
            return refusal_sent("second_hello", "This connection has been greeted already.")
        if hello.version != limits.VERSION:
            told = refusal_sent("version", "Only version 1 is spoken here.")
            return told + self.close(Close.UPDATE)
        self._hello = hello
        self._heard_at = now
        return [LookUp(hello=hello)]

    def standing(
        self,
        *,
        epoch: str,
        head_seq: int,
        last_cseq: int,
        is_reset: bool,
        server_time: datetime,
        token_exp: datetime | None,
        now: float,
    ) -> list[ServerEffect]:
        """The answer to LookUp. `is_reset`: the log does not connect to what the device has."""
        if self.is_closed or self._is_ready:
            return []
        self._is_ready = True
        heard, self._head = self._head, max(self._head, head_seq)
        self._sent = head_seq
        ready = Ready(
            session=self._session,
            epoch=epoch,
            head_seq=head_seq,
            last_cseq=last_cseq,
            server_time=server_time,
            token_exp=token_exp,
            resume="reset" if is_reset else "ok",
            limits={"frame_bytes": limits.FRAME_BYTES, "unacknowledged": limits.UNACKNOWLEDGED},
        )
        effects: list[ServerEffect] = [SendFrame(frame=ready)]
        if heard > head_seq:
            effects += self._hinted()
        return effects + self._token_checked(now)

    # Commands ------------------------------------------------------------------------------------

    def _commanded(self, command: Command, now: float) -> list[ServerEffect]:
        if not self._is_ready:
            return refusal_sent(
                "hello_first", "The first frame is a hello.", command.id, retryable=True
            )
        if self._token.is_over(now):
            return self._token_checked(now) + refusal_sent(
                "token_expired", "The access token has ended.", command.id, retryable=True
            )
        if len(self._waiting) >= limits.BATCH_COMMANDS:
            return refusal_sent(
                "too_many", "Too many commands without an answer.", command.id, retry_after_ms=1000
            )
        self._waiting.append(command)
        return self._next_batch()

    def _next_batch(self) -> list[ServerEffect]:
        if self._committing or not self._waiting:
            return []
        self._committing, self._waiting = tuple(self._waiting), []
        return [CommitCommands(commands=self._committing)]

    def committed(
        self,
        receipts: Sequence[Receipt],
        head_seq: int,
        *,
        expected: int | None = None,
        code: str = "",
        retry_after_ms: int | None = None,
    ) -> list[ServerEffect]:
        """The answer to CommitCommands: receipts for as many as were taken, in their order.

        For the rest `expected` is the number that is due, or `retry_after_ms` how long to wait, and
        `code` says why. Tell `news` of what was committed as well: where it stands in the log is
        not known here.
        """
        if self.is_closed:
            return []
        rest, self._committing = self._committing[len(receipts) :], ()
        self._head = max(self._head, head_seq)
        effects = receipts_sent(receipts)
        sentence = _NOT_NOW if retry_after_ms is not None else "Another number is due."
        for command in rest:
            effects += refusal_sent(
                code,
                sentence,
                command.id,
                retryable=True,
                retry_after_ms=retry_after_ms,
                expected=expected,
            )
        return effects + self._next_batch()

    def not_committed(
        self, code: str, sentence: str, retry_after_ms: int = 1000
    ) -> list[ServerEffect]:
        """The answer to CommitCommands where nothing of it was written."""
        if self.is_closed:
            return []
        refused, self._committing = self._committing, ()
        effects: list[ServerEffect] = []
        for command in refused:
            effects += refusal_sent(code, sentence, command.id, retry_after_ms=retry_after_ms)
        return effects + self._next_batch()

    # The log -------------------------------------------------------------------------------------

    def news(self, events: Sequence[LogEvent], head_seq: int) -> list[ServerEffect]:
        """These are new in the log (none: they must be asked for), which ends at `head_seq`."""
        self._head = max(self._head, head_seq)
        if self.is_closed or not self._is_ready:
            return []
        effects: list[ServerEffect] = []
        for event in events:
            if event.seq != self._sent + 1:
                continue
            told = event_sent(event)
            if not told:
                break
            self._sent = event.seq
            effects += told
        return effects + self._hinted() if self._sent < self._head else effects

    def _hinted(self) -> list[ServerEffect]:
        # The client asks for what it was not sent, so what follows can be pushed again.
        self._sent = self._head
        return [SendFrame(frame=Pong(head_seq=self._head))]

    def tell(self, frame: ChatDelta | Status) -> list[ServerEffect]:
        """What stands in no log: a piece of an answer, how much of the server works."""
        return advice_sent(frame) if self._is_ready and not self.is_closed else []

    # The access token and the end ----------------------------------------------------------------

    def authorised(self, token_seconds: float, now: float) -> list[ServerEffect]:
        """The answer to CheckToken: it is good for so long. Never shortens what was given."""
        self._token.renew(now, token_seconds)
        return self._token_checked(now)

    def refused(self) -> list[ServerEffect]:
        """The answer to CheckToken: it is none of this user's. The one before goes on."""
        return [] if self.is_closed else [SendFrame(frame=AuthRequired(reason="revoked"))]

    def revoked(self) -> list[ServerEffect]:
        """The session was signed out, or its user erased."""
        return self.refused() + self.close(Close.UNAUTHENTICATED)

    def _token_checked(self, now: float) -> list[ServerEffect]:
        if self.is_closed or not self._is_ready:
            return []
        if self._token.is_past_grace(now):
            return self.close(Close.UNAUTHENTICATED)
        reason = self._token.due(now)
        return [] if reason is None else [SendFrame(frame=AuthRequired(reason=reason))]

    def close(self, code: Close) -> list[ServerEffect]:
        """End it for a reason: the server stops, the device came from elsewhere."""
        if self.is_closed:
            return []
        self.is_closed = True
        return [CloseSocket(code=code)]
