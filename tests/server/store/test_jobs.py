"""Chats that wait: leases, order, steps, and an outcome that is written once or not at all."""

import asyncio
from dataclasses import replace

import pytest

from pam_core.protocol.frames import Chat, ChatResponse, LogEvent, UiActions, WinsUpdate
from pam_core.vocabulary.errors import PamError
from pam_server.ports import Change, Job, Outcome, Step
from pam_server.store.database import Database
from pam_server.store.jobs import SqlJobs
from pam_server.store.log import SqlLog
from tests.server.store.examples import FUEL, NOW, Device, fresh, later, thing

LEASE_SECONDS = 30.0
ANSWER = Outcome(message="About 230 miles.", provider="local", model="m")


async def _ask(log: SqlLog, device: Device, count: int = 1) -> list[Chat]:
    chats = [device.chat() for _ in range(count)]
    await log.commit(device.user_id, device.device_id, chats)
    return chats


async def _claimed(jobs: SqlJobs, seconds: float = 0) -> Job:
    job = await jobs.claim(later(seconds), LEASE_SECONDS)
    assert job is not None
    return job


async def _events(log: SqlLog, user_id: str) -> list[LogEvent]:
    return list((await log.events(user_id, "", 0, 500)).events)


async def test_claim(log: SqlLog, jobs: SqlJobs) -> None:
    """A job is the chat as it was sent, and is nobody else's while its lease lasts."""
    device = Device()
    (chat,) = await _ask(log, device)
    assert await jobs.waiting() == 1
    job = await _claimed(jobs)
    assert (job.chat, job.attempt, job.user_id) == (chat, 1, device.user_id)
    assert (job.device_id, job.leased_until) == (device.device_id, later(LEASE_SECONDS))
    assert await jobs.claim(later(LEASE_SECONDS - 1), LEASE_SECONDS) is None
    assert (await _claimed(jobs, LEASE_SECONDS)).attempt == 2


async def test_many_claim_at_once(log: SqlLog, jobs: SqlJobs) -> None:
    """However many claim at once, each job is taken by one."""
    for _ in range(10):
        await _ask(log, Device())
    taken = await asyncio.gather(*(jobs.claim(NOW, LEASE_SECONDS) for _ in range(20)))
    ids = [job.chat.id for job in taken if job is not None]
    assert len(ids) == len(set(ids)) == 10


async def test_one_at_a_time_in_order(log: SqlLog, jobs: SqlJobs) -> None:
    """A user's chats are answered one after the other, whatever other users do."""
    device = Device()
    chats = await _ask(log, device, 3)
    for chat in chats:
        job = await _claimed(jobs)
        assert job.chat.id == chat.id
        assert await jobs.claim(NOW, LEASE_SECONDS) is None
        assert await jobs.finish(job, ANSWER, NOW)
    assert await jobs.waiting() == 0


async def test_extend(log: SqlLog, jobs: SqlJobs) -> None:
    """A lease is kept for longer by who has it, and by nobody else; or is given back."""
    await _ask(log, Device())
    first = await _claimed(jobs)
    assert await jobs.extend(first, later(20), LEASE_SECONDS)
    assert await jobs.claim(later(49), LEASE_SECONDS) is None
    second = await _claimed(jobs, 50)
    assert not await jobs.extend(first, later(51), LEASE_SECONDS)
    assert await jobs.extend(second, later(51), 0)
    assert (await _claimed(jobs, 51)).attempt == 3


async def test_finish_writes_all(log: SqlLog, jobs: SqlJobs) -> None:
    """Changes, turn, conversation, answer and what windows do come in one go, in this order."""
    device = Device()
    (chat,) = await _ask(log, device)
    job = await _claimed(jobs)
    expense = thing()
    turn = thing({"conversation_id": chat.conversation_id}, entity="turn")
    outcome = replace(
        ANSWER,
        changes=(Change(thing=expense, base_rev=0),),
        turn=turn,
        conversation=thing({}, entity="conversation", id=chat.conversation_id),
        ui_actions=({"action": "refresh"},),
        metadata={"tools": 1},
    )
    assert await jobs.finish(job, outcome, NOW)
    changed, answer, actions = await _events(log, device.user_id)
    assert isinstance(changed, WinsUpdate) and isinstance(actions, UiActions)
    assert [one.entity for one in changed.things] == ["expense", "conversation", "turn"]
    assert isinstance(answer, ChatResponse) and answer.message == ANSWER.message
    assert (answer.in_reply_to, answer.metadata) == (chat.id, {"tools": 1})
    assert await jobs.answer(device.user_id, chat.id) == answer
    standing = await log.thing(device.user_id, "expense", expense.id)
    assert standing is not None and (standing.rev, standing.fields) == (1, FUEL)


async def test_second_finisher(log: SqlLog, jobs: SqlJobs) -> None:
    """Who was too slow, or finishes twice, changes nothing."""
    device = Device()
    await _ask(log, device)
    slow = await _claimed(jobs)
    quick = await _claimed(jobs, LEASE_SECONDS)
    assert not await jobs.finish(slow, replace(ANSWER, changes=(_new(),)), NOW)
    assert await jobs.finish(quick, replace(ANSWER, changes=(_new(),)), NOW)
    assert not await jobs.finish(quick, replace(ANSWER, changes=(_new(),)), NOW)
    assert len(await log.things(device.user_id, "expense")) == 1
    assert len(await _events(log, device.user_id)) == 2


def _new() -> Change:
    return Change(thing=thing(), base_rev=0)


async def test_finish_on_what_has_changed(log: SqlLog, jobs: SqlJobs) -> None:
    """A change of what the user changed meanwhile undoes the whole outcome; the job stays."""
    device = Device()
    await _ask(log, device)
    put = device.put()
    await log.commit(device.user_id, device.device_id, [put])
    job = await _claimed(jobs)
    edit = device.put({"amount": 7}, thing_id=put.thing_id, base_rev=1)
    await log.commit(device.user_id, device.device_id, [edit])
    meant = Change(thing=thing({"amount": 9}, id=put.thing_id), base_rev=1)
    with pytest.raises(PamError) as raised:
        await jobs.finish(job, replace(ANSWER, changes=(_new(), meant)), NOW)
    assert raised.value.code == "job.conflict"
    assert len(await log.things(device.user_id, "expense")) == 1
    assert await jobs.answer(device.user_id, job.chat.id) is None
    again = Change(thing=thing({"amount": 9}, id=put.thing_id), base_rev=2)
    assert await jobs.finish(job, replace(ANSWER, changes=(again,)), NOW)


async def test_two_changes_of_one_thing(log: SqlLog, jobs: SqlJobs) -> None:
    """What a turn makes and then corrects stands as it was corrected, and is told once."""
    device = Device()
    await _ask(log, device)
    made = thing()
    corrected = replace(made, fields={"amount": 9})
    changes = (Change(thing=made, base_rev=0), Change(thing=corrected, base_rev=1))
    assert await jobs.finish(await _claimed(jobs), replace(ANSWER, changes=changes), NOW)
    (standing,) = await log.things(device.user_id, "expense")
    assert (standing.rev, standing.fields) == (2, {"amount": 9})
    changed = (await _events(log, device.user_id))[0]
    assert isinstance(changed, WinsUpdate) and len(changed.things) == 1


async def test_much_fits_into_frames(log: SqlLog, jobs: SqlJobs) -> None:
    """What a turn changes is told in as many events as frames can hold."""
    device = Device()
    await _ask(log, device)
    changes = tuple(
        Change(thing=thing({**FUEL, "note": "é" * 5_000}), base_rev=0) for _ in range(12)
    )
    assert await jobs.finish(await _claimed(jobs), replace(ANSWER, changes=changes), NOW)
    told = [one for one in await _events(log, device.user_id) if isinstance(one, WinsUpdate)]
    assert len(told) > 1 and sum(len(one.things) for one in told) == 12


@pytest.mark.parametrize(
    "outcome",
    [
        replace(ANSWER, message="x" * 70_000),
        replace(ANSWER, message="\ud800"),
        replace(ANSWER, changes=(Change(thing=thing({"amount": "4"}), base_rev=0),)),
    ],
)
async def test_outcome_that_cannot_be_sent(log: SqlLog, jobs: SqlJobs, outcome: Outcome) -> None:
    """An outcome that would stop every device is refused whole."""
    device = Device()
    await _ask(log, device)
    with pytest.raises(PamError) as raised:
        await jobs.finish(await _claimed(jobs), outcome, NOW)
    assert raised.value.code == "job.refused"
    assert await _events(log, device.user_id) == []


async def test_answer_to_a_deleted_conversation(log: SqlLog, jobs: SqlJobs) -> None:
    """Talk in a conversation that was deleted meanwhile is answered, and not kept."""
    device = Device()
    (chat,) = await _ask(log, device)
    begun = device.put({}, entity="conversation", thing_id=chat.conversation_id)
    await log.commit(device.user_id, device.device_id, [begun, device.delete(begun, 0)])
    turn = thing({"conversation_id": chat.conversation_id}, entity="turn")
    assert await jobs.finish(await _claimed(jobs), replace(ANSWER, turn=turn), NOW)
    assert await log.things(device.user_id, "turn") == []


async def test_steps(log: SqlLog, jobs: SqlJobs) -> None:
    """Steps of all attempts come back in order; the same one twice is one."""
    await _ask(log, Device())
    first = await _claimed(jobs)
    one = _step(1, changes=(_new(),))
    await jobs.record(first, one)
    await jobs.record(first, one)
    second = await _claimed(jobs, LEASE_SECONDS)
    assert await jobs.steps(second) == [one]
    two = _step(2, attempt=2)
    await jobs.record(second, two)
    assert await jobs.steps(second) == [one, two]


async def test_steps_of_who_lost_the_job(log: SqlLog, jobs: SqlJobs) -> None:
    """Who lost the job to another, or an answered one, records nothing any more."""
    await _ask(log, Device())
    first = await _claimed(jobs)
    second = await _claimed(jobs, LEASE_SECONDS)
    await jobs.record(second, _step(1, attempt=2))
    for job, step in ((first, _step(2)), (second, _step(1, action="another"))):
        with pytest.raises(PamError) as raised:
            await jobs.record(job, step)
        assert raised.value.code == "job.lost"
    assert len(await jobs.steps(second)) == 1


def _step(number: int, **other: object) -> Step:
    return Step(
        **{  # type: ignore[arg-type]
            "number": number,
            "attempt": 1,
            "action": "add_expense",
            "arguments": "{}",
            "outcome": "done",
            "result": "Noted.\x00",
            **other,
        }
    )


async def test_messages(log: SqlLog, jobs: SqlJobs) -> None:
    """Messages are found as they were sent, the latest first, by their user only."""
    device = Device()
    chats = await _ask(log, device, 3)
    assert await jobs.chat(device.user_id, chats[1].id) == chats[1]
    assert await jobs.chats(device.user_id, 2) == [chats[2], chats[1]]
    assert await jobs.chat(fresh(), chats[1].id) is None
    assert await jobs.chats(fresh(), 2) == []
    assert await jobs.answer(fresh(), chats[1].id) is None


async def test_finish_is_told(log: SqlLog, jobs: SqlJobs, database: Database) -> None:
    """An answer is told on the event loop with the rest of the outcome."""
    told: asyncio.Queue[object] = asyncio.Queue()
    device = Device()
    await _ask(log, device)
    database.tell_committed(lambda *what: told.put_nowait(what))
    await jobs.finish(await _claimed(jobs), ANSWER, NOW)
    events = await _events(log, device.user_id)
    assert await asyncio.wait_for(told.get(), 10) == (device.user_id, events, 1)
