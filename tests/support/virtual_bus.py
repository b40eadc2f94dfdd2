"""A session bus of the test's own: a private dbus-daemon."""

import os
import subprocess

import pytest

from tests.support import child


class VirtualBus:
    """A D-Bus session bus that nobody else is on."""

    def __init__(self) -> None:
        command = [child.program("dbus-daemon", "dbus-daemon"), "--session", "--nofork"]
        command += ["--nopidfile", "--print-address=1"]
        self._daemon = child.start(command, environment=os.environ, stdout=subprocess.PIPE)
        assert self._daemon.stdout is not None
        self.address = self._daemon.stdout.readline().decode().strip()
        if not self.address:
            child.end(self._daemon)
            pytest.fail("dbus-daemon did not start")

    @property
    def environment(self) -> dict[str, str]:
        """The variable that leads a program to this bus."""
        return {"DBUS_SESSION_BUS_ADDRESS": self.address}

    def stop(self) -> None:
        """End the bus."""
        child.end(self._daemon)
