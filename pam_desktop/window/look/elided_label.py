"""A label of one line that shortens what does not fit, and never widens its window."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

LONGEST = 1000
"""Characters: more than fit on any line."""


class ElidedLabel(QLabel):
    """Plain text on one line; the whole of it is the tool tip and the accessible name.

    `keeps_end` shortens the beginning: of words that are still coming the last are the news.
    """

    def __init__(
        self, text: str = "", parent: QWidget | None = None, *, keeps_end: bool = False
    ) -> None:
        super().__init__(parent)
        side = Qt.TextElideMode
        self._elided = side.ElideLeft if keeps_end else side.ElideRight
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.say(text)

    def say(self, text: str, about: str = "") -> None:
        """Show this text, which may be of any length; `about` says more of it in the tool tip."""
        line = " ".join(text.split())
        if line != self.text():
            self.setText(line)
            self.setAccessibleName(line)
        # A tool tip is rich text unless it looks plain: it gets no text that it could read so.
        tip = about or line
        self.setToolTip("" if "<" in tip else tip)

    def sizeHint(self) -> QSize:
        """One line high, as wide as the layout likes."""
        return QSize(80, self.fontMetrics().height() + 6)

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, shortened to the room there is."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.setFont(self.font())
        # Elided before it is drawn: shaping 20,000 characters for one line would take seconds.
        text = self.text()
        keeps_end = self._elided is Qt.TextElideMode.ElideLeft
        text = text[-LONGEST:] if keeps_end else text[:LONGEST]
        shown = self.fontMetrics().elidedText(text, self._elided, self.width())
        painter.drawText(self.rect(), int(self.alignment()), shown)
        painter.end()
