"""Lines over time: latency, fuel economy, a month's spending against its budget."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyqtgraph
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from pam_desktop.window.charts.chart import Chart, Ticks
from pam_desktop.window.look.theme import theme

POINT = 9
"""Pixels across a point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line by its points; `colour` is a token of the theme.

    `dashed` tells it from the others without colour, and so do `points`.
    """

    name: str
    xs: Sequence[float]
    ys: Sequence[float]
    colour: str = "brand"
    dashed: bool = False
    points: bool = True


class LineChart(Chart):
    """Lines on one pair of axes; the left axis begins at zero."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._lines: Sequence[Line] = ()
        self._ticks: Ticks | None = None

    def show_lines(
        self, lines: Sequence[Line], *, words: str, x_ticks: Ticks | None = None
    ) -> None:
        """Draw these lines; `words` say what they show."""
        self._lines, self._ticks = tuple(lines), x_ticks
        self.say(words)
        self.redraw()

    def draw(self) -> None:
        """All lines, and the room they need."""
        look = theme()
        style = Qt.PenStyle
        for line in self._lines:
            colour = look.colour(line.colour)
            pen = pyqtgraph.mkPen(
                colour, width=2, style=style.DashLine if line.dashed else style.SolidLine
            )
            marks = {"symbol": "o", "symbolSize": POINT, "symbolBrush": colour, "symbolPen": None}
            self.plot.plot(list(line.xs), list(line.ys), pen=pen, **(marks if line.points else {}))
        # Room for the words below the first and the last point.
        last = max((x for line in self._lines for x in line.xs), default=1.0)
        self.plot.setXRange(0, last or 1.0, padding=0.06)
        highest = max((y for line in self._lines for y in line.ys), default=1.0)
        self.plot.setYRange(0, highest * 1.1 or 1.0, padding=0)
        self.set_ticks(x=self._ticks)
