"""Handshakes of strangers: refused, and nothing for whoever reads the log to worry about."""

import asyncio

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.server.socket.conftest import Served


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
