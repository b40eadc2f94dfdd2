"""The whole window program, in a process of its own on a screen of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pam_desktop.host.single_instance import knock
from tests.support.virtual_screen import VirtualScreen

PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from pam_desktop.app.core_thread import CoreThread
from pam_desktop.app.event_gate import EventGate
from pam_desktop.host.single_instance import open_door
from pam_desktop.window.application import run_window
from pam_desktop.window.preview.script import ScriptedConductor
from pam_desktop.window.preview.pretended import ScriptedServices
from pam_desktop.window.services import Opening

def say(word):
    print(word, flush=True)

def painted():
    (window,) = [it for it in QApplication.topLevelWidgets() if it.objectName() == "window"]
    window.windowHandle().windowStateChanged.connect(lambda state: say(state.name))
    say("painted")

class Conductor(ScriptedConductor):
    async def toggle_talk(self):
        say("toggle")

home = Path(sys.argv[1])
gate = EventGate()
core = CoreThread(gate.emit)
core.start()
code = run_window(
    conductor=Conductor(gate.emit),
    core=core,
    gate=gate,
    services=ScriptedServices(gate.emit),
    opening=Opening(face_file=home / "face.ini"),
    door=open_door(home),
    when_painted=painted,
)
say(f"stopped {core.stop()}")
sys.exit(code)
"""


class Running:
    def __init__(self, home: Path, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(home)],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def end(self) -> tuple[str, str]:
        return self.process.communicate(timeout=30)


@pytest.fixture
def running(
    virtual_screen: VirtualScreen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Running]:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    tmp_path.chmod(0o700)
    # No session bus at all: there is no tray then, and nothing else may come of it.
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    program = Running(tmp_path, dict(os.environ) | virtual_screen.environment)
    with program.process:
        yield program
        program.process.kill()


def test_it_shows_answers_and_ends(
    running: Running, virtual_screen: VirtualScreen, tmp_path: Path
) -> None:
    """The window is painted, does what is knocked at its door, and ends in order when closed."""
    assert running.line() == "painted"
    assert knock(tmp_path, "toggle", 20)
    assert running.line() == "toggle"
    window = virtual_screen.xdotool("search", "--onlyvisible", "--name", "^PAM$").split()[0]
    virtual_screen.xdotool("windowminimize", window)
    assert running.line() == "WindowMinimized"
    assert knock(tmp_path, "show", 20)
    assert running.line() == "WindowNoState"
    virtual_screen.xdotool("windowactivate", "--sync", window, "key", "ctrl+q")
    output, errors = running.end()
    assert (output.strip(), errors, running.process.returncode) == ("stopped True", "", 0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_end_it_in_order(running: Running, number: signal.Signals) -> None:
    """Ctrl+C and SIGTERM end an idle window in order, at once and without a trace."""
    assert running.line() == "painted"
    running.process.send_signal(number)
    output, errors = running.end()
    assert (output.strip(), errors, running.process.returncode) == ("stopped True", "", 0)
