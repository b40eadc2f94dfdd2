"""Syncing once, without a socket."""

import pytest

from pam_core.sync.once import Once, sync_once
from pam_core.vocabulary.errors import PamError
from tests.core.sync.desk import a_desk
from tests.support.sync_rest import Problem
from tests.support.sync_server import SyncServer
from tests.support.sync_world import a_thing


async def test_both_sides_have_everything_afterwards(server: SyncServer) -> None:
    """250 edits go in batches, 3 events come; no socket is opened."""
    for number in range(3):
        server.world.put(a_thing(number))
    async with a_desk(server, starts=False) as desk:
        made = [await desk.edit(number) for number in range(250)]
        synced = await sync_once(desk.store, desk.rest, desk.session)
        assert (synced.sent, synced.received) == (250, 3)
        assert server.world.effects == made
        assert desk.store.since == server.world.head_seq == 253
        assert server.sockets == []


async def test_what_was_sent_before_is_not_done_twice(server: SyncServer) -> None:
    """A reply that was lost: the same commands are sent again."""
    async with a_desk(server, starts=False) as desk:
        made = [await desk.edit(number) for number in range(3)]
        server.world.last_cseqs[desk.store.device_id] = 0
        server.rest.faults["POST /sync/commands"].append(Problem(0))
        with pytest.raises(PamError) as told:
            await sync_once(desk.store, desk.rest, desk.session)
        assert told.value.code == "sync.unreachable"
        await sync_once(desk.store, desk.rest, desk.session)
        assert server.world.effects == made


async def test_a_new_numbering_is_followed(server: SyncServer) -> None:
    """Of a server that knows this device from before."""
    async with a_desk(server, starts=False) as desk:
        server.world.last_cseqs[desk.store.device_id] = 7
        made = [await desk.edit(number) for number in range(3)]
        await sync_once(desk.store, desk.rest, desk.session)
        assert server.world.effects == made
        assert desk.store.last_cseq == 10


async def test_a_snapshot_is_taken_where_it_is_needed(server: SyncServer) -> None:
    """Page by page; what changes meanwhile comes as events afterwards."""
    server.rest.page_size = 2
    for number in range(5):
        server.world.put(a_thing(number))
    async with a_desk(server, starts=False) as desk:
        desk.store.epoch, desk.store.since = "older", 99
        await sync_once(desk.store, desk.rest, desk.session)
        assert (desk.store.epoch, desk.store.since) == (server.world.epoch, 5)
        assert len(desk.store.server) == 5


async def test_patience_that_is_asked_for_is_had(server: SyncServer) -> None:
    """429 in the middle of a backlog: a pause of just that length, and the order is kept."""
    paused: list[float] = []

    async def pause(seconds: float) -> None:
        paused.append(seconds)

    async with a_desk(server, starts=False) as desk:
        made = [await desk.edit(number) for number in range(150)]
        limited = Problem(429, "rate_limited", headers={"Retry-After": "7"})
        server.rest.faults["POST /sync/commands"].append(limited)
        await Once(desk.store, desk.rest, desk.session, pause=pause).run()
        assert paused == [7.0]
        assert server.world.effects == made


async def test_a_token_that_ran_out_is_renewed_on_the_way(server: SyncServer) -> None:
    """Nobody notices."""
    async with a_desk(server, starts=False) as desk:
        await desk.edit(1)
        server.rest.expire()
        synced = await sync_once(desk.store, desk.rest, desk.session)
        assert synced.sent == 1
