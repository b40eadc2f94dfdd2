"""A whole server in the test's own loop, and desktops that speak pam.v1 word by word."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from websockets.asyncio.client import ClientConnection, connect

from bench.server_commands import expense
from pam_core.vocabulary.identity import new_id
from pam_server.app import Server
from pam_server.identity.identity import Tokens
from pam_server.serving import options
from pam_server.settings import ServerSettings
from tests.server.mind.minds import with_an_empty_map

WAIT_SECONDS = 20.0


@dataclass(kw_only=True)
class Device:
    """One socket of a device; what it hears and no test asked for waits in `heard`."""

    line: ClientConnection
    device_id: str
    cseq: int = 0
    heard: list[dict[str, Any]] = field(default_factory=list)

    async def say(self, **frame: Any) -> None:
        """Send a frame."""
        await self.line.send(json.dumps({"v": 1, **frame}))

    async def hello(self, **more: Any) -> dict[str, Any]:
        """Greet; the server's ready."""
        await self.say(type="connection", state="hello", device_id=self.device_id, **more)
        ready = await self.hears("connection")
        self.cseq = ready["last_cseq"]
        return ready

    async def spend(self) -> dict[str, Any]:
        """Send a new expense; the command as it was sent."""
        self.cseq += 1
        command = expense(self.cseq)
        await self.line.send(json.dumps(command))
        return command

    async def hears(self, type: str, **having: Any) -> dict[str, Any]:
        """The next frame of that kind, whatever comes before it."""
        at = 0
        async with asyncio.timeout(WAIT_SECONDS):
            while True:
                for one in self.heard[at:]:
                    if one["type"] == type and having.items() <= one.items():
                        self.heard.remove(one)
                        return one
                at = len(self.heard)
                self.heard.append(json.loads(await self.line.recv()))

    async def closed(self) -> int:
        """The code it is closed with."""
        async with asyncio.timeout(WAIT_SECONDS):
            await self.line.wait_closed()
        code = self.line.close_code
        assert code is not None
        return code


class Served:
    """A server at `port`, of which a test may also see the inside."""

    def __init__(self, server: Server, uvicorn_: uvicorn.Server, port: int) -> None:
        self.server = server
        self.uvicorn = uvicorn_
        self.port = port
        self._users = 0

    async def user(self) -> Tokens:
        """A new user who is signed in."""
        self._users += 1
        return await self.server.identity.register(f"u{self._users}@example.com", "long enough 1")

    def address(self, user_id: str) -> str:
        """Where a user's socket is."""
        return f"ws://127.0.0.1:{self.port}/api/v1/pam/ws/{user_id}"

    @asynccontextmanager
    async def device(
        self, tokens: Tokens, device_id: str = "", subprotocols: tuple[str, ...] = ("pam.v1",)
    ) -> AsyncIterator[Device]:
        """A socket that is open and has said nothing yet."""
        bearer = {"Authorization": f"Bearer {tokens.access_token}"}
        async with connect(
            self.address(tokens.user_id),
            additional_headers=bearer,
            subprotocols=list(subprotocols),  # type: ignore[arg-type]
            compression=None,
            ping_interval=None,
            proxy=None,
        ) as line:
            yield Device(line=line, device_id=device_id or new_id(datetime.now(UTC)))


class _Told(uvicorn.Server):
    """A uvicorn that says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()


@asynccontextmanager
async def served(settings: ServerSettings) -> AsyncIterator[Served]:
    """A server with these settings, on a port of its own."""
    with_an_empty_map(settings.data_folder / "cache")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Server(settings)
    chosen = options(settings) | {"factory": False, "port": port, "loop": "none"}
    uvicorn_ = _Told(uvicorn.Config(server, **chosen))
    running = asyncio.create_task(uvicorn_.serve())
    async with asyncio.timeout(WAIT_SECONDS):
        await uvicorn_.up.wait()
    try:
        yield Served(server, uvicorn_, port)
    finally:
        uvicorn_.should_exit = True
        await running


@pytest.fixture
async def pam(tmp_path: Path) -> AsyncIterator[Served]:
    """A server on SQLite."""
    settings = ServerSettings(data_folder=tmp_path / "data", metrics_port=0, speech=False)
    async with served(settings) as one:
        yield one
