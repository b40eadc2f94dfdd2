"""A REST side for each test, on the real store and both databases."""

from collections.abc import AsyncIterator

import pytest

from tests.support.server_world import ANN, World, a_world


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    async with a_world(database_url) as made:
        yield made


@pytest.fixture
async def ann(world: World) -> AsyncIterator[object]:
    async with world.client(ANN) as client:
        yield client
