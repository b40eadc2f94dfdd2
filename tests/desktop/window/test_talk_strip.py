"""The strip below the other pages: talk, see, stop."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from pam_core.vocabulary.events import PartialHeard, ReplyReady, StateChanged
from pam_core.vocabulary.reply import Page
from pam_core.vocabulary.turn import TurnState
from pam_desktop.window.pages import PAGES
from tests.desktop.window.conftest import PATIENCE_MS, Stage
from tests.desktop.window.test_showing import turn

LEFT = Qt.MouseButton.LeftButton


@pytest.mark.parametrize("page", [entry.page for entry in PAGES])
def test_there_is_one_place_to_talk(stage: Stage, page: Page) -> None:
    """The Talk page has its deck, every other the strip; never both, never none."""
    stage.window.show_page(page)
    assert stage.window.deck.isVisible() is (page is Page.TALK)
    assert stage.window.parked.strip.isVisible() is (page is not Page.TALK)


def test_it_commands(stage: Stage, qtbot: QtBot) -> None:
    """Holding its button listens, letting go ends it, Stop silences PAM."""
    stage.window.show_page(Page.SETTINGS)
    strip = stage.window.parked.strip
    qtbot.mousePress(strip.talk, LEFT)
    qtbot.mouseRelease(strip.talk, LEFT)
    qtbot.mouseClick(strip.stop, LEFT)
    told = [stage.conductor.next()[0] for _ in range(3)]
    assert told == ["press", "release", "hush"]
    assert min(strip.talk.width(), strip.talk.height()) >= 64


def test_it_shows_what_is_said(stage: Stage, qtbot: QtBot) -> None:
    """State, the words so far and the answer stand on it; 20,000 letters widen nothing."""
    stage.window.show_page(Page.SETTINGS)
    strip, width = stage.window.parked.strip, stage.window.width()
    stage.emit(StateChanged(state=TurnState.LISTENING), PartialHeard(text="how much " * 2500))
    qtbot.waitUntil(lambda: "how much" in strip.line.text(), timeout=PATIENCE_MS)
    assert strip.state.text() == "Listening…"
    stage.emit(ReplyReady(turn=turn()))
    qtbot.waitUntil(lambda: strip.line.text() == turn().reply.text, timeout=PATIENCE_MS)
    assert stage.window.width() == width
