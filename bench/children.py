"""The program as a child process on virtual sound devices, and what the kernel says it used."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

READY_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """CPU seconds used so far by a process and its children, and its resident memory now."""

    cpu_seconds: float
    resident_mib: float


class Child:
    """A Python module run as a process of its own; its standard output can be waited for."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-u", *command],
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.started_at = time.monotonic()

    def wait_for(self, text: str) -> float:
        """Seconds from the start until a line with this text was printed.

        Raises:
            RuntimeError: the child ended before.
        """
        if self._process.stdout is None:
            raise RuntimeError("the child has no output")
        for line in self._process.stdout:
            if text in line:
                return time.monotonic() - self.started_at
        raise RuntimeError(f"the child ended without saying {text!r}")

    def usage(self) -> Usage:
        """What it has used so far (Linux: from /proc)."""
        folder = Path(f"/proc/{self._process.pid}")
        fields = (folder / "stat").read_text().rpartition(")")[2].split()
        ticks = sum(int(fields[at]) for at in (11, 12, 13, 14))
        resident = int((folder / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        return Usage(
            cpu_seconds=ticks / os.sysconf("SC_CLK_TCK"), resident_mib=resident / (1 << 20)
        )

    def end(self) -> None:
        """Ask it to end, and see that it does."""
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@contextmanager
def child(command: Sequence[str], environment: Mapping[str, str]) -> Iterator[Child]:
    """A child with a home of its own, ended at the end."""
    with tempfile.TemporaryDirectory() as home:
        running = Child(command, {"PAM_HOME": home, **environment})
        try:
            yield running
        finally:
            running.end()
