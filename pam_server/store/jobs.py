"""Chats waiting for an answer, in the database; a lease keeps two from answering one."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, func, or_, select

from pam_core.protocol.codec import client_frame
from pam_core.protocol.frames import Chat, LogEvent
from pam_core.vocabulary.errors import Fault, PamError
from pam_server.ports import Job, Outcome, Step
from pam_server.store import outcome as outcomes
from pam_server.store import rows, steps, tables
from pam_server.store.database import Database
from pam_server.store.done import Done
from pam_server.store.fields import JudgeFields, judge_fields

_LOOKED_AT = 16
"""Jobs that are tried for, where other programs take some of them first."""

_JOBS = tables.jobs


class SqlJobs:
    """The `Jobs` in a Database."""

    def __init__(self, database: Database, *, judge_fields: JudgeFields = judge_fields) -> None:
        self._database = database
        self._judge_fields = judge_fields

    async def claim(self, now: datetime, lease_seconds: float) -> Job | None:
        """Take the next one whose lease, if any, has ended. None: nothing to do."""
        # Most of the time there is none, and then nothing is written.
        if not await self._database.read(lambda connection: _free(connection, now)):
            return None
        until = now + timedelta(seconds=lease_seconds)
        return await self._database.write(lambda connection: _claim(connection, now, until))

    async def extend(self, job: Job, now: datetime, lease_seconds: float) -> bool:
        """Keep it for longer; False where another took it meanwhile, or it was answered."""
        until = now + timedelta(seconds=lease_seconds)

        def write(connection: Connection) -> bool:
            done = connection.execute(_JOBS.update().where(_held(job)).values(leased_until=until))
            return done.rowcount == 1

        return await self._database.write(write)

    async def record(self, job: Job, step: Step) -> None:
        """Keep a step of this attempt; the same step twice is one.

        Raises PamError `job.lost` where another took the job meanwhile.
        """

        def write(connection: Connection) -> None:
            # Locked, so that nobody takes the job between the look and the step.
            held = select(_JOBS.c.attempt).where(_held(job)).with_for_update()
            if connection.execute(held).first() is None or not steps.keep(connection, job, step):
                raise PamError(
                    "job.lost", "Another has taken this message meanwhile.", fault=Fault.SERVICE
                )

        await self._database.write(write)

    async def steps(self, job: Job) -> Sequence[Step]:
        """Steps recorded for this message, of all attempts, in order."""
        return await self._database.read(
            lambda connection: steps.kept(connection, job.user_id, job.chat.id)
        )

    async def finish(self, job: Job, outcome: Outcome, now: datetime) -> bool:
        """Write answer, changes and events, all or none.

        False where it was answered already, or another took it. Raises PamError `job.conflict`
        where a change's base is no longer what stands (try again), `job.refused` where the outcome
        can never be kept.
        """

        def write(connection: Connection) -> Done:
            return outcomes.finish(connection, job, outcome, now, self._judge_fields)

        finished: bool = await self._database.write_and_tell(write, users=(job.user_id,))
        return finished

    async def answer(self, user_id: str, message_id: str) -> LogEvent | None:
        """The ChatResponse of a message, once there is one; also after the log was trimmed."""
        text = await self._one(user_id, message_id, _JOBS.c.answer)
        return None if text is None else rows.event_of(text)

    async def chat(self, user_id: str, message_id: str) -> Chat | None:
        """A message as it was sent, answered or not."""
        text = await self._one(user_id, message_id, _JOBS.c.chat)
        return None if text is None else _chat(text)

    async def chats(self, user_id: str, limit: int) -> Sequence[Chat]:
        """The messages that came last, the latest first, answered or not."""
        wanted = (
            select(_JOBS.c.chat)
            .where(_JOBS.c.user_id == user_id)
            .order_by(_JOBS.c.number.desc())
            .limit(max(limit, 0))
        )
        texts = await self._database.read(
            lambda connection: connection.execute(wanted).scalars().all()
        )
        return [_chat(text) for text in texts]

    async def waiting(self) -> int:
        """How many wait, those that are being answered included."""
        wanted = select(func.count()).select_from(_JOBS).where(_JOBS.c.finished_at.is_(None))
        return await self._database.read(lambda connection: connection.execute(wanted).scalar_one())

    async def _one(self, user_id: str, message_id: str, column: Any) -> str | None:
        wanted = select(column).where(_JOBS.c.user_id == user_id, _JOBS.c.message_id == message_id)
        found = await self._database.read(lambda connection: connection.execute(wanted).scalar())
        return cast("str | None", found)


def _chat(text: str) -> Chat:
    return cast(Chat, client_frame(json.loads(text)))


def _held(job: Job) -> ColumnElement[bool]:
    """Open, and of this attempt still."""
    return (
        (_JOBS.c.user_id == job.user_id)
        & (_JOBS.c.message_id == job.chat.id)
        & (_JOBS.c.attempt == job.attempt)
        & _JOBS.c.finished_at.is_(None)
    )


def _is_free(now: datetime) -> ColumnElement[bool]:
    return or_(_JOBS.c.leased_until.is_(None), _JOBS.c.leased_until <= now)


def _free(connection: Connection, now: datetime) -> Sequence[Any]:
    earlier = _JOBS.alias("earlier")
    # One of a user's at a time, in order: the first open one, or none.
    is_first = ~(
        select(earlier.c.number)
        .where(
            earlier.c.user_id == _JOBS.c.user_id,
            earlier.c.number < _JOBS.c.number,
            earlier.c.finished_at.is_(None),
        )
        .exists()
    )
    wanted = (
        select(_JOBS)
        .where(_JOBS.c.finished_at.is_(None), _is_free(now), is_first)
        .order_by(_JOBS.c.called_at, _JOBS.c.user_id)
        .limit(_LOOKED_AT)
    )
    return connection.execute(wanted).all()


def _claim(connection: Connection, now: datetime, until: datetime) -> Job | None:
    # Where other programs take all that were looked at, there are others, or none.
    while found := _free(connection, now):
        for row in found:
            if _is_taken(connection, row, now, until):
                return Job(
                    user_id=row.user_id,
                    chat=_chat(row.chat),
                    attempt=row.attempt + 1,
                    leased_until=until,
                    device_id=row.device_id,
                )
    return None


def _is_taken(connection: Connection, row: Any, now: datetime, until: datetime) -> bool:
    taken = connection.execute(
        _JOBS.update()
        .where(
            _JOBS.c.user_id == row.user_id,
            _JOBS.c.message_id == row.message_id,
            _JOBS.c.attempt == row.attempt,
            _JOBS.c.finished_at.is_(None),
            _is_free(now),
        )
        .values(attempt=row.attempt + 1, leased_until=until)
    )
    return taken.rowcount == 1
