"""How loud the microphone is: a row of bars, the newest at the right."""

from collections import deque

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pam_desktop.window.look.theme import theme
from pam_desktop.window.look.words import _

QUIET_DBFS = -60.0
"""Below this a bar is only a dot: a quiet room."""

LOUD_DBFS = -12.0
BARS = 32


class LevelMeter(QWidget):
    """Repaints only when a bar changes: in silence nothing moves and nothing is drawn."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shares: deque[float] = deque([0.0] * BARS, maxlen=BARS)
        self.setObjectName("level")
        self.setAccessibleName(_("Microphone level"))
        self.setAccessibleDescription(_("silent"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_level(self, level_dbfs: float) -> None:
        """Add a bar for this level (RMS, dB below full scale)."""
        share = (level_dbfs - QUIET_DBFS) / (LOUD_DBFS - QUIET_DBFS)
        # In twenty steps, so that the noise of a quiet room is no reason to paint.
        share = round(min(max(share, 0.0), 1.0) * 20) / 20
        if share == 0 and not any(self._shares):
            return
        self._shares.append(share)
        self.setAccessibleDescription(_("silent") if share == 0 else f"{share:.0%}")
        self.update()

    def fall_silent(self) -> None:
        """The microphone closed: back to dots."""
        if any(self._shares):
            self._shares.extend([0.0] * BARS)
            self.setAccessibleDescription(_("silent"))
            self.update()

    def sizeHint(self) -> QSize:
        """Wide and low."""
        return QSize(260, 44)

    def minimumSizeHint(self) -> QSize:
        """Narrow windows get thinner bars."""
        return QSize(120, 44)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Bars around the middle line."""
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        step = self.width() / BARS
        width = max(step * 0.55, 3.0)
        middle = self.height() / 2
        quiet, bright, loud = (look.colour(it) for it in ("line", "brand", "listening"))
        for place, share in enumerate(self._shares):
            half = max(share * (middle - 2), width / 2)
            painter.setBrush(quiet if share == 0 else loud if share >= 1 else bright)
            left = place * step + (step - width) / 2
            painter.drawRoundedRect(
                QRectF(left, middle - half, width, 2 * half), width / 2, width / 2
            )
        painter.end()
