"""PAM's real window on a virtual screen: read as a screen reader does, worked by mouse and keys."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.pam_home import PamHome
from tests.support.read_window import MARK
from tests.support.virtual_screen import VirtualScreen
from tests.support.waiting import until

TALK_KEY = "F9"


class Window:
    """The window of a `pam` that runs in `home` on `screen`."""

    def __init__(self, home: PamHome, screen: VirtualScreen, *words: str) -> None:
        self.screen = screen
        self.home = home
        self.program = home.start_read(*words, **screen.environment)
        self.screen.xdotool("search", "--sync", "--onlyvisible", "--name", "^PAM")

    def wait_until_ready(self) -> None:
        """The talk key is taken, the microphone open, both models in memory."""
        for sign in (
            "talks, whichever window",
            "PAM listens",
            "tiny.en is ready",
            "joe-medium is ready",
        ):
            self.home.logged(sign)

    def look(self) -> list[dict[str, Any]]:
        """Everything that is shown: name, value, about, role and the place on the screen."""
        before = len(self.program.out)
        self.program.press_enter()
        line = self.program.line(MARK, after=before)
        parts: list[dict[str, Any]] = json.loads(line.removeprefix(MARK))
        return parts

    def shows(self, words: str) -> dict[str, Any]:
        """Wait until the window shows these words anywhere; the part that does."""
        seen: list[dict[str, Any]] = []

        def find() -> dict[str, Any]:
            seen[:] = self.look()
            found = [
                part for part in seen if words in f"{part['name']} {part['value']} {part['about']}"
            ]
            return found[-1] if found else {}

        try:
            return until(find, f"{words!r} in the window")
        except pytest.fail.Exception as failure:
            told = [f"{it['role']}: {it['name']} | {it['value']} | {it['about']}" for it in seen]
            pytest.fail("\n  ".join([str(failure), *told, *self.program.err]))

    def hides(self, words: str) -> None:
        """Wait until these words are nowhere in the window."""
        until(
            lambda: all(words not in f"{it['name']} {it['value']}" for it in self.look()),
            f"{words!r} to go from the window",
        )

    def title(self) -> str:
        """The window's title as the window manager knows it."""
        found = self.screen.xdotool("search", "--onlyvisible", "--name", "^PAM").split()
        return self.screen.xdotool("getwindowname", found[0])

    def click(self, words: str) -> None:
        """Click at what shows these words."""
        part = self.shows(words)
        self.screen.xdotool("mousemove", str(part["x"]), str(part["y"]), "click", "1")

    def hold_talk_key(self) -> None:
        """Press the talk key and keep it down."""
        self.screen.xdotool("keydown", TALK_KEY)

    def release_talk_key(self) -> None:
        """Let the talk key go."""
        self.screen.xdotool("keyup", TALK_KEY)

    def type_question(self, words: str) -> None:
        """Type into the text field and press Enter."""
        self.click("Or type a question")
        self.screen.xdotool("type", "--delay", "5", words)
        self.screen.xdotool("key", "Return")

    def picture(self, path: Path) -> Path:
        """A PNG of the whole screen."""
        return self.screen.screenshot(path)
