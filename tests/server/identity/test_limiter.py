"""How often somebody may ask, in memory and in Redis."""

import logging

import pytest
from pydantic import SecretStr

from pam_server.identity.limiter import Limiter, account_key, address_key
from pam_server.identity.windows import MemoryWindows
from pam_server.settings import ServerSettings
from tests.server.identity.conftest import SetClock


async def test_a_window_moves(clock: SetClock) -> None:
    """The eleventh within a minute waits until the first is a minute ago; then it passes."""
    limiter = Limiter(ServerSettings(), clock)
    assert {await limiter.hit("feedback", "ann") for _ in range(10)} == {None}
    clock.advance(seconds=20)
    assert await limiter.hit("feedback", "ann") == 40_000
    clock.advance(seconds=40)
    assert await limiter.hit("feedback", "ann") is None


@pytest.mark.parametrize(
    ("kind", "most"), [("socket", 100), ("rest", 50), ("stt", 20), ("tts", 30), ("feedback", 10)]
)
async def test_the_numbers_are_the_protocol_s(clock: SetClock, kind: str, most: int) -> None:
    """As many a minute as the protocol says, and no more."""
    limiter = Limiter(ServerSettings(), clock)
    answers = [await limiter.hit(kind, "ann") for _ in range(most + 1)]
    assert answers == [None] * most + [60_000]


async def test_users_and_kinds_are_counted_apart(clock: SetClock) -> None:
    """What one user does takes nothing from another, nor one kind from another."""
    limiter = Limiter(ServerSettings(feedback_per_minute=1), clock)
    assert await limiter.hit("feedback", "ann") is None
    assert await limiter.hit("feedback", "ann") is not None
    assert await limiter.hit("feedback", "ben") is None
    assert await limiter.hit("rest", "ann") is None


async def test_a_clock_set_back_locks_nobody_out(clock: SetClock) -> None:
    """Hits from what is now the future are forgotten: nobody waits ten years."""
    limiter = Limiter(ServerSettings(feedback_per_minute=1), clock)
    await limiter.hit("feedback", "ann")
    clock.advance(days=-3650)
    assert await limiter.hit("feedback", "ann") is None


async def test_who_is_gone_takes_no_memory(clock: SetClock) -> None:
    """Keys whose windows are empty are let go of."""
    windows = MemoryWindows(lambda: clock().timestamp())
    for number in range(1000):
        await windows.acquire_entry(f"user {number}", 10, 60)
    clock.advance(seconds=61)
    await windows.acquire_entry("one", 10, 60)
    assert await windows.reset() == 1


async def test_processes_share_their_limits_in_redis(clock: SetClock, redis_url: str) -> None:
    """Two processes with one Redis count together."""
    settings = ServerSettings(feedback_per_minute=3, redis_url=SecretStr(redis_url))
    one, other = Limiter(settings, clock), Limiter(settings, clock)
    answers = [await limiter.hit("feedback", "ann") for limiter in (one, other, one)]
    assert answers == [None, None, None]
    wait = await other.hit("feedback", "ann")
    await one.close()
    await other.close()
    assert wait is not None


async def test_without_redis_limits_are_kept_here(
    clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    """Redis that does not answer is told of once; users are served and counted all the same."""
    away = SecretStr("redis://127.0.0.1:1")
    limiter = Limiter(ServerSettings(feedback_per_minute=2, redis_url=away), clock)
    with caplog.at_level(logging.INFO):
        answers = [await limiter.hit("feedback", "ann") for _ in range(3)]
        clock.advance(seconds=31)
        await limiter.hit("feedback", "ann")
    await limiter.close()
    assert answers == [None, None, 60_000]
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_addresses_count_by_line() -> None:
    """An IPv6 line is its /64; a mapped IPv4 address is that address; nonsense is one key."""
    assert address_key("2001:db8:1:2:3::4") == address_key("2001:db8:1:2:ffff::") != ""
    assert address_key("::ffff:192.0.2.1") == "192.0.2.1"
    assert address_key("") == address_key("testclient") == "unknown"
    assert "ann" not in account_key("ann@example.com")
