"""What the user keeps goes to the server, what others keep comes here, nothing is lost between."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pam_core.storage.archive import SqliteArchive
from pam_core.storage.expenses import SqliteLedger
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.kept import removed, revised
from pam_core.vocabulary.ledger import Expense
from pam_core.vocabulary.list_item import ListItem
from pam_core.vocabulary.sync import STAYS_HERE, Receipt, ServerEvent, Thing, Verdict
from pam_core.vocabulary.timer import Timer
from tests.core.storage.examples import NOW, expense, turn
from tests.core.storage.sync_server import ACCOUNT, Desktop, DictServer


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Desktop]:
    desktop = Desktop(tmp_path / "here.db")
    await desktop.join()
    yield desktop
    await desktop.file.close()


@pytest.fixture
async def there(tmp_path: Path) -> AsyncIterator[Desktop]:
    desktop = Desktop(tmp_path / "there.db")
    await desktop.join()
    yield desktop
    await desktop.file.close()


@pytest.fixture
def server() -> DictServer:
    return DictServer()


def item(word: str = "milk") -> ListItem:
    return ListItem(id=new_id(NOW), created_at=NOW, item=word, list="shopping")


async def test_without_account(tmp_path: Path) -> None:
    """Nothing is collected before an account is joined; then what stands goes up, once."""
    desktop = Desktop(tmp_path / "x.db")
    gone, kept = item("gone"), item()
    await desktop.memory.keep([gone, kept, expense()])
    await desktop.memory.keep([removed(gone, NOW)])
    await desktop.chats.record(turn("hello"))
    assert (await desktop.sync.standing()).account is None
    assert list(await desktop.sync.waiting()) == []
    assert await desktop.join() == 2
    assert await desktop.join() == 2
    assert await desktop.join(with_talks=True) == 3
    waiting = await desktop.sync.waiting()
    assert [one.cseq for one in waiting] == [1, 2, 3]
    assert {one.body["entity"] for one in waiting} == {"expense", "list_item", "turn"}
    await desktop.file.close()


async def test_another_account(here: Desktop) -> None:
    """A database belongs to one account."""
    with pytest.raises(PamError) as caught:
        await here.sync.join(replace(ACCOUNT, user_id="bob"), NOW, with_talks=False)
    assert caught.value.code == "sync.other_account"


async def test_signed_out(here: Desktop) -> None:
    """After signing out what is kept is still collected."""
    await here.sync.leave()
    await here.memory.keep([item()])
    standing = await here.sync.standing()
    assert (standing.is_signed_in, standing.waiting, standing.last_cseq) == (False, 1, 1)


async def test_forgotten_account(here: Desktop, server: DictServer) -> None:
    """Without its account the machine keeps all, collects nothing, and may join any other."""
    milk = item()
    await here.memory.keep([milk])
    await here.exchange(server)
    await here.memory.keep([item("bread")])
    before = (await here.sync.standing()).device_id
    await here.sync.forget()
    await here.sync.forget()
    await here.memory.keep([item("salt")])
    standing = await here.sync.standing()
    assert (standing.account, standing.waiting, standing.since) == (None, 0, 0)
    assert standing.device_id != before
    assert len(await here.memory.find(ListItem)) == 3
    other = replace(ACCOUNT, user_id="bob")
    assert await here.sync.join(other, NOW, with_talks=False) == 3


async def test_the_same_account_again(here: Desktop, server: DictServer) -> None:
    """What the server has already is no conflict when the machine comes back to its account."""
    await here.memory.keep([item(), expense()])
    await here.exchange(server)
    await here.sync.forget()
    await here.join()
    await here.exchange(server)
    standing = await here.sync.standing()
    assert (standing.waiting, standing.conflicts) == (0, 0)
    assert len(await here.memory.find(ListItem)) == len(server.things) - 1 == 1


async def test_commands_as_frames(here: Desktop) -> None:
    """An expense travels with all its fields; a correction and a deletion name what they build on.

    The second goes out when the first was answered.
    """
    one = expense(merchant="Love's")
    await here.memory.keep([one])
    await here.memory.keep([revised(one, NOW, category="food")])
    (first,) = await here.sync.waiting()
    assert first.body == {
        "entity": "expense",
        "thing_id": one.id,
        "op": "put",
        "base_rev": 0,
        "day": "2026-11-23",
        "occurred_at": NOW.isoformat(),
        "fields": {
            "amount_minor": 4500,
            "currency": "USD",
            "category": "fuel",
            "merchant": "Love's",
            "description": None,
            "spent_on": "2026-11-23",
            "bank_id": None,
        },
    }
    await here.sync.settle([Receipt(id=first.id, cseq=1, verdict=Verdict.COMMITTED, seq=1, rev=1)])
    (second,) = await here.sync.waiting(after_cseq=1)
    assert (second.body["base_rev"], second.body["fields"]["category"]) == (1, "food")


async def test_own_machine_only(here: Desktop) -> None:
    """What belongs to this machine never leaves it."""
    await here.memory.keep(
        [Timer(id=new_id(NOW), created_at=NOW, name="tea", ends_at=NOW, seconds=60)]
    )
    assert (await here.sync.standing()).waiting == 0
    assert frozenset(("timer", "zone_mark")) == STAYS_HERE


async def test_undo_is_sent(here: Desktop, there: Desktop, server: DictServer) -> None:
    """Taking a change back reaches the other machine."""
    await here.memory.keep([expense(), item()], what="two things")
    await here.exchange(server)
    await there.exchange(server)
    assert len(await there.shown()) == 2
    change = await here.memory.last_change()
    assert change is not None
    await here.memory.undo(change, NOW)
    await here.exchange(server)
    await there.exchange(server)
    assert (await here.shown(), await there.shown()) == ({}, {})


async def test_own_echo(here: Desktop, server: DictServer) -> None:
    """One's own event makes no new revision, whether it comes before the receipt or after."""
    await here.memory.keep([expense(), item()])
    for receive_first in (True, False):
        ready = await here.sync.waiting()
        device = (await here.sync.standing()).device_id
        receipts = [server.commit(device, one) for one in ready]
        await (here.receive(server) if receive_first else here.sync.settle(receipts))
        await (here.sync.settle(receipts) if receive_first else here.receive(server))
        assert (await here.sync.standing()).waiting == 0
        await here.memory.keep([revised((await here.memory.find(ListItem))[0], NOW, item="jam")])
    revisions = await SqliteArchive(here.file).revisions()
    assert [one.revision for one in revisions] == [1, 1, 2, 3]


async def test_event_is_shown(here: Desktop, there: Desktop, server: DictServer) -> None:
    """What another machine keeps and corrects stands here, and counts."""
    one = expense()
    await there.memory.keep([one])
    await there.memory.keep([revised(one, NOW, category="food")])
    await there.exchange(server)
    await here.exchange(server)
    (total,) = await SqliteLedger(here.file).total_spent(category="food")
    assert total.minor == 4500
    assert (await here.sync.standing()).waiting == 0


async def test_conflict(here: Desktop, there: Desktop, server: DictServer) -> None:
    """The first edit stands, the second is kept beside it; "mine" is a new edit on top."""
    one = item()
    await here.memory.keep([one])
    await here.exchange(server)
    await there.exchange(server)
    await here.memory.keep([revised(one, NOW, item="mine")])
    await here.memory.keep([revised(revised(one, NOW), NOW, item="mine, later")])
    await there.memory.keep([revised(one, NOW, item="theirs")])
    await there.exchange(server)
    (conflict,) = await here.send(server)
    assert (conflict.mine["item"], conflict.theirs["item"]) == ("mine, later", "theirs")
    assert conflict.error == "conflict"
    await here.exchange(server)
    assert await here.shown() == await there.shown()
    assert (await here.memory.find(ListItem))[0].item == "theirs"
    await here.sync.decide(conflict.id, mine=True, at=NOW)
    await here.sync.decide(conflict.id, mine=True, at=NOW)
    assert list(await here.sync.conflicts()) == []
    await here.exchange(server)
    await there.exchange(server)
    assert (await there.memory.find(ListItem))[0].item == "mine, later"


async def test_second_edit_never_overwrites(
    here: Desktop, there: Desktop, server: DictServer
) -> None:
    """An edit on top of one that is refused is refused with it, whatever its number says."""
    one = item()
    await here.memory.keep([one])
    await here.exchange(server)
    await there.exchange(server)
    await there.memory.keep([revised(one, NOW, item="theirs")])
    await there.exchange(server)
    await here.memory.keep([revised(one, NOW, item="a")])
    await here.memory.keep([revised(revised(one, NOW), NOW, item="b")])
    await here.exchange(server)
    assert server.things["list_item", one.id].fields["item"] == "theirs"
    assert [one.mine["item"] for one in await here.sync.conflicts() if one.mine] == ["b"]


async def test_same_statement_twice(here: Desktop, there: Desktop, server: DictServer) -> None:
    """A bank's row that two machines have read stands once, and nobody is asked."""
    for desktop in (here, there):
        await desktop.memory.keep([expense(bank_id="ofx:1")], what="a statement")
        await desktop.exchange(server)
    await here.exchange(server)
    assert await here.shown() == await there.shown()
    assert len(await here.shown()) == 1
    assert list(await there.sync.conflicts()) == []


async def test_refused_new_thing_stays(here: Desktop) -> None:
    """What the server will not take and has no other version of is not lost here."""
    await here.memory.keep([item()])
    (one,) = await here.sync.waiting()
    refused = Receipt(id=one.id, cseq=1, verdict=Verdict.REJECTED, seq=0, error="malformed")
    (conflict,) = await here.sync.settle([refused])
    assert (conflict.theirs, len(await here.memory.find(ListItem))) == (None, 1)
    await here.sync.decide(conflict.id, mine=False, at=NOW)
    assert await here.memory.find(ListItem) == []


async def test_holes_and_epochs(here: Desktop) -> None:
    """Events that do not follow on, or are another database's, change nothing."""
    events = [
        ServerEvent(seq=seq, id=new_id(NOW), type="ui_actions", body={}) for seq in range(1, 5)
    ]
    assert list(await here.sync.apply("e1", events[:2])) == events[:2]
    with pytest.raises(PamError) as hole:
        await here.sync.apply("e1", events[3:])
    with pytest.raises(PamError) as epoch:
        await here.sync.apply("e2", events)
    assert (hole.value.code, epoch.value.code) == ("sync.hole", "sync.epoch")
    assert list(await here.sync.apply("e1", events[:3])) == events[2:3]
    assert (await here.sync.standing()).since == 3


@pytest.mark.parametrize(
    ("entity", "fields"),
    [
        ("hologram", {"shape": "whale"}),
        ("expense", {"amount_minor": "many"}),
        ("expense", {"amount_minor": 10**17, "currency": "USD", "category": "fuel"}),
        ("list_item", {"list": 7}),
        ("turn", {"said": None}),
    ],
)
async def test_unreadable(here: Desktop, entity: str, fields: dict[str, object]) -> None:
    """What this PAM cannot read harms nothing, and is there for one that can."""
    thing = Thing(entity=entity, id=new_id(NOW), rev=1, fields=fields, at=NOW)
    event = ServerEvent(seq=1, id=new_id(NOW), type="wins_update", things=(thing,))
    await here.sync.apply("e1", [event])
    assert await here.shown() == {}
    assert await here.memory.find(Expense) == []
    assert (await here.sync.standing()).waiting == 0
    count = "SELECT count(*) FROM synced WHERE fields IS NOT NULL"
    assert await here.file.read(lambda database: database.execute(count).fetchone()[0]) == 1


async def test_renumber(here: Desktop) -> None:
    """The outbox keeps its order under new numbers."""
    await here.memory.keep([item("a"), item("b"), item("c")])
    before = [one.id for one in await here.sync.waiting()]
    for first in (41, 2, 1):
        await here.sync.renumber(first)
        after = await here.sync.waiting()
        assert [one.id for one in after] == before
        assert [one.cseq for one in after] == [first, first + 1, first + 2]
        assert (await here.sync.standing()).last_cseq == first + 2


async def test_chat_waits_too(here: Desktop) -> None:
    """A command that is no change has its place in the order, and leaves with its receipt."""
    await here.memory.keep([item()])
    placed = await here.sync.put("chat", {"message": "why"}, NOW)
    assert (await here.sync.waiting())[1] == placed
    assert (placed.cseq, placed.body) == (2, {"message": "why"})
    await here.sync.settle([Receipt(id=placed.id, cseq=2, verdict=Verdict.COMMITTED, seq=1)])
    assert [one.cseq for one in await here.sync.waiting()] == [1]


async def test_restored_server(here: Desktop, there: Desktop, server: DictServer) -> None:
    """What a server put back to an earlier day has lost goes up again."""
    old, corrected = item("old"), item("older")
    await here.memory.keep([old, corrected])
    await here.exchange(server)
    backup = server.copy()
    await here.memory.keep([revised(corrected, NOW, item="newer"), removed(old, NOW), item("new")])
    await here.exchange(server)
    await there.exchange(server)
    before = await here.shown()
    server.restored(backup)
    await here.exchange(server)
    await there.exchange(server)
    assert await here.shown() == await there.shown() == before
    assert [*await here.sync.conflicts(), *await there.sync.conflicts()] == []


async def test_restored_server_without_deleted(here: Desktop, server: DictServer) -> None:
    """What was made and deleted after the backup stays deleted, and holds nothing up."""
    kept, fleeting = item("kept"), item("fleeting")
    backup = server.copy()
    await here.memory.keep([kept, fleeting])
    await here.exchange(server)
    await here.memory.keep([removed(fleeting, NOW)])
    await here.exchange(server)
    server.restored(backup)
    await here.exchange(server)
    assert (await here.shown()).keys() == {("list_item", kept.id)}
    assert [thing.id for thing in server.things.values() if not thing.deleted] == [kept.id]


@pytest.mark.parametrize("is_sent", [True, False])
async def test_deleted_before_restore(
    here: Desktop, there: Desktop, server: DictServer, is_sent: bool
) -> None:
    """A machine that has not heard of it yet does not bring back what was deleted elsewhere."""
    one, backup = item(), server.copy()
    await here.memory.keep([one])
    await here.exchange(server)
    await there.exchange(server)
    await here.memory.keep([removed(one, NOW + timedelta(minutes=1))])
    await here.send(server, most=int(is_sent))
    server.restored(backup)
    await here.exchange(server)
    await there.exchange(server)
    await here.exchange(server)
    assert await here.shown() == await there.shown() == {}
    assert [*await here.sync.conflicts(), *await there.sync.conflicts()] == []


async def test_take_waiting(here: Desktop) -> None:
    """All that waits comes out at once, with nothing left."""
    one = item()
    await here.memory.keep([one])
    await here.memory.keep([removed(one, NOW)])
    assert [each.body["op"] for each in await here.sync.take_waiting()] == ["put", "delete"]
    assert (await here.sync.standing()).waiting == 0


async def test_conflict_is_handed_out(here: Desktop, there: Desktop, server: DictServer) -> None:
    """An export shows the versions that did not come to stand; they count as kept."""
    one = expense()
    await here.memory.keep([one])
    for desktop in (here, there):
        await desktop.exchange(server)
    for desktop, category in ((there, "food"), (here, "fun")):
        await desktop.memory.keep([revised(one, NOW, category=category)])
        await desktop.exchange(server)
    archive = SqliteArchive(here.file)
    last = (await archive.revisions())[-1]
    assert (last.kind, last.fields["thing_id"]) == ("conflict", one.id)
    assert last.fields["mine"]["category"] == "fun"
    assert await archive.counts() == {"expense": 1, "conflict": 1}
