"""The coming days, each with what takes place on it."""

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtWidgets import QVBoxLayout, QWidget

from pam_desktop.window.days.source import DayLine, OccasionLine
from pam_desktop.window.look.column import plain, section
from pam_desktop.window.look.elided_label import ElidedLabel
from pam_desktop.window.look.wording import clock_time, long_day
from pam_desktop.window.look.words import _


class AgendaPart(QWidget):
    """Days in order; one sentence where nothing is planned."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)

    def show_days(self, days: Sequence[DayLine], today: date) -> None:
        """Show these."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        if not days:
            self._column.addWidget(
                plain(
                    _("Nothing in the next two weeks. Say “schedule lunch tomorrow at noon”."),
                    "soft",
                )
            )
        for line in days:
            self._column.addWidget(section(_day(line.day, today)))
            for occasion in line.occasions:
                self._column.addWidget(ElidedLabel(_words(occasion)))


def _day(day: date, today: date) -> str:
    if day == today:
        return _("Today")
    if day == today + timedelta(days=1):
        return _("Tomorrow")
    return long_day(day)


def _words(line: OccasionLine) -> str:
    when = _("All day") if line.all_day else clock_time(line.starts_at)
    return f"{when}   {' · '.join(it for it in (line.title, line.place) if it)}"
