"""The one thread that writes: what waits, of many users, goes to the disk in one transaction."""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from pam_core.protocol.frames import LogEvent
from pam_core.vocabulary.errors import Fault, PamError
from pam_server.store import trouble
from pam_server.store.batch import Call, lock_users, write_calls
from pam_server.store.done import Done

log = logging.getLogger(__name__)

MOST_TOGETHER = 256
"""Entries in one transaction; more would make each wait longer than it gains."""
TRIES = 8
"""Of a transaction that got in another program's way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something to write: a device's commands (`call`), or any `work` within the transaction.

    `users` are those whose counters it changes: locked for all entries of a transaction together,
    in one order, so that two programs never wait for one another.
    """

    loop: asyncio.AbstractEventLoop
    future: "asyncio.Future[Any]"
    users: tuple[str, ...] = ()
    call: Call | None = None
    work: Callable[[Connection], Done] | None = None


@dataclass(slots=True)
class Hooks:
    """Who is told, on the event loop, of what this program committed."""

    committed: list[Callable[[str, Sequence[LogEvent], int], None]] = field(default_factory=list)
    jobs_called: list[Callable[[], None]] = field(default_factory=list)


class Writer:
    """The thread "pam-store-write" over one engine; at most `most_waiting` entries wait."""

    def __init__(self, engine: Engine, hooks: Hooks, *, most_waiting: int) -> None:
        self._engine = engine
        self._hooks = hooks
        self._queue: queue.SimpleQueue[Entry | None] = queue.SimpleQueue()
        self._most = most_waiting
        self._thread = threading.Thread(target=self._run, name="pam-store-write", daemon=True)
        self._closing = False

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def put(self, entry: Entry) -> None:
        """Have it written. Raises PamError `storage.overloaded`, `storage.closed`."""
        if self._closing:
            raise trouble.closed()
        if self._queue.qsize() >= self._most:
            raise trouble.overloaded()
        self._queue.put(entry)

    def waiting(self) -> int:
        """How many entries wait."""
        return self._queue.qsize()

    def close(self) -> None:
        """Write what waits, then stop; blocks until then."""
        if self._closing:
            return
        self._closing = True
        if self._thread.ident is not None:
            self._queue.put(None)
            self._thread.join()

    def _run(self) -> None:
        while True:
            entries, goes_on = self._drained()
            if entries:
                self._write(entries)
            if not goes_on:
                return

    def _drained(self) -> tuple[list[Entry], bool]:
        entries: list[Entry] = []
        entry = self._queue.get()
        while entry is not None:
            entries.append(entry)
            if len(entries) == MOST_TOGETHER:
                return entries, True
            try:
                entry = self._queue.get_nowait()
            except queue.Empty:
                return entries, True
        return entries, False

    def _write(self, entries: list[Entry]) -> None:
        try:
            answers = self._tried(entries)
        except Exception as error:
            # The thread must outlive whatever an entry does: one that poisons the others is found
            # by writing each alone, and told of it.
            if len(entries) > 1 and not _is_hopeless(error):
                for entry in entries:
                    self._write([entry])
                return
            answers = [_told(error)] * len(entries)
        _answer(entries, answers, self._hooks)

    def _tried(self, entries: list[Entry]) -> list[Done | PamError]:
        for _ in range(TRIES - 1):
            try:
                return self._together(entries)
            except SQLAlchemyError as error:
                if not trouble.is_in_the_way(error):
                    raise
        return self._together(entries)

    def _together(self, entries: list[Entry]) -> list[Done | PamError]:
        with self._engine.begin() as connection:
            lock_users(connection, {user for entry in entries for user in entry.users})
            calls = [entry.call for entry in entries if entry.call is not None]
            written = iter(write_calls(connection, calls))
            return [
                next(written) if entry.call is not None else _worked(connection, entry)
                for entry in entries
            ]


def _worked(connection: Connection, entry: Entry) -> Done | PamError:
    assert entry.work is not None
    try:
        with connection.begin_nested():
            return entry.work(connection)
    except PamError as error:
        # Its own answer, and nothing of it was written; the others are not touched by it.
        return error


def _is_hopeless(error: Exception) -> bool:
    return isinstance(error, SQLAlchemyError) and trouble.is_about_the_database(error)


def _told(error: Exception) -> PamError:
    if isinstance(error, SQLAlchemyError):
        answer = trouble.named(error)
    else:
        answer = PamError("storage.bug", "The server could not write that.", fault=Fault.BUG)
    answer.__cause__ = error
    # What a database says may repeat what was to be written, so only its kind is logged.
    log.error("Nothing was written: %s (%s)", answer.code, type(error).__name__)
    return answer


def _answer(entries: list[Entry], answers: Sequence[Done | PamError], hooks: Hooks) -> None:
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[Entry, Done | PamError]]] = {}
    for entry, answer in zip(entries, answers, strict=True):
        by_loop.setdefault(entry.loop, []).append((entry, answer))
    for loop, answered in by_loop.items():
        try:
            loop.call_soon_threadsafe(_resolve, answered, hooks)
        except RuntimeError:
            # Its loop is closed: nobody is left to be told. What was committed stays.
            log.warning("%d answers found nobody any more", len(answered))


def _resolve(answered: list[tuple[Entry, Done | PamError]], hooks: Hooks) -> None:
    for entry, answer in answered:
        if entry.future.done():
            continue
        if isinstance(answer, PamError):
            entry.future.set_exception(answer)
        else:
            entry.future.set_result(answer.value)
    # Those who wait for an answer go first, then the others are told.
    asyncio.get_running_loop().call_soon(_tell, [answer for _, answer in answered], hooks)


def _tell(answers: list[Done | PamError], hooks: Hooks) -> None:
    done = [answer for answer in answers if isinstance(answer, Done)]
    for one in done:
        if one.events:
            for told in hooks.committed:
                told(one.user_id, one.events, one.head_seq)
    if any(one.calls_jobs for one in done):
        for call in hooks.jobs_called:
            call()
