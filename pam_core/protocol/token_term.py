"""How long a socket's access token is good, and what its client was told of that."""

from typing import Literal

from pam_core.protocol import limits

Reason = Literal["expiring", "expired"]


class TokenTerm:
    """Ends `seconds` after `now`, unless it is renewed."""

    __slots__ = ("_ends", "_told")

    def __init__(self, now: float, seconds: float) -> None:
        self._ends = now + seconds
        self._told = 0
        """1: told that it ends soon; 2: told that it has ended."""

    @property
    def next_deadline(self) -> float:
        """When there is something to tell, or the time of grace is over."""
        return self._ends + (-limits.AUTH_AHEAD_SECONDS, 0.0, limits.AUTH_GRACE_SECONDS)[self._told]

    def is_over(self, now: float) -> bool:
        """Whether it is good no more."""
        return now >= self._ends

    def is_past_grace(self, now: float) -> bool:
        """Whether it has been over for so long that the socket ends."""
        return now - self._ends >= limits.AUTH_GRACE_SECONDS

    def due(self, now: float) -> Reason | None:
        """What the client is to be told now; each is told once."""
        left = self._ends - now
        if left > limits.AUTH_AHEAD_SECONDS:
            return None
        stage = 2 if left <= 0 else 1
        if stage <= self._told:
            return None
        self._told = stage
        return "expired" if stage == 2 else "expiring"

    def renew(self, now: float, seconds: float) -> None:
        """It is good for so long from now; never shortens what was given."""
        self._ends = max(self._ends, now + seconds)
        self._told = 0
