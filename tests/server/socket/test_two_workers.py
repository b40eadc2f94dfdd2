"""Several processes on one PostgreSQL and one Redis: a user's devices may be at any of them."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx2
import pytest
import redis
from pydantic import SecretStr

from pam_core.protocol.limits import Close
from pam_core.vocabulary.identity import new_id
from pam_server.settings import ServerSettings
from tests.server.mind.minds import with_an_empty_map
from tests.server.socket.conftest import Device, Served, served
from tests.support.chaos_parts import ServerPart, until

MANY = 8
"""Sockets: that all of them are at the same one of two workers happens once in a hundred runs, and
what is promised holds then, too."""


def shared(folder: Path, postgresql_url: str, redis_url: str) -> ServerSettings:
    """The settings of one of several."""
    return ServerSettings(
        data_folder=folder,
        metrics_port=0,
        speech=False,
        database_url=SecretStr(postgresql_url),
        redis_url=SecretStr(redis_url),
    )


@pytest.fixture
async def pair(
    tmp_path: Path, postgresql_url: str, redis_url: str
) -> AsyncIterator[tuple[Served, Served]]:
    """Two servers that know of one another only by the database and Redis."""
    async with (
        served(shared(tmp_path / "one", postgresql_url, redis_url)) as one,
        served(shared(tmp_path / "two", postgresql_url, redis_url)) as two,
    ):
        yield one, two


async def test_what_one_commits_the_other_pushes(pair: tuple[Served, Served]) -> None:
    """An expense at one worker is told to the user's device at the other, and to nobody else."""
    here, there = pair
    ann, bob = await here.user(), await here.user()
    async with here.device(ann) as one, there.device(ann) as two, there.device(bob) as other:
        for device in (one, two, other):
            await device.hello()
        sent = await one.spend()
        assert (await one.hears("ack", id=sent["id"]))["verdict"] == "committed"
        assert (await two.hears("pong"))["head_seq"] == 1, "then it asks for what it misses"
        await other.say(type="ping")
        assert (await other.hears("pong"))["head_seq"] == 0


async def test_a_session_ends_at_all_of_them(pair: tuple[Served, Served]) -> None:
    """Signing out at one worker closes the session's socket at the other."""
    here, there = pair
    ann = await here.user()
    async with there.device(ann) as one:
        await one.hello()
        await here.server.identity.sign_out(ann.refresh_token)
        assert await one.closed() == Close.UNAUTHENTICATED


async def test_an_answer_crosses_over(pair: tuple[Served, Served]) -> None:
    """A chat at one worker is told to the device at the other, which can ask for the answer."""
    here, there = pair
    ann = await here.user()
    async with here.device(ann) as one, there.device(ann) as two:
        await one.hello()
        await two.hello()
        now = datetime.now(UTC)
        chat = new_id(now)
        await one.say(
            type="chat", id=chat, cseq=1, conversation_id=new_id(now), message="What time is it?",
            occurred_at=now.isoformat(),
        )  # fmt: skip
        assert (await one.hears("ack", id=chat))["verdict"] == "committed"
        # Either of them may have answered it.
        await _hears_of(two, 1)
        bearer = {"Authorization": f"Bearer {ann.access_token}"}
        address = f"http://127.0.0.1:{there.port}/api/v1/pam/chat/{chat}"
        async with httpx2.AsyncClient(headers=bearer, timeout=30.0) as client:
            answer = await client.get(address)
        assert (answer.status_code, answer.json()["message"][:5]) == (200, "It's ")


async def test_redis_that_fails_loses_nothing(pair: tuple[Served, Served], redis_url: str) -> None:
    """Without its words commands are taken all the same, and told once it is back."""
    here, there = pair
    ann = await here.user()
    async with here.device(ann) as one, there.device(ann) as two:
        await one.hello()
        await two.hello()
        with redis.Redis.from_url(redis_url) as client:
            # Every connection is lost, as when Redis is started again.
            client.client_kill_filter(_type="pubsub")
            client.client_kill_filter(_type="normal", skipme=True)
        sent = await one.spend()
        assert (await one.hears("ack", id=sent["id"]))["verdict"] == "committed"
        assert (await two.hears("pong"))["head_seq"] == 1


class Workers(ServerPart):
    """The real `pam-server` with two workers."""

    def __init__(self, folder: Path, postgresql_url: str, redis_url: str) -> None:
        super().__init__(folder)
        self._more = {
            "PAM_SERVER_DATABASE_URL": postgresql_url,
            "PAM_SERVER_REDIS_URL": redis_url,
            "PAM_SERVER_WORKERS": "2",
        }

    @property
    def environment(self) -> dict[str, str]:
        """Its settings."""
        return super().environment | self._more

    def workers(self) -> list[int]:
        """The processes that it has started, by their numbers."""
        assert self._process is not None
        path = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        found = [int(number) for number in path.read_text().split()]
        return [one for one in found if b"spawn_main" in _command_of(one)]


def _command_of(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


@pytest.fixture
async def workers(tmp_path: Path, postgresql_url: str, redis_url: str) -> AsyncIterator[Workers]:
    """Started, with both workers."""
    with_an_empty_map(tmp_path / "server" / "cache")
    part = Workers(tmp_path / "server", postgresql_url, redis_url)
    await part.start()
    yield part
    await part.end()


@pytest.mark.timeout(120)
async def test_a_worker_dies_and_the_rest_goes_on(workers: Workers) -> None:
    """One of two workers is killed: its devices come back, and nothing acknowledged is lost."""
    api = f"http://127.0.0.1:{workers.port}/api/v1/pam"
    async with AsyncExitStack() as stack:
        await until(lambda: len(workers.workers()) == 2, "both workers")
        account = {"email": "ann@road.test", "password": "a trailer full of tangerines"}
        told = httpx2.post(f"{api}/account/register", json=account, timeout=20.0)
        tokens = SimpleNamespace(**told.json())
        devices = [
            await stack.enter_async_context(_device(workers.port, tokens)) for _ in range(MANY)
        ]
        for device in devices:
            await device.hello()
        sent = await devices[0].spend()
        assert (await devices[0].hears("ack", id=sent["id"]))["verdict"] == "committed"
        for device in devices[1:]:
            await _hears_of(device, 1)
        os.kill(workers.workers()[0], signal.SIGKILL)
        again = await stack.enter_async_context(_device(workers.port, tokens))
        assert (await again.hello())["head_seq"] == 1
        bearer = {"Authorization": f"Bearer {tokens.access_token}"}
        page = httpx2.get(f"{api}/sync?since=0", headers=bearer, timeout=20.0).json()
        assert [event["id"] for event in page["events"]] == [sent["id"]]
        await until(lambda: len(workers.workers()) == 2, "a worker in its place")
        await workers.end()
        assert await again.closed() == Close.RESTART
    assert not workers.crashes


def _device(port: int, tokens: Any) -> Any:
    return Served(None, None, port).device(tokens)  # type: ignore[arg-type]


async def _hears_of(device: Device, seq: int) -> None:
    """It is sent what is logged there or later, or told to ask for it."""
    async with asyncio.timeout(20):
        while True:
            frame = device.heard.pop(0) if device.heard else await _next(device)
            if max(frame.get("seq", 0), frame.get("head_seq", 0)) >= seq:
                return


async def _next(device: Device) -> dict[str, Any]:
    frame: dict[str, Any] = json.loads(await device.line.recv())
    return frame
