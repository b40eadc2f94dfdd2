"""The icon in the tray, where there is a tray."""

from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon, QWidget

from pam_core.vocabulary.events import Event, VolumeChanged
from pam_core.vocabulary.ports import Conductor
from pam_desktop.window.look.words import _


class Sends(Protocol):
    """The way down to the core."""

    def send(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run on the core thread; failures are shown there."""
        ...


class Tray(QObject):
    """Show or hide, talk, mute, quit. Where there is no tray `is_there` is False and nothing shows.

    Qt asks the session's D-Bus for a tray; no bus, or an error on it, is no tray.
    """

    def __init__(
        self,
        *,
        window: QWidget,
        conductor: Conductor,
        errands: Sends,
        sign: QIcon,
        end: Callable[[], None],
        volume: float,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._conductor = conductor
        self._errands = errands
        self._volume = volume
        self.is_there = QSystemTrayIcon.isSystemTrayAvailable()
        self.menu = QMenu(window)
        self._add(_("Show or hide PAM"), self.show_or_hide)
        self._add(_("Talk"), lambda: errands.send(conductor.toggle_talk()))
        self._mute = self.menu.addAction(_("Mute PAM's voice"))
        self._mute.setCheckable(True)
        self._mute.triggered.connect(self._mute_voice)
        self.menu.addSeparator()
        self._add(_("Quit PAM"), end)
        self._icon: QSystemTrayIcon | None = None
        if self.is_there:
            self._icon = QSystemTrayIcon(sign, self)
            self._icon.setToolTip("PAM")
            self._icon.setContextMenu(self.menu)
            self._icon.activated.connect(self._activate)
            self._icon.show()

    @Slot(object)
    def show_event(self, event: Event) -> None:
        """Keep up with the volume, so that unmuting brings back what was."""
        if isinstance(event, VolumeChanged):
            self._mute.setChecked(event.volume == 0)
            self._volume = event.volume or self._volume

    def show_or_hide(self) -> None:
        """Bring the window up, or put it away."""
        if self._window.isVisible() and not self._window.isMinimized():
            self._window.hide()
        else:
            self._window.showNormal()
            self._window.raise_()
            self._window.activateWindow()

    def hide(self) -> None:
        """Take the icon away."""
        if self._icon is not None:
            self._icon.hide()

    def _add(self, text: str, action: Callable[[], object]) -> None:
        self.menu.addAction(text).triggered.connect(lambda checked=False: action())

    def _mute_voice(self, is_muted: bool) -> None:
        self._errands.send(self._conductor.set_volume(0.0 if is_muted else self._volume))

    def _activate(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.show_or_hide()
