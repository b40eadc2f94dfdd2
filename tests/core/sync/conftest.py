"""A fake server and a client for each test of syncing."""

from collections.abc import AsyncIterator

import pytest

from pam_core.sync.rest import Rest
from tests.core.sync.signing import FakeTokenSafe
from tests.support.fakes import FakeClock
from tests.support.sync_server import SyncServer, a_sync_server


@pytest.fixture
async def server() -> AsyncIterator[SyncServer]:
    async with a_sync_server() as one:
        yield one


@pytest.fixture
async def rest(server: SyncServer) -> AsyncIterator[Rest]:
    client = Rest(server.address)
    yield client
    await client.close()


@pytest.fixture
def safe() -> FakeTokenSafe:
    return FakeTokenSafe()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()
