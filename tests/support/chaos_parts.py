"""The processes that chaos is made of: a real server, and desktops each behind a proxy."""

import asyncio
import json
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from pathlib import Path

from tests.support.chaos_proxy import Chaos, ChaosProxy

START_SECONDS = 60.0
LOOK_SECONDS = 0.02
ROOT = Path(__file__).parents[2]


async def until(
    look: Callable[[], bool], what: str | Callable[[], str], seconds: float = START_SECONDS
) -> None:
    """Return once it is so. Raises TimeoutError that names what was waited for."""
    try:
        async with asyncio.timeout(seconds):
            # Other processes' disks: there is nothing to be told by.
            while not look():  # noqa: ASYNC110
                await asyncio.sleep(LOOK_SECONDS)
    except TimeoutError:
        told = what if isinstance(what, str) else what()
        raise TimeoutError(f"waited {seconds:.0f} s in vain for {told}") from None


class Part:
    """A process that may be killed, frozen, ended and started at any moment."""

    def __init__(self, name: str, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.name = name
        self.folder = folder
        self.crashes: list[str] = []
        self._process: Process | None = None

    @property
    def log(self) -> Path:
        """Where its standard error goes."""
        return self.folder / "log.txt"

    @property
    def is_up(self) -> bool:
        """Whether its process lives."""
        return self._process is not None and self._process.returncode is None

    def note_crash(self) -> None:
        """Remember an end that nobody asked for."""
        if self._process is not None and self._process.returncode not in (None, 0):
            lines = self.log.read_text(errors="replace").splitlines()[-30:]
            self.crashes.append(f"{self.name} ended by itself: " + "\n".join(lines))

    async def kill(self) -> None:
        """As a power cut would."""
        await self._ended_by(signal.SIGKILL)

    async def start(self) -> None:
        """Started again; each part knows how."""
        raise NotImplementedError

    async def end(self) -> None:
        """In an orderly way."""
        await self._ended_by(signal.SIGTERM)

    async def freeze(self, seconds: float) -> None:
        """Half-open for everybody who talks to it, for a while."""
        self._signal(signal.SIGSTOP)
        await asyncio.sleep(seconds)
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self.is_up:
            assert self._process is not None
            self._process.send_signal(number)

    async def _ended_by(self, number: signal.Signals) -> None:
        self.note_crash()
        if not self.is_up:
            return
        self._signal(number)
        assert self._process is not None
        try:
            async with asyncio.timeout(START_SECONDS):
                code = await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
            self.crashes.append(f"{self.name} did not end after {number.name}")
            return
        if number is signal.SIGTERM and code not in (0, -signal.SIGTERM):
            self.note_crash()

    async def _start(self, *command: str, environment: dict[str, str], pipes: int | None) -> None:
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                *command,
                cwd=ROOT,
                env={**os.environ, **environment},
                stdin=pipes,
                stdout=log if pipes is None else pipes,
                stderr=log,
            )


class ServerPart(Part):
    """The real `pam-server` on SQLite in a folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__("server", folder)
        self.port = free_port()
        self.database = folder / "pam.db"

    @property
    def environment(self) -> dict[str, str]:
        """Its settings: limits that only chaos would reach."""
        most = "1000000"
        return {
            "PAM_SERVER_DATA_FOLDER": str(self.folder),
            "PAM_SERVER_DATABASE_URL": f"sqlite:///{self.database}",
            "PAM_SERVER_SOCKET_PER_MINUTE": most,
            "PAM_SERVER_REST_PER_MINUTE": most,
            "PAM_SERVER_SIGN_IN_PER_MINUTE": most,
            "PAM_SERVER_REFRESH_PER_MINUTE": most,
            "PAM_SERVER_METRICS_PORT": "0",
            "PAM_SERVER_SPEECH": "false",
        }

    async def start(self) -> None:
        """Started, and it listens."""
        command = ("pam_server.main", "run", "--port", str(self.port))
        await self._start(*command, environment=self.environment, pipes=None)
        await until(lambda: not self.is_up or self._listens(), "the server to listen")
        if not self.is_up:
            raise RuntimeError(f"the server did not start:\n{self.log.read_text()[-2000:]}")

    async def restored(self) -> None:
        """`pam-server restored`, as whoever put a backup in place does."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "pam_server.main",
            "restored",
            cwd=ROOT,
            env={**os.environ, **self.environment},
        )
        assert await process.wait() == 0

    def _listens(self) -> bool:
        with socket.socket() as trial:
            return trial.connect_ex(("127.0.0.1", self.port)) == 0


class DesktopPart(Part):
    """A desktop without a window, its user, and the proxy between it and the server."""

    def __init__(self, name: str, folder: Path, server: ServerPart, seed: int) -> None:
        super().__init__(name, folder)
        self.database = folder / "pam.db"
        self.journal = folder / "journal.jsonl"
        self.proxy = ChaosProxy(server.port, seed=seed)
        self.ahead_seconds = 0.0
        self._server = server
        self._seed = seed
        self._starts = 0
        self._pause = 0.2

    async def open(self, email: str, password: str, pause: float) -> None:
        """Its proxy listens and its login is there; then it starts."""
        self._pause = pause
        await self.proxy.open()
        login = {
            "server": f"http://127.0.0.1:{self.proxy.port}",
            "email": email,
            "password": password,
        }
        (self.folder / "login.json").write_text(json.dumps(login))
        await self.start()

    async def start(self) -> None:
        """Started; its line and its user come by themselves."""
        self._starts += 1
        await self._start(
            "tests.support.sync_desktop",
            str(self.folder),
            f"--seed={self._seed}-{self._starts}",
            f"--pause={self._pause}",
            f"--ahead={self.ahead_seconds}",
            environment={},
            pipes=PIPE,
        )

    async def tell(self, order: str) -> None:
        """Give an order and wait until it is done. Raises RuntimeError where it has ended."""
        assert self._process is not None
        writer, reader = self._process.stdin, self._process.stdout
        assert writer is not None and reader is not None
        verb = order.partition(" ")[0]
        try:
            async with asyncio.timeout(START_SECONDS):
                writer.write(f"{order}\n".encode())
                await writer.drain()
                while line := await reader.readline():
                    if line.decode().strip() == verb:
                        return
        except ConnectionError:
            line = b""
        self.note_crash()
        raise RuntimeError(f"{self.name} has ended:\n{self.log.read_text()[-2000:]}")

    def part(self) -> None:
        """From now on nothing goes through, and nobody is told."""
        self.proxy.to_port = 1
        self.proxy.inflict_all(Chaos.HALF_OPEN)

    def heal(self) -> None:
        """New connections go through again; whoever sits on a silent one finds out by itself."""
        self.proxy.to_port = self._server.port

    async def shut(self) -> None:
        """Everything ended."""
        await self.end()
        await self.proxy.shut()


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
    return port
