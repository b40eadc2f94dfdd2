"""The tray's menu; whether a tray is there is the desktop's affair."""

from collections.abc import Coroutine
from typing import Any

import pytest
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QSystemTrayIcon, QWidget
from pytestqt.qtbot import QtBot

from pam_core.vocabulary.events import VolumeChanged
from pam_desktop.host.tray import Tray


class Noting:
    """A conductor and its errands in one: what is sent is run at once."""

    def __init__(self) -> None:
        self.told: list[Any] = []

    def send(self, work: Coroutine[Any, Any, Any]) -> None:
        with pytest.raises(StopIteration):
            work.send(None)

    async def toggle_talk(self) -> None:
        self.told.append("toggle")

    async def set_volume(self, volume: float) -> None:
        self.told.append(volume)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


def make(window: QWidget, noting: Noting) -> Tray:
    return Tray(
        window=window,
        conductor=noting,  # type: ignore[arg-type]
        errands=noting,
        sign=QIcon(),
        end=lambda: noting.told.append("end"),
        volume=0.8,
    )


def choose(tray: Tray, text: str) -> None:
    (action,) = [it for it in tray.menu.actions() if it.text() == text]
    action.trigger()


def test_the_menu_does_what_it_says(window: QWidget) -> None:
    """Talk, mute, show or hide, quit: each is commanded once."""
    noting = Noting()
    tray = make(window, noting)
    choose(tray, "Talk")
    choose(tray, "Mute PAM's voice")
    choose(tray, "Show or hide PAM")
    assert not window.isVisible()
    choose(tray, "Show or hide PAM")
    assert window.isVisible()
    choose(tray, "Quit PAM")
    assert noting.told == ["toggle", 0.0, "end"]


def test_unmuting_brings_the_volume_back(window: QWidget) -> None:
    """After mute the volume is what it was, also when it was changed by voice."""
    noting = Noting()
    tray = make(window, noting)
    tray.show_event(VolumeChanged(volume=0.4))
    choose(tray, "Mute PAM's voice")
    tray.show_event(VolumeChanged(volume=0.0))
    choose(tray, "Mute PAM's voice")
    assert noting.told == [0.0, 0.4]


def test_without_a_tray_nothing_shows(window: QWidget, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the desktop has no tray PAM has none, and says so."""
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: False)
    tray = make(window, Noting())
    assert not tray.is_there
    tray.hide()
