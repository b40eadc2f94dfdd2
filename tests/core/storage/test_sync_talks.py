"""Talk that travels: only where the user chose so, and never after it was forgotten."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from pam_core.storage.archive import SqliteArchive
from tests.core.storage.examples import expense, turn
from tests.core.storage.sync_server import Desktop, DictServer


@pytest.fixture
async def two(tmp_path: Path) -> AsyncIterator[tuple[Desktop, Desktop]]:
    desktops = (Desktop(tmp_path / "here.db"), Desktop(tmp_path / "there.db"))
    for desktop in desktops:
        await desktop.join(with_talks=True)
    yield desktops
    for desktop in desktops:
        await desktop.file.close()


def bytes_of(path: Path) -> bytes:
    return b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))


async def test_turn_travels(two: tuple[Desktop, Desktop]) -> None:
    """A turn is on the other machine as it was, and found there."""
    here, there = two
    server = DictServer()
    said = turn("what a day", "Indeed.")
    await here.chats.record(said)
    for desktop in two:
        await desktop.exchange(server)
    assert await there.chats.turns("talk", 9) == await here.chats.turns("talk", 9)
    assert [row["said"] for row in await there.chats.search("day", 9)] == ["what a day"]
    assert [row["title"] for row in await there.chats.conversations(9)] == ["what a day"]


async def test_heard_later(two: tuple[Desktop, Desktop]) -> None:
    """What was heard is put into the command that waits; one that may have left gets a second."""
    here, there = two
    server = DictServer()
    said = turn("what a day", "Indeed.", heard="")
    await here.chats.record(said)
    await here.chats.record(replace(said, heard="In"))
    (first,) = await here.sync.waiting()
    assert first.body["fields"]["heard"] == "In"
    await here.chats.record(replace(said, heard="Indeed."))
    await here.chats.record(replace(said, heard="Indeed."))
    bodies = [one.body["fields"]["heard"] for one in await here.sync.waiting()]
    assert bodies == ["In", "Indeed."]
    assert [one.cseq for one in await here.sync.waiting()] == [1, 2]
    for desktop in two:
        await desktop.exchange(server)
    (row,) = await there.chats.turns("talk", 9)
    assert row["heard"] == "Indeed."


@pytest.mark.parametrize("sent_before", [True, False])
async def test_forgotten(two: tuple[Desktop, Desktop], sent_before: bool) -> None:
    """What is forgotten here leaves the outbox, the other machine and both files."""
    here, there = two
    server = DictServer()
    await here.chats.record(turn("my secret is periwinkle"))
    for desktop in two * sent_before:
        await desktop.exchange(server)
    archive = SqliteArchive(here.file)
    last = await archive.last_exchange()
    assert last is not None
    await archive.forget(last)
    assert b"periwinkle" not in bytes_of(here.file.path)
    for desktop in two:
        await desktop.exchange(server)
    assert [thing.fields for thing in server.things.values()] == [{}]
    assert await there.chats.search("periwinkle", 9) == []
    assert list(await there.chats.conversations(9)) == []


async def test_erased(two: tuple[Desktop, Desktop]) -> None:
    """Erasing here tells the server nothing, stops syncing and makes this another machine."""
    here, _ = two
    server = DictServer()
    await here.memory.keep([expense(merchant="Periwinkle's")])
    await here.chats.record(turn("periwinkle"))
    await here.exchange(server)
    before = await here.sync.standing()
    await SqliteArchive(here.file).erase()
    after = await here.sync.standing()
    assert b"eriwinkle" not in bytes_of(here.file.path)
    assert (after.account, after.waiting, after.since, after.last_cseq) == (None, 0, 0, 0)
    assert after.device_id != before.device_id
    await here.memory.keep([expense()])
    assert (await here.sync.standing()).waiting == 0
