"""A database, its doors, a hub, and users who write to the mind."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from pam_server.socket.hub import LocalHub
from pam_server.store.database import Database
from pam_server.store.jobs import SqlJobs
from pam_server.store.log import SqlLog
from tests.server.mind.desk import Desk
from tests.server.mind.minds import Minds


@pytest.fixture
async def database(request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    """SQLite; a test that says so runs on PostgreSQL too (`on_both`)."""
    url: str = request.getfixturevalue(f"{getattr(request, 'param', 'sqlite')}_url")
    database = Database(url)
    await database.open()
    yield database
    await database.close()


@pytest.fixture
async def hub(database: Database) -> LocalHub:
    hub = LocalHub()
    database.tell_committed(hub.tell)
    database.tell_jobs(hub.wake_jobs)
    return hub


@pytest.fixture
def log(database: Database) -> SqlLog:
    return SqlLog(database)


@pytest.fixture
def jobs(database: Database) -> SqlJobs:
    return SqlJobs(database)


@pytest.fixture
def new_desk(log: SqlLog, jobs: SqlJobs, hub: LocalHub) -> Callable[[], Desk]:
    """Makes a user at a desk of their own."""
    return lambda: Desk(log, jobs, hub)


@pytest.fixture
def desk(new_desk: Callable[[], Desk]) -> Desk:
    """One user."""
    return new_desk()


@pytest.fixture
def minds(log: SqlLog, jobs: SqlJobs, hub: LocalHub, tmp_path: Path) -> Minds:
    """Minds to wake, with a cache of their own."""
    return Minds(log, jobs, hub, tmp_path / "cache")
