"""The desktop's end of one connection, as a pure machine."""

from collections.abc import Sequence

from pam_core.protocol import limits
from pam_core.protocol.client_effects import (
    ClientEffect,
    CloseLink,
    Delta,
    Online,
    RefreshToken,
    SendFrame,
    Service,
    Told,
)
from pam_core.protocol.command_flight import CommandFlight
from pam_core.protocol.event_cursor import AGAIN_SECONDS, EventCursor
from pam_core.protocol.frames import (
    Ack,
    Auth,
    AuthRequired,
    ChatDelta,
    ErrorFrame,
    FromServer,
    Hello,
    LogEvent,
    Ping,
    Pong,
    Ready,
    Seen,
    Status,
)
from pam_core.protocol.limits import Close
from pam_core.vocabulary.sync import SyncStanding, Waiting

SEEN_SECONDS = 5.0
"""Between two reports of how far this device has read: they count as messages."""
REFRESH_AGAIN_SECONDS = 10.0
HEARTBEAT_LEAST_SECONDS = 5.0
HEARTBEAT_MOST_SECONDS = 25.0


class ClientSession:
    """From Hello to the end of one connection; the next connection has its own.

    Every method takes `now` (monotonic seconds) and returns what is to be done. The driver does it
    one after the other, in the order in which it was asked, across calls; a Pull or a snapshot may
    run beside, frames go on being received meanwhile. It calls `tick` at `next_deadline`. After a
    CloseLink, or `lost`, nothing is returned any more, so late answers do no harm.

    `standing` is as the store has it now. `jitter` is random, -1 to 1.
    """

    def __init__(
        self, standing: SyncStanding, now: float, *, jitter: float, client: str = ""
    ) -> None:
        self._hello = Hello(
            device_id=standing.device_id,
            client=client,
            epoch=standing.epoch,
            since=standing.since,
            last_cseq=standing.last_cseq,
        )
        self._jitter = 1 + limits.HEARTBEAT_JITTER * jitter
        self._heartbeat = limits.HEARTBEAT_SECONDS * self._jitter
        self._flight = CommandFlight(standing.last_cseq)
        self._cursor = EventCursor(standing.epoch, standing.since)
        self._heard_at = now
        self._pinged_at = now
        self._seen = standing.since
        self._seen_at = now
        self._told_behind = -1
        self._has_token = True
        self._is_refreshing = False
        self._refresh_at: float | None = None
        self._auth_at: float | None = None
        self.is_ready = False
        self.is_closed = False

    def start(self) -> list[ClientEffect]:
        """The socket is open."""
        return [SendFrame(frame=self._hello)]

    @property
    def since(self) -> int:
        """The last event that is on this device's disk."""
        return self._cursor.since

    @property
    def next_deadline(self) -> float:
        """When `tick` is due at the latest."""
        moments = [self._heard_at + limits.DEAD_SECONDS, self._refresh_at]
        if self.is_ready:
            moments.append(max(self._heard_at, self._pinged_at) + self._heartbeat)
            moments += [self._flight.next_deadline, self._cursor.next_deadline]
            if self._seen < self._cursor.since:
                moments.append(self._seen_at + SEEN_SECONDS)
        return min(moment for moment in moments if moment is not None)

    def tick(self, now: float) -> list[ClientEffect]:
        """Time has passed."""
        if self.is_closed:
            return []
        if now - self._heard_at >= limits.DEAD_SECONDS or self._flight.is_lost(now):
            return self._closed(Close.HEARTBEAT)
        effects: list[ClientEffect] = []
        if self.is_ready and now - max(self._heard_at, self._pinged_at) >= self._heartbeat:
            self._pinged_at = now
            effects.append(SendFrame(frame=Ping()))
        if self._refresh_at is not None and now >= self._refresh_at:
            self._refresh_at = None
            effects += self._refreshed()
        return effects + self._due(now)

    def receive(self, frame: FromServer, now: float) -> list[ClientEffect]:
        """The server said something."""
        if self.is_closed:
            return []
        self._heard_at = now
        if isinstance(frame, Ready):
            return self._begun(frame, now)
        if isinstance(frame, ErrorFrame):
            return self._refused(frame, now)
        if isinstance(frame, AuthRequired):
            return self._unauthorised(frame, now)
        if not self.is_ready:
            return []
        return self._told(frame, now) + self._due(now)

    def unreadable(self, now: float) -> list[ClientEffect]:
        """The server sent what is no frame, or one that only a newer PAM knows: it lives."""
        self._heard_at = now
        return []

    def _told(self, frame: FromServer, now: float) -> list[ClientEffect]:
        match frame:
            case Ack():
                return self._flight.acknowledged(frame, now)
            case ChatDelta():
                return [Delta(delta=frame)]
            case Status():
                return [Service(status=frame)]
            case Ping():
                return [SendFrame(frame=Pong())]
            case Pong():
                self._cursor.heard(frame.head_seq or 0)
                return []
            case _:
                return self._cursor.pushed(frame) if isinstance(frame, LogEvent) else []

    def _begun(self, ready: Ready, now: float) -> list[ClientEffect]:
        if self.is_ready:
            return []
        self.is_ready = True
        asked = min(max(ready.heartbeat_seconds, HEARTBEAT_LEAST_SECONDS), HEARTBEAT_MOST_SECONDS)
        self._heartbeat = asked * self._jitter
        begun = self._cursor.begin(ready.epoch, ready.head_seq, is_reset=ready.resume == "reset")
        self._flight.expect(ready.last_cseq)
        return begun + self._due(now)

    def _refused(self, error: ErrorFrame, now: float) -> list[ClientEffect]:
        effects: list[ClientEffect] = [Told(error=error)]
        if error.retry_after_ms is not None:
            self._flight.hold(now + error.retry_after_ms / 1000)
        if error.code == "token_expired":
            effects += self._expired()
        return effects + self._flight.refused(error, now) + self._due(now)

    # The access token ----------------------------------------------------------------------------

    def _unauthorised(self, frame: AuthRequired, now: float) -> list[ClientEffect]:
        if frame.reason == "expiring":
            return self._refreshed()
        # A token that was fetched just now and is refused: another one would be refused as well.
        is_new = self._auth_at is not None and now - self._auth_at < limits.AUTH_GRACE_SECONDS
        if frame.reason == "revoked" and is_new:
            return self._closed(Close.UNAUTHENTICATED)
        return self._expired()

    def _expired(self) -> list[ClientEffect]:
        self._has_token = False
        # What the outbox was asked for before this may be answered after it.
        self._flight.blocked = True
        return self._refreshed()

    def _refreshed(self) -> list[ClientEffect]:
        if self._is_refreshing or self._refresh_at is not None:
            return []
        self._is_refreshing = True
        return [RefreshToken()]

    def token(self, token: str, now: float) -> list[ClientEffect]:
        """A newer access token was given."""
        if self.is_closed:
            return []
        self._is_refreshing, self._has_token, self._auth_at = False, True, now
        return [SendFrame(frame=Auth(token=token)), *self._due(now)]

    def refresh_failed(self, now: float) -> list[ClientEffect]:
        """None could be got for now; it is asked for again. Without a hope, call `close`."""
        self._is_refreshing = False
        self._refresh_at = now + REFRESH_AGAIN_SECONDS
        return []

    # The outbox ----------------------------------------------------------------------------------

    def outbox_grew(self, now: float) -> list[ClientEffect]:
        """There is something new in the outbox."""
        self._flight.grew()
        return self._due(now)

    def offered(self, waiting: Sequence[Waiting], now: float) -> list[ClientEffect]:
        """The answer to Fetch."""
        if self.is_closed:
            return []
        return self._flight.offered(waiting, now) + self._due(now)

    def renumbered(self, now: float) -> list[ClientEffect]:
        """Renumber is done."""
        self._flight.renumbered()
        return self._due(now)

    # The log -------------------------------------------------------------------------------------

    def applied(self, seq: int, now: float) -> list[ClientEffect]:
        """Apply is done: every event up to `seq` is on the disk."""
        self._cursor.applied(seq)
        return self._due(now)

    def not_applied(self, code: str, now: float) -> list[ClientEffect]:
        """Apply failed with that code of PamError's; what is missing is asked for again."""
        self._cursor.not_applied(now + AGAIN_SECONDS, is_stale=code == "sync.epoch")
        return self._due(now)

    def pulled(
        self, epoch: str, head_seq: int, events: Sequence[LogEvent], now: float
    ) -> list[ClientEffect]:
        """The answer to Pull."""
        if self.is_closed:
            return []
        return self._cursor.pulled(epoch, head_seq, events, now) + self._due(now)

    def pull_failed(self, now: float, retry_after_seconds: float = 0.0) -> list[ClientEffect]:
        """Pull came to nothing for now."""
        self._cursor.failed(now + max(AGAIN_SECONDS, retry_after_seconds))
        return self._due(now)

    def snapshot_required(self, now: float) -> list[ClientEffect]:
        """Pull was answered with 409."""
        self._cursor.required()
        return self._due(now)

    def snapshot_taken(self, epoch: str, as_of: int, now: float) -> list[ClientEffect]:
        """TakeSnapshot is done."""
        if self.is_closed:
            return []
        if not self._cursor.taken(epoch, as_of):
            return self._closed(Close.RESTART)
        # What was newer here than there has entered the outbox.
        self._flight.grew()
        return self._due(now)

    def snapshot_failed(self, now: float, retry_after_seconds: float = 0.0) -> list[ClientEffect]:
        """TakeSnapshot came to nothing for now."""
        return self.pull_failed(now, retry_after_seconds)

    # The end -------------------------------------------------------------------------------------

    def close(self) -> list[ClientEffect]:
        """PAM ends, or signs out."""
        return [] if self.is_closed else self._closed(Close.NORMAL)

    def lost(self, code: int | None) -> list[ClientEffect]:
        """The socket is closed, with that code if any. What is to be done first is returned."""
        if self.is_closed:
            return []
        self.is_closed = True
        return self._flight.too_big() if code == Close.TOO_BIG else []

    def _closed(self, code: Close) -> list[ClientEffect]:
        self.is_closed = True
        return [CloseLink(code=code)]

    def _due(self, now: float) -> list[ClientEffect]:
        if self.is_closed or not self.is_ready:
            return []
        self._flight.blocked = self._cursor.is_stale or not self._has_token
        effects = self._flight.pump(now) + self._cursor.pump(now)
        if self._seen < self._cursor.since and now - self._seen_at >= SEEN_SECONDS:
            self._seen, self._seen_at = self._cursor.since, now
            effects.append(SendFrame(frame=Seen(seq=self._seen)))
        if self._cursor.behind != self._told_behind:
            self._told_behind = self._cursor.behind
            effects.append(Online(behind=self._told_behind))
        return effects
