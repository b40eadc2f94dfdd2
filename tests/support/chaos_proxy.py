"""A TCP proxy that breaks connections on purpose, the same way for the same seed.

As a program: `python -m tests.support.chaos_proxy --to 8000 --port 9000 --seed 7 --every 0.5`
listens, breaks something about twice a second and counts it on its standard output.
"""

import argparse
import asyncio
import contextlib
import random
import socket
import struct
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum

PIECE_BYTES = 4096


class Chaos(StrEnum):
    """What can be done to a connection."""

    DROP = "drop"
    """Both ends see a reset."""
    END = "end"
    """Both ends see a proper end."""
    CUT = "cut"
    """Half of the next piece goes through, then a reset."""
    HALF_OPEN = "half_open"
    """Nothing goes through any more and nobody is told."""
    DEAF = "deaf"
    """Nothing goes to the server any more; its own bytes still come."""
    DELAY = "delay"
    """The next piece waits for a while, and all after it with it."""
    DOUBLE = "double"
    """The next piece goes through twice: garbage for whoever reads it."""
    REFUSE = "refuse"
    """The next connections are reset at once."""


@dataclass(eq=False)
class Line:
    """One connection through the proxy, with what is to happen to its next piece."""

    client: asyncio.StreamWriter
    server: asyncio.StreamWriter
    next: Chaos | None = None
    blocked: set[str] = field(default_factory=set)

    def reset(self) -> None:
        """Slam both doors."""
        for writer in (self.client, self.server):
            raw: socket.socket | None = writer.get_extra_info("socket")
            with contextlib.suppress(OSError):
                if raw is not None:
                    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()


class ChaosProxy:
    """Forwards to a port of this machine; `inflict` breaks what is open, or what comes next.

    `delay_seconds` is the longest delay; `pause` waits it out and may be replaced in a test.
    """

    def __init__(
        self,
        to_port: int,
        *,
        seed: int = 0,
        delay_seconds: float = 0.3,
        pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self.to_port = to_port
        self.port = 0
        self.counts: Counter[Chaos] = Counter()
        self._chance = random.Random(seed)
        self._delay_seconds = delay_seconds
        self._pause = pause
        self._refusals = 0
        self._lines: list[Line] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def open(self, port: int = 0) -> None:
        """Listen from now on."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def shut(self) -> None:
        """End everything."""
        if self._server is not None:
            self._server.close()
        for line in tuple(self._lines):
            line.reset()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def open_lines(self) -> int:
        """How many connections go through now."""
        return len(self._lines)

    def inflict(self, chaos: Chaos | None = None) -> Chaos:
        """Break one connection, by chance where it is not said how; returns what was done."""
        chosen = chaos or self._chance.choice(list(Chaos))
        self.counts[chosen] += 1
        self._break(self._chance.choice(self._lines) if self._lines else None, chosen)
        return chosen

    def inflict_all(self, chaos: Chaos) -> None:
        """Break every open connection in the same way."""
        for line in tuple(self._lines):
            self.counts[chaos] += 1
            self._break(line, chaos)

    def _break(self, line: Line | None, chosen: Chaos) -> None:
        if chosen is Chaos.REFUSE or line is None:
            self._refusals += 1
        elif chosen is Chaos.DROP:
            line.reset()
        elif chosen is Chaos.END:
            line.client.close()
            line.server.close()
        elif chosen is Chaos.HALF_OPEN:
            line.blocked = {"up", "down"}
        elif chosen is Chaos.DEAF:
            line.blocked = {"up"}
        else:
            line.next = chosen

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._joined(reader, writer)
        finally:
            self._tasks.discard(task)

    async def _joined(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._refusals:
            self._refusals -= 1
            writer.transport.abort()
            return
        try:
            back, onward = await asyncio.open_connection("127.0.0.1", self.to_port)
        except OSError:
            writer.transport.abort()
            return
        line = Line(client=writer, server=onward)
        self._lines.append(line)
        try:
            await asyncio.gather(
                self._pump(line, reader, onward, "up"), self._pump(line, back, writer, "down")
            )
        finally:
            self._lines.remove(line)
            line.client.close()
            line.server.close()

    async def _pump(
        self, line: Line, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: str
    ) -> None:
        with contextlib.suppress(ConnectionError, OSError):
            while piece := await reader.read(PIECE_BYTES):
                if way not in line.blocked:
                    await self._forward(line, piece, writer)
            if way not in line.blocked:
                writer.close()

    async def _forward(self, line: Line, piece: bytes, writer: asyncio.StreamWriter) -> None:
        chaos, line.next = line.next, None
        if chaos is Chaos.DELAY:
            await self._pause(self._chance.uniform(0, self._delay_seconds))
        if chaos is Chaos.CUT:
            writer.write(piece[: len(piece) // 2])
            await writer.drain()
            line.reset()
            return
        writer.write(piece * 2 if chaos is Chaos.DOUBLE else piece)
        await writer.drain()


@asynccontextmanager
async def a_chaos_proxy(to_port: int, *, seed: int = 0) -> AsyncIterator[ChaosProxy]:
    """A proxy that is gone afterwards."""
    proxy = ChaosProxy(to_port, seed=seed)
    await proxy.open()
    try:
        yield proxy
    finally:
        await proxy.shut()


async def _run(arguments: argparse.Namespace) -> None:
    proxy = ChaosProxy(arguments.to, seed=arguments.seed, delay_seconds=arguments.delay)
    await proxy.open(arguments.port)
    print(f"port {proxy.port}", flush=True)
    chance = random.Random(arguments.seed)
    while True:
        await asyncio.sleep(chance.uniform(0, 2 * arguments.every))
        print(f"{proxy.inflict()} {proxy.counts.total()}", flush=True)


def main() -> None:
    """Run until somebody ends it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=int, required=True, help="the server's port")
    parser.add_argument("--port", type=int, default=0, help="where to listen (0: any)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--every", type=float, default=0.5, help="seconds between faults, mean")
    parser.add_argument("--delay", type=float, default=0.3, help="longest delay in seconds")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(parser.parse_args()))


if __name__ == "__main__":
    main()
