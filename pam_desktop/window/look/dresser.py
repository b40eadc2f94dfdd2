"""Dresses the window: theme and text size, chosen or by the sun, changed while it is open."""

from datetime import datetime

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QWidget

from pam_desktop.window.errands import Errands
from pam_desktop.window.look.theme import style_sheet, theme, wardrobe
from pam_desktop.window.services import Dress, WindowServices

LONGEST_WAIT_MS = 6 * 60 * 60 * 1000
"""A laptop may sleep, and Qt's timers count in 32 bits: it is looked at again at least so often."""


class Dresser(QObject):
    """`look` asks what shall be worn; until then the window wears what the wardrobe has."""

    def __init__(self, window: QWidget, services: WindowServices, errands: Errands) -> None:
        super().__init__(window)
        self._window, self._services, self._errands = window, services, errands
        self._name, self._scale = theme().name, theme().scale
        self._change = QTimer(self, singleShot=True)
        self._change.timeout.connect(self.look)
        wardrobe().changed.connect(self._wear)
        self._wear()

    def look(self) -> None:
        """Ask for theme and text size, and wear them."""
        self._errands.send(self._services.text_scale(), self._scaled)
        self._errands.send(self._services.dress(), self._dressed)

    def _scaled(self, scale: float) -> None:
        self._scale = scale
        wardrobe().wear(self._name, scale)

    def _dressed(self, dress: Dress) -> None:
        self._name = dress.theme
        wardrobe().wear(dress.theme, self._scale)
        self._change.stop()
        if dress.until is not None:
            left = (dress.until - datetime.now(dress.until.tzinfo)).total_seconds()
            self._change.start(min(LONGEST_WAIT_MS, max(1000, int(left * 1000))))

    def _wear(self) -> None:
        font = QFont(QApplication.font())
        font.setPixelSize(theme().sizes["text"])
        QApplication.setFont(font)
        self._window.setStyleSheet(style_sheet())
