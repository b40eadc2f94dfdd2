"""What is read of the log in pages: events, snapshots, things, on both databases."""

import pytest

from pam_core.vocabulary.errors import PamError
from pam_server.ports import Committed, SnapshotNeeded
from pam_server.store.database import Database
from pam_server.store.log import SqlLog
from tests.server.store.examples import Device, fresh


async def _commit(log: SqlLog, device: Device, *commands: object) -> Committed:
    return await log.commit(device.user_id, device.device_id, commands)  # type: ignore[arg-type]


async def test_pages_of_events(log: SqlLog) -> None:
    """Events are asked for in pages, after a cursor, in order."""
    device = Device()
    await _commit(log, device, *(device.put() for _ in range(7)))
    epoch = (await log.standing(device.user_id, device.device_id)).epoch
    page = await log.events(device.user_id, epoch, 3, 2)
    assert [event.seq for event in page.events] == [4, 5] and page.head_seq == 7
    assert (await log.events(device.user_id, epoch, 7, 2)).events == ()


@pytest.mark.parametrize(("epoch", "since"), [("other", 0), ("", 1), ("{}", 2), ("{}", 99)])
async def test_snapshot_needed(log: SqlLog, epoch: str, since: int) -> None:
    """Another epoch, and a cursor beyond the end, need a snapshot."""
    device = Device()
    await _commit(log, device, device.put())
    here = (await log.standing(device.user_id, device.device_id)).epoch
    with pytest.raises(SnapshotNeeded):
        await log.events(device.user_id, epoch.format(here), since, 10)


async def test_snapshot_pages(log: SqlLog) -> None:
    """A snapshot's pages hold every thing once, tombstones too, and name one place to go on."""
    device = Device()
    puts = [device.put() for _ in range(5)] + [device.put({"x": 1}, entity="note")]
    await _commit(log, device, *puts, device.delete(puts[0], 1))
    first = await log.snapshot(device.user_id, "", 4)
    await _commit(log, device, device.put())
    second = await log.snapshot(device.user_id, first.next, 4)
    things = first.things + second.things
    assert {put.thing_id for put in puts} <= {thing.id for thing in things}
    assert len({thing.id for thing in things}) == len(things)
    assert [thing.id for thing in things if thing.deleted] == [puts[0].thing_id]
    assert (first.as_of, second.as_of, second.next) == (7, 7, "")


@pytest.mark.parametrize("after", ["x", "a b c d", "e 99999999999999999999 a b", "e 1 a \x00"])
async def test_places_that_are_none(log: SqlLog, after: str) -> None:
    """A place in a snapshot that nobody named is refused."""
    with pytest.raises(PamError) as raised:
        await log.snapshot(fresh(), after, 10)
    assert raised.value.code == "sync.place"


async def test_snapshot_of_another_epoch(log: SqlLog, database: Database) -> None:
    """Where the database was restored between two pages, the snapshot begins anew."""
    device = Device()
    await _commit(log, device, device.put(), device.put())
    page = await log.snapshot(device.user_id, "", 1)
    await database.new_epoch()
    with pytest.raises(SnapshotNeeded):
        await log.snapshot(device.user_id, page.next, 1)


async def test_things_looked_for(log: SqlLog) -> None:
    """Things are listed with the latest id first, by any top-level field, and in pages."""
    device = Device()
    talk = fresh()
    turns = [
        device.put({"conversation_id": talk, "spoken": number % 2 == 0}, entity="turn")
        for number in range(6)
    ]
    other = device.put({"conversation_id": fresh()}, entity="turn")
    await _commit(log, device, *turns, other)
    ids = sorted((turn.thing_id for turn in turns), reverse=True)
    found = await log.things(device.user_id, "turn", where={"conversation_id": talk})
    assert [one.id for one in found] == ids
    page = await log.things(
        device.user_id, "turn", where={"conversation_id": talk}, before=ids[1], limit=2
    )
    assert [one.id for one in page] == ids[2:4]
    spoken = await log.things(device.user_id, "turn", where={"spoken": True})
    assert {one.id for one in spoken} == {turn.thing_id for turn in turns[::2]}
    assert await log.things(device.user_id, "turn", where={"conversation_id": "\x00"}) == []
