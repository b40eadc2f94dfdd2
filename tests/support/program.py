"""The real `pam` in a child process: what it prints line by line, how it ends, what it took."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO

import pytest

from tests.support import child
from tests.support.waiting import until

CHECKOUT = Path(__file__).parents[2]

TIES = (
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "XDG_SESSION_TYPE",
    "XDG_RUNTIME_DIR",
    "QT_QPA_PLATFORM",
)
"""What would tie a child to the screen and session that the tests themselves run in."""


def environment_of(home: Path, more: Mapping[str, str]) -> dict[str, str]:
    """The environment of a PAM whose every file is below `home`, on no screen and no bus."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in TIES and not name.startswith("PAM_")
    }
    own = {
        "PAM_HOME": str(home),
        "PYTHONPATH": str(CHECKOUT),
        "PAM_WINDOW_FIRST_RUN": "false",
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={home}/no-bus",
        "PYTHONUNBUFFERED": "1",
        "TZ": "UTC",
    }
    return kept | dict(more) | own


LONGEST_LINE = 200
"""Characters of each line that a failed test shows."""


class Program:
    """`pam` with some words, running; ended and reaped by `end`."""

    def __init__(
        self,
        *words: str,
        environment: Mapping[str, str],
        module: str = "pam_desktop.cli.main",
        stdin: int = subprocess.PIPE,
    ) -> None:
        self.words = words
        self._lines: dict[str, list[str]] = {"stdout": [], "stderr": []}
        self._process = child.start(
            [sys.executable, "-m", module, *words],
            environment=environment,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._readers = [
            threading.Thread(target=self._read, args=(name,), name=f"pam {name}", daemon=True)
            for name in self._lines
        ]
        for reader in self._readers:
            reader.start()
        self.peak_megabytes = 0.0

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def out(self) -> list[str]:
        """The lines of its stdout so far."""
        return list(self._lines["stdout"])

    @property
    def err(self) -> list[str]:
        """The lines of its stderr so far."""
        return list(self._lines["stderr"])

    @property
    def is_running(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.poll() is None

    def line(self, part: str, *, after: int = 0) -> str:
        """Wait for a line of stdout with `part` in it, the first of those from `after` on."""

        def look() -> str:
            found = [line for line in self.out[after:] if part in line]
            if not found and not self.is_running:
                self._join()
                found = [line for line in self.out[after:] if part in line]
                if not found:
                    pytest.fail(f"{self} ended without a line with {part!r}")
            return found[0] if found else ""

        try:
            return until(look, f"a line with {part!r}")
        except pytest.fail.Exception as failure:
            pytest.fail(f"{failure}\n{self}")

    def press_enter(self) -> None:
        """A line on its stdin."""
        assert self._process.stdin is not None
        self._process.stdin.write(b"\n")
        self._process.stdin.flush()

    def close_stdin(self) -> None:
        """The end of its input."""
        assert self._process.stdin is not None
        self._process.stdin.close()

    def interrupt(self) -> None:
        """Ctrl+C."""
        self._process.send_signal(signal.SIGINT)

    def kill(self) -> None:
        """It dies in mid-word, as in a power cut; returns when it is gone."""
        self._process.kill()
        self.wait()

    def wait(self, *, seconds: float = child.PATIENCE_SECONDS) -> int:
        """Its exit code, once it has ended by itself; fails the test where it does not."""

        def look() -> bool:
            if self._process.returncode is not None:
                return True
            # Looked at while it lives: what wait4 tells of its memory begins with its parent's.
            if self._process.returncode is None:
                self.peak_megabytes = max(self.peak_megabytes, _peak_megabytes(self.pid))
            return self._process.poll() is not None

        until(look, f"the end of {self}", seconds=seconds)
        self._join()
        return self._process.returncode

    def end(self) -> None:
        """End it in whatever way; idempotent."""
        child.stop(self._process)
        # A pipe must not be closed while it is being read.
        self._join()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None and not pipe.closed:
                pipe.close()

    def _read(self, name: str) -> None:
        pipe: IO[bytes] = getattr(self._process, name)
        for line in pipe:
            self._lines[name].append(line.decode("utf-8", "replace").rstrip("\n"))

    def _join(self) -> None:
        for reader in self._readers:
            reader.join(child.PATIENCE_SECONDS)

    def __str__(self) -> str:
        told = [f"pam {' '.join(self.words)}", *self.out, "-- stderr --", *self.err]
        return "\n  ".join(line[:LONGEST_LINE] for line in told)


def _peak_megabytes(pid: int) -> float:
    """The most memory a process has held so far; 0 once it has ended."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return sum(
        int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM:")
    )
