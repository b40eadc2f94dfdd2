"""The scrolling column that most pages are: parts below each other, as wide as there is room."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

MARGIN = 20


class Column(QScrollArea):
    """Scrolls up and down only; `add` puts a part below the others."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        inside.setObjectName("column")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(MARGIN, MARGIN // 2, MARGIN, MARGIN)
        self._column.setSpacing(10)
        self._column.addStretch(1)
        self.setWidget(inside)

    def add(self, part: QWidget) -> None:
        """Put a part at the end."""
        self._column.insertWidget(self._column.count() - 1, part)


def section(title: str) -> QLabel:
    """A heading within a column."""
    label = plain(title)
    label.setProperty("role", "section")
    label.setIndent(0)
    return label


def plain(text: str = "", role: str = "") -> QLabel:
    """Words that wrap, never read as HTML, in a role of the style sheet ("soft", "small" …)."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setMinimumWidth(60)
    if role:
        label.setProperty("role", role)
    return label
