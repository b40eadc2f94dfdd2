"""Two desktops of one user and the real server: what is kept on one is on the other."""

import os
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from sqlite3 import connect

import pytest

from tests.support import file_keyring
from tests.support.chaos_parts import free_port
from tests.support.pam_home import PamHome
from tests.support.program import Program
from tests.support.virtual_screen import VirtualScreen
from tests.support.waiting import until
from tests.support.window import Window

EMAIL, PASSWORD = "anne@road.test", "a trailer full of tangerines"


class Server:
    """The real `pam-server` on SQLite, which ends and comes back at the same address."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._port = folder, free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._program: Program | None = None

    def start(self) -> None:
        """Started, and it can take work."""
        own = {
            "PAM_SERVER_DATA_FOLDER": str(self._folder),
            "PAM_SERVER_METRICS_PORT": "0",
            "PAM_SERVER_SPEECH": "false",
            "PAM_SERVER_LOG_LEVEL": "info",
        }
        environment = {name: text for name, text in os.environ.items() if "PAM_" not in name}
        self._program = Program(
            *("run", "--port", str(self._port)),
            environment=environment | own,
            module="pam_server.main",
        )
        until(self._is_ready, f"the server to be ready: {self._program}")

    def end(self) -> None:
        """As a service is stopped; idempotent."""
        if self._program is not None:
            self._program.end()
            self._program = None

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "server")
    server.start()
    yield server
    server.end()


@contextmanager
def desktop(folder: Path, server: Server, *words: str) -> Iterator[Window]:
    """A machine with a keyring and a screen, somebody signed in, and PAM's window on it."""
    environment = {
        file_keyring.FILE: str(folder.parent / f"{folder.name}.json"),
        "PULSE_SERVER": f"unix:{folder}/nowhere",
        "PAM_ACCOUNT_ALLOW_HTTP": "true",
    }
    home, screen = PamHome(folder, environment), VirtualScreen(width=1400, height=1000)
    home.module = file_keyring.__name__
    try:
        told = home.run(
            *("login", "--server", server.url, "--email", EMAIL, "--no-talks", *words),
            *("--password-stdin",),
            typed=PASSWORD + "\n",
        )
        assert told.returncode == 0, told.stderr
        window = Window(home, screen)
        window.shows("Online")
        yield window
    finally:
        home.end()
        screen.stop()


def spent(window: Window) -> set[tuple[int, str]]:
    """The expenses that stand on a machine, in cents, as any other program finds them there."""
    return {(one.amount.minor, one.category) for one in window.home.expenses()}


def seconds_between(first: Window, then: Window) -> float:
    """How much later the first expense is on the disk of one machine than on that of the other."""
    seen: dict[Path, float] = {}
    paths = [window.home.database for window in (first, then)]
    with closing(connect(paths[0])) as here, closing(connect(paths[1])) as there:
        databases = dict(zip(paths, (here, there), strict=True))

        def look() -> bool:
            for path, database in databases.items():
                if path not in seen and database.execute("SELECT 1 FROM expenses").fetchone():
                    seen[path] = time.monotonic()
            return len(seen) == len(databases)

        until(look, "the expense on both machines", look_seconds=0.001)
    return seen[paths[1]] - seen[paths[0]]


def say(window: Window, words: str, answer: str) -> None:
    """Type a sentence and wait for its answer."""
    window.type_question(words)
    window.shows(answer)


def sync_now(window: Window) -> None:
    """Open the account from its button and have the server looked for.

    Whatever the button shows: a desktop that looked by itself meanwhile is online already.
    """
    window.click("Account:")
    window.click("Sync now")
    window.shows("Online")
    window.screen.xdotool("key", "Escape")
    window.hides("Sync now")


@pytest.mark.timeout(300)
def test_a_day_on_two_desktops(tmp_path: Path, server: Server) -> None:
    """What is said on one is on the other; offline it waits; two versions are shown and decided."""
    with (
        desktop(tmp_path / "truck", server, "--register") as truck,
        desktop(tmp_path / "camp", server) as camp,
    ):
        truck.type_question("I spent 45 dollars on fuel")
        late = seconds_between(truck, camp)
        print(f"\n[on the other desktop {late * 1000:.0f} ms after it was kept]")
        say(camp, "How much did I spend on fuel this month?", "45 dollars")

        server.end()
        truck.shows("Working offline")
        say(truck, "I spent 20 dollars on groceries", "Logged 20 dollars for groceries.")
        say(truck, "Change my fuel expense to 50 dollars", "50 dollars")
        camp.shows("Working offline")
        say(camp, "Change my fuel expense to 60 dollars", "60 dollars")
        assert (spent(truck), spent(camp)) == (
            {(5000, "fuel"), (2000, "groceries")},
            {(6000, "fuel")},
        )

        server.start()
        sync_now(truck)
        sync_now(camp)
        until(lambda: spent(camp) == spent(truck), "the one that was first")
        camp.shows("1 change needs a decision")
        camp.click("Decide about these changes")
        camp.click("Keep this, yours")
        until(lambda: (6000, "fuel") in spent(truck), "what was decided on the other machine")
        assert spent(truck) == spent(camp) == {(6000, "fuel"), (2000, "groceries")}
