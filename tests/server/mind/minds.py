"""The server's mind, awake for as long as a test wants it."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path

from pam_core.storage.gazetteer.build import APPLICATION_ID, VERSION
from pam_core.vocabulary.model_talk import Candidate
from pam_server.mind.mind import open_mind
from pam_server.ports import Hub, Jobs, Log


def with_an_empty_map(cache: Path) -> Path:
    """The cache folder with a gazetteer of no towns, so that none is built in the background."""
    cache.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(cache / "gazetteer.db")) as map_:
        map_.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        map_.execute(f"PRAGMA user_version = {VERSION}")
    return cache


class Minds:
    """Wakes minds on the same log and jobs, each as a process of its own would be."""

    def __init__(self, log: Log, jobs: Jobs, hub: Hub, cache: Path) -> None:
        self.log = log
        self.jobs = jobs
        self.hub = hub
        self.cache = with_an_empty_map(cache)

    @asynccontextmanager
    async def awake(self, *candidates: Candidate, most_open: int = 8) -> AsyncIterator[None]:
        """A mind that answers until the block is left."""
        async with open_mind(
            log=self.log,
            jobs=self.jobs,
            hub=self.hub,
            candidates=candidates,
            cache=self.cache,
            replicas_open=most_open,
        ) as worker:
            running = asyncio.create_task(worker.run())
            try:
                yield
            finally:
                running.cancel()
                with suppress(asyncio.CancelledError):
                    await running
