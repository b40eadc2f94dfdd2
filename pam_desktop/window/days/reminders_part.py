"""The reminders: what waits for an answer first, then what comes."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from pam_desktop.window.days.source import ReminderLine
from pam_desktop.window.look.column import plain
from pam_desktop.window.look.elided_label import ElidedLabel
from pam_desktop.window.look.push_button import push_button
from pam_desktop.window.look.wording import clock_time, short_day
from pam_desktop.window.look.words import _

SNOOZE_MINUTES = 10


class RemindersPart(QWidget):
    """Emits `done(id)`, `snoozed(id)` and `forgotten(id)`."""

    done = Signal(str)
    snoozed = Signal(str)
    forgotten = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[ReminderRow] = []
        self.nothing = plain(
            _("No reminders. Say “remind me tomorrow at 8 to check the tires”."), "soft"
        )
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addWidget(self.nothing)

    def show_lines(self, lines: Sequence[ReminderLine], today: date) -> None:
        """Show these."""
        for row in self.rows:
            self._column.removeWidget(row)
            row.deleteLater()
        self.rows = [ReminderRow(line, today) for line in lines]
        self.nothing.setVisible(not lines)
        for row in self.rows:
            row.done.clicked.connect(lambda checked=False, it=row.line.id: self.done.emit(it))
            row.snooze.clicked.connect(lambda checked=False, it=row.line.id: self.snoozed.emit(it))
            row.forget.clicked.connect(
                lambda checked=False, it=row.line.id: self.forgotten.emit(it)
            )
            self._column.addWidget(row)


class ReminderRow(QFrame):
    """One reminder and what can be done with it."""

    def __init__(self, line: ReminderLine, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = line
        what = ElidedLabel(line.text)
        when = ElidedLabel(_when(line, today))
        when.setProperty("role", "small")
        short = line.text[:120]
        self.done = push_button(_("Done"), name=_("Done: {reminder}").format(reminder=short))
        self.snooze = push_button(
            _("{count} minutes").format(count=SNOOZE_MINUTES),
            "bell",
            name=_("Remind me again in {count} minutes: {reminder}").format(
                count=SNOOZE_MINUTES, reminder=short
            ),
        )
        self.forget = push_button(
            sign="close", name=_("Forget: {reminder}").format(reminder=short), kind="quiet"
        )
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(what)
        words.addWidget(when)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.addLayout(words, 1)
        for button in (self.done, self.snooze, self.forget):
            layout.addWidget(button)
        self.setAccessibleName(f"{short}, {when.text()}")


def _when(line: ReminderLine, today: date) -> str:
    if line.waits:
        return _("It rang and waits for you")
    if line.at is None:
        return ""
    at = clock_time(line.at)
    when = at if line.at.date() == today else f"{short_day(line.at.date())}, {at}"
    return _("{when}, again and again").format(when=when) if line.repeats else when
