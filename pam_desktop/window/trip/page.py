"""The page about the trip: stops, days at the wheel, the cost, and fuel economy as a line."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from pam_desktop.window.charts.line_chart import Line, LineChart
from pam_desktop.window.look.column import Column, plain, section
from pam_desktop.window.look.columns import Columns
from pam_desktop.window.look.wording import long_day, short_day
from pam_desktop.window.look.words import _
from pam_desktop.window.page_kit import PageKit, PageView
from pam_desktop.window.trip.source import DriveLine, StopLine, TripSheet

MOST_TICKS = 8


class TripPage(PageView):
    """Everything of it is PAM's own reckoning: what is asked aloud sounds the same."""

    def __init__(self, kit: PageKit) -> None:
        super().__init__(kit)
        self.title, self.status = plain("", "title"), plain("", "soft")
        self.cost, self.nothing = plain(), plain("", "soft")
        self.chart = LineChart(_("Fuel economy, tank by tank"))
        self.economy = plain("", "soft")
        self._stops, self._days = QVBoxLayout(), QVBoxLayout()
        self._parts = [section(it) for it in (_("Stops"), _("Day by day"), _("Cost"))]
        columns = Columns()
        for part in (self.title, self.status, self.nothing, self._parts[0], _held(self._stops)):
            columns.left.addWidget(part)
        for part in (self._parts[1], _held(self._days), self._parts[2], self.cost):
            columns.left.addWidget(part)
        for part in (self.chart, self.economy):
            columns.right.addWidget(part)
        columns.end()
        column = Column()
        column.add(columns)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(column)

    def refresh(self) -> None:
        """Ask how the trip stands."""
        source = self.kit.sources.trip
        if source is not None:
            self.kit.errands.send(source.sheet(), self.show_sheet)

    def show_sheet(self, sheet: TripSheet) -> None:
        """Show the trip, or how to plan one."""
        has_trip = bool(sheet.stops)
        for part in (self.status, self.cost, *self._parts):
            part.setVisible(has_trip)
        self._parts[1].setVisible(bool(sheet.days))
        self.nothing.setText(
            "" if has_trip else _("No trip is planned. Say “plan a trip from Moab to Flagstaff”.")
        )
        self.nothing.setVisible(not has_trip)
        self.title.setText(_title(sheet) if has_trip else _("Trip"))
        self.status.setText(sheet.status)
        self.cost.setText(sheet.cost)
        _fill(self._stops, [_stop(it, number) for number, it in enumerate(sheet.stops)])
        _fill(self._days, [_day(it) for it in sheet.days])
        self._show_economy(sheet)

    def _show_economy(self, sheet: TripSheet) -> None:
        points = sheet.economy
        words = ", ".join(f"{short_day(it.filled_on)}: {it.value:g} {sheet.unit}" for it in points)
        self.economy.setText(words or _("PAM knows it after two full tanks with their odometer."))
        self.chart.setVisible(bool(points))
        step = max(1, len(points) // MOST_TICKS)
        self.chart.show_lines(
            [Line(name=sheet.unit, xs=list(range(len(points))), ys=[it.value for it in points])],
            words=words,
            x_ticks=[(place, short_day(it.filled_on)) for place, it in enumerate(points)][::step],
        )


def _title(sheet: TripSheet) -> str:
    ends = _("{origin} to {destination}").format(
        origin=sheet.stops[0].name, destination=sheet.stops[-1].name
    )
    if sheet.departs_on is None:
        return ends
    return _("{way}, {day}").format(way=ends, day=long_day(sheet.departs_on))


def _stop(line: StopLine, number: int) -> QWidget:
    words = _("{number}. {stop}, reached") if line.is_reached else _("{number}. {stop}")
    return plain(words.format(number=number + 1, stop=line.name))


def _day(line: DriveLine) -> QWidget:
    drive = _("Day {number}: {start} to {end}, {distance}, {duration}").format(
        number=line.number,
        start=line.start,
        end=line.end,
        distance=line.distance,
        duration=line.duration,
    )
    return plain(drive if line.on is None else f"{long_day(line.on)} · {drive}")


def _fill(column: QVBoxLayout, rows: list[QWidget]) -> None:
    while (item := column.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.deleteLater()
    for row in rows:
        column.addWidget(row)


def _held(column: QVBoxLayout) -> QWidget:
    holder = QWidget()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    holder.setLayout(column)
    return holder
