"""Moving windows in memory for `limits`, whose own run a task over all keys at every hit."""

from collections import deque
from collections.abc import Callable

from limits.aio.storage import MovingWindowSupport, Storage

SWEEP_SECONDS = 60.0


class MemoryWindows(Storage, MovingWindowSupport):
    """When each key was hit, as far back as its window; `now` gives seconds since 1970."""

    STORAGE_SCHEME = None

    def __init__(self, now: Callable[[], float]) -> None:
        super().__init__()
        self._now = now
        self._hits: dict[str, tuple[int, deque[float]]] = {}
        self._swept_at = now()

    @property
    def base_exceptions(self) -> type[Exception] | tuple[type[Exception], ...]:
        """Nothing fails here."""
        return ()

    async def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count so many; False, and none counted, where the window would hold more than `limit`."""
        hits = self._window(key, expiry)
        if len(hits) + amount > limit:
            return False
        hits.extend([self._now()] * amount)
        return True

    async def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """When the window's first hit was, and how many it holds."""
        hits = self._window(key, expiry)
        return (hits[0] if hits else self._now()), len(hits)

    async def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Part of `Storage`; a moving window counts hits only."""
        raise NotImplementedError

    async def get(self, key: str) -> int:
        """How many hits the key's window holds."""
        expiry, _ = self._hits.get(key, (0, None))
        return len(self._window(key, expiry)) if expiry else 0

    async def get_expiry(self, key: str) -> float:
        """When the last hit leaves the key's window."""
        expiry, hits = self._hits.get(key, (0, deque()))
        return (hits[-1] if hits else self._now()) + expiry

    async def check(self) -> bool:
        """Whether it works: always."""
        return True

    async def reset(self) -> int | None:
        """Forget all."""
        count = len(self._hits)
        self._hits.clear()
        return count

    async def clear(self, key: str) -> None:
        """Forget one key."""
        self._hits.pop(key, None)

    def _window(self, key: str, expiry: int) -> deque[float]:
        now = self._now()
        if abs(now - self._swept_at) >= SWEEP_SECONDS:
            self._sweep(now)
        hits = self._hits.setdefault(key, (expiry, deque()))[1]
        _drop_old(hits, now, expiry)
        return hits

    def _sweep(self, now: float) -> None:
        self._swept_at = now
        for key, (expiry, hits) in list(self._hits.items()):
            _drop_old(hits, now, expiry)
            if not hits:
                del self._hits[key]


def _drop_old(hits: deque[float], now: float, expiry: int) -> None:
    # A hit from the future was counted before a clock was set back: it would never grow old.
    while hits and not 0 <= now - hits[0] < expiry:
        hits.popleft()
