"""How often somebody may do something: a moving window, in Redis where there is one."""

import hashlib
import ipaddress
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from math import ceil
from typing import TYPE_CHECKING

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.aio.strategies import MovingWindowRateLimiter

from pam_server.identity.windows import MemoryWindows
from pam_server.settings import ServerSettings

if TYPE_CHECKING:
    from redis.asyncio import ConnectionPool

log = logging.getLogger(__name__)

REDIS_AGAIN_SECONDS = 30.0
REDIS_SECONDS = 1.0


class Limiter:
    """Counts requests of a kind by whoever makes them.

    Kinds: `socket`, `rest`, `stt`, `tts`, `feedback` by user; `sign_in`, `refresh` by network
    address; `password` and `password_all` by account. An unknown kind is a KeyError.
    """

    def __init__(self, settings: ServerSettings, clock: Callable[[], datetime]) -> None:
        self._limits = _limits(settings)
        self._clock = clock
        self._here = MovingWindowRateLimiter(MemoryWindows(lambda: clock().timestamp()))
        self._pool = _pool(settings.redis)
        self._shared = None if self._pool is None else _in_redis(self._pool)
        self._away_since: datetime | None = None

    async def hit(self, kind: str, user_id: str) -> int | None:
        """Count one; how many milliseconds to wait where it was one too many, else None."""
        limit = self._limits[kind]
        if self._shared is not None and self._is_redis_worth_asking():
            try:
                wait = await self._hit(self._shared, limit, kind, user_id)
            except Exception as error:
                # Whatever is the matter with Redis, users are served, and counted here.
                if self._away_since is None:
                    log.warning("Redis is away (%s): limits are per process", type(error).__name__)
                self._away_since = self._clock()
            else:
                if self._away_since is not None:
                    log.info("Redis is back: limits are shared again")
                    self._away_since = None
                return wait
        return await self._hit(self._here, limit, kind, user_id)

    async def close(self) -> None:
        """Let go of Redis."""
        if self._pool is not None:
            await self._pool.aclose()

    async def _hit(
        self, counter: MovingWindowRateLimiter, limit: RateLimitItem, kind: str, who: str
    ) -> int | None:
        if await counter.hit(limit, kind, who):
            return None
        ends = (await counter.get_window_stats(limit, kind, who)).reset_time
        return max(1, ceil((ends - self._clock().timestamp()) * 1000))

    def _is_redis_worth_asking(self) -> bool:
        away = self._away_since
        return away is None or (self._clock() - away).total_seconds() >= REDIS_AGAIN_SECONDS


def address_key(host: str) -> str:
    """Whose requests count together: an IPv4 address, or the /64 that one line of IPv6 has."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((int(address) >> 64 << 64, 64)))
    return str(address)


def account_key(email: str) -> str:
    """An account for a counter: the address itself is not put into Redis."""
    return hashlib.blake2b(email.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _limits(settings: ServerSettings) -> Mapping[str, RateLimitItem]:
    per_minute = {
        "socket": settings.socket_per_minute,
        "rest": settings.rest_per_minute,
        "stt": settings.stt_per_minute,
        "tts": settings.tts_per_minute,
        "feedback": settings.feedback_per_minute,
        "sign_in": settings.sign_in_per_minute,
        "refresh": settings.refresh_per_minute,
    }
    return {
        **{kind: RateLimitItemPerMinute(most) for kind, most in per_minute.items()},
        # Of one account: from one address soon, from all together late, so that nobody who does
        # not have a botnet can keep a traveller from signing in.
        "password": RateLimitItemPerMinute(10, 10),
        "password_all": RateLimitItemPerHour(100),
    }


def _pool(url: str) -> "ConnectionPool | None":
    if not url:
        return None
    from redis.asyncio import ConnectionPool

    return ConnectionPool.from_url(
        url, socket_connect_timeout=REDIS_SECONDS, socket_timeout=REDIS_SECONDS
    )


def _in_redis(pool: "ConnectionPool") -> MovingWindowRateLimiter:
    from limits.aio.storage import RedisStorage

    storage = RedisStorage(
        "async+redis://",
        implementation="redispy",
        key_prefix="pam:limits",
        connection_pool=pool,  # type: ignore[arg-type]
    )
    return MovingWindowRateLimiter(storage)
