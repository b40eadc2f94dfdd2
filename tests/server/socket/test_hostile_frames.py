"""One client that says very much: it pays for that, and nobody else does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from pam_core.protocol.limits import UNACKNOWLEDGED, Close
from pam_server.settings import ServerSettings
from pam_server.socket.patience import MOST, PER_SECOND, Patience
from tests.server.socket.conftest import Served, served

FLOOD = 20_000


@pytest.mark.parametrize(
    "text",
    [
        '{"v":1,"type":"ping"}',
        '{"v":1,"type":"pong"}',
        '{"v":1,"type":"ack","seq":0}',
        '{"v":1,"type":"auth","token":"x"}',
        '{"v":1,"type":"warp"}',
        "rubbish",
        "",
    ],
)
async def test_frames_without_end_end_the_socket(pam: Served, text: str) -> None:
    """Frames that bring nothing forward are taken up to a bound: then 4429, and others go on."""
    ann, bob = await pam.user(), await pam.user()
    async with pam.device(bob) as other, pam.device(ann) as one:
        await other.hello()
        await one.hello()
        assert await _closed_after(one.line, lambda: one.line.send(text)) == Close.TOO_MANY
        await other.hears("ack", id=(await other.spend())["id"])
        async with pam.device(ann, one.device_id) as again:
            await again.hello()


async def test_frames_before_the_hello_end_the_socket(pam: Served) -> None:
    """Who has not greeted is heard no longer than who has."""
    ann = await pam.user()
    async with pam.device(ann) as one:
        assert await _closed_after(one.line, lambda: one.line.send("{}")) == Close.TOO_MANY


@pytest.mark.parametrize("kind", ["ping", "pong"])
async def test_control_frames_without_end_end_the_socket(pam: Served, kind: str) -> None:
    """WebSocket's own pings and pongs, which pam.v1 never sees, are bounded as well."""
    ann = await pam.user()
    async with pam.device(ann) as one:
        await one.hello()
        assert await _closed_after(one.line, getattr(one.line, kind)) == Close.TOO_MANY


async def test_a_message_of_endless_empty_pieces_ends_the_socket(pam: Served) -> None:
    """A message may come in pieces, but not in pieces of nothing for ever."""
    ann = await pam.user()
    async with pam.device(ann) as one:
        await one.hello()
        with suppress(ConnectionClosed):
            await one.line.send(_pieces())
        assert await one.closed() == Close.TOO_MANY


async def test_who_works_much_is_not_closed(tmp_path: Path) -> None:
    """However many commands are committed, a device that waits for its receipts goes on."""
    settings = ServerSettings(
        data_folder=tmp_path / "data", metrics_port=0, speech=False, socket_per_minute=100_000
    )
    async with served(settings) as pam:
        ann = await pam.user()
        async with pam.device(ann) as one:
            await one.hello()
            for _ in range(2 * int(MOST) // UNACKNOWLEDGED):
                sent = [await one.spend() for _ in range(UNACKNOWLEDGED)]
                for command in sent:
                    await one.hears("ack", id=command["id"])
                one.heard.clear()
            await one.say(type="ping")
            await one.hears("pong")


def test_patience_comes_back() -> None:
    """What was counted is forgotten in time, and no more than that is saved up."""
    patience = Patience(0.0)
    patience.give_back(10_000)
    assert [patience.is_over(0.0) for _ in range(int(MOST))] == [False] * int(MOST)
    assert patience.is_over(0.0)
    later = 1000.0
    heard = [patience.is_over(later) for _ in range(int(MOST) + 1)]
    assert heard == [False] * int(MOST) + [True]
    assert not patience.is_over(later + 3 / PER_SECOND)


async def _closed_after(line: ClientConnection, say) -> int | None:  # type: ignore[no-untyped-def]
    """The code a socket is closed with while it is flooded."""
    reading = asyncio.create_task(_read(line))
    with pytest.raises(ConnectionClosed):
        for _ in range(FLOOD):
            await say()
        await asyncio.wait_for(line.wait_closed(), 5)
        await line.send("")
    await reading
    return line.close_code


async def _read(line: ClientConnection) -> None:
    with suppress(ConnectionClosed):
        async for _ in line:
            pass


async def _pieces() -> AsyncIterator[str]:
    for _ in range(FLOOD):
        yield ""
