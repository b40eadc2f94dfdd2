"""What every chart has in common: a themed plot that is looked at, and words that say the same."""

from collections.abc import Sequence
from typing import Any

import pyqtgraph
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from pam_desktop.window.look.theme import theme, wardrobe

HEIGHT = 260
"""Pixels, at the usual size of text."""

Ticks = Sequence[tuple[float, str]]
"""Where a word stands on an axis, and the word."""


class Chart(QWidget):
    """A title, a plot and, for who cannot see it, the accessible description `words`.

    It takes no wheel and no drag: it stands in pages that scroll. `draw` paints it anew; it is
    called when there are other numbers and when the theme changes.
    """

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel(title)
        self.title.setProperty("role", "section")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.plot: Any = pyqtgraph.PlotWidget(background=None)
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.plot.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.plot.setMenuEnabled(False)
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.hideButtons()
        self.plot.setFrameShape(self.plot.Shape.NoFrame)
        # pyqtgraph leaves the ground out, Qt would then fill in the palette's own.
        self.plot.setStyleSheet("background: transparent")
        self.plot.setAccessibleName(title)
        self.setAccessibleName(title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.title)
        layout.addWidget(self.plot, 1)
        wardrobe().changed.connect(self._dress)

    def say(self, words: str) -> None:
        """What the picture shows, in words."""
        self.plot.setAccessibleDescription(words)
        self.setAccessibleDescription(words)

    def draw(self) -> None:
        """Put what is shown onto the emptied plot."""

    def set_ticks(self, x: Ticks | None = None, y: Ticks | None = None) -> None:
        """Words on the axes instead of numbers; None leaves an axis to itself."""
        for side, ticks in (("bottom", x), ("left", y)):
            self.plot.getAxis(side).setTicks(None if ticks is None else [list(ticks)])

    def redraw(self) -> None:
        """Empty the plot and draw it in the colours that are worn."""
        look = theme()
        font = QFont(self.font())
        font.setPixelSize(look.sizes["text_small"])
        self.plot.clear()
        for side in ("bottom", "left"):
            axis = self.plot.getAxis(side)
            axis.setTickFont(font)
            axis.setPen(look.colours["line"])
            axis.setTextPen(look.colours["text_soft"])
        self.plot.setFixedHeight(int(HEIGHT * max(1.0, look.scale * 0.75)))
        self.draw()

    def _dress(self) -> None:
        self.redraw()
