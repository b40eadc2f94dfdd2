"""How long to wait before the next attempt at a connection."""

from pam_core.protocol import limits


class Backoff:
    """Full jitter: somewhere between at once and a bound that doubles with each failure.

    `now` is monotonic seconds. There is no last attempt.
    """

    __slots__ = ("_opened_at", "failures")

    def __init__(self) -> None:
        self.failures = 0
        self._opened_at: float | None = None

    @property
    def works_offline(self) -> bool:
        """So many attempts failed that the user is told; all the while it is tried again."""
        return self.failures >= limits.OFFLINE_AFTER_FAILURES

    @property
    def next_deadline(self) -> float | None:
        """When `tick` should be called, so that a link that holds is counted as healthy."""
        if self._opened_at is None or not self.failures:
            return None
        return self._opened_at + limits.HEALTHY_SECONDS

    def opened(self, now: float) -> None:
        """The server said that it is ready."""
        self._opened_at = now

    def tick(self, now: float) -> None:
        """Forget the failures once the link has held long enough.

        Not when it opens: a server that accepts and closes again would be asked without a pause.
        """
        if self._opened_at is not None and now - self._opened_at >= limits.HEALTHY_SECONDS:
            self.failures = 0

    def failed(self, now: float, fraction: float, *, retry_after_seconds: float = 0.0) -> float:
        """The link broke, or none came about; returns how many seconds to wait.

        `fraction` is random, 0 to 1. Never less than `retry_after_seconds`; the jitter is added to
        it, as everybody was told the same.
        """
        self.tick(now)
        self._opened_at = None
        doublings = min(self.failures, 16)
        bound = min(limits.BACKOFF_MOST_SECONDS, limits.BACKOFF_FIRST_SECONDS * 2.0**doublings)
        self.failures += 1
        return max(0.0, retry_after_seconds) + fraction * bound
