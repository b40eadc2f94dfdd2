"""Talking through the window: button, keys, entry, volume."""

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QSlider
from pytestqt.qtbot import QtBot

from pam_core.vocabulary.events import (
    Health,
    LevelMeasured,
    Part,
    PartChanged,
    PartialHeard,
    StateChanged,
    VolumeChanged,
)
from pam_core.vocabulary.turn import TurnState
from pam_desktop.window.look.elided_label import ElidedLabel
from pam_desktop.window.services import TalkMode
from tests.desktop.window.conftest import PATIENCE_MS, SetStage, Stage

LEFT = Qt.MouseButton.LeftButton


def key(stage: Stage, kind: QEvent.Type, code: Qt.Key, *, repeats: bool = False) -> None:
    event = QKeyEvent(kind, code, Qt.KeyboardModifier.NoModifier, "", repeats)
    QApplication.sendEvent(stage.window.deck.talk, event)


def test_holding_the_button_talks(stage: Stage, qtbot: QtBot) -> None:
    """In hold mode the button's way down starts listening, its way up ends it."""
    qtbot.mousePress(stage.window.deck.talk, LEFT)
    assert stage.conductor.next() == ("press", None)
    qtbot.mouseRelease(stage.window.deck.talk, LEFT)
    assert stage.conductor.next() == ("release", None)


def test_letting_go_outside_counts(stage: Stage, qtbot: QtBot) -> None:
    """A button that is let go with the finger beside it has still been let go, once."""
    talk = stage.window.deck.talk
    qtbot.mousePress(talk, LEFT)
    qtbot.mouseMove(talk, QPoint(-50, -50))
    qtbot.mouseRelease(talk, LEFT, pos=QPoint(-50, -50))
    stage.window.deck.asked.emit("end")
    told = [stage.conductor.next() for _ in range(3)]
    assert told == [("press", None), ("release", None), ("ask", "end")]


def test_space_and_f9_talk_without_repeating(stage: Stage) -> None:
    """A held key is one press and one release, however often the keyboard repeats it."""
    for code in (Qt.Key.Key_Space, Qt.Key.Key_F9):
        key(stage, QEvent.Type.KeyPress, code)
        key(stage, QEvent.Type.KeyRelease, code, repeats=True)
        key(stage, QEvent.Type.KeyPress, code, repeats=True)
        key(stage, QEvent.Type.KeyRelease, code)
        assert [stage.conductor.next()[0] for _ in range(2)] == ["press", "release"]
    assert stage.conductor.told.empty()


def test_a_global_f9_is_not_counted_twice(stage: Stage, qtbot: QtBot) -> None:
    """Where F9 is the global talk key and works, the window leaves its own F9 alone."""
    stage.emit(
        PartChanged(part=Part.TALK_KEY, health=Health.WORKING, sentence="", detail="F9"),
        StateChanged(state=TurnState.THINKING),
    )
    deck = stage.window.deck
    qtbot.waitUntil(lambda: deck.state_words == "Thinking…", timeout=PATIENCE_MS)
    key(stage, QEvent.Type.KeyPress, Qt.Key.Key_F9)
    key(stage, QEvent.Type.KeyRelease, Qt.Key.Key_F9)
    deck.asked.emit("end")
    assert stage.conductor.next() == ("ask", "end")


def test_losing_the_focus_lets_go(stage: Stage) -> None:
    """A key held while the focus leaves the button is let go: its release would not come here."""
    stage.window.deck.talk.setFocus()
    key(stage, QEvent.Type.KeyPress, Qt.Key.Key_Space)
    assert stage.conductor.next() == ("press", None)
    QApplication.sendEvent(stage.window.deck.talk, QFocusEvent(QEvent.Type.FocusOut))
    assert stage.conductor.next() == ("release", None)


def test_press_mode_toggles(set_stage: SetStage, qtbot: QtBot) -> None:
    """In press mode each press toggles, and letting go does nothing."""
    stage = set_stage(mode=TalkMode.TOGGLE)
    qtbot.mouseClick(stage.window.deck.talk, LEFT)
    qtbot.mouseClick(stage.window.deck.talk, LEFT)
    assert [stage.conductor.next()[0] for _ in range(2)] == ["toggle", "toggle"]
    assert stage.conductor.told.empty()


def test_a_press_is_ended_as_it_began(stage: Stage, qtbot: QtBot) -> None:
    """A mode chosen while the button is held does not leave the microphone open."""
    qtbot.mousePress(stage.window.deck.talk, LEFT)
    stage.settings.mode.chosen.emit(TalkMode.TOGGLE)
    qtbot.mouseRelease(stage.window.deck.talk, LEFT)
    assert [stage.conductor.next()[0] for _ in range(2)] == ["press", "release"]


def test_a_question_can_be_typed(stage: Stage, qtbot: QtBot) -> None:
    """Enter sends the typed question, trimmed, and empties the entry; nothing is not sent."""
    entry = stage.window.findChild(QLineEdit, "ask")
    assert isinstance(entry, QLineEdit)
    qtbot.keyClick(entry, Qt.Key.Key_Return)
    qtbot.keyClicks(entry, " what time is it ")
    qtbot.keyClick(entry, Qt.Key.Key_Return)
    assert stage.conductor.next() == ("ask", "what time is it")
    assert entry.text() == ""


def test_stop_and_escape_hush(stage: Stage, qtbot: QtBot) -> None:
    """The stop button and Escape both silence PAM."""
    stage.window.activateWindow()
    qtbot.waitUntil(stage.window.isActiveWindow, timeout=PATIENCE_MS)
    buttons = stage.window.deck.findChildren(QPushButton)
    stop = next(it for it in buttons if it.accessibleName() == "Stop speaking")
    qtbot.mouseClick(stop, LEFT)
    assert stage.conductor.next() == ("hush", None)
    qtbot.keyClick(stage.window, Qt.Key.Key_Escape)
    assert stage.conductor.next() == ("hush", None)


def test_the_volume_is_chosen_and_followed(stage: Stage, qtbot: QtBot) -> None:
    """Moving the slider commands the volume; a change by voice moves the slider, unanswered."""
    slider = stage.window.deck.findChild(QSlider)
    assert isinstance(slider, QSlider)
    slider.setValue(30)
    assert stage.conductor.next() == ("volume", 0.3)
    stage.emit(VolumeChanged(volume=0.55))
    qtbot.waitUntil(lambda: slider.value() == 55, timeout=PATIENCE_MS)
    assert stage.conductor.told.empty()


def test_each_state_has_a_colour_a_word_and_a_shape(stage: Stage, qtbot: QtBot) -> None:
    """No two states look alike, and each is said in words, on the button and on the line."""
    deck = stage.window.deck
    seen = set()
    for state in TurnState:
        stage.emit(StateChanged(state=state))
        qtbot.waitUntil(lambda it=state: deck.talk.state is it, timeout=PATIENCE_MS)
        picture = deck.talk.grab().toImage()
        seen.add((deck.state_words, picture.pixelColor(picture.width() // 2, 20).name()))
        assert deck.talk.word in deck.talk.accessibleName()
    assert len(seen) == len(TurnState)


def test_words_are_shown_while_they_are_spoken(stage: Stage, qtbot: QtBot) -> None:
    """The partial transcript is shown while listening and is gone when PAM answers."""
    partial = stage.window.deck.findChild(ElidedLabel, "partial")
    assert isinstance(partial, ElidedLabel)
    stage.emit(StateChanged(state=TurnState.LISTENING), PartialHeard(text="how much did"))
    qtbot.waitUntil(lambda: partial.text() == "“how much did”", timeout=PATIENCE_MS)
    stage.emit(StateChanged(state=TurnState.SPEAKING))
    qtbot.waitUntil(lambda: partial.text() == "", timeout=PATIENCE_MS)


def test_silence_paints_nothing(stage: Stage, qtbot: QtBot) -> None:
    """A level below the threshold changes no bar and asks for no repaint; a voice does."""
    meter = stage.window.deck.level
    painted: list[object] = []

    class Counting:
        def __call__(self) -> None:
            painted.append(None)

    meter.update = Counting()  # type: ignore[method-assign,assignment]
    meter.show_level(-96)
    meter.show_level(-70)
    assert painted == []
    stage.emit(LevelMeasured(level_dbfs=-20))
    qtbot.waitUntil(lambda: len(painted) == 1, timeout=PATIENCE_MS)
    meter.fall_silent()
    meter.fall_silent()
    assert len(painted) == 2
