"""A screen of the test's own: a private Xvfb on a free display, with a window manager."""

import os
import select
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support import child


class VirtualScreen:
    """Xvfb and openbox; programs started with `environment` show their windows here."""

    def __init__(self, *, width: int = 1280, height: int = 800) -> None:
        reader, writer = os.pipe()
        command = [child.program("Xvfb", "xvfb"), "-displayfd", str(writer)]
        command += ["-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp", "-noreset"]
        self._server = child.start(command, environment=os.environ, pass_fds=[writer])
        os.close(writer)
        with os.fdopen(reader, "rb") as answer:
            number = answer.readline().decode().strip()
        if not number:
            child.end(self._server)
            pytest.fail("Xvfb did not start")
        self.display = f":{number}"
        self._windows = self._start_openbox()

    @property
    def environment(self) -> dict[str, str]:
        """The variables that make a program show its windows here."""
        return {"DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb", "XDG_SESSION_TYPE": "x11"}

    def _start_openbox(self) -> subprocess.Popen[bytes]:
        command = [child.program("openbox", "openbox"), "--sm-disable"]
        # Its start-up command runs once it manages windows: that is the sign we wait for.
        folder = child.short_folder("pam-screen-")
        sign = folder / "ready"
        os.mkfifo(sign)
        command += ["--startup", f"sh -c 'echo ready > {sign}'"]
        reader = os.open(sign, os.O_RDONLY | os.O_NONBLOCK)
        windows = child.start(command, environment=dict(os.environ) | self.environment)
        ready, _, _ = select.select([reader], [], [], child.PATIENCE_SECONDS)
        os.close(reader)
        shutil.rmtree(folder)
        if not ready:
            child.end(windows)
            child.end(self._server)
            pytest.fail("openbox did not start")
        return windows

    def screenshot(self, path: Path) -> Path:
        """Write the whole screen into a PNG file."""
        self._run(child.program("import", "imagemagick"), "-window", "root", str(path))
        return path

    def xdotool(self, *words: str) -> str:
        """Press keys, move the mouse, find windows; gives what xdotool printed."""
        return self._run(child.program("xdotool", "xdotool"), *words)

    def _run(self, *command: str) -> str:
        done = subprocess.run(
            command,
            env=dict(os.environ) | self.environment,
            capture_output=True,
            text=True,
            timeout=child.PATIENCE_SECONDS,
        )
        if done.returncode != 0:
            pytest.fail(f"{' '.join(command)}: {done.stderr.strip()}")
        return done.stdout.strip()

    def stop(self) -> None:
        """End the window manager and the screen."""
        child.end(self._windows)
        child.end(self._server)
