"""An identity for each test on both databases, with cheap passwords and a time that is set."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher

from pam_server.identity.identity import Identity
from pam_server.identity.passwords import Passwords
from pam_server.settings import ServerSettings
from pam_server.store.database import Database

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass
class SetClock:
    """A time that is set."""

    at: datetime = datetime(2026, 5, 1, 18, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def advance(self, **how_far: float) -> None:
        self.at += timedelta(**how_far)


@dataclass
class NotedHub:
    """Notes whose sockets are to be closed; of a Hub's doors identity uses no other."""

    revoked: list[tuple[str, str]] = field(default_factory=list)

    def revoke(self, user_id: str, session: str = "") -> None:
        self.revoked.append((user_id, session))


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def hub() -> NotedHub:
    return NotedHub()


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
def settings() -> ServerSettings:
    return ServerSettings()


@pytest.fixture
async def identity(
    database: Database, settings: ServerSettings, hub: NotedHub, clock: SetClock
) -> AsyncIterator[Identity]:
    made = Identity(database, settings, hub, clock, passwords=Passwords(CHEAP))
    yield made
    made.close()


@pytest.fixture
async def sqlite_identity(
    sqlite_url: str, settings: ServerSettings, hub: NotedHub, clock: SetClock
) -> AsyncIterator[Identity]:
    """For what is decided before any database is asked."""
    database = Database(sqlite_url)
    await database.open()
    made = Identity(database, settings, hub, clock, passwords=Passwords(CHEAP))
    yield made
    made.close()
    await database.close()
