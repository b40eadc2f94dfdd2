"""The worker: leases, several at once, faults that end one attempt only, an orderly end."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from pam_core.vocabulary.errors import Fault, PamError
from pam_server.mind.worker import MOST_ATTEMPTS, Worker
from pam_server.ports import Job, Outcome
from pam_server.socket.hub import LocalHub
from pam_server.store.database import Database
from pam_server.store.jobs import SqlJobs
from tests.server.mind.desk import Desk

Think = Callable[[Job], Awaitable[None]]


def now() -> datetime:
    return datetime.now(UTC)


class Scripted:
    """A thinker that does what it is told; `seen` are the attempts, as message and number."""

    def __init__(self, jobs: SqlJobs, think: Think) -> None:
        self._jobs = jobs
        self._think = think
        self.seen: list[tuple[str, int]] = []

    async def think(self, job: Job) -> bool:
        self.seen.append((job.chat.message, job.attempt))
        await self._think(job)
        return await self._jobs.finish(job, Outcome(message=f"Re: {job.chat.message}"), now())

    async def apologise(self, job: Job, code: str) -> bool:
        return await self._jobs.finish(job, Outcome(message=f"Sorry: {code}"), now())


async def at_once(job: Job) -> None:
    """Think of nothing."""


@asynccontextmanager
async def working(
    jobs: SqlJobs, hub: LocalHub, thinker: Scripted, **more: float
) -> AsyncIterator[Worker]:
    worker = Worker(jobs=jobs, hub=hub, thinker=thinker, now=now, **more)  # type: ignore[arg-type]
    running = asyncio.create_task(worker.run())
    yield worker
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_order(jobs: SqlJobs, hub: LocalHub, desk: Desk) -> None:
    """One user's chats are answered one after the other, as they were sent."""
    thinker = Scripted(jobs, at_once)
    chats = [await desk.writes(message) for message in ("one", "two", "three")]
    async with working(jobs, hub, thinker):
        answers = [await desk.answer_to(chat) for chat in chats]
    assert [answer.message for answer in answers] == ["Re: one", "Re: two", "Re: three"]
    assert thinker.seen == [("one", 1), ("two", 1), ("three", 1)]


async def test_several_users(jobs: SqlJobs, hub: LocalHub, new_desk: Callable[[], Desk]) -> None:
    """A user whose answer takes long keeps nobody else waiting."""
    slow, quick = new_desk(), new_desk()
    go_on = asyncio.Event()

    async def think(job: Job) -> None:
        await {slow.user_id: go_on.wait, quick.user_id: at_once_for_nobody}[job.user_id]()

    waiting = await slow.writes("slow")
    async with working(jobs, hub, Scripted(jobs, think)):
        assert (await quick.asks("quick")).message == "Re: quick"
        go_on.set()
        assert (await slow.answer_to(waiting)).message == "Re: slow"


async def at_once_for_nobody() -> None:
    """Nothing to wait for."""


async def test_fault(jobs: SqlJobs, hub: LocalHub, desk: Desk) -> None:
    """A fault ends one attempt; after the last one the answer says so, and the next is answered."""
    faults = {"broken": RuntimeError("broken"), "fine": None}

    async def think(job: Job) -> None:
        if (fault := faults[job.chat.message]) is not None:
            raise fault

    thinker = Scripted(jobs, think)
    async with working(jobs, hub, thinker):
        assert (await desk.asks("broken")).message == "Sorry: bug.job"
        assert (await desk.asks("fine")).message == "Re: fine"
    assert thinker.seen == [*(("broken", n + 1) for n in range(MOST_ATTEMPTS)), ("fine", 1)]


async def test_never(jobs: SqlJobs, hub: LocalHub, desk: Desk) -> None:
    """What can never be kept is not tried again."""

    async def think(job: Job) -> None:
        raise PamError("job.refused", "It fits into no frame.", fault=Fault.BUG)

    thinker = Scripted(jobs, think)
    async with working(jobs, hub, thinker):
        assert (await desk.asks("long")).message == "Sorry: job.refused"
    assert thinker.seen == [("long", 1)]


async def test_shutdown(jobs: SqlJobs, hub: LocalHub, desk: Desk) -> None:
    """A worker that is stopped gives its lease back: the next one need not wait for its end."""
    begun, never = asyncio.Event(), asyncio.Event()

    async def think(job: Job) -> None:
        begun.set()
        await never.wait()

    async with working(jobs, hub, Scripted(jobs, think), lease_seconds=3600) as first:
        chat = await desk.writes("stop")
        await begun.wait()
        assert first.is_alive
    assert not first.is_alive
    second = Scripted(jobs, at_once)
    async with working(jobs, hub, second):
        assert (await desk.answer_to(chat)).message == "Re: stop"
    assert second.seen == [("stop", 2)]


class KeepingCount(SqlJobs):
    """Says when a lease was extended so often that it would have ended twice over."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.extended = 0
        self.twice_over = asyncio.Event()

    async def extend(self, job: Job, now: datetime, lease_seconds: float) -> bool:
        self.extended += 1
        {7: self.twice_over}.get(self.extended, asyncio.Event()).set()
        return await super().extend(job, now, lease_seconds)


async def test_lease_kept(database: Database, hub: LocalHub, desk: Desk) -> None:
    """While an answer is worked on its lease is kept: nobody else gets the chat."""
    jobs = KeepingCount(database)

    async def think(job: Job) -> None:
        await jobs.twice_over.wait()

    slow, other = Scripted(jobs, think), Scripted(jobs, at_once)
    async with working(jobs, hub, slow, lease_seconds=0.6):
        chat = await desk.writes("long")
        async with working(jobs, hub, other, look_seconds=0.1):
            assert (await desk.answer_to(chat)).message == "Re: long"
    assert [*slow.seen, *other.seen] == [("long", 1)]


async def test_dead_worker(jobs: SqlJobs, hub: LocalHub, desk: Desk) -> None:
    """The chat of a worker that died is taken when its lease ends; who died thrice gives up."""
    chat = await desk.writes("poison")
    for _ in range(MOST_ATTEMPTS):
        assert await jobs.claim(now(), 0.0) is not None
    thinker = Scripted(jobs, at_once)
    async with working(jobs, hub, thinker, look_seconds=0.1):
        assert (await desk.answer_to(chat)).message == "Sorry: mind.gave_up"
    assert thinker.seen == []
