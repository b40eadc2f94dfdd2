"""The servers that are measured: PAM's, a bare uvicorn that echoes, and mosquitto."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 60.0
STOP_SECONDS = 30.0

_MOSQUITTO = """
listener {port} 127.0.0.1
allow_anonymous true
persistence true
persistence_location {folder}/
autosave_interval 1
autosave_on_changes false
max_queued_messages 0
log_type error
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Of a server and the processes it started: CPU seconds so far, memory now in KiB."""

    cpu_seconds: float
    resident_kib: int


class Stage:
    """One server as a process."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], port: int, log: Path
    ) -> None:
        self.port = port
        self._command = command
        self._environment = {**os.environ, **environment}
        self._log = log
        self.start()

    def start(self) -> None:
        """Start it and wait until it listens."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, env=self._environment, stdout=log, stderr=log
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                break
            with socket.socket() as trial:
                if trial.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError(f"the server did not start:\n{self._log.read_text()[-2000:]}")

    def stop(self) -> None:
        """Ask it to end, and see that it does."""
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def kill(self) -> None:
        """End it as a power cut would."""
        self._process.kill()
        self._process.wait()

    def usage(self) -> Usage:
        """What it and its children have used."""
        family = [self._process.pid]
        for pid in family:
            for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
                family += [int(child) for child in tasks.read_text().split()]
        ticks, resident = 0, 0
        for pid in family:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
            resident += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return Usage(
            cpu_seconds=ticks / os.sysconf("SC_CLK_TCK"),
            resident_kib=resident * os.sysconf("SC_PAGE_SIZE") // 1024,
        )


@contextmanager
def stage_of(kind: str, folder: Path) -> Iterator[Stage]:
    """A server of a kind, with its files in a folder of its own; ended at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    command, environment = _COMMANDS[kind](port, folder)
    stage = Stage(command, environment, port, folder / "log.txt")
    try:
        yield stage
    finally:
        stage.stop()


def is_there(kind: str) -> bool:
    """Whether it can be measured here."""
    return kind != "mosquitto" or _mosquitto() is not None


def pam_environment(folder: Path) -> dict[str, str]:
    """A PAM server with its data in a folder, and limits that only a benchmark would reach."""
    return {
        "PAM_SERVER_DATA_FOLDER": str(folder),
        "PAM_SERVER_DATABASE_URL": f"sqlite:///{folder / 'pam.db'}",
        "PAM_SERVER_SOCKET_PER_MINUTE": "1000000",
        "PAM_SERVER_REST_PER_MINUTE": "1000000",
        "PAM_SERVER_METRICS_PORT": "0",
    }


def _pam(port: int, folder: Path) -> tuple[list[str], dict[str, str]]:
    command = [sys.executable, "-m", "pam_server.main", "run", "--port", str(port)]
    return command, pam_environment(folder)


def _echo(port: int, folder: Path) -> tuple[list[str], dict[str, str]]:
    return [sys.executable, "-m", "bench.server_echo", str(port)], {}


def _broker(port: int, folder: Path) -> tuple[list[str], dict[str, str]]:
    settings = folder / "mosquitto.conf"
    settings.write_text(_MOSQUITTO.format(port=port, folder=folder), encoding="utf-8")
    if os.getuid() == 0:
        # Started as root it goes over to a user of its own.
        shutil.chown(folder, user="mosquitto")
    return [str(_mosquitto()), "-c", str(settings)], {}


_COMMANDS = {"pam": _pam, "echo": _echo, "mosquitto": _broker}


def _mosquitto() -> str | None:
    return shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
    return port
