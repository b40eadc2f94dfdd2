"""What is next on the road: the stop with its distance, and the reminder, a line each."""

from datetime import datetime, timedelta

from PySide6.QtWidgets import QVBoxLayout, QWidget

from pam_desktop.window.driving.short_lines import ShortLines
from pam_desktop.window.driving.source import Ahead
from pam_desktop.window.look.wording import clock_time, short_day
from pam_desktop.window.look.words import _

FRESH = timedelta(hours=2)
"""Older places are told with their age: who drives is elsewhere by then."""


class AheadLines(QWidget):
    """Two lines; what is not known leaves its line empty."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stop, self.reminder = ShortLines(1), ShortLines(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for label in self.labels:
            label.setProperty("role", "soft")
            layout.addWidget(label)

    @property
    def labels(self) -> tuple[ShortLines, ...]:
        """Both lines."""
        return (self.stop, self.reminder)

    def show_ahead(self, ahead: Ahead) -> None:
        """Show what is next."""
        now = datetime.now().astimezone()
        self.stop.say(_stop(ahead, now))
        self.reminder.say(_reminder(ahead, now))


def _stop(ahead: Ahead, now: datetime) -> str:
    if not ahead.stop:
        return ""
    if ahead.seen_at is None or now - ahead.seen_at < FRESH:
        return _("Next: {stop}, {distance}").format(stop=ahead.stop, distance=ahead.distance)
    seen = ahead.seen_at.astimezone(now.tzinfo)
    if seen.date() == now.date():
        words = _("Next: {stop}, {distance} from where you were at {since}")
        since = clock_time(seen)
    else:
        words = _("Next: {stop}, {distance} from where you were on {since}")
        since = short_day(seen.date())
    return words.format(stop=ahead.stop, distance=ahead.distance, since=since)


def _reminder(ahead: Ahead, now: datetime) -> str:
    if not ahead.reminder or ahead.reminder_at is None:
        return ""
    at = ahead.reminder_at
    when = clock_time(at) if at.date() == now.date() else short_day(at.date())
    return _("{when}: {reminder}").format(when=when, reminder=ahead.reminder)
