"""The database behind all doors: one thread that writes, a few that read."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import Connection as Connection
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from pam_core.protocol.frames import LogEvent
from pam_core.vocabulary.identity import new_id
from pam_server.store import address, schema, tables, trouble
from pam_server.store.batch import Call
from pam_server.store.done import Done
from pam_server.store.writer import Entry, Hooks, Writer

T = TypeVar("T")

MOST_WAITING = 8192
"""Pieces of writing that may wait; beyond them `storage.overloaded` is answered."""


class Database:
    """The server's database at a URL: `sqlite:///path` or `postgresql://…`.

    `open` first. Every method raises PamError (`storage.…`); work that is handed in runs on another
    thread, in a transaction of its own: all or nothing.
    """

    def __init__(self, url: str, *, most_waiting: int = MOST_WAITING) -> None:
        self._hooks = Hooks()
        self._reading = address.reading_engine(url)
        self._writing = address.writing_engine(url)
        self._writer = Writer(self._writing, self._hooks, most_waiting=most_waiting)
        self._readers = ThreadPoolExecutor(address.READERS, thread_name_prefix="pam-store-read")

    async def open(self) -> None:
        """Bring the database up to date and begin; raises also `storage.newer`."""
        await self._on_reader(lambda: _migrate(self._writing))
        self._writer.start()

    async def close(self) -> None:
        """Write what waits and give the database back; idempotent."""
        await asyncio.to_thread(self._writer.close)
        await asyncio.to_thread(self._readers.shutdown)
        self._reading.dispose()
        self._writing.dispose()

    def tell_committed(self, told: Callable[[str, Sequence[LogEvent], int], None]) -> None:
        """Have `told` called on the event loop with (user_id, events, head_seq) after a commit.

        Of this program's commits only, after those who wait for the commit were answered.
        """
        self._hooks.committed.append(told)

    def tell_jobs(self, called: Callable[[], None]) -> None:
        """Have `called` called on the event loop once a chat waits that came in here."""
        self._hooks.jobs_called.append(called)

    def waiting(self) -> int:
        """How many pieces of writing wait."""
        return self._writer.waiting()

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work`, which only reads, at one moment of the database."""

        def run() -> T:
            with self._reading.connect() as connection:
                return work(connection)

        return await self._on_reader(run)

    async def write(self, work: Callable[[Connection], T], *, users: Sequence[str] = ()) -> T:
        """Run `work`; returns once what it wrote survives a power cut.

        A PamError that `work` raises undoes what it wrote and nothing else. `work` may run more
        than once where programs get in one another's way, so it changes nothing but the database.
        `users` are those whose counters or log it changes.
        """

        def run(connection: Connection) -> Done:
            return Done(value=work(connection))

        answer: T = await self.write_and_tell(run, users=users)
        return answer

    async def write_and_tell(
        self, work: Callable[[Connection], Done], *, users: Sequence[str] = ()
    ) -> Any:
        """As `write`; then the hooks are told what `Done` says. Returns its value."""
        return await self._put(work=work, users=tuple(users))

    async def write_call(self, call: Call) -> Any:
        """Judge and write a device's commands; returns Committed."""
        return await self._put(call=call, users=(call.user_id,))

    async def new_epoch(self) -> str:
        """Begin a new epoch, after a backup was put in place: every device takes a snapshot."""
        epoch = new_id(datetime.now(UTC))
        await self.write(
            lambda connection: connection.execute(
                tables.meta.update().where(tables.meta.c.name == "epoch").values(value=epoch)
            ).close()
        )
        return epoch

    async def _put(self, **what: Any) -> Any:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        self._writer.put(Entry(loop=loop, future=future, **what))
        return await future

    async def _on_reader(self, run: Callable[[], T]) -> T:
        def named() -> T:
            try:
                return run()
            except SQLAlchemyError as error:
                raise trouble.named(error) from error

        loop = asyncio.get_running_loop()
        try:
            ahead = loop.run_in_executor(self._readers, named)
        except RuntimeError as error:
            raise trouble.closed() from error
        return await ahead


def _migrate(engine: Engine) -> None:
    with engine.begin() as connection:
        schema.bring_up_to_date(connection)
