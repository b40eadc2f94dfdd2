"""The SQLite file: opened, checked and brought up to date on the one thread that owns it."""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pam_core.storage import trouble
from pam_core.vocabulary.errors import Fault, PamError

if TYPE_CHECKING:
    # Half a second to import (it looks for numpy and plugins): only the storage thread does it.
    from sqlite_utils import Database

T = TypeVar("T")

APPLICATION_ID = 0x50414D31
""""PAM1" in the file's header, so that another program's database is never written to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What kind of database a file is.

    `steps` is the package that holds its STEPS and migrations(): named rather than given, because
    importing it takes half a second and only the storage thread does it.
    """

    application_id: int
    steps: str


LEDGER = Shape(application_id=APPLICATION_ID, steps="pam_core.storage.migrations")
"""Chats, expenses and whatever else the user keeps."""

BUSY_SECONDS = 5.0
BUSY_PAUSE_SECONDS = 0.01
CHECKED_BYTES = 16 * 2**20
"""Files up to this size are checked page by page when opened (some 10 ms)."""


class DatabaseFile:
    """PAM's database at `path`, of one shape; created, with its folder, when first used.

    All work runs on one thread named "pam-storage". Every method raises PamError (`storage.…`).
    """

    def __init__(self, path: Path, shape: Shape = LEDGER) -> None:
        self.path = path
        self._shape = shape
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pam-storage")
        self._database: Database | None = None
        self._closed = False

    async def open(self) -> None:
        """Open now rather than at first use, to learn of trouble early; idempotent."""
        await self.read(lambda database: None)

    async def read(self, work: Callable[["Database"], T]) -> T:
        """Run `work` on the storage thread."""
        return await self._run(lambda: work(self._opened()))

    async def write(self, work: Callable[["Database"], T]) -> T:
        """Run `work` in one transaction; returns once it survives a power cut."""

        def written() -> T:
            database = self._opened()
            with _transaction(database):
                return work(database)

        return await self._run(written)

    async def close(self) -> None:
        """Write everything into the file and give it back; idempotent."""
        if self._closed:
            return
        self._closed = True
        try:
            await self._run(self._close)
        finally:
            self._thread.shutdown(wait=False)

    async def _run(self, work: Callable[[], T]) -> T:
        def named() -> T:
            try:
                return work()
            except sqlite3.Error as error:
                raise trouble.named(error, self.path) from error

        loop = asyncio.get_running_loop()
        try:
            ahead = loop.run_in_executor(self._thread, named)
        except RuntimeError as error:
            raise PamError("storage.closed", "The database is closed.", fault=Fault.BUG) from error
        return await ahead

    def _close(self) -> None:
        database, self._database = self._database, None
        if database is not None:
            database.close()

    def _opened(self) -> "Database":
        if self._database is None:
            self._database = _open(self.path, self._shape)
        return self._database


def _open(path: Path, shape: Shape) -> "Database":
    from sqlite_utils import Database

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PamError(
            "storage.unopenable",
            f"PAM cannot make the folder {path.parent}.",
            mend="Check that it may be written to.",
            fault=Fault.ENVIRONMENT,
        ) from error
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False)
    try:
        # Other people's sqlite-utils plugins stay out of PAM's file.
        database = Database(connection, execute_plugins=False)
        _check(database, path, shape)
        _write_ahead(database)
        database.execute("PRAGMA synchronous = FULL")
        database.execute("PRAGMA foreign_keys = ON")
        # Not every SQLite is built so: words that were moved must not stay where they were either.
        database.execute("PRAGMA secure_delete = ON")
        _bring_up_to_date(database, shape)
    except BaseException:
        connection.close()
        raise
    return database


def _write_ahead(database: "Database") -> None:
    """Go over to the write-ahead log.

    For this alone SQLite does not wait while another connection looks at the file, as a second PAM
    does that starts at the same moment; so it is tried again for as long as SQLite would wait.
    """
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            database.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > deadline:
                raise
            time.sleep(BUSY_PAUSE_SECONDS)
        else:
            return


def _check(database: "Database", path: Path, shape: Shape) -> None:
    """Look without writing: a file that is not ours, newer than us or damaged is left as it is."""
    steps = import_module(shape.steps).STEPS
    # At one moment: a second PAM that starts now may be making the file.
    database.conn.execute("BEGIN")
    try:
        version = _pragma(database, "user_version")
        application = _pragma(database, "application_id")
        tables = database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    finally:
        database.conn.rollback()
    if tables and application != shape.application_id:
        raise trouble.foreign(path)
    if version > len(steps):
        raise trouble.newer(path)
    if tables and path.stat().st_size <= CHECKED_BYTES:
        (verdict,) = database.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise trouble.damaged(path)


def _bring_up_to_date(database: "Database", shape: Shape) -> None:
    steps = import_module(shape.steps)
    if _pragma(database, "user_version") == len(steps.STEPS):
        return
    # The lock is taken first, so that a second PAM that starts at the same moment waits.
    with _transaction(database):
        database.execute(f"PRAGMA application_id = {shape.application_id}")
        steps.migrations().apply(database)


def _pragma(database: "Database", name: str) -> int:
    value: int = database.execute(f"PRAGMA {name}").fetchone()[0]
    return value


@contextmanager
def _transaction(database: "Database") -> Iterator[None]:
    """All or nothing; the write lock is taken at once, so that it cannot fail half-way."""
    connection = database.conn
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise
