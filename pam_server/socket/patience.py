"""How much a client may say that brings nothing forward, before its connection is closed."""

MOST = 500.0
"""So much may come at once: far more than a desktop says, a few milliseconds of the server's."""
PER_SECOND = 20.0


class Patience:
    """Counts what is heard; what had to be heard is given back.

    Times are monotonic seconds. Each connection has one, so it is small.
    """

    __slots__ = ("_at", "_left")

    def __init__(self, now: float) -> None:
        self._left = MOST
        self._at = now

    def is_over(self, now: float) -> bool:
        """Count one more; whether it was one too many."""
        self._left = min(MOST, self._left + (now - self._at) * PER_SECOND) - 1.0
        self._at = now
        return self._left < 0.0

    def give_back(self, count: int) -> None:
        """So many of those counted were worth it."""
        self._left = min(MOST, self._left + count)
