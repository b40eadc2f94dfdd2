"""A PostgreSQL and a Redis of the tests' own, each started with the first test that needs it."""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import pytest

from tests.support import child, waiting

_NOBODY = 65534
"""PostgreSQL refuses to run as root."""


class Postgres:
    """A PostgreSQL server with one database for whoever asks for one."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self.folder = folder
        self._programs = programs
        self._free: list[str] = []

    def psql(self, statement: str, *, database: str = "postgres") -> str:
        """Run a statement as its superuser; returns what it prints."""
        done = subprocess.run(
            [self._programs / "psql", "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
            + ["-h", self.folder, "-U", "pam", "-q", "-c", statement, database],
            capture_output=True,
            text=True,
            timeout=child.PATIENCE_SECONDS,
        )
        if done.returncode != 0:
            pytest.fail(f"psql: {done.stderr}", pytrace=False)
        return done.stdout.strip()

    def new_database(self) -> str:
        """The URL of an empty database."""
        if not self._free:
            name = f"pam_{uuid4().hex}"
            self.psql(f"CREATE DATABASE {name}")
            self._free.append(f"postgresql://pam@/{name}?host={quote(str(self.folder))}")
        return self._free.pop()

    def give_back(self, url: str) -> None:
        """Empty a database, whoever still holds it; making a new one takes ten times as long."""
        name = url.partition("?")[0].rpartition("/")[2]
        self.psql(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        )
        self.psql("DROP SCHEMA public CASCADE; CREATE SCHEMA public", database=name)
        self._free.append(url)


@contextmanager
def postgres() -> Iterator[Postgres]:
    """A server that keeps its word (fsync on), reached by a socket in its folder only."""
    programs = _postgres_programs()
    folder = child.short_folder("pam-postgres-")
    as_user = _as_user(folder)
    environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "HOME": str(folder)}
    made = subprocess.run(
        [*as_user, programs / "initdb", "-D", folder / "data", "-U", "pam", "-A", "trust"]
        + ["-E", "UTF8", "--no-sync"],
        capture_output=True,
        text=True,
        env=environment,
        cwd=folder,
        timeout=3 * child.PATIENCE_SECONDS,
    )
    if made.returncode != 0:
        pytest.fail(f"initdb: {made.stderr}", pytrace=False)
    settings = ("listen_addresses=", f"unix_socket_directories={folder}", "shared_buffers=32MB")
    options = [part for one in settings for part in ("-c", one)]
    said = (folder / "said").open("wb")
    server = child.start(
        [*as_user, str(programs / "postgres"), "-D", str(folder / "data"), *options],
        environment=environment,
        stderr=said.fileno(),
    )
    try:
        ready = [programs / "pg_isready", "-q", "-h", folder, "-U", "pam", "-d", "postgres"]
        waiting.until(
            lambda: server.poll() is not None or subprocess.run(ready).returncode == 0,
            "PostgreSQL",
        )
        if server.poll() is not None:
            pytest.fail(f"PostgreSQL: {(folder / 'said').read_text()}", pytrace=False)
        yield Postgres(folder, programs)
    finally:
        said.close()
        # Fast: it does not wait for those who are still connected.
        server.send_signal(signal.SIGINT)
        child.stop(server)
        shutil.rmtree(folder)


@contextmanager
def redis() -> Iterator[str]:
    """The URL of a Redis that keeps nothing on the disk."""
    server_program = child.program("redis-server", "redis-server")
    folder = child.short_folder("pam-redis-")
    path = folder / "socket"
    command = [server_program, "--port", "0", "--unixsocket", str(path), "--save", ""]
    command += ["--appendonly", "no", "--dir", str(folder)]
    server = child.start(command, environment={"PATH": os.defpath})
    try:
        waiting.until(lambda: _answers(path), "Redis")
        yield f"unix://{path}"
    finally:
        child.stop(server)
        shutil.rmtree(folder)


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(1.0)
        try:
            line.connect(str(path))
        except OSError:
            return False
        line.sendall(b"PING\r\n")
        return line.recv(16).startswith(b"+PONG")


def _postgres_programs() -> Path:
    # Debian keeps them out of PATH, where another of that name may stand.
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: int(one.parts[4])
    )
    if not found:
        pytest.fail(
            "PostgreSQL is not installed. `make test` installs it; by hand: "
            "sudo apt install postgresql",
            pytrace=False,
        )
    return found[-1].parent


def _as_user(folder: Path) -> list[str]:
    if os.getuid() != 0:
        return []
    os.chown(folder, _NOBODY, _NOBODY)
    nobody = str(_NOBODY)
    setpriv = child.program("setpriv", "util-linux")
    # Whoever becomes another user is no longer tied to us, so it is tied again.
    tied = ["--pdeathsig", "KILL", "--"]
    return [setpriv, f"--reuid={nobody}", f"--regid={nobody}", "--clear-groups", *tied]
