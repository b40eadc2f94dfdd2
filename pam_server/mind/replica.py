"""A user's things as a file of the desktop's own shape: brought up to the log, and disposable."""

import logging
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from pam_core.storage.file import DatabaseFile
from pam_core.storage.sync import SqliteSync
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.sync import Account
from pam_server.mind.changes import change_of, event_of, received
from pam_server.ports import Change, Log, SnapshotNeeded

log = logging.getLogger(__name__)

PAGE = 500


class Replica:
    """One user's, on one file. `is_spoilt`: it shows what the log does not, and must go."""

    def __init__(self, user_id: str, path: Path, log: Log) -> None:
        self.user_id = user_id
        self.file = DatabaseFile(path)
        self.sync = SqliteSync(self.file)
        self.is_spoilt = False
        self._log = log

    async def join(self, at: datetime) -> None:
        """Let what changes from now on be collected. Raises PamError (`storage.…`)."""
        account = Account(server="replica", user_id=self.user_id, email="")
        await self.sync.join(account, at, with_talks=True)

    async def catch_up(self) -> None:
        """Take in what the log has and this has not. Raises PamError, SnapshotNeeded.

        SnapshotNeeded: the database is another one, or too far ahead; only a new replica will do.
        """
        standing = await self.sync.standing()
        if standing.waiting:
            # A turn that was never committed has left it so.
            raise SnapshotNeeded
        epoch, since = standing.epoch, standing.since
        if not epoch:
            epoch, since = await self._take_snapshot()
        page = await self._log.events(self.user_id, epoch, since, PAGE)
        while page.events:
            await self.sync.apply(page.epoch, [received(event) for event in page.events])
            since = page.events[-1].seq
            page = await self._log.events(self.user_id, epoch, since, PAGE)

    async def take_changes(self) -> list[Change]:
        """What was changed since the last time; it is not kept here. Raises PamError."""
        return [change_of(waiting) for waiting in await self.sync.take_waiting()]

    async def show(self, changes: Sequence[Change], at: datetime) -> None:
        """Show changes as if they were committed; the replica is spoilt by it. Raises PamError."""
        if changes:
            self.is_spoilt = True
            standing = await self.sync.standing()
            event = event_of(changes, standing.since + 1, at)
            await self.sync.apply(standing.epoch, [event])

    async def destroy(self) -> None:
        """Close it and remove the file with all that SQLite lays beside it; idempotent."""
        try:
            await self.file.close()
        except PamError as trouble:
            # Nobody will read it again.
            log.warning("%s: a replica could not be closed", trouble.code)
        for suffix in ("", "-wal", "-shm", "-journal"):
            self.file.path.with_name(self.file.path.name + suffix).unlink(missing_ok=True)

    async def _take_snapshot(self) -> tuple[str, int]:
        page = await self._log.snapshot(self.user_id, "", PAGE)
        await self.sync.take_in(page, first=True)
        while page.next:
            page = await self._log.snapshot(self.user_id, page.next, PAGE)
            await self.sync.take_in(page, first=False)
        return page.epoch, page.as_of
