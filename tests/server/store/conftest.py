"""A database of each kind, opened, and its doors."""

from collections.abc import AsyncIterator

import pytest

from pam_server.store.database import Database
from pam_server.store.jobs import SqlJobs
from pam_server.store.log import SqlLog


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    await database.open()
    yield database
    await database.close()


@pytest.fixture
def log(database: Database) -> SqlLog:
    return SqlLog(database)


@pytest.fixture
def jobs(database: Database) -> SqlJobs:
    return SqlJobs(database)
