"""What is destroyed: a user, wholly; old events, from the beginning on."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, func, select

from pam_core.vocabulary.errors import PamError
from pam_server.ports import Outcome, SnapshotNeeded, Step
from pam_server.store import tables
from pam_server.store.database import Database
from pam_server.store.feedback import SqlFeedback
from pam_server.store.jobs import SqlJobs
from pam_server.store.log import SqlLog
from pam_server.store.retention import trim
from tests.server.store.examples import NOW, Device, fresh, thing

_NOT_A_USERS = {"meta", "signing_keys", "erased"}


def _accounts(user_id: str) -> list[tuple[object, dict[str, object]]]:
    family = fresh()
    return [
        (tables.users, {"user_id": user_id, "email": f"{user_id}@x.example", "created_at": NOW}),
        (tables.refresh_families, {"family_id": family, "user_id": user_id, "created_at": NOW}),
        (
            tables.refresh_tokens,
            {"token_hash": fresh(), "family_id": family, "created_at": NOW, "expires_at": NOW},
        ),
        (
            tables.tickets,
            {"ticket_hash": fresh(), "user_id": user_id, "session": family, "expires_at": NOW},
        ),
    ]


async def _everything(database: Database) -> Device:
    """A user with a row in every table there is for users."""
    log, jobs, box, device = SqlLog(database), SqlJobs(database), SqlFeedback(database), Device()

    def account(connection: Connection) -> None:
        for table, row in _accounts(device.user_id):
            connection.execute(table.insert().values(**row))  # type: ignore[attr-defined]

    await database.write(account)
    commands = [device.put(), device.chat(), device.feedback()]
    await log.commit(device.user_id, device.device_id, commands)
    job = await jobs.claim(NOW, 30)
    assert job is not None
    await jobs.record(
        job, Step(number=1, attempt=1, action="a", arguments="", outcome="done", result="")
    )
    turn = thing({}, entity="turn", id=job.chat.id)
    assert await jobs.finish(job, Outcome(message="Yes.", turn=turn), NOW)
    await box.error_report(device.user_id, fresh(), {"what": "x"}, NOW)
    said = device.put(entity="turn")
    gone = device.delete(said, base_rev=1)
    await log.commit(device.user_id, device.device_id, [said, gone])
    return device


def _counts(connection: Connection) -> dict[str, int]:
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in tables.metadata.sorted_tables
        if table.name not in _NOT_A_USERS
    }


async def test_erased_leaves_no_row(database: Database) -> None:
    """Of an erased user no row is left in any table; another user's all stay."""
    await _everything(database)
    before = await database.read(_counts)
    assert all(before.values()), "the example has a row in every table"
    erased = await _everything(database)
    await SqlLog(database).erase(erased.user_id)
    await SqlLog(database).erase(erased.user_id)
    assert await database.read(_counts) == before


async def test_erased_stays_erased(database: Database) -> None:
    """What was under way when a user was erased makes no row anew."""
    log, device = SqlLog(database), Device()
    before = await database.read(_counts)
    await log.commit(device.user_id, device.device_id, [device.put()])
    await log.erase(device.user_id)
    with pytest.raises(PamError) as raised:
        await log.commit(device.user_id, device.device_id, [device.put()])
    assert raised.value.code == "account.erased"
    assert await database.read(_counts) == before


async def test_trim(database: Database) -> None:
    """Old events go, but never the last ones; who is further behind takes a snapshot."""
    log, device = SqlLog(database), Device()
    await log.commit(device.user_id, device.device_id, [device.put() for _ in range(10)])
    now = datetime.now(UTC)
    hour = timedelta(hours=1)
    assert await trim(database, now, older_than=now - hour, keep=0) == 0
    assert await trim(database, now, older_than=now + hour, keep=4) == 6
    with pytest.raises(SnapshotNeeded):
        await log.events(device.user_id, "", 0, 10)
    epoch = (await log.standing(device.user_id, device.device_id)).epoch
    page = await log.events(device.user_id, epoch, 6, 10)
    assert [event.seq for event in page.events] == [7, 8, 9, 10]
    assert len((await log.snapshot(device.user_id, "", 100)).things) == 10


async def test_words_of_deleted_talk(database: Database) -> None:
    """Of a turn that was deleted no word is left, nor of its chat; what else was said stays."""
    log, jobs, device, other = SqlLog(database), SqlJobs(database), Device(), Device()
    for one in (device, other):
        await log.commit(one.user_id, one.device_id, [one.chat("Bears ate my tangerines")])
        job = await jobs.claim(NOW, 30)
        assert job is not None
        turn = thing({"said": "Bears ate my tangerines"}, entity="turn", id=job.chat.id)
        step = Step(
            number=1, attempt=1, action="a", arguments="tangerines", outcome="done", result=""
        )
        await jobs.record(job, step)
        assert await jobs.finish(job, Outcome(message="Tangerines!", turn=turn), NOW)
        await log.commit(one.user_id, one.device_id, [one.put()])
    (chat,) = await jobs.chats(device.user_id, 1)
    gone = device.put({}, entity="turn", thing_id=chat.id, base_rev=1, op="delete")
    await log.commit(device.user_id, device.device_id, [gone])
    now = datetime.now(UTC)
    await trim(database, now, older_than=now - timedelta(days=1), keep=100)
    assert "angerines" not in await database.read(_words_of(device.user_id))
    assert "angerines" in await database.read(_words_of(other.user_id))
    epoch = (await log.standing(device.user_id, device.device_id)).epoch
    with pytest.raises(SnapshotNeeded):
        await log.events(device.user_id, epoch, 0, 10)
    again = device.put()
    await log.commit(device.user_id, device.device_id, [again])
    head = (await log.standing(device.user_id, device.device_id)).head_seq
    page = await log.events(device.user_id, epoch, head - 1, 10)
    assert [event.id for event in page.events] == [again.id]


async def test_words_of_talk_deleted_while_it_is_answered(database: Database) -> None:
    """A conversation is deleted while a chat of it is open: its words go once it is answered."""
    log, jobs, device = SqlLog(database), SqlJobs(database), Device()
    chat = device.chat("Bears ate my tangerines")
    conversation = device.put(entity="conversation", thing_id=chat.conversation_id)
    await log.commit(device.user_id, device.device_id, [chat, conversation])
    job = await jobs.claim(NOW, 30)
    assert job is not None
    gone = device.put(
        {}, entity="conversation", thing_id=chat.conversation_id, base_rev=1, op="delete"
    )
    await log.commit(device.user_id, device.device_id, [gone])
    now = datetime.now(UTC)
    await trim(database, now, older_than=now - timedelta(days=1), keep=100)
    fields = {"said": "tangerines", "conversation_id": chat.conversation_id}
    turn = thing(fields, entity="turn", id=chat.id)
    assert await jobs.finish(job, Outcome(message="Tangerines!", turn=turn), NOW)
    await trim(database, now, older_than=now - timedelta(days=1), keep=100)
    assert "angerines" not in await database.read(_words_of(device.user_id))


def _words_of(user_id: str) -> Callable[[Connection], str]:
    def look(connection: Connection) -> str:
        found: list[str] = []
        for table in tables.metadata.sorted_tables:
            if "user_id" in table.c:
                rows = connection.execute(select(table).where(table.c.user_id == user_id))
                found += [repr(row) for row in rows]
        return "\n".join(found)

    return look


async def test_trimmed_is_still_answered(database: Database) -> None:
    """A receipt and an answer outlive the log they were in."""
    device = await _everything(database)
    now = datetime.now(UTC) + timedelta(days=2)
    await trim(database, now, older_than=now, keep=0)
    (chat,) = await SqlJobs(database).chats(device.user_id, 1)
    assert await SqlJobs(database).answer(device.user_id, chat.id) is not None
    assert await SqlLog(database).receipt(device.user_id, chat.id) is not None


async def test_feedback_once(database: Database) -> None:
    """The same feedback twice, and the same report twice, is one."""
    box, device, report = SqlFeedback(database), Device(), fresh()
    given = device.feedback()
    for _ in range(2):
        await box.feedback(device.user_id, given)
        await box.error_report(device.user_id, report, {"what": "\x00"}, NOW)
    counts = await database.read(_counts)
    assert (counts["feedback"], counts["error_reports"]) == (1, 1)
