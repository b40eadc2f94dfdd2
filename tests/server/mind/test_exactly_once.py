"""Whatever breaks, and wherever: one chat, one answer, one expense."""

import asyncio
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from pam_core.providers.openai_compatible import OpenAiCompatible
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.model_talk import Candidate
from pam_server.ports import Job, Outcome, Step
from pam_server.socket.hub import LocalHub
from pam_server.store.database import Database
from pam_server.store.jobs import SqlJobs
from pam_server.store.log import SqlLog
from tests.server.mind.desk import Desk, on_both
from tests.server.mind.minds import Minds
from tests.support.fake_provider import Answer, Call, fake_provider

FUEL = "I spent 45 dollars on fuel"
STEPS = ("steps", "record", "before finish", "after finish")


class CutError(Exception):
    """The moment at which it breaks."""


class Cutting(SqlJobs):
    """Jobs that break once at a moment of a job: as if the process had ended there."""

    def __init__(self, database: Database, cut: str) -> None:
        super().__init__(database)
        self._cut = cut
        self.cuts = 0

    async def steps(self, job: Job) -> Any:
        self._maybe("steps")
        return await super().steps(job)

    async def record(self, job: Job, step: Step) -> None:
        await super().record(job, step)
        self._maybe("record")

    async def finish(self, job: Job, outcome: Outcome, now: datetime) -> bool:
        self._maybe("before finish")
        finished = await super().finish(job, outcome, now)
        self._maybe("after finish")
        return finished

    def _maybe(self, moment: str) -> None:
        if moment == self._cut and not self.cuts:
            self.cuts += 1
            raise CutError(moment)


async def one_of_each(desk: Desk) -> None:
    """One expense, one turn, one answer."""
    assert [one.fields["amount_minor"] for one in await desk.things("expense")] == [4500]
    assert len(await desk.things("turn")) == 1
    events = await desk.events()
    assert [one.TYPE for one in events] == ["wins_update", "chat_response"]


@on_both
@pytest.mark.parametrize("moment", STEPS)
async def test_cut(
    database: Database, log: SqlLog, hub: LocalHub, desk: Desk, tmp_path: Path, moment: str
) -> None:
    """An attempt that breaks off anywhere is made again, and its effect is there once."""
    jobs = Cutting(database, moment)
    async with Minds(log, jobs, hub, tmp_path / "cache").awake():
        answer = await desk.asks(FUEL)
        assert (await desk.asks("how much did I spend today")).message.startswith("You spent 45")
    assert jobs.cuts == 1
    assert "45 dollars" in answer.message


@pytest.mark.parametrize("moment", STEPS)
async def test_cut_with_a_model(
    database: Database, log: SqlLog, hub: LocalHub, desk: Desk, tmp_path: Path, moment: str
) -> None:
    """A model's call that was recorded is given its recorded result, and not run again."""
    slots = '{"amount": {"amount": "45.00", "currency": "USD"}, "category": "fuel"}'
    jobs = Cutting(database, moment)
    async with fake_provider(Answer(calls=(Call(name="expense-log", arguments=slots),))) as fake:
        provider = OpenAiCompatible(
            name="openai", base_url=fake.base_url, model="m", key="k", on_device=False
        )
        async with Minds(log, jobs, hub, tmp_path / "c").awake(Candidate(provider=provider)):
            await desk.asks("well the pump took another 45 dollars of mine for fuel I am afraid")
    await one_of_each(desk)
    assert jobs.cuts == 1


@pytest.mark.parametrize("moment", [*STEPS, "while finishing"])
async def test_killed(minds: Minds, desk: Desk, sqlite_url: str, moment: str) -> None:
    """A worker killed with -9 at any moment: another goes on, and the expense is there once."""
    chat = await desk.writes(FUEL)
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.server.mind.mind_child", sqlite_url, str(minds.cache), moment
    )
    assert await asyncio.wait_for(child.wait(), 40) == -signal.SIGKILL
    assert len(list(minds.cache.glob("replicas/*"))) == 1
    async with minds.awake():
        answer = await desk.answer_to(chat)
        # What the one that was killed has left is gone.
        assert len(list(minds.cache.glob("replicas/*"))) == 1
    assert "45 dollars" in answer.message
    await one_of_each(desk)


async def test_recorded_step_is_taken_over(
    database: Database, log: SqlLog, hub: LocalHub, desk: Desk, tmp_path: Path
) -> None:
    """What a first attempt recorded is what stands in the end: the same thing, by its id."""
    jobs = Cutting(database, "before finish")
    async with Minds(log, jobs, hub, tmp_path / "cache").awake():
        chat = await desk.writes(FUEL)
        await desk.answer_to(chat)
    job = Job(user_id=desk.user_id, chat=chat, attempt=2, leased_until=chat.occurred_at)
    done = [step for step in await jobs.steps(job) if step.changes]
    (expense,) = await desk.things("expense")
    assert [(step.attempt, step.action) for step in done] == [(1, "expense.log")]
    assert [change.thing.id for change in done[0].changes] == [expense.id]
    await one_of_each(desk)


class Quicker(SqlJobs):
    """Somebody else changes a thing just before the first commit."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.change: Callable[[], Any] | None = None

    async def finish(self, job: Job, outcome: Outcome, now: datetime) -> bool:
        change, self.change = self.change, None
        await (change or nothing)()
        return await super().finish(job, outcome, now)


async def nothing() -> None:
    """Nobody is quicker."""


@on_both
async def test_conflict(
    database: Database, log: SqlLog, hub: LocalHub, desk: Desk, tmp_path: Path
) -> None:
    """A change whose base was changed meanwhile is made again upon what stands then."""
    jobs = Quicker(database)
    async with Minds(log, jobs, hub, tmp_path / "cache").awake():
        await desk.asks(FUEL)
        (expense,) = await desk.things("expense")

        async def from_the_desktop() -> None:
            fields = {**expense.fields, "merchant": "Loves"}
            await desk.puts("expense", fields, thing_id=expense.id, base_rev=1, day=expense.day)

        jobs.change = from_the_desktop
        await desk.asks("make that 50 dollars")
    (changed,) = await desk.things("expense")
    assert (changed.rev, changed.fields["amount_minor"], changed.fields["merchant"]) == (
        3,
        5000,
        "Loves",
    )


async def test_second_finisher(
    database: Database, log: SqlLog, hub: LocalHub, desk: Desk, tmp_path: Path
) -> None:
    """Who finishes second commits nothing, and shows nothing of it afterwards."""
    jobs = Quicker(database)
    async with Minds(log, jobs, hub, tmp_path / "cache").awake():

        async def another_worker() -> None:
            chats = await jobs.chats(desk.user_id, 1)
            job = Job(user_id=desk.user_id, chat=chats[0], attempt=1, leased_until=NEVER)
            await SqlJobs.finish(jobs, job, Outcome(message="I was first."), NEVER)

        jobs.change = another_worker
        answer = await desk.asks(FUEL)
        spent = await desk.asks("how much did I spend today")
    assert answer.message == "I was first."
    assert await desk.things("expense") == []
    assert "45" not in spent.message


NEVER = datetime.fromisoformat("2030-01-01T00:00:00+00:00")


async def test_database_away(
    database: Database, log: SqlLog, hub: LocalHub, desk: Desk, tmp_path: Path
) -> None:
    """While the database refuses to commit, the attempt is made again, with nothing left of it."""
    jobs = Quicker(database)

    async def away() -> None:
        raise PamError("storage.unreachable", "The database is away.", fault=Fault.ENVIRONMENT)

    jobs.change = away
    async with Minds(log, jobs, hub, tmp_path / "cache").awake():
        await desk.asks(FUEL)
    await one_of_each(desk)
