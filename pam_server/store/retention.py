"""Lets go of what nobody can ask for any more: old events, steps of old chats, deleted words."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from pam_server.store import tables
from pam_server.store.database import Database

ERASED_FOR = timedelta(days=1)
"""Far longer than an access token or a command under way."""


async def trim(database: Database, now: datetime, *, older_than: datetime, keep: int) -> int:
    """Delete events from before `older_than`, but never a user's last `keep`; returns how many.

    A device that is further behind takes a snapshot. One user at a time, so that nobody waits long.
    Raises PamError (`storage.…`).
    """
    users = await database.read(lambda connection: _users_with_older(connection, older_than))
    deleted = 0
    for user_id in users:
        deleted += await database.write(
            lambda connection, user_id=user_id: _trim(connection, user_id, older_than, keep),  # type: ignore[misc]
            users=(user_id,),
        )
    await database.write(lambda connection: _forget(connection, now, older_than))
    for user_id in await database.read(_users_who_deleted):
        await database.write(
            lambda connection, user_id=user_id: _forget_talk(connection, user_id),  # type: ignore[misc]
            users=(user_id,),
        )
    return deleted


def _users_who_deleted(connection: Connection) -> list[str]:
    return list(connection.execute(select(tables.talk_deleted.c.user_id)).scalars())


def _forget_talk(connection: Connection, user_id: str) -> None:
    """Destroy the words of what was deleted; a device that is further behind takes a snapshot."""
    noted, things, jobs = tables.talk_deleted, tables.things, tables.jobs
    seq = connection.execute(select(noted.c.seq).where(noted.c.user_id == user_id)).scalar()
    if seq is None:
        return
    _cut(connection, user_id, seq)
    # A turn has the id of the chat it answers; a chat that was answered and has none was deleted.
    stands = select(things.c.id).where(
        things.c.user_id == user_id, things.c.entity == "turn", ~things.c.deleted
    )
    gone = select(jobs.c.message_id).where(
        jobs.c.user_id == user_id, jobs.c.finished_at.is_not(None), jobs.c.message_id.not_in(stands)
    )
    for table in (tables.job_steps, jobs):
        connection.execute(
            table.delete().where(table.c.user_id == user_id, table.c.message_id.in_(gone))
        )
    connection.execute(noted.delete().where(noted.c.user_id == user_id))


def _users_with_older(connection: Connection, older_than: datetime) -> list[str]:
    events = tables.events
    found = select(events.c.user_id).where(events.c.at < older_than).distinct()
    return list(connection.execute(found).scalars())


def _trim(connection: Connection, user_id: str, older_than: datetime, keep: int) -> int:
    events, counters = tables.events, tables.counters
    head = connection.execute(
        select(counters.c.head_seq).where(counters.c.user_id == user_id)
    ).scalar()
    if head is None:
        return 0
    # Only from the beginning on: a clock that was wrong for a while makes no hole.
    first_kept = connection.execute(
        select(func.min(events.c.seq)).where(events.c.user_id == user_id, events.c.at >= older_than)
    ).scalar()
    return _cut(
        connection, user_id, min(head - keep, head if first_kept is None else first_kept - 1)
    )


def _cut(connection: Connection, user_id: str, last: int) -> int:
    """Delete events up to `last`; how many there were."""
    events, counters = tables.events, tables.counters
    gone = connection.execute(
        events.delete().where(events.c.user_id == user_id, events.c.seq <= last)
    ).rowcount
    if gone:
        connection.execute(
            counters.update().where(counters.c.user_id == user_id).values(trimmed_seq=last)
        )
    return gone


def _forget(connection: Connection, now: datetime, older_than: datetime) -> None:
    jobs, steps, erased = tables.jobs, tables.job_steps, tables.erased
    connection.execute(erased.delete().where(erased.c.erased_at < now - ERASED_FOR))
    is_answered = (
        select(jobs.c.message_id)
        .where(
            jobs.c.user_id == steps.c.user_id,
            jobs.c.message_id == steps.c.message_id,
            jobs.c.finished_at < older_than,
        )
        .exists()
    )
    connection.execute(steps.delete().where(is_answered))
