"""Everything can be reached, named and hit."""

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QProgressBar,
    QScrollBar,
    QSlider,
    QWidget,
)
from pytestqt.qtbot import QtBot

from pam_core.vocabulary.events import TroubleMet
from pam_core.vocabulary.reply import Page
from tests.desktop.window.conftest import PATIENCE_MS, SetStage, Stage

CONTROLS = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QSlider)


def inner_parts(widget: QWidget) -> bool:
    """What Qt puts inside of controls: an entry's clear button, a box's list, scroll bars."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, (QLineEdit, QComboBox, QScrollBar)):
            return True
        parent = parent.parentWidget()
    return isinstance(widget, QScrollBar)


def controls(root: QWidget) -> Iterator[QWidget]:
    for widget in root.findChildren(QWidget):
        if isinstance(widget, CONTROLS) and not inner_parts(widget):
            yield widget


def everything(stage: Stage, qtbot: QtBot) -> list[QWidget]:
    """All controls of a window in which everything is open."""
    window = stage.window
    window.resize(1500, 900)
    window.show_page(Page.SETTINGS)
    window.start_first_run()
    stage.emit(TroubleMet(code="x", sentence="A trouble.", mend="A mend."))
    qtbot.waitUntil(
        lambda: len(window.troubles.cards) == 1 and len(stage.settings.models.rows) == 2,
        timeout=PATIENCE_MS,
    )
    # Nothing that was asked for may change the page any more.
    qtbot.waitUntil(lambda: not window.errands.pending, timeout=PATIENCE_MS)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    found = list(controls(window))
    assert len(found) > 35
    return found


def test_every_control_has_a_name(set_stage: SetStage, qtbot: QtBot) -> None:
    """A screen reader can name every control, and no two buttons in sight have the same name."""
    found = everything(set_stage(is_demo=True), qtbot)
    nameless = [it for it in found if not it.accessibleName().strip()]
    assert nameless == []


def test_every_control_is_reached_by_keyboard(set_stage: SetStage, qtbot: QtBot) -> None:
    """Every enabled control takes the focus by Tab."""
    found = everything(set_stage(is_demo=True), qtbot)
    unreachable = [
        (type(it).__name__, it.accessibleName())
        for it in found
        if it.isEnabled() and not it.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert unreachable == []


def test_every_target_can_be_hit(set_stage: SetStage, qtbot: QtBot) -> None:
    """Every control in sight is at least 48 px high and wide; the talk button 120."""
    stage = set_stage(is_demo=True)
    found = everything(stage, qtbot)
    QApplication.processEvents()
    small = [
        (type(it).__name__, it.accessibleName(), it.width(), it.height())
        for it in found
        if it.isVisible() and (it.width() < 48 or it.height() < 48)
    ]
    assert small == []
    assert min(stage.window.deck.talk.width(), stage.window.deck.talk.height()) >= 120


def test_every_text_can_be_read(set_stage: SetStage, qtbot: QtBot) -> None:
    """No text is smaller than 14 px, and the state word is at least 20."""
    stage = set_stage(is_demo=True)
    found: list[QWidget] = [*everything(stage, qtbot), *stage.window.findChildren(QLabel)]
    sizes = [(it.fontInfo().pixelSize(), it.accessibleName() or type(it).__name__) for it in found]
    assert [it for it in sizes if it[0] < 14] == []
    state = stage.window.deck.findChild(QLabel, "state")
    assert isinstance(state, QLabel)
    assert state.fontInfo().pixelSize() >= 20


def test_pictures_and_bars_are_named_too(set_stage: SetStage, qtbot: QtBot) -> None:
    """Progress bars and the level meter say what they measure."""
    stage = set_stage()
    everything(stage, qtbot)
    measuring: list[QWidget] = [*stage.window.findChildren(QProgressBar), stage.window.deck.level]
    assert all(it.accessibleName() for it in measuring)
