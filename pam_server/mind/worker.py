"""Takes jobs, several at once, and keeps each lease for as long as it is at work."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol

from pam_core.vocabulary.errors import PamError
from pam_server.ports import Hub, Job, Jobs

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
NEVER = "job.refused"
"""What an answer came to can never be kept: another attempt would come to the same."""
AT_ONCE = 8
LEASE_SECONDS = 30.0
LOOK_SECONDS = 5.0
"""How long a wake-up that got lost, or a lease of a worker that died, may go unnoticed."""


class Thinker(Protocol):
    """Who answers jobs; see `thinking.Thinking`."""

    async def think(self, job: Job) -> bool:
        """Answer it and commit. Raises what kept it from that."""
        ...

    async def apologise(self, job: Job, code: str) -> bool:
        """End it with an honest sentence."""
        ...


class LeaseLostError(Exception):
    """Another worker has the job."""


class Worker:
    """`run` until it is cancelled; `is_alive` as long as it does."""

    def __init__(
        self,
        *,
        jobs: Jobs,
        hub: Hub,
        thinker: Thinker,
        now: Callable[[], datetime],
        at_once: int = AT_ONCE,
        lease_seconds: float = LEASE_SECONDS,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        self._jobs = jobs
        self._hub = hub
        self._thinker = thinker
        self._now = now
        self._at_once = at_once
        self._lease_seconds = lease_seconds
        self._look_seconds = look_seconds
        self._running = False
        self._at_work: set[asyncio.Task[None]] = set()

    @property
    def is_alive(self) -> bool:
        """Whether jobs are being taken."""
        return self._running

    @property
    def busy(self) -> int:
        """How many jobs are being answered."""
        return len(self._at_work)

    async def run(self) -> None:
        """Take jobs for ever. Cancelled, it gives the leases back before it ends."""
        self._running = True
        free = asyncio.Semaphore(self._at_once)
        try:
            while True:
                await free.acquire()
                job = await self._claimed()
                if job is None:
                    free.release()
                    await self._hub.job_called(self._look_seconds)
                    continue
                task = asyncio.create_task(self._answer_all(job), name=f"job {job.chat.id}")
                self._at_work.add(task)
                task.add_done_callback(self._at_work.discard)
                task.add_done_callback(lambda _: free.release())
        finally:
            self._running = False
            await self._stop()

    async def _stop(self) -> None:
        tasks = list(self._at_work)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _claimed(self) -> Job | None:
        try:
            return await self._jobs.claim(self._now(), self._lease_seconds)
        except PamError as trouble:
            log.error("%s: no job can be taken: %s", trouble.code, trouble)
            return None

    async def _answer_all(self, job: Job | None) -> None:
        """This one, and then what waits: the next of the same user may have waited for it."""
        while job is not None:
            await self._answer(job)
            job = await self._claimed()

    async def _answer(self, job: Job) -> None:
        """One attempt. Whatever goes wrong ends this attempt only."""
        try:
            if job.attempt > MOST_ATTEMPTS:
                # Whoever tried before did not live to say so.
                await self._held(job, self._thinker.apologise(job, "mind.gave_up"))
                return
            await self._held(job, self._thinker.think(job))
        except asyncio.CancelledError:
            await self._give_back(job)
            raise
        except LeaseLostError:
            log.warning("another worker took job %s at attempt %d", job.chat.id, job.attempt)
        except Exception as fault:
            await self._failed(job, fault)

    async def _failed(self, job: Job, fault: Exception) -> None:
        code = fault.code if isinstance(fault, PamError) else "bug.job"
        if isinstance(fault, PamError):
            log.info("%s: attempt %d at job %s", code, job.attempt, job.chat.id)
        else:
            log.error("attempt %d at job %s failed", job.attempt, job.chat.id, exc_info=fault)
        if job.attempt < MOST_ATTEMPTS and code != NEVER:
            await self._give_back(job)
            return
        try:
            await self._thinker.apologise(job, code)
        except Exception as trouble:  # the lease ends, and another attempt tells it
            log.error("job %s has no answer yet", job.chat.id, exc_info=trouble)

    async def _give_back(self, job: Job) -> None:
        """End the lease now, so that nobody need wait for its end."""
        try:
            await self._jobs.extend(job, self._now(), 0.0)
        except PamError as trouble:
            log.warning("%s: the lease of job %s runs to its end", trouble.code, job.chat.id)

    async def _held(self, job: Job, work: Awaitable[bool]) -> None:
        """Do it while the lease is kept. Raises LeaseLostError where another took it."""
        working = asyncio.ensure_future(work)
        try:
            while True:
                done, _ = await asyncio.wait({working}, timeout=self._lease_seconds / 3)
                if done:
                    working.result()
                    return
                if not await self._still_ours(job):
                    raise LeaseLostError
        finally:
            if not working.done():
                working.cancel()
                await asyncio.wait({working})

    async def _still_ours(self, job: Job) -> bool:
        try:
            return await self._jobs.extend(job, self._now(), self._lease_seconds)
        except PamError as trouble:
            # The work goes on: its commit tells whether the lease held.
            log.warning("%s: the lease of job %s was not kept", trouble.code, job.chat.id)
            return True
