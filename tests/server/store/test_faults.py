"""Kills, full disks, databases that go, programs side by side: nothing lost or doubled."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from pam_core.vocabulary.errors import PamError
from pam_server.ports import Committed
from pam_server.store.database import Database
from pam_server.store.log import SqlLog
from tests.server.store.examples import Device
from tests.support.small_disk import small_disk

_HERE = Path(__file__).parents[3]
PATIENCE_SECONDS = 30.0

_WRITER = """
import asyncio, sys
from pam_server.store.database import Database
from pam_server.store.log import SqlLog
from tests.server.store.examples import Device

async def main():
    database = Database(sys.argv[1])
    await database.open()
    log = SqlLog(database)
    async def send(device, most):
        while device.last_cseq < most:
            put = device.put()
            await log.commit(device.user_id, device.device_id, [put])
            print(put.id, put.thing_id, flush=True)
    most = int(sys.argv[3])
    await asyncio.gather(*(send(Device(sys.argv[2]), most) for _ in range(8)))
    await database.close()

asyncio.run(main())
"""


def _writer(url: str, user_id: str, most: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", _WRITER, url, user_id, str(most)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=_HERE,
    )


@pytest.mark.parametrize("acknowledged_first", [1, 60])
async def test_killed_in_the_middle(database_url: str, acknowledged_first: int) -> None:
    """After kill -9 all that was acknowledged is there, and every receipt has its one effect."""
    user_id = Device().user_id
    acknowledged = []
    for _ in range(2):
        writer = _writer(database_url, user_id, 1_000_000)
        assert writer.stdout is not None
        acknowledged += [writer.stdout.readline() for _ in range(acknowledged_first)]
        writer.kill()
        # What it still printed was acknowledged as well; a torn line was not.
        rest = writer.stdout.read()
        acknowledged += rest[: rest.rfind("\n") + 1].splitlines(keepends=True)
        writer.stdout.close()
        writer.wait(PATIENCE_SECONDS)
    database = Database(database_url)
    await database.open()
    receipts, things, last = await database.read(_effects)
    log = SqlLog(database)
    standing = await log.standing(user_id, "")
    await database.close()
    assert {line.split()[0] for line in acknowledged} <= receipts
    assert {line.split()[1] for line in acknowledged} <= things
    assert len(receipts) == len(things) == last == standing.head_seq


def _effects(connection: object) -> tuple[set[str], set[str], int]:
    run = connection.execute  # type: ignore[attr-defined]
    receipts = set(run(text("SELECT id FROM receipts")).scalars())
    things = set(run(text("SELECT id FROM things WHERE rev = 1")).scalars())
    return receipts, things, run(text("SELECT count(*) FROM events")).scalar()


async def test_two_programs_for_one_user(database_url: str) -> None:
    """Two programs that write for one user at once make one log without a gap."""
    database = Database(database_url)
    await database.open()
    user_id, most = Device().user_id, 12
    writers = [_writer(database_url, user_id, most) for _ in range(2)]
    for writer in writers:
        await asyncio.to_thread(writer.communicate, timeout=PATIENCE_SECONDS)
    assert [writer.returncode for writer in writers] == [0, 0]
    page = await SqlLog(database).events(user_id, "", 0, 500)
    await database.close()
    assert [event.seq for event in page.events] == list(range(1, 2 * 8 * most + 1))


async def test_full_disk(tmp_path: Path) -> None:
    """On a full disk commands fail with the reason; with room again they go on, none lost."""
    with small_disk(tmp_path / "disk", megabytes=8) as disk:
        database = Database(f"sqlite:///{disk.folder}/pam.sqlite")
        await database.open()
        log, device = SqlLog(database), Device()
        first = device.put()
        await log.commit(device.user_id, device.device_id, [first])
        disk.fill()
        big = [device.put({"amount": 1, "note": "x" * 30_000}) for _ in range(20)]
        codes = await asyncio.gather(
            *(_code(log, device, [put]) for put in big), _code(log, Device(), [Device().put()])
        )
        standing = await log.standing(device.user_id, device.device_id)
        disk.make_room()
        committed = await log.commit(device.user_id, device.device_id, big)
        await database.close()
    assert set(codes) == {"storage.full"}
    assert standing.last_cseq == 1
    assert len(committed.receipts) == len(big) and committed.head_seq == 21


async def _code(log: SqlLog, device: Device, commands: object) -> str:
    with pytest.raises(PamError) as raised:
        await log.commit(device.user_id, device.device_id, commands)  # type: ignore[arg-type]
    return raised.value.code


async def test_database_goes_away(postgresql_url: str) -> None:
    """A line that breaks is told at once, and the next command finds the database again."""
    database, other = Database(postgresql_url), Database(postgresql_url)
    await database.open()
    await other.open()
    log, device = SqlLog(database), Device()
    put = device.put()
    await log.commit(device.user_id, device.device_id, [put])
    cut = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> :own")
    own = text("SELECT pg_backend_pid()")

    def cut_all(connection: object) -> None:
        run = connection.execute  # type: ignore[attr-defined]
        run(cut, {"own": run(own).scalar()})

    await other.write(cut_all)
    again = await log.commit(device.user_id, device.device_id, [put])
    await other.close()
    await database.close()
    assert again.receipts[0].seq == 1


async def test_line_that_breaks_in_a_transaction(postgresql_url: str) -> None:
    """What was being written when the line broke is told as not written, and is not."""
    database = Database(postgresql_url)
    await database.open()

    def broken(connection: object) -> None:
        run = connection.execute  # type: ignore[attr-defined]
        run(text("INSERT INTO meta VALUES ('torn', 'x')"))
        run(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(PamError) as raised:
        await database.write(broken)
    count = text("SELECT count(*) FROM meta")
    kept = await database.read(lambda connection: connection.execute(count).scalar())
    await database.close()
    assert (raised.value.code, kept) == ("storage.gone", 1)


async def test_nobody_there() -> None:
    """A database that cannot be reached is named as that."""
    database = Database("postgresql://pam@/pam?host=/nowhere")
    with pytest.raises(PamError) as raised:
        await database.open()
    await database.close()
    assert raised.value.code == "storage.gone"


async def test_more_than_can_wait(sqlite_url: str) -> None:
    """Beyond what may wait, commands are refused at once instead of piling up."""
    database = Database(sqlite_url, most_waiting=4)
    await database.open()
    log, devices = SqlLog(database), [Device() for _ in range(300)]
    calls = [log.commit(one.user_id, one.device_id, [one.put()]) for one in devices]
    answers = await asyncio.gather(*calls, return_exceptions=True)
    await database.close()
    refused = [one for one in answers if isinstance(one, PamError)]
    assert {one.code for one in refused} == {"storage.overloaded"}
    assert len(refused) + sum(isinstance(one, Committed) for one in answers) == len(devices)


async def test_closed(sqlite_url: str) -> None:
    """A database that was closed says so; what waited was written before."""
    database = Database(sqlite_url)
    await database.open()
    log, device = SqlLog(database), Device()
    put = asyncio.ensure_future(log.commit(device.user_id, device.device_id, [device.put()]))
    await asyncio.sleep(0)
    await database.close()
    await database.close()
    assert len((await put).receipts) == 1
    assert await _code(log, device, [device.put()]) == "storage.closed"
    with pytest.raises(PamError):
        await log.standing(device.user_id, device.device_id)
