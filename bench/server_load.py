"""One process of clients, told by lines of JSON what to do: `python -m bench.server_load`.

Each line in is {"do": …, …}; each line out the figures it gave. The clients are those of
`bench.wires`, so that they take as little as possible of the two cores that the server needs too.
"""

import asyncio
import json
import random
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.server_commands import expense
from bench.wires import MqttWire, WebSocketWire

BEAT_SECONDS = 20.0
BACKOFF_MOST_SECONDS = 30.0


class Client:
    """One connection that sends one message at a time, or lies still."""

    def __init__(self, load: "Load", number: int) -> None:
        self.load = load
        self.number = number
        self.sent = 0
        self.sent_at = 0.0
        self.is_ready = False

    def ready(self) -> None:
        """It may send."""
        self.is_ready = True
        self.load.readied(self)

    def acknowledged(self) -> None:
        """What was sent last is safe."""
        self.load.acknowledged(self)

    def lost(self, why: str) -> None:
        """The connection is gone."""
        was, self.is_ready = self.is_ready, False
        self.load.lost(self, why, was)

    async def connect(self) -> None:
        """Open the connection."""
        raise NotImplementedError

    def send(self) -> None:
        """One message that must be answered."""
        raise NotImplementedError

    def beat(self) -> None:
        """A sign of life."""
        raise NotImplementedError

    def close(self) -> None:
        """Hang up."""
        raise NotImplementedError


class PamClient(Client):
    """A desktop: hello, ready, mutations in order, pings."""

    def __init__(self, load: "Load", number: int, *, user_id: str, token: str, device: str) -> None:
        super().__init__(load, number)
        self._device = device
        self._wire = WebSocketWire("", "", lambda wire: None, self._heard, self.lost)
        self._path = f"/api/v1/pam/ws/{user_id}"
        self._headers = f"Authorization: Bearer {token}\r\nSec-WebSocket-Protocol: pam.v1\r\n"
        self._hello = _json({"v": 1, "type": "connection", "state": "hello", "device_id": device})

    async def connect(self) -> None:
        """Open, and say hello."""
        loop = asyncio.get_running_loop()
        self._wire = WebSocketWire(
            self._path, self._headers, lambda wire: wire.send(self._hello), self._heard, self.lost
        )
        await loop.create_connection(lambda: self._wire, "127.0.0.1", self.load.port)

    def _heard(self, body: bytes) -> None:
        # Looking for a few characters is enough; reading JSON is the server's work, not ours.
        if b'"type":"ack"' in body:
            if b'"rejected"' in body:
                self.load.refused += 1
            self.acknowledged()
        elif b'"state":"ready"' in body:
            told = json.loads(body)
            self.sent = told["last_cseq"]
            self.ready()
        elif b'"type":"error"' in body:
            self.load.refused += 1

    def send(self) -> None:
        """An expense."""
        self.sent += 1
        self.sent_at = time.perf_counter()
        self._wire.send(_json(expense(self.sent)))

    def beat(self) -> None:
        """A ping."""
        self._wire.send(b'{"v":1,"type":"ping"}')

    def close(self) -> None:
        """Hang up."""
        self._wire.close()


class EchoClient(Client):
    """The same bytes there and back: what the web server alone can do."""

    async def connect(self) -> None:
        """Open."""
        loop = asyncio.get_running_loop()
        self._wire = WebSocketWire(
            "/", "", lambda wire: self.ready(), lambda body: self.acknowledged(), self.lost
        )
        await loop.create_connection(lambda: self._wire, "127.0.0.1", self.load.port)

    def send(self) -> None:
        """As many bytes as an expense has."""
        self.sent_at = time.perf_counter()
        self._wire.send(b"x" * 420)

    def beat(self) -> None:
        """A short one."""
        self.sent_at = time.perf_counter()
        self._wire.send(b"ping")

    def close(self) -> None:
        """Hang up."""
        self._wire.close()


class MqttClient(Client):
    """A broker's client that publishes with QoS 1."""

    async def connect(self) -> None:
        """Open."""
        loop = asyncio.get_running_loop()
        self._wire = MqttWire(
            f"bench-{self.load.part}-{self.number}",
            lambda wire: self.ready(),
            lambda number: self.acknowledged(),
            self.lost,
        )
        await loop.create_connection(lambda: self._wire, "127.0.0.1", self.load.port)

    def send(self) -> None:
        """As many bytes as an expense has."""
        self.sent += 1
        self.sent_at = time.perf_counter()
        self._wire.publish(self.sent % 65_535 + 1, b"pam/bench", b"x" * 420)

    def beat(self) -> None:
        """PINGREQ."""
        self._wire.beat()

    def close(self) -> None:
        """Hang up."""
        self._wire.close()


@dataclass
class Load:
    """All clients of this process and what they have measured."""

    kind: str
    port: int
    part: int
    logins: Sequence[Mapping[str, str]] = ()
    clients: list[Client] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    refused: int = 0
    is_sending: bool = False
    is_coming_back: bool = False
    ready_count: int = 0
    whole: asyncio.Event = field(default_factory=asyncio.Event)
    broken: asyncio.Event = field(default_factory=asyncio.Event)
    tasks: set["asyncio.Task[None]"] = field(default_factory=set)
    losses: dict[str, int] = field(default_factory=dict)

    def made(self, number: int) -> Client:
        """A client of the kind that is measured."""
        if self.kind == "pam":
            return PamClient(self, number, **self.logins[number])
        return {"echo": EchoClient, "mosquitto": MqttClient}[self.kind](self, number)

    def readied(self, client: Client) -> None:
        """One more is connected."""
        self.ready_count += 1
        if self.ready_count == len(self.clients):
            self.whole.set()

    def acknowledged(self, client: Client) -> None:
        """Note the time, and go on."""
        if self.is_sending:
            self.times.append(time.perf_counter() - client.sent_at)
            client.send()

    def lost(self, client: Client, why: str, was_ready: bool) -> None:
        """Note it; in a herd, come back as a desktop does."""
        self.losses[why] = self.losses.get(why, 0) + 1
        if was_ready:
            self.ready_count -= 1
            self.whole.clear()
            self.broken.set()
        if self.is_coming_back:
            self.keep(asyncio.create_task(self._back(client)))

    def keep(self, task: "asyncio.Task[None]") -> None:
        """Hold a task until it is done."""
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _back(self, client: Client) -> None:
        for failures in range(100):
            span = min(BACKOFF_MOST_SECONDS, 2.0**failures)
            await asyncio.sleep(random.uniform(0, span))
            try:
                await client.connect()
            except OSError:
                continue
            return

    async def connect(self, many: int) -> Mapping[str, Any]:
        """Open `many` more, a hundred at a time."""
        began = time.perf_counter()
        self.whole.clear()
        new = [self.made(len(self.clients) + at) for at in range(many)]
        self.clients += new
        gate = asyncio.Semaphore(100)

        async def one(client: Client) -> None:
            async with gate:
                await client.connect()

        await asyncio.gather(*(one(client) for client in new))
        await asyncio.wait_for(self.whole.wait(), 180)
        return {"connected": len(self.clients), "seconds": time.perf_counter() - began}

    async def beat(self, seconds: float) -> Mapping[str, Any]:
        """Lie still but for a sign of life of each every 20 s, spread evenly."""
        deadline = time.perf_counter() + seconds
        turn = 0
        step = 0.1
        each = max(1, round(len(self.clients) * step / BEAT_SECONDS))
        while time.perf_counter() < deadline:
            for _ in range(each):
                self.clients[turn % len(self.clients)].beat()
                turn += 1
            await asyncio.sleep(step)
        return {"beats": turn, "ready": self.ready_count}

    async def send(self, seconds: float, many: int) -> Mapping[str, Any]:
        """`many` clients, each with one message on the way, for so long."""
        self.times.clear()
        self.refused = 0
        self.is_sending = True
        began = time.perf_counter()
        for client in self.clients[:many]:
            client.send()
        await asyncio.sleep(seconds)
        self.is_sending = False
        taken = time.perf_counter() - began
        return {"seconds": taken, "times": list(self.times), "refused": self.refused}

    async def come_back(self, most_seconds: float) -> Mapping[str, Any]:
        """From now on return when lost; answers once all are back after having been lost."""
        self.is_coming_back = True
        await self.broken.wait()
        began = time.perf_counter()
        try:
            await asyncio.wait_for(self.whole.wait(), most_seconds)
        except TimeoutError:
            pass
        self.is_coming_back = False
        return {
            "seconds": time.perf_counter() - began,
            "ready": self.ready_count,
            "losses": self.losses,
        }

    async def close(self) -> Mapping[str, Any]:
        """Hang all up."""
        for client in self.clients:
            client.close()
        self.clients.clear()
        self.ready_count = 0
        return {"closed": True}


async def serve() -> None:
    """Do what the lines say, one after the other."""
    loop = asyncio.get_running_loop()
    load: Load | None = None
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        order = json.loads(line)
        do = order.pop("do")
        if do == "begin":
            load = Load(**order)
            told: Mapping[str, Any] = {"begun": True}
        else:
            assert load is not None
            work: Callable[..., Any] = getattr(load, do)
            told = await work(**order)
        print(json.dumps(told), flush=True)


def _json(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, separators=(",", ":")).encode()


if __name__ == "__main__":
    asyncio.run(serve())
