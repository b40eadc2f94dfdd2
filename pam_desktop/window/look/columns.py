"""Two columns side by side where there is room for both, else one below the other."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

WIDE = 1000
"""Pixels from which on two columns are better to read than one."""


class Columns(QWidget):
    """`left` and `right` are filled by whoever makes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.left, self.right = QVBoxLayout(), QVBoxLayout()
        self._both = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._both.setContentsMargins(0, 0, 0, 0)
        self._both.setSpacing(28)
        for column in (self.left, self.right):
            column.setSpacing(10)
            self._both.addLayout(column, 1)

    def end(self) -> None:
        """Everything is in: what is left of the height goes below it."""
        self.left.addStretch(1)
        self.right.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side, or below each other."""
        super().resizeEvent(event)
        direction = QBoxLayout.Direction
        self._both.setDirection(
            direction.LeftToRight if self.width() >= WIDE else direction.TopToBottom
        )
