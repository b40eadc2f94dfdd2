"""A mind in a process of its own, killed at a moment of its first job (URL, cache, moment)."""

import asyncio
import os
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from pam_server.mind.mind import open_mind
from pam_server.ports import Job, Outcome, Step
from pam_server.socket.hub import LocalHub
from pam_server.store.database import Database
from pam_server.store.jobs import SqlJobs
from pam_server.store.log import SqlLog

LEASE_SECONDS = 0.2


class Deadly(SqlJobs):
    """Jobs that kill the process at a moment."""

    def __init__(self, database: Database, moment: str) -> None:
        super().__init__(database)
        self._moment = moment

    async def steps(self, job: Job) -> Any:
        self._maybe("steps")
        return await super().steps(job)

    async def record(self, job: Job, step: Step) -> None:
        await super().record(job, step)
        self._maybe("record")

    async def finish(self, job: Job, outcome: Outcome, now: datetime) -> bool:
        self._maybe("before finish")
        finished = asyncio.ensure_future(super().finish(job, outcome, now))
        await asyncio.sleep(0)
        self._maybe("while finishing")
        await finished
        self._maybe("after finish")
        return await finished

    def _maybe(self, moment: str) -> None:
        if moment == self._moment:
            os.kill(os.getpid(), signal.SIGKILL)


async def main(url: str, cache: str, moment: str) -> None:
    """Answer jobs until killed."""
    database = Database(url)
    await database.open()
    hub = LocalHub()
    async with open_mind(
        log=SqlLog(database),
        jobs=Deadly(database, moment),
        hub=hub,
        candidates=(),
        cache=Path(cache),
        lease_seconds=LEASE_SECONDS,
    ) as worker:
        await worker.run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
