"""The commands of a device on their way to the server: few at once, in order, none forgotten."""

from collections.abc import Sequence

from pam_core.protocol import limits
from pam_core.protocol.client_effects import ClientEffect, Fetch, Renumber, SendFrame, Settle
from pam_core.protocol.codec import FrameError
from pam_core.protocol.frames import Ack, Command, ErrorFrame
from pam_core.protocol.translation import command_of, receipt_of
from pam_core.vocabulary.sync import Receipt, Verdict, Waiting

ANSWER_SECONDS = 60.0
"""So long without any answer to what was sent: one was lost, and only a new connection tells."""


class CommandFlight:
    """What was sent and not answered, and what is due next. `now` is monotonic seconds.

    After a command was not taken, those behind it cannot be either. So nothing is sent until all
    are answered one way or the other; then what is left goes out again, in order, and renumbered
    where the server expects another number.
    """

    __slots__ = (
        "_again",
        "_answered_at",
        "_expected",
        "_fetching",
        "_floor",
        "_flight",
        "_held_until",
        "_is_first",
        "_last_cseq",
        "_more",
        "_renumbering",
        "_sent_cseq",
        "blocked",
    )

    def __init__(self, last_cseq: int) -> None:
        self._flight: dict[str, Command] = {}
        self._again: set[str] = set()
        """Of those in flight, what the server did not take."""
        self._expected: int | None = None
        self._floor = 1
        """The highest number that the server is known to expect."""
        self._last_cseq = last_cseq
        self._sent_cseq = 0
        self._is_first = True
        self._fetching = 0
        """The most that was asked of the outbox, while it has not answered."""
        self._renumbering = False
        self._more = True
        self._held_until = 0.0
        self._answered_at = 0.0
        self.blocked = True
        """Nothing may be sent: not ready, no valid token, or a snapshot is being taken."""

    @property
    def next_deadline(self) -> float | None:
        """When something is due without anything happening."""
        moments = [self._held_until] if self._held_until else []
        if self._is_waiting:
            moments.append(self._answered_at + ANSWER_SECONDS)
        return min(moments, default=None)

    @property
    def _is_waiting(self) -> bool:
        return len(self._again) < len(self._flight)

    def is_lost(self, now: float) -> bool:
        """Whether an answer is missing that will not come."""
        return self._is_waiting and now - self._answered_at >= ANSWER_SECONDS

    def expect(self, last_cseq: int) -> None:
        """The server has said where it stands: the outbox must begin with the number after."""
        if self._last_cseq != last_cseq:
            self._expected = last_cseq + 1
        self._last_cseq = last_cseq
        self._floor = last_cseq + 1

    def grew(self) -> None:
        """There is something new in the outbox."""
        self._more = True

    def hold(self, until: float) -> None:
        """Send nothing before then."""
        self._held_until = max(self._held_until, until)

    def pump(self, now: float) -> list[ClientEffect]:
        """What is due."""
        if now >= self._held_until:
            self._held_until = 0.0
        if self.blocked or self._fetching or self._renumbering or self._held_until:
            return []
        if self._again:
            return self._resent()
        room = limits.UNACKNOWLEDGED - len(self._flight)
        if not self._more or room <= 0:
            return []
        return self._fetched(room)

    def _fetched(self, limit: int) -> list[ClientEffect]:
        self._fetching, self._more = limit, False
        return [Fetch(after_cseq=self._sent_cseq, limit=limit)]

    def _resent(self) -> list[ClientEffect]:
        if self._is_waiting:
            return []
        first = next(iter(self._flight.values())).cseq
        self._flight.clear()
        self._again.clear()
        self._more = True
        if self._expected is not None and self._expected != first:
            return self._renumbered_from(max(self._expected, self._floor))
        self._expected = None
        self._sent_cseq = first - 1
        return self._fetched(limits.UNACKNOWLEDGED)

    def _renumbered_from(self, first: int) -> list[ClientEffect]:
        self._renumbering = True
        self._expected = None
        self._sent_cseq = first - 1
        self._last_cseq = first - 1
        self._is_first = False
        return [Renumber(first=first)]

    def renumbered(self) -> None:
        """The outbox has its new numbers."""
        self._renumbering = False
        self._more = True

    def offered(self, waiting: Sequence[Waiting], now: float) -> list[ClientEffect]:
        """Commands from the outbox, as fetched."""
        limit, self._fetching = self._fetching, 0
        if self._again or self.blocked:
            self._more = True
            return []
        due = self._due(waiting)
        if due is not None:
            return self._renumbered_from(due)
        self._more = self._more or len(waiting) >= limit
        if not self._flight:
            self._answered_at = now
        return [effect for one in waiting for effect in self._sent(one)]

    def _due(self, waiting: Sequence[Waiting]) -> int | None:
        """The number the outbox should go on with, where it does not."""
        is_first, self._is_first = self._is_first, False
        if not waiting:
            if is_first:
                self._sent_cseq = self._last_cseq
            return self._expected if is_first else None
        due = self._last_cseq + 1 if is_first else self._sent_cseq + 1
        self._expected = None
        # With some on their way the number that is due is not known yet: the server will say.
        return due if waiting[0].cseq != due and not self._flight else None

    def _sent(self, waiting: Waiting) -> list[ClientEffect]:
        self._sent_cseq = waiting.cseq
        try:
            command = command_of(waiting)
        except FrameError as error:
            return [Settle(receipts=(_refusal(waiting.id, waiting.cseq, error.code),))]
        self._flight[command.id] = command
        return [SendFrame(frame=command)]

    def acknowledged(self, ack: Ack, now: float) -> list[ClientEffect]:
        """The server took one, or refused it for good."""
        self._answered_at = now
        receipt = receipt_of(ack)
        if receipt is None or ack.id not in self._flight:
            return []
        if receipt.verdict is Verdict.COMMITTED:
            self._floor = max(self._floor, receipt.cseq + 1)
        self._out(ack.id)
        return [Settle(receipts=(receipt,))]

    def refused(self, error: ErrorFrame, now: float) -> list[ClientEffect]:
        """The server did not take one. What it will never take is settled as rejected."""
        command = self._flight.get(error.in_reply_to or "")
        if command is None:
            return []
        self._answered_at = now
        if not error.retryable:
            self._out(command.id)
            return [Settle(receipts=(_refusal(command.id, command.cseq, error.code),))]
        self._again.add(command.id)
        if error.expected is not None:
            # A server's count only grows: what says less is late, and going back by it would let
            # a command be taken before the one in front of it.
            self._floor = self._expected = max(self._floor, error.expected)
        elif error.retry_after_ms is None and error.code != "token_expired":
            self.hold(now + limits.BACKOFF_FIRST_SECONDS)
        return []

    def too_big(self) -> list[ClientEffect]:
        """The connection was closed over a frame's length: the longest is given up."""
        if not self._flight:
            return []
        longest = max(self._flight.values(), key=lambda command: len(repr(command)))
        self._out(longest.id)
        return [Settle(receipts=(_refusal(longest.id, longest.cseq, "too_long"),))]

    def _out(self, id: str) -> None:
        del self._flight[id]
        self._again.discard(id)


def _refusal(id: str, cseq: int, code: str) -> Receipt:
    return Receipt(id=id, cseq=cseq, verdict=Verdict.REJECTED, seq=0, error=code)
