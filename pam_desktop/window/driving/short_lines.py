"""A label of at most two lines, which ends with an ellipsis between words where there is more."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

MOST_CHARACTERS = 120
"""Of a line that is read while driving: Android for Cars' limit, and that of PAM's answers."""


class ShortLines(QLabel):
    """`lines` of plain text; the whole of it is the accessible name."""

    def __init__(self, lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def say(self, text: str) -> None:
        """Show this text, cut to what may be read at a glance."""
        line = short(text)
        if line != self.text():
            self.setText(line)
            self.setAccessibleName(line)

    @property
    def shown(self) -> list[str]:
        """The lines as they are painted."""
        return broken(self.text(), self.fontMetrics(), self.width(), self._lines)

    def sizeHint(self) -> QSize:
        """Always as high as all its lines: nothing below it moves."""
        return QSize(200, self.fontMetrics().lineSpacing() * self._lines)

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The lines, from the top."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.setFont(self.font())
        height = self.fontMetrics().lineSpacing()
        for place, line in enumerate(self.shown):
            room = self.rect().adjusted(0, place * height, 0, 0)
            room.setHeight(height)
            painter.drawText(room, int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), line)
        painter.end()


def short(text: str, most: int = MOST_CHARACTERS) -> str:
    """One line of at most `most` characters, cut between words."""
    # Of 20,000 characters only the first can be part of it.
    line = " ".join(text[: most * 20].split())
    if len(line) <= most:
        return line
    begun = line[:most].rpartition(" ")[0] or line[: most - 1]
    return f"{begun[: most - 1].rstrip(' ,;:.')}…"


def broken(text: str, metrics: QFontMetrics, width: int, most: int) -> list[str]:
    """The text in at most `most` lines that are no wider than `width` pixels."""
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < most:
        line = words.pop(0)
        while words and metrics.horizontalAdvance(f"{line} {words[0]}") <= width:
            line = f"{line} {words.pop(0)}"
        lines.append(line)
    if words:
        lines[-1] = f"{lines[-1]} {words[0]}…"
    return [metrics.elidedText(line, Qt.TextElideMode.ElideRight, width) for line in lines]
