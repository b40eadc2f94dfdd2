"""The log's contract, on both databases."""

import asyncio
from dataclasses import replace

import pytest

from pam_core.protocol.frames import ActionOutcome, Mutation, WinsUpdate
from pam_core.protocol.limits import FIELDS_BYTES
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.sync import Verdict
from pam_server.ports import Committed
from pam_server.store.database import Database
from pam_server.store.log import SqlLog
from tests.server.store.examples import FUEL, NOW, Device, fresh


async def _commit(log: SqlLog, device: Device, *commands: object) -> Committed:
    return await log.commit(device.user_id, device.device_id, commands)  # type: ignore[arg-type]


async def test_a_new_device_stands_at_nothing(log: SqlLog) -> None:
    """A device that was never seen stands at 0, in this database's epoch."""
    standing = await log.standing(fresh(), fresh())
    assert (standing.head_seq, standing.last_cseq) == (0, 0)
    assert standing.epoch


async def test_what_is_committed_is_there(log: SqlLog) -> None:
    """A mutation comes to a receipt, a thing, an event and counters, readable at once."""
    device = Device()
    put = device.put()
    committed = await _commit(log, device, put)
    (receipt,) = committed.receipts
    assert (receipt.verdict, receipt.seq, receipt.rev) == (Verdict.COMMITTED, 1, 1)
    thing = await log.thing(device.user_id, "expense", put.thing_id)
    assert thing is not None and thing.fields == FUEL and thing.at == NOW
    standing = await log.standing(device.user_id, device.device_id)
    assert (standing.head_seq, standing.last_cseq) == (1, 1)
    page = await log.events(device.user_id, standing.epoch, 0, 10)
    assert page.events == committed.events
    assert isinstance(page.events[0], WinsUpdate) and page.events[0].things[0].id == put.thing_id
    assert await log.receipt(device.user_id, put.id) == receipt


async def test_same_command_twice(log: SqlLog) -> None:
    """A command sent again is answered as it was, and has no second effect."""
    device = Device()
    put = device.put()
    first = await _commit(log, device, put)
    again = await _commit(log, device, put, put)
    assert [one.verdict for one in again.receipts] == [Verdict.DUPLICATE] * 2
    assert {one.seq for one in again.receipts} == {first.receipts[0].seq}
    assert (again.events, again.head_seq) == ((), 1)


async def test_same_id_other_payload(log: SqlLog) -> None:
    """An id that comes again with something else in it is refused."""
    device = Device()
    put = device.put()
    await _commit(log, device, put)
    (receipt,) = (await _commit(log, device, replace(put, fields={"amount": 1}))).receipts
    assert (receipt.verdict, receipt.error) == (Verdict.REJECTED, "id_reused")


async def test_gap(log: SqlLog) -> None:
    """What comes before its turn is not taken; what stood before it is."""
    device = Device()
    first = device.put()
    device.put()
    third = device.put()
    committed = await _commit(log, device, first, third)
    assert len(committed.receipts) == 1
    assert (committed.expected, committed.code) == (2, "gap")
    behind = await _commit(log, device, replace(third, cseq=1))
    assert (behind.receipts, behind.expected, behind.code) == ((), 2, "cseq_behind")


async def test_conflict_shows_what_stands(log: SqlLog) -> None:
    """An edit of what has changed meanwhile is refused with the server's row, each time."""
    device = Device()
    put = device.put()
    edit = device.put({"amount": 5}, thing_id=put.thing_id, base_rev=1)
    late = device.put({"amount": 6}, thing_id=put.thing_id, base_rev=1)
    committed = await _commit(log, device, put, edit, late)
    assert [one.error for one in committed.receipts] == [None, None, "conflict"]
    again = await _commit(log, device, late)
    assert again.receipts == committed.receipts[2:]
    assert again.receipts[0].thing is not None and again.receipts[0].thing.fields == {"amount": 5}


async def test_settings_merge(log: SqlLog) -> None:
    """Of settings the last to arrive decides each field, from whichever device."""
    one, other = Device(), Device()
    other.user_id = one.user_id
    await _commit(log, one, one.put({"a": 1, "b": 1}, entity="settings", thing_id="settings"))
    merge = other.put({"b": 2}, entity="settings", thing_id="settings", op="merge")
    (receipt,) = (await _commit(log, other, merge)).receipts
    thing = await log.thing(one.user_id, "settings", "settings")
    assert receipt.rev == 2 and thing is not None and thing.fields == {"a": 1, "b": 2}


@pytest.mark.parametrize("together", [True, False])
async def test_bank_row_counts_once(log: SqlLog, together: bool) -> None:
    """Two devices that read the same statement make one expense of a row, until it is deleted."""
    device = Device()
    fields = {**FUEL, "bank_id": "ofx:1"}
    first, second = device.put(fields), device.put(fields)
    delete, third = device.delete(first, 1), device.put(fields)
    sent = [first, second, delete, third]
    batches = {True: [sent], False: [[one] for one in sent]}[together]
    receipts = [one for some in batches for one in (await _commit(log, device, *some)).receipts]
    assert [one.error for one in receipts] == [None, "bank_id_taken", None, None]
    assert receipts[1].thing is not None and receipts[1].thing.id == first.thing_id


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"amount": "45.00"}, "fields_invalid"),
        ({"amount": {"minor": 4.5}}, "fields_invalid"),
        ({"amount": True}, "fields_invalid"),
        ({"amount": 1, "note": float("inf")}, "fields_invalid"),
        ({"amount": 1, "note": "\ud800"}, "fields_invalid"),
        ({"amount": 1, "note": "x" * FIELDS_BYTES}, "fields_too_long"),
    ],
)
async def test_fields_that_cannot_be(log: SqlLog, fields: dict[str, object], code: str) -> None:
    """Fields that cannot be kept or sent on are refused, and hold nothing up behind them."""
    device = Device()
    committed = await _commit(log, device, device.put(fields), device.put())
    assert [one.error for one in committed.receipts] == [code, None]


async def test_merges_do_not_add_up(log: SqlLog) -> None:
    """Settings that were merged never come to more than an event can carry."""
    device = Device()
    big = [
        device.put({name: "x" * 20_000}, entity="settings", thing_id="s", op="merge")
        for name in ("a", "b")
    ]
    committed = await _commit(log, device, *big)
    assert [one.error for one in committed.receipts] == [None, "fields_too_long"]


@pytest.mark.parametrize("name", ["\x00", "a\x00b", "\ud800", "a\nb"])
async def test_names_that_cannot_be(log: SqlLog, name: str) -> None:
    """A name that PostgreSQL would refuse is refused by us, on both databases."""
    device = Device()
    committed = await _commit(log, device, device.put(thing_id=name), device.put())
    assert [one.error for one in committed.receipts] == ["fields_invalid", None]
    assert await log.thing(device.user_id, "expense", name) is None


async def test_text_with_anything_in_it(log: SqlLog) -> None:
    """NUL, emoji, quotes and 2^70 come back from the fields as they were."""
    device = Device()
    fields = {**FUEL, "note": "\x00 'quoted' \\ % 🚐", "much": 2**70}
    put = device.put(fields)
    await _commit(log, device, put)
    thing = await log.thing(device.user_id, "expense", put.thing_id)
    assert thing is not None and thing.fields == fields


async def test_everything_a_device_sends(log: SqlLog) -> None:
    """A chat waits, feedback is kept, an action's outcome is passed on; one receipt each."""
    device = Device()
    chat, given, said = device.chat(), device.feedback(), device.action_response()
    committed = await _commit(log, device, chat, given, said)
    assert [one.verdict for one in committed.receipts] == [Verdict.COMMITTED] * 3
    (event,) = committed.events
    assert isinstance(event, ActionOutcome) and event.actions_id == said.actions_id


async def test_many_at_once(log: SqlLog) -> None:
    """Two devices of each of many users, all at once: each user's log is without a gap."""
    users = [fresh() for _ in range(20)]
    devices = [Device(user) for user in users for _ in range(2)]

    async def send(device: Device) -> None:
        for _ in range(5):
            await _commit(log, device, device.put())

    await asyncio.gather(*(send(device) for device in devices))
    for user in users:
        page = await log.events(user, "", 0, 100)
        assert [event.seq for event in page.events] == list(range(1, 11))


async def test_one_that_poisons_the_others(log: SqlLog) -> None:
    """A command that no database takes fails alone; those written with it do not."""
    good = [Device() for _ in range(20)]
    bad = Device(user_id=fresh())
    poison = replace(bad.put(), id="x" * 10, cseq=2**70)
    calls = [_commit(log, device, device.put()) for device in good]
    calls.insert(7, log.commit(bad.user_id, "\ud800", [replace(poison, cseq=1)]))
    answers = await asyncio.gather(*calls, return_exceptions=True)
    failed = [one for one in answers if isinstance(one, BaseException)]
    assert [type(one) for one in failed] == [PamError]
    assert len(answers) - len(failed) == len(good)


async def test_ids_swapped(log: SqlLog) -> None:
    """Nothing of one user's is reached with another's name, and the same ids may be both's."""
    mine, theirs = Device(), Device()
    put = mine.put()
    await _commit(log, mine, put)
    assert await log.thing(theirs.user_id, "expense", put.thing_id) is None
    assert await log.receipt(theirs.user_id, put.id) is None
    assert await log.things(theirs.user_id, "expense") == []
    assert (await log.events(theirs.user_id, "", 0, 10)).events == ()
    assert (await log.snapshot(theirs.user_id, "", 10)).things == ()
    assert (await log.standing(theirs.user_id, mine.device_id)).last_cseq == 0
    (receipt,) = (await log.commit(theirs.user_id, mine.device_id, [put])).receipts
    assert (receipt.verdict, receipt.rev) == (Verdict.COMMITTED, 1)


async def test_hooks_are_told(log: SqlLog, database: Database) -> None:
    """What was committed here is told on the event loop, once it can be read."""
    told: asyncio.Queue[object] = asyncio.Queue()
    database.tell_committed(lambda *what: told.put_nowait(what))
    database.tell_jobs(lambda: told.put_nowait("job"))
    device = Device()
    put: Mutation = device.put()
    committed = await _commit(log, device, put)
    assert await asyncio.wait_for(told.get(), 10) == (device.user_id, committed.events, 1)
    await _commit(log, device, device.chat())
    assert await asyncio.wait_for(told.get(), 10) == "job"
    assert told.empty()
