"""How far a device has read the log: pushed events as they follow on, all others by asking."""

from collections.abc import Sequence

from pam_core.protocol import limits
from pam_core.protocol.client_effects import Apply, ClientEffect, Pull, TakeSnapshot
from pam_core.protocol.frames import LogEvent

AGAIN_SECONDS = 2.0
"""Before asking again for what could not be had."""


class EventCursor:
    """The cursor, and what was handed over beyond it. `now` is monotonic seconds."""

    __slots__ = ("_asked", "_epoch", "_handed", "_head", "_held_until", "is_stale", "since")

    def __init__(self, epoch: str, since: int) -> None:
        self._epoch = epoch
        self._handed = since
        self._head = since
        self._asked = False
        """A pull or a snapshot is under way."""
        self._held_until = 0.0
        self.since = since
        """The last event that is on this device's disk."""
        self.is_stale = False
        """The log does not connect to what is here: a snapshot comes first."""

    @property
    def behind(self) -> int:
        """How many events are still to come."""
        return max(0, self._head - self.since)

    @property
    def next_deadline(self) -> float | None:
        """When to ask again."""
        return self._held_until or None

    def begin(self, epoch: str, head_seq: int, *, is_reset: bool) -> list[ClientEffect]:
        """The server has said where its log ends."""
        is_first = not self._epoch
        is_other = not is_first and epoch != self._epoch
        self.is_stale = is_reset or is_other or self.since > head_seq
        self._epoch = epoch
        self._head = max(head_seq, self.since)
        # What is acknowledged from now on belongs to this epoch: that must be known here before, or
        # a server that is put back to an earlier day would not be seen to have lost it.
        return [Apply(epoch=epoch, events=())] if is_first and not self.is_stale else []

    def pump(self, now: float) -> list[ClientEffect]:
        """What is due."""
        if now >= self._held_until:
            self._held_until = 0.0
        if self._asked or self._held_until:
            return []
        if self.is_stale:
            self._asked = True
            return [TakeSnapshot()]
        # What was handed over must be on the disk first: a page begins where the disk ends.
        if self._head <= self._handed or self._handed != self.since:
            return []
        self._asked = True
        return [Pull(epoch=self._epoch, since=self.since, limit=limits.BATCH_EVENTS)]

    def heard(self, head_seq: int) -> None:
        """The log reaches that far."""
        self._head = max(self._head, head_seq)

    def pushed(self, event: LogEvent) -> list[ClientEffect]:
        """An event that the server sent by itself."""
        self.heard(event.seq)
        is_much = self._handed - self.since >= limits.BATCH_EVENTS
        if self._asked or self.is_stale or is_much or event.seq != self._handed + 1:
            return []
        self._handed = event.seq
        return [Apply(epoch=self._epoch, events=(event,))]

    def pulled(
        self, epoch: str, head_seq: int, events: Sequence[LogEvent], now: float
    ) -> list[ClientEffect]:
        """A page of the log."""
        self._asked = False
        if epoch != self._epoch:
            self.is_stale = True
            return []
        self.heard(head_seq)
        new = tuple(event for event in events if event.seq > self._handed)
        follows = all(event.seq == self._handed + 1 + place for place, event in enumerate(new))
        if not new or not follows:
            # Nothing, though there should be something, or a hole: not to be asked in a hurry.
            self._held_until = now + AGAIN_SECONDS
            return []
        self._handed = new[-1].seq
        return [Apply(epoch=self._epoch, events=new)]

    def applied(self, seq: int) -> None:
        """Events up to that one are on the disk."""
        self.since = max(self.since, min(seq, self._handed))

    def not_applied(self, until: float, *, is_stale: bool) -> None:
        """What was handed over is not on the disk."""
        self._handed = self.since
        self.is_stale = self.is_stale or is_stale
        self._held_until = until

    def failed(self, until: float) -> None:
        """The pull or the snapshot came to nothing."""
        self._asked = False
        self._held_until = until

    def required(self) -> None:
        """The log does not reach back to what is here."""
        self._asked = False
        self.is_stale = True

    def taken(self, epoch: str, as_of: int) -> bool:
        """A snapshot is on the disk. False: of another epoch than what this server pushes."""
        self._asked = False
        if epoch != self._epoch:
            return False
        self.is_stale = False
        self.since = self._handed = as_of
        self.heard(as_of)
        return True
