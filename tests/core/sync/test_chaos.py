"""The line through a proxy that breaks it: nothing is lost, nothing is done twice."""

import pytest

from pam_core.vocabulary.sync_news import LineState
from tests.core.sync.desk import a_desk
from tests.support.chaos_proxy import Chaos, a_chaos_proxy
from tests.support.sync_server import SyncServer
from tests.support.sync_world import a_thing


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_every_fault_is_outlived(server: SyncServer, seed: int) -> None:
    """Edits and events in both directions while each kind of fault is inflicted in turn."""
    async with (
        a_chaos_proxy(server.port, seed=seed) as proxy,
        a_desk(server, port=proxy.port) as desk,
    ):
        await desk.until_state(LineState.ONLINE)
        made = []
        for number, chaos in enumerate(Chaos):
            made.append(await desk.edit(number))
            proxy.inflict(chaos)
            await server.push(server.world.put(a_thing(number)))
            # Who hears nothing gives up after 30 s.
            desk.clock.pass_seconds(31)
            desk.sync.wake()
            await desk.until(lambda: desk.store.acknowledged[-1:] == made[-1:], chaos)
        await desk.until(lambda: desk.store.since == server.world.head_seq, "all events")
        assert server.world.effects == desk.store.acknowledged == made
        assert desk.store.applied == list(range(1, server.world.head_seq + 1))
        assert proxy.counts.total() == len(Chaos)
