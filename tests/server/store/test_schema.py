"""The tables: made by the steps, alike on both databases, left alone where they are newer."""

import asyncio
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from pam_core.vocabulary.errors import PamError
from pam_server.store import looking, tables
from pam_server.store.database import Database


async def test_steps_make_the_tables(database: Database) -> None:
    """The steps come to exactly the tables that the program works with."""

    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        return list(compare_metadata(context, tables.metadata))

    assert await database.read(differences) == []


async def test_two_start_at_once(database_url: str) -> None:
    """Two programs that start at the same moment on an empty database come to one epoch."""
    both = [Database(database_url), Database(database_url)]
    await asyncio.gather(*(one.open() for one in both))
    epochs = [await one.read(looking.epoch) for one in both]
    for one in both:
        await one.close()
    assert epochs[0] == epochs[1]


async def test_newer_is_left_alone(database_url: str) -> None:
    """A database that a later program made is refused, and not changed."""
    first = Database(database_url)
    await first.open()
    later = text("UPDATE alembic_version SET version_num = '9999'")
    await first.write(lambda connection: connection.execute(later).close())
    await first.close()
    second = Database(database_url)
    with pytest.raises(PamError) as raised:
        await second.open()
    await second.close()
    assert raised.value.code == "storage.newer"


async def test_new_epoch(database: Database) -> None:
    """A new epoch is another one, and stays."""
    before = await database.read(looking.epoch)
    made = await database.new_epoch()
    assert before != made == await database.read(looking.epoch)


@pytest.mark.parametrize(
    "url", ["nonsense", "mysql://x/y", "sqlite://", "sqlite:///:memory:", "postgresql:/:::/"]
)
def test_addresses_that_cannot_be(url: str) -> None:
    """An address that cannot be used is named, without repeating a password in it."""
    with pytest.raises(PamError) as raised:
        Database(url)
    assert raised.value.code == "storage.address"
