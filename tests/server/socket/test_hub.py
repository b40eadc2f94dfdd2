"""Who is told of what, in one process and through Redis in several."""

import asyncio

from pam_core.protocol.frames import ChatDelta
from pam_server.socket.hub import LocalHub, Word
from pam_server.socket.redis_carrier import RedisCarrier

ANN, BOB = "ann", "bob"
DELTA = ChatDelta(
    in_reply_to="01a20af9-0000-7000-8000-000000000001", attempt=1, index=0, text="Hel"
)


def a_hub() -> LocalHub:
    """A hub of this loop."""
    return LocalHub()


async def test_only_the_user_is_told() -> None:
    """News reach whoever listens for that user, until they stop."""
    hub, told = a_hub(), []
    end = hub.listen(ANN, lambda events, head: told.append(head), lambda delta: None)
    hub.tell(ANN, (), 1)
    hub.tell(BOB, (), 2)
    await asyncio.sleep(0)
    end()
    hub.tell(ANN, (), 3)
    await asyncio.sleep(0)
    assert told == [1]
    assert hub.users == []


async def test_a_revoked_session_is_told_to_its_user_only() -> None:
    """A session, or "" for all of a user's."""
    hub, told = a_hub(), []
    hub.listen_revoked(ANN, told.append)
    hub.revoke(BOB, "s")
    hub.revoke(ANN, "s")
    hub.revoke(ANN)
    assert told == ["s", ""]


async def test_a_chat_that_waits_wakes_whoever_is_idle() -> None:
    """A call that came before the wait is not lost, and one call wakes once."""
    hub = a_hub()
    hub.wake_jobs()
    await asyncio.wait_for(hub.job_called(60), 10)
    again = asyncio.create_task(hub.job_called(60))
    await asyncio.sleep(0)
    assert not again.done()
    hub.wake_jobs()
    await asyncio.wait_for(again, 10)


class Office:
    """One process: a hub and its carrier, and what its users hear."""

    def __init__(self, url: str) -> None:
        self.hub = a_hub()
        self.heads: asyncio.Queue[int] = asyncio.Queue()
        self.deltas: asyncio.Queue[ChatDelta] = asyncio.Queue()
        self.revoked: asyncio.Queue[str] = asyncio.Queue()
        self.missed = asyncio.Event()
        self.hub.carrier = RedisCarrier(url, self.hub.heard, self.missed.set)
        self.hub.listen(
            ANN, lambda events, head: self.heads.put_nowait(head), self.deltas.put_nowait
        )
        self.hub.listen_revoked(ANN, self.revoked.put_nowait)
        self.task = asyncio.create_task(self.hub.carrier.run())


async def test_words_reach_the_other_process_once(redis_url: str) -> None:
    """Heads, deltas, revoked sessions and waiting chats go over; one's own do not come back."""
    here, there = Office(redis_url), Office(redis_url)
    async with asyncio.timeout(20):
        # Connecting may have missed something, and says so.
        await here.missed.wait()
        await there.missed.wait()
        here.hub.tell(ANN, (), 7)
        here.hub.tell_delta(ANN, DELTA)
        here.hub.revoke(ANN, "s")
        here.hub.revoke(ANN)
        here.hub.wake_jobs()
        assert await there.heads.get() == 7
        assert await there.deltas.get() == DELTA
        assert [await there.revoked.get(), await there.revoked.get()] == ["s", ""]
        await there.hub.job_called(20)
    assert here.heads.qsize() == 1
    for office in (here, there):
        office.task.cancel()
    await asyncio.gather(here.task, there.task, return_exceptions=True)


async def test_without_redis_words_are_counted_and_not_kept() -> None:
    """A Redis that is not there holds nobody up."""
    told: list[Word] = []
    carrier = RedisCarrier("redis://127.0.0.1:1/0", told.append, lambda: None)
    carrier.carry(Word(chat_waits=True))
    assert carrier.dropped == 1
    assert told == []
