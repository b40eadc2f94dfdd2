"""From a database's URL to an engine that keeps its word: a commit survives a power cut."""

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import QueuePool

from pam_server.store import trouble

BUSY_SECONDS = 10.0
BUSY_PAUSE_SECONDS = 0.01
READERS = 3
"""Threads, and connections, that read beside the one that writes."""
CHECKPOINT_PAGES = 4000
"""Of the write-ahead log (16 MB): rarer than SQLite's own, since each is a pause for all."""


def writing_engine(address: str) -> Engine:
    """One connection that writes. Raises PamError `storage.address`."""
    url = _url(address)
    if url.get_backend_name() == "sqlite":
        engine = _sqlite(url, connections=1)
        # The lock is taken at once, so that it cannot fail half-way.
        event.listen(engine, "begin", lambda connection: _execute(connection, "BEGIN IMMEDIATE"))
        return engine
    return _postgresql(url, connections=1, isolation="READ COMMITTED")


def reading_engine(address: str) -> Engine:
    """Connections that read, each transaction at one moment. Raises PamError `storage.address`."""
    url = _url(address)
    if url.get_backend_name() == "sqlite":
        engine = _sqlite(url, connections=READERS)
        event.listen(engine, "begin", lambda connection: _execute(connection, "BEGIN"))
        return engine
    return _postgresql(url, connections=READERS, isolation="REPEATABLE READ")


def _execute(connection: Any, statement: str) -> None:
    connection.exec_driver_sql(statement)


def _url(address: str) -> URL:
    try:
        url = make_url(address)
    except ArgumentError as error:
        # The URL may hold a password, so it is not repeated.
        raise trouble.bad_address("it is no URL.") from error
    name = url.drivername.partition("+")[0]
    if name in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if name != "sqlite":
        raise trouble.bad_address("only SQLite and PostgreSQL are known.")
    if not url.database or url.database == ":memory:":
        raise trouble.bad_address("a database in memory would keep nothing.")
    return url.set(drivername="sqlite+pysqlite")


def _sqlite(url: URL, *, connections: int) -> Engine:
    path = Path(str(url.database))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise trouble.bad_address(f"the folder {path.parent} cannot be made.") from error
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=0,
        connect_args={
            "timeout": BUSY_SECONDS,
            # A connection goes from thread to thread, never to two at once.
            "check_same_thread": False,
            "cached_statements": 512,
            # Transactions are begun by us, not guessed by the driver.
            "isolation_level": None,
        },
    )
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, record: object) -> None:
    _write_ahead(connection)
    for pragma in (
        "synchronous = FULL",
        "foreign_keys = ON",
        f"wal_autocheckpoint = {CHECKPOINT_PAGES}",
        "cache_size = -65536",
        # What was erased does not stay legible in the file where that costs no extra writing.
        "secure_delete = FAST",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Go over to the write-ahead log.

    For this alone SQLite does not wait while another program looks at the file, as a second worker
    does that starts at the same moment; so it is tried again for as long as SQLite would wait.
    """
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > deadline:
                raise
            time.sleep(BUSY_PAUSE_SECONDS)
        else:
            return


def _postgresql(url: URL, *, connections: int, isolation: Any) -> Engine:
    return create_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        # The database may have been started anew since.
        pool_pre_ping=True,
        isolation_level=isolation,
        connect_args={"connect_timeout": 10, "application_name": "pam-server"},
    )
