"""Every way in which the server ends a connection: what is done, and what the user is told."""

import pytest

from pam_core.vocabulary.sync_news import LineState
from tests.core.sync.desk import a_desk
from tests.support.sync_server import SyncServer


@pytest.mark.parametrize("code", [1001, 1011, 1012, 1013, 4408, 4999])
async def test_it_comes_back(server: SyncServer, code: int) -> None:
    """A restart, a fault, an unknown code: nobody need do anything."""
    async with a_desk(server) as desk:
        await desk.until_state(LineState.ONLINE)
        await server.socket.close(code)
        await server.until(lambda: len(server.hellos) == 2, "another connection")
        await desk.until_state(LineState.ONLINE)
        assert desk.states.count(LineState.CONNECTING) == 2


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (1000, "The PAM server ended the connection."),
        (4400, "This PAM is too old for the PAM server: please update PAM."),
        (4403, "The PAM server does not let this account in."),
        (4409, "This installation of PAM is connected from somewhere else."),
        (4426, "This PAM is too old for the PAM server: please update PAM."),
    ],
)
async def test_it_stops_and_says_why(server: SyncServer, code: int, sentence: str) -> None:
    """Where another attempt would make no sense; what waits stays."""
    async with a_desk(server) as desk:
        await desk.until_state(LineState.ONLINE)
        server.holds_acks = True
        await desk.edit(1)
        await server.until(lambda: server.commands, "the edit")
        await server.socket.close(code)
        await desk.ended()
        assert (desk.last.state, desk.last.sentence) == (LineState.STOPPED, sentence)
        assert len(desk.store.outbox) == 1
        assert len(server.hellos) == 1


@pytest.mark.parametrize("code", [4429, 4503])
async def test_it_waits_as_long_as_it_is_asked_to(server: SyncServer, code: int) -> None:
    """Ten seconds at least, whatever the user does meanwhile."""
    async with a_desk(server) as desk:
        await desk.until_state(LineState.ONLINE)
        await server.socket.close(code)
        await desk.until_state(LineState.CONNECTING)
        desk.clock.pass_seconds(9)
        desk.sync.wake()
        await desk.edit(1)
        assert len(server.hellos) == 1
        desk.clock.pass_seconds(2)
        desk.sync.wake()
        await server.until(lambda: len(server.hellos) == 2, "another connection")


async def test_a_token_that_ran_out_is_renewed(server: SyncServer) -> None:
    """4401: the same line goes on with another token."""
    async with a_desk(server) as desk:
        await desk.until_state(LineState.ONLINE)
        server.rest.expire()
        await server.socket.close(4401)
        await server.until(lambda: len(server.hellos) == 2, "another connection")
        assert server.socket.token == "access-2"


async def test_a_new_token_that_is_refused_asks_for_a_sign_in(server: SyncServer) -> None:
    """4401 twice, the second time with a fresh token: only the user can go on."""
    async with a_desk(server) as desk:
        await desk.until_state(LineState.ONLINE)
        await desk.edit(1)
        server.instead_of_ready.append(4401)
        await server.socket.close(4401)
        await desk.ended()
        assert desk.last.state is LineState.SIGN_IN_AGAIN
        assert desk.last.mend == "Sign in again to sync; everything stays here meanwhile."


async def test_a_sign_in_that_ended_keeps_the_outbox(server: SyncServer) -> None:
    """Everything that was done meanwhile is there when somebody signs in again."""
    async with a_desk(server, starts=True) as desk:
        await desk.until_state(LineState.ONLINE)
        server.rest.revoke()
        await server.socket.close(4401)
        await desk.ended()
        await desk.edit(1)
        assert desk.last.state is LineState.SIGN_IN_AGAIN
        assert len(desk.store.outbox) == 1


async def test_a_snapshot_is_taken_where_the_log_is_too_short(server: SyncServer) -> None:
    """4410: all that stands, and then the events after it."""
    async with a_desk(server) as desk:
        await desk.until_state(LineState.ONLINE)
        await server.socket.close(4410)
        await server.until(lambda: "GET /sync/snapshot" in server.rest.requests, "the snapshot")
        await server.until(lambda: len(server.hellos) == 2, "another connection")


async def test_what_is_too_big_for_the_server_is_taken_out(server: SyncServer) -> None:
    """1009 marks what was sent as failed, says so, and goes on with the rest."""
    server.holds_acks = True
    async with a_desk(server) as desk:
        await desk.until_state(LineState.ONLINE)
        await desk.edit(1)
        await server.until(lambda: server.commands, "the edit")
        server.holds_acks = False
        await server.socket.close(1009)
        await server.until(lambda: len(server.hellos) == 2, "another connection")
        after = await desk.edit(2)
        await desk.until(lambda: after in desk.store.acknowledged, "what came after")


@pytest.mark.parametrize("status", [500, 502, 503, 404])
async def test_a_handshake_that_fails_is_tried_again(server: SyncServer, status: int) -> None:
    """A server that starts, a proxy without one."""
    server.handshakes.append(status)
    async with a_desk(server) as desk:
        await server.until(lambda: server.sockets, "the first attempt")
        await desk.until(lambda: desk.states, "something")
        desk.clock.pass_seconds(11)
        desk.sync.wake()
        await desk.until_state(LineState.ONLINE)


async def test_a_networks_login_page_does_not_stop_it(server: SyncServer) -> None:
    """Only a PAM server's own 403 would."""
    server.handshakes.append(403)
    async with a_desk(server) as desk:
        await desk.until_state(LineState.ONLINE)
        assert len(server.sockets) == 2


async def test_after_five_failures_it_says_that_it_works_offline(server: SyncServer) -> None:
    """And it goes on trying; back online it says so by itself."""
    server.handshakes.extend([500] * 6)
    async with a_desk(server) as desk:
        await desk.until_state(LineState.ONLINE)
        offline = desk.states.index(LineState.WORKING_OFFLINE)
        assert desk.states.count(LineState.WORKING_OFFLINE) == 1
        assert LineState.CONNECTING not in desk.states[offline:]
        assert len(server.sockets) == 7


async def test_accepting_and_closing_again_is_a_failure(server: SyncServer) -> None:
    """A server that lets in and throws out at once is not asked without a pause for ever."""
    server.instead_of_ready.extend([1011] * 5)
    async with a_desk(server) as desk:
        await desk.until(lambda: LineState.WORKING_OFFLINE in desk.states, "working offline")
        assert len(server.hellos) >= 5


async def test_a_half_open_line_is_noticed(server: SyncServer) -> None:
    """When nothing came for 30 s the socket is given up, without a good-bye to nobody."""
    async with a_desk(server) as desk:
        await desk.until_state(LineState.ONLINE)
        server.socket.is_mute = True
        desk.clock.pass_seconds(31)
        desk.sync.nudge()
        await server.until(lambda: len(server.hellos) == 2, "another connection")
        await desk.until_state(LineState.ONLINE)


async def test_a_token_that_ends_in_the_middle_of_a_batch_loses_nothing(
    server: SyncServer,
) -> None:
    """auth_required: a new one goes over the live socket, and the batch goes on."""
    server.holds_acks = True
    async with a_desk(server) as desk:
        await desk.until_state(LineState.ONLINE)
        made = [await desk.edit(number) for number in range(30)]
        await server.until(lambda: len(server.commands) == 16, "half of the batch")
        await server.socket.send({"v": 1, "type": "auth_required", "reason": "expired"})
        await server.until(lambda: server.rest.auths, "the new token")
        await server.release_acks()
        await desk.until(lambda: desk.store.acknowledged == made, "all receipts")
        assert server.rest.auths == ["access-2"]
        assert len(server.sockets) == 1
