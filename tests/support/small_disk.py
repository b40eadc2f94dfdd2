"""A disk of the test's own: so small that it fills, or not to be written to."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support import child


class SmallDisk:
    """A mounted disk at `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filling = folder / "filling"

    def fill(self) -> None:
        """Leave no room at all."""
        with self._filling.open("ab", buffering=0) as file:
            try:
                while file.write(bytes(4096)):
                    pass
            except OSError:
                # Full, as wanted.
                return

    def make_room(self) -> None:
        """Give back what `fill` took."""
        self._filling.unlink()

    def allow_writing(self, allowed: bool) -> None:
        """Let nothing be written any more, or everything again."""
        _run("mount", "-o", f"remount,{'rw' if allowed else 'ro'}", str(self.folder))


@contextmanager
def small_disk(folder: Path, *, megabytes: int = 3) -> Iterator[SmallDisk]:
    """Mount a small disk; skips the test, saying so, where this may not be done."""
    folder.mkdir(parents=True)
    done = subprocess.run(
        [child.program("mount", "mount"), "-t", "tmpfs", "-o", f"size={megabytes}m", "pam", folder],
        capture_output=True,
        text=True,
        timeout=child.PATIENCE_SECONDS,
    )
    if done.returncode != 0:
        pytest.skip(f"no disk may be mounted here (uid {os.getuid()}): {done.stderr.strip()}")
    try:
        yield SmallDisk(folder)
    finally:
        # Whatever still holds a file on it is let finish; the disk goes with the last of them.
        _run("umount", "--lazy", str(folder))


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=child.PATIENCE_SECONDS)
