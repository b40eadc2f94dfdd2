"""Bars side by side: what was spent in each of the last months."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyqtgraph
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QWidget

from pam_desktop.window.charts.chart import Chart
from pam_desktop.window.look.theme import theme


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar and the word below it; `open` leaves it hollow: what it counts is not over yet."""

    label: str
    value: float
    open: bool = False


class BarChart(Chart):
    """Bars from zero, and a dashed line where there is a limit."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._bars: Sequence[Bar] = ()
        self._limit: float | None = None

    def show_bars(self, bars: Sequence[Bar], *, words: str, limit: float | None = None) -> None:
        """Draw these bars; `words` say what they show."""
        self._bars, self._limit = tuple(bars), limit
        self.say(words)
        self.redraw()

    def draw(self) -> None:
        """All bars, the limit, and the room they need."""
        look = theme()
        brand, none = look.colour("brand"), Qt.BrushStyle.NoBrush
        for place, bar in enumerate(self._bars):
            brush = QBrush(none) if bar.open else QBrush(brand)
            item = pyqtgraph.BarGraphItem(
                x=[place],
                height=[bar.value],
                width=0.7,
                brush=brush,
                pen=pyqtgraph.mkPen(brand, width=2),
            )
            self.plot.addItem(item)
        if self._limit is not None:
            pen = pyqtgraph.mkPen(look.colour("text_soft"), width=2, style=Qt.PenStyle.DashLine)
            self.plot.addItem(pyqtgraph.InfiniteLine(self._limit, angle=0, pen=pen))
        highest = max([*(bar.value for bar in self._bars), self._limit or 0.0, 1.0])
        self.plot.setYRange(0, highest * 1.1, padding=0)
        self.plot.setXRange(-0.6, max(len(self._bars), 1) - 0.4, padding=0)
        self.set_ticks(x=[(place, bar.label) for place, bar in enumerate(self._bars)])
