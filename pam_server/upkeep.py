"""What an operator does to the database while the server rests, or beside it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from pam_server.identity.key_ring import KeyRing
from pam_server.settings import load_settings
from pam_server.store.database import Database


def begin_new_epoch() -> str:
    """Say that a backup was put in place; a sentence for the operator. Raises PamError."""
    return asyncio.run(_with_database(_new_epoch))


def rotate_keys() -> str:
    """Sign with a new key from now on; a sentence for the operator. Raises PamError."""
    return asyncio.run(_with_database(_rotate))


async def _with_database(work: Callable[[Database], Awaitable[str]]) -> str:
    database = Database(load_settings().database)
    await database.open()
    try:
        return await work(database)
    finally:
        await database.close()


async def _new_epoch(database: Database) -> str:
    await database.new_epoch()
    return (
        "A new epoch has begun. Restart the server; every desktop then takes a snapshot and"
        " sends again what the backup lacks."
    )


async def _rotate(database: Database) -> str:
    from datetime import timedelta

    minutes = load_settings().access_minutes
    ring = KeyRing(database, lambda: datetime.now(UTC), timedelta(minutes=minutes))
    return f"Access tokens are signed with the key {await ring.rotate()} from now on."
