"""Handshakes of strangers: refused, and nothing for whoever reads the log to worry about."""

import asyncio

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from pam_server.socket import sockets
from tests.server.socket.conftest import Served
from tests.support.chaos_parts import until


@pytest.mark.parametrize(
    "offered", [[], ["pam.ticket."], ["pam.v1", "pam.ticket.x.99999999999999999999"]]
)
async def test_a_refused_handshake_is_no_error_of_ours(
    pam: Served, offered: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Anybody may try to come in, all day: that fills no log with errors."""
    with pytest.raises(InvalidStatus) as refused:
        async with connect(pam.address("nobody"), subprotocols=offered or None, proxy=None):
            pass
    assert refused.value.response.status_code == 401
    await asyncio.gather(*pam.uvicorn.server_state.tasks)
    assert [one for one in caplog.records if one.name.startswith("uvicorn")] == []


async def test_one_user_has_so_many_sockets(pam: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """One account cannot take all the sockets there are: 429 beyond its share."""
    monkeypatch.setattr(sockets, "MOST_OF_A_USER", 2)
    ann, bob = await pam.user(), await pam.user()
    async with pam.device(ann) as one:
        await one.hello()
        async with pam.device(ann):
            with pytest.raises(InvalidStatus) as refused:
                async with pam.device(ann):
                    pass
            assert refused.value.response.status_code == 429
            async with pam.device(bob) as other:
                await other.hello()
        await until(lambda: pam.server.sockets.count == 1, "the others to be gone")
        async with pam.device(ann) as again:
            await again.hello()
