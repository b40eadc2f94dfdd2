"""The whole mind of one server process: opened, run, and closed in order."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from pam_core.orchestrator.asking.switchboard import Switchboard
from pam_core.storage.calls import SqliteCallLog
from pam_core.storage.file import DatabaseFile
from pam_core.vocabulary.model_talk import Candidate
from pam_server.mind.map import map_in
from pam_server.mind.replicas import MOST_OPEN, Replicas
from pam_server.mind.room import shared_by_all
from pam_server.mind.thinking import Thinking
from pam_server.mind.worker import AT_ONCE, LEASE_SECONDS, Worker
from pam_server.ports import Hub, Jobs, Log


class ServerClock:
    """The `Clock` port of a server: users bring their own zones."""

    def monotonic(self) -> float:
        """Seconds on a clock that never goes back."""
        return time.monotonic()

    def now(self) -> datetime:
        """This moment in UTC."""
        return datetime.now(UTC)


@asynccontextmanager
async def open_mind(
    *,
    log: Log,
    jobs: Jobs,
    hub: Hub,
    candidates: Sequence[Candidate],
    cache: Path,
    at_once: int = AT_ONCE,
    lease_seconds: float = LEASE_SECONDS,
    replicas_open: int = MOST_OPEN,
) -> AsyncIterator[Worker]:
    """The worker with all that it needs; its `run` is the caller's to start and to cancel.

    Args:
        log: the users' things.
        jobs: chats to be answered.
        hub: is told the pieces of answers, and wakes the worker.
        candidates: whom to ask, in this order.
        cache: a folder for what can be made anew. Several processes may share it: the calls to
            providers, and so their breakers, are then known to all of them.
        at_once: how many chats are answered at a time.
        lease_seconds: how long a chat waits for the next worker when this one dies.
        replicas_open: how many users' replicas are kept open.

    Raises:
        PamError: `storage.…`.
        OSError: the folder cannot be made.
    """
    clock = ServerClock()
    async with AsyncExitStack() as opened:
        replicas = Replicas(cache / "replicas", log, hub, clock.now, replicas_open)
        await replicas.open()
        opened.push_async_callback(replicas.close)
        calls = DatabaseFile(cache / "calls.db")
        opened.push_async_callback(calls.close)
        await calls.open()
        atlas = map_in(cache)
        opened.push_async_callback(atlas.close)
        await atlas.prepare()
        board = Switchboard(candidates, SqliteCallLog(calls), clock)
        opened.push_async_callback(board.close)
        await board.warm_up()
        shared = await asyncio.to_thread(shared_by_all, board, atlas, clock, cache)
        thinker = Thinking(log=log, jobs=jobs, hub=hub, replicas=replicas, shared=shared)
        yield Worker(
            jobs=jobs,
            hub=hub,
            thinker=thinker,
            now=clock.now,
            at_once=at_once,
            lease_seconds=lease_seconds,
        )
