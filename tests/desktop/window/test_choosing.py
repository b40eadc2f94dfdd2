"""Settings, the demo, the check of microphone and voice, and the window's own memory."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pam_core.vocabulary.events import LevelMeasured, ReplyReady
from pam_core.vocabulary.reply import Page
from pam_core.vocabulary.speech import Trigger
from pam_desktop.window.services import DeviceKind, TalkMode
from tests.desktop.window.conftest import (
    PATIENCE_MS,
    NoSpeaker,
    NotingServices,
    SetStage,
    Stage,
    Stubborn,
)
from tests.desktop.window.test_showing import heard, turn

LEFT = Qt.MouseButton.LeftButton


def open_settings(stage: Stage, qtbot: QtBot) -> None:
    stage.window.show_page(Page.SETTINGS)
    box = stage.settings.loudspeaker.box
    qtbot.waitUntil(lambda: box.count() > 1, timeout=PATIENCE_MS)


def test_a_device_is_chosen(stage: Stage, qtbot: QtBot) -> None:
    """The pickers list the devices of their kind, the default first, and hand back the name."""
    open_settings(stage, qtbot)
    box = stage.settings.microphone.box
    assert [box.itemText(place)[:7] for place in range(box.count())] == [
        "System ",
        "Headset",
        "Built-i",
    ]
    assert len(box.itemText(1)) <= 80
    box.setCurrentIndex(2)
    box.activated.emit(2)
    wanted = ("choose_device", DeviceKind.MICROPHONE, "built-in")
    qtbot.waitUntil(lambda: wanted in stage.services.told, timeout=PATIENCE_MS)
    speakers = stage.settings.loudspeaker.box
    assert speakers.itemText(0) == "System default (Dash)"


def test_a_mode_is_chosen(stage: Stage, qtbot: QtBot) -> None:
    """Choosing a mode changes the button's word at once and tells the core."""
    open_settings(stage, qtbot)
    qtbot.mouseClick(stage.settings.mode.buttons[TalkMode.HANDS_FREE], LEFT)
    qtbot.waitUntil(
        lambda: ("set_mode", TalkMode.HANDS_FREE) in stage.services.told, timeout=PATIENCE_MS
    )
    assert stage.window.deck.talk.word == "Press to talk"


def test_a_choice_that_fails_is_taken_back(
    set_stage: SetStage, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    """A mode or a device that cannot be had is shown as it was before, with a card."""
    stage = set_stage(Stubborn())
    open_settings(stage, qtbot)
    page = stage.settings
    page.mode.buttons[TalkMode.HANDS_FREE].click()
    page.microphone.box.setCurrentIndex(2)
    page.microphone.box.activated.emit(2)
    qtbot.waitUntil(lambda: stage.window.press.mode is TalkMode.HOLD, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: page.microphone.box.currentIndex() == 0, timeout=PATIENCE_MS)
    assert page.mode.buttons[TalkMode.HOLD].isChecked()
    assert stage.window.troubles.cards


def test_a_model_is_fetched_and_used(set_stage: SetStage, qtbot: QtBot) -> None:
    """A missing model offers Get, and is shown as here once it is; a present one offers Use."""
    stage = set_stage(NotingServices(has_models=False))
    open_settings(stage, qtbot)
    models = stage.settings.models
    qtbot.waitUntil(lambda: "tiny" in models.rows, timeout=PATIENCE_MS)
    assert not models.rows["tiny"].fetch.isHidden()
    models.rows["tiny"].fetch.click()
    qtbot.waitUntil(lambda: "in use" in models.rows["tiny"].state.text(), timeout=PATIENCE_MS)
    models.rows["base"].use.click()
    qtbot.waitUntil(lambda: ("choose_model", "base") in stage.services.told, timeout=PATIENCE_MS)


def test_diagnostics_are_copied(stage: Stage, qtbot: QtBot) -> None:
    """Copy diagnostics puts them on the clipboard."""
    open_settings(stage, qtbot)
    stage.settings.copy.click()
    clipboard = QApplication.clipboard()
    qtbot.waitUntil(lambda: clipboard.text() == "PAM 0.1.0", timeout=PATIENCE_MS)


def test_the_demo_is_marked(stage: Stage, qtbot: QtBot) -> None:
    """In the demo a banner and the title say so; leaving it takes both and its turns away."""
    window = stage.window
    assert not window.demo.isVisible()
    window.talk.page.welcome.demo.click()
    qtbot.waitUntil(window.demo.isVisible, timeout=PATIENCE_MS)
    assert "DEMO" in window.windowTitle()
    stage.emit(ReplyReady(turn=turn()))
    qtbot.waitUntil(lambda: window.talk.page.now.rowCount() == 1, timeout=PATIENCE_MS)
    window.demo.leave.click()
    qtbot.waitUntil(lambda: not window.demo.isVisible(), timeout=PATIENCE_MS)
    assert "DEMO" not in window.windowTitle()
    assert window.talk.page.now.rowCount() == 0
    assert [it[0] for it in stage.services.told if "demo" in it[0]] == ["start_demo", "leave_demo"]


def test_the_check_walks_through(set_stage: SetStage, qtbot: QtBot) -> None:
    """The check fetches the model, hears a question and its answer, says hello, and is done."""
    stage = set_stage(NotingServices(has_models=False), offers_check=True)
    window = stage.window
    qtbot.waitUntil(lambda: window.first_run is not None, timeout=PATIENCE_MS)
    check = window.first_run
    assert check is not None
    qtbot.waitUntil(lambda: "tiny" in check.models.rows, timeout=PATIENCE_MS)
    check.models.rows["tiny"].fetch.click()
    qtbot.waitUntil(lambda: "in use" in check.models.rows["tiny"].state.text(), timeout=15_000)
    check.next.click()
    check.listen.click()
    assert stage.conductor.next() == ("toggle", None)
    unasked = replace(turn(text="Your timer is over."), trigger=Trigger.UNASKED)
    stage.emit(LevelMeasured(level_dbfs=-20), heard("what time is it"))
    stage.emit(ReplyReady(turn=unasked), ReplyReady(turn=turn()))
    qtbot.waitUntil(lambda: "It's noon." in check.heard.text(), timeout=PATIENCE_MS)
    assert "I heard: “what time is it”" in check.heard.text()
    assert "timer" not in check.heard.text()
    check.next.click()
    check.speak.click()
    qtbot.waitUntil(lambda: "Did you hear it?" in check.voice.text(), timeout=PATIENCE_MS)
    check.next.click()
    qtbot.waitUntil(lambda: window.first_run is None, timeout=PATIENCE_MS)


def test_the_check_skips_what_is_well(set_stage: SetStage, qtbot: QtBot) -> None:
    """Where the models are here the check begins with the microphone; every step can be skipped."""
    stage = set_stage(offers_check=True)
    window = stage.window
    qtbot.waitUntil(
        lambda: window.first_run is not None and window.first_run.step == 1, timeout=PATIENCE_MS
    )
    assert window.first_run is not None
    window.first_run.skip.click()
    window.first_run.next.click()
    qtbot.waitUntil(lambda: window.first_run is None, timeout=PATIENCE_MS)


def test_the_check_is_offered_once(set_stage: SetStage, qtbot: QtBot) -> None:
    """A check that was closed does not come back by itself."""
    first = set_stage(offers_check=True).window
    qtbot.waitUntil(lambda: first.first_run is not None, timeout=PATIENCE_MS)
    assert first.first_run is not None
    first.first_run.close()
    qtbot.waitUntil(lambda: first.first_run is None, timeout=PATIENCE_MS)
    second = set_stage(offers_check=True).window
    qtbot.waitUntil(lambda: second.was_painted, timeout=PATIENCE_MS)
    assert second.first_run is None


def test_no_loudspeaker_is_said(
    set_stage: SetStage, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    """Where PAM cannot say hello the check says why, and can be tried again."""
    stage = set_stage(NoSpeaker())
    stage.window.start_first_run()
    check = stage.window.first_run
    assert check is not None
    check.speak.click()
    qtbot.waitUntil(lambda: check.voice.text() == "There is no loudspeaker.", timeout=PATIENCE_MS)
    assert check.speak.isEnabled()


def test_the_window_remembers_its_face(set_stage: SetStage) -> None:
    """Size and the hidden list come back at the next start."""
    first = set_stage().window
    first.resize(790, 550)  # within the small screen of the tests
    first.header.list.setChecked(False)
    first.close()
    second = set_stage().window
    assert (second.width(), second.height()) == (790, 550)
    assert not second.talk.panel.isVisible()


def test_a_narrow_window_keeps_room_to_talk(stage: Stage, qtbot: QtBot) -> None:
    """In a narrow window the list of talks makes room for the talk, and comes back."""
    stage.window.resize(790, 600)
    qtbot.waitUntil(lambda: not stage.window.talk.panel.isVisible(), timeout=PATIENCE_MS)
    stage.window.resize(1024, 600)
    qtbot.waitUntil(stage.window.talk.panel.isVisible, timeout=PATIENCE_MS)


def test_closing_ends_or_hides(set_stage: SetStage, qtbot: QtBot) -> None:
    """Closing ends PAM, unless the user keeps it in a tray that is there; Quit always ends it."""
    plain = set_stage().window
    with qtbot.waitSignal(plain.closed, timeout=PATIENCE_MS):
        plain.close()
    kept = set_stage(close_to_tray=True).window
    kept.has_tray = True
    with qtbot.assertNotEmitted(kept.closed):
        kept.close()
    assert not kept.isVisible()
    with qtbot.waitSignal(kept.closed, timeout=PATIENCE_MS):
        kept.end()


@pytest.mark.parametrize("content", [b"\x00\xffnonsense", b"[window]\ngeometry=@ByteArray(x)\n"])
def test_a_broken_memory_costs_nothing(set_stage: SetStage, tmp_path: Path, content: bytes) -> None:
    """A damaged face file gives the usual window."""
    (tmp_path / "face.ini").write_bytes(content)
    window = set_stage().window
    assert window.isVisible()
    assert window.header.list.isChecked()
