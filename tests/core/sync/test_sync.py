"""The line to the server: everything gets there, once and in order, and comes from there."""

import asyncio

import pytest

from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.sync_news import ConflictsFound, LineState, ThingsCame
from tests.core.sync.desk import a_desk, note_id
from tests.support.sync_server import SyncServer
from tests.support.sync_world import a_thing


async def test_what_is_kept_gets_there_at_once(server: SyncServer) -> None:
    """And the line says that it is online, without a word for a single edit."""
    async with a_desk(server) as desk:
        await desk.until_state(LineState.ONLINE)
        told = len(desk.states)
        made = await desk.edit(1)
        await server.until(lambda: made in server.world.effects, "the edit")
        await desk.until(lambda: desk.store.acknowledged == [made], "its receipt")
        assert len(desk.states) == told


async def test_what_another_device_keeps_comes_at_once(server: SyncServer) -> None:
    """It stands here and is told, and the cursor follows."""
    async with a_desk(server) as desk:
        await desk.until_state(LineState.ONLINE)
        await server.push(server.world.put(a_thing(1)))
        (came,) = await desk.until(lambda: desk.of(ThingsCame), "the expense")
        assert came.things[0].id == a_thing(1).id
        assert (desk.store.epoch, desk.store.since) == (server.world.epoch, 1)


async def test_two_desktops_see_each_other(server: SyncServer) -> None:
    """Each one's edit stands at the other's."""
    async with a_desk(server, device=1) as one, a_desk(server, device=2) as two:
        await one.until_state(LineState.ONLINE)
        await two.until_state(LineState.ONLINE)
        await one.edit(1, "from one")
        await two.until(lambda: ("note", note_id(1)) in two.store.server, "one's note")
        await two.edit(2, "from two")
        await one.until(lambda: ("note", note_id(2)) in one.store.server, "two's note")
        assert one.store.server == two.store.server


async def test_three_hundred_edits_of_an_outage_go_in_order(server: SyncServer) -> None:
    """With no more than 16 on the wire, over rate limits in the middle, and counted."""
    server.limited_at = {5, 40, 41, 150}
    async with a_desk(server, starts=False) as desk:
        made = [await desk.edit(number) for number in range(300)]
        desk.running = asyncio.create_task(desk.sync.run())
        await desk.until(lambda: desk.states[-1:] == [LineState.CATCHING_UP], "the count")
        while len(desk.store.acknowledged) < 300:
            desk.clock.pass_seconds(0.1)
            desk.sync.nudge()
            await asyncio.sleep(0)
        await desk.until_state(LineState.ONLINE)
        assert server.world.effects == made
        assert desk.of(ConflictsFound) == []


async def test_no_more_than_sixteen_wait_for_an_answer(server: SyncServer) -> None:
    """The rest of the outbox waits here."""
    server.holds_acks = True
    async with a_desk(server, starts=False) as desk:
        for number in range(40):
            await desk.edit(number)
        desk.running = asyncio.create_task(desk.sync.run())
        await server.until(lambda: len(server.commands) == 16, "sixteen commands")
        await server.release_acks()
        await server.until(lambda: len(server.commands) == 40, "all of them")
        assert len(set(server.world.effects)) == len(server.world.effects) == 40


async def test_what_happened_while_away_is_pulled_page_by_page(server: SyncServer) -> None:
    """501 missed events are there before the line says online."""
    server.rest.page_size = 100
    for number in range(501):
        server.world.put(a_thing(number))
    async with a_desk(server) as desk:
        await desk.until_state(LineState.ONLINE)
        assert desk.store.applied == list(range(1, 502))
        assert LineState.CATCHING_UP in desk.states


async def test_a_hole_in_what_is_pushed_is_pulled(server: SyncServer) -> None:
    """The cursor never passes what is not here."""
    async with a_desk(server) as desk:
        await desk.until_state(LineState.ONLINE)
        server.world.put(a_thing(1))
        await server.push(server.world.put(a_thing(2)))
        await desk.until(lambda: desk.store.since == 2, "both")
        assert desk.store.applied == [1, 2]


async def test_frames_that_come_twice_change_nothing(server: SyncServer) -> None:
    """Neither acknowledgements nor events, nor being greeted twice."""
    server.doubles = True
    async with a_desk(server) as desk:
        await desk.until_state(LineState.ONLINE)
        made = [await desk.edit(number) for number in range(20)]
        await desk.until(lambda: desk.store.since == 20, "all events")
        assert server.world.effects == made
        assert desk.store.applied == list(range(1, 21))


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"type": "weather", "v": 1}',
        '{"type": "pong", "v": 9}',
        '{"type": "ack", "v": 1, "id": 5}',
        "[" * 30_000,
        '{"type": "wins_update", "v": 1, "id": "x", "seq": -1, "things": []}',
    ],
)
async def test_a_frame_that_makes_no_sense_is_passed_over(server: SyncServer, text: str) -> None:
    """The line lives on."""
    async with a_desk(server) as desk:
        await desk.until_state(LineState.ONLINE)
        await server.socket.send_text(text)
        await desk.edit(1)
        await desk.until(lambda: desk.store.acknowledged, "the receipt")
        assert len(server.sockets) == 1


async def test_a_frame_that_is_too_long_costs_a_connection(server: SyncServer) -> None:
    """The client closes with 1009 and comes back."""
    async with a_desk(server) as desk:
        await desk.until_state(LineState.ONLINE)
        first = server.socket
        await first.send_text("x" * 70_000)
        await server.until(lambda: len(server.hellos) == 2, "another connection")
        assert first.closed_with == 1009


async def test_bytes_that_are_no_frames_cost_a_connection(server: SyncServer) -> None:
    """As a proxy that doubles bytes makes them."""
    async with a_desk(server) as desk:
        await desk.until_state(LineState.ONLINE)
        await server.socket.send_bytes(b"\xff\xff\xff\xff" * 8)
        await server.until(lambda: len(server.hellos) == 2, "another connection")
        await desk.edit(1)
        await desk.until(lambda: desk.store.acknowledged, "the receipt")


async def test_a_lost_acknowledgement_does_nothing_twice(server: SyncServer) -> None:
    """What was committed and not acknowledged is sent again and answered as it was."""
    server.holds_acks = True
    async with a_desk(server) as desk:
        await desk.until_state(LineState.ONLINE)
        made = await desk.edit(1)
        await server.until(lambda: made in server.world.effects, "the commit")
        server.holds_acks = False
        server.socket.reset()
        await desk.until(lambda: desk.store.acknowledged == [made], "the receipt")
        assert server.world.effects == [made]


async def test_a_frame_that_is_cut_in_the_middle_is_none(server: SyncServer) -> None:
    """Half an event is pulled whole."""
    async with a_desk(server) as desk:
        await desk.until_state(LineState.ONLINE)
        await server.socket.send_part(server.world.put(a_thing(1)))
        await desk.until(lambda: desk.store.applied == [1], "the event")
        assert len(server.hellos) == 2


async def test_an_edit_that_was_refused_is_told_with_both_versions(server: SyncServer) -> None:
    """And holds nothing up."""
    async with a_desk(server) as desk:
        await desk.until_state(LineState.ONLINE)
        server.world.put(a_thing(0, entity="note", id=note_id(1), fields={"text": "theirs"}))
        await desk.edit(1, "mine")
        after = await desk.edit(2)
        (found,) = await desk.until(lambda: desk.of(ConflictsFound), "the conflict")
        await desk.until(lambda: after in desk.store.acknowledged, "what came after")
        (conflict,) = found.conflicts
        assert conflict.mine == {"text": "mine"}
        assert conflict.theirs == {"text": "theirs"}


async def test_a_server_that_counts_otherwise_is_followed(server: SyncServer) -> None:
    """A device restored from a backup numbers its outbox anew."""
    server.world.last_cseqs["0199dddd-0000-7000-8000-000000000001"] = 50
    async with a_desk(server) as desk:
        made = await desk.edit(1)
        await desk.until(lambda: desk.store.acknowledged == [made], "the receipt")
        assert server.commands[-1]["cseq"] == 51


async def test_a_server_restored_from_a_backup_is_taken_in_anew(server: SyncServer) -> None:
    """Of a new epoch a snapshot is taken, and then the line goes on."""
    server.world.put(a_thing(1))
    async with a_desk(server) as desk:
        await desk.until_state(LineState.ONLINE)
        server.world.put(a_thing(2))
        server.world.restored("epoch-2", to_seq=1)
        server.socket.reset()
        await desk.until(lambda: desk.store.epoch == "epoch-2", "the new epoch")
        made = await desk.edit(1)
        await desk.until(lambda: made in desk.store.acknowledged, "the receipt")
        assert set(desk.store.server) == {("expense", a_thing(1).id), ("note", note_id(1))}


async def test_events_that_cannot_be_applied_are_asked_for_again(server: SyncServer) -> None:
    """A disk that was full for a moment loses nothing."""
    async with a_desk(server) as desk:
        await desk.until_state(LineState.ONLINE)
        desk.store.fault = PamError("storage.full", "It is full.", fault=Fault.ENVIRONMENT)
        await server.push(server.world.put(a_thing(1)))
        await desk.edit(1)
        await desk.until(lambda: desk.store.acknowledged, "the edit")
        desk.store.fault = None
        desk.clock.pass_seconds(6)
        desk.sync.nudge()
        await desk.until(lambda: desk.store.applied[-1:] == [2], "both events")
        assert desk.store.applied == [1, 2]
