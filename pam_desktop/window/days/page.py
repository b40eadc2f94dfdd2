"""The page about days: what comes, what to be reminded of, lists, and checklists to go through."""

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from pam_desktop.window.days.agenda_part import AgendaPart
from pam_desktop.window.days.checklist_part import ChecklistPart
from pam_desktop.window.days.lists_part import ListsPart
from pam_desktop.window.days.reminders_part import SNOOZE_MINUTES, RemindersPart
from pam_desktop.window.days.source import DaysSheet, DaysSource
from pam_desktop.window.look.column import Column, section
from pam_desktop.window.look.columns import Columns
from pam_desktop.window.look.undo_bar import UndoBar
from pam_desktop.window.look.words import _
from pam_desktop.window.page_kit import PageKit, PageView


class DaysPage(PageView):
    """Four parts: agenda and reminders, checklist and lists."""

    def __init__(self, kit: PageKit) -> None:
        super().__init__(kit)
        self.agenda, self.reminders = AgendaPart(), RemindersPart()
        self.lists, self.checklist = ListsPart(), ChecklistPart()
        self.undo_bar = UndoBar()
        columns = Columns()
        for column_of, title, part in (
            (columns.left, _("The coming days"), self.agenda),
            (columns.left, _("Reminders"), self.reminders),
            (columns.right, _("Checklist"), self.checklist),
            (columns.right, _("Lists"), self.lists),
        ):
            column_of.addWidget(section(title))
            column_of.addWidget(part)
        columns.end()
        column = Column()
        column.add(columns)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(column, 1)
        layout.addWidget(self.undo_bar)
        self._connect()

    def refresh(self) -> None:
        """Ask for all of it again."""
        self._do(lambda source: source.sheet(), self.show_sheet)

    def show_sheet(self, sheet: DaysSheet) -> None:
        """Show all of it."""
        self.agenda.show_days(sheet.days, sheet.today)
        self.reminders.show_lines(sheet.reminders, sheet.today)
        self.lists.show_lists(sheet.lists)
        self.checklist.show_run(sheet.run, sheet.checklists)

    def _connect(self) -> None:
        changed, answer = self.undo_bar.show_change, self.checklist.show_answer
        self.reminders.done.connect(lambda id: self._do(lambda it: it.done(id), changed))
        self.reminders.snoozed.connect(
            lambda id: self._do(lambda it: it.snooze(id, SNOOZE_MINUTES), changed)
        )
        self.reminders.forgotten.connect(lambda id: self._do(lambda it: it.forget(id), changed))
        self.lists.put.connect(
            lambda name, item: self._do(lambda it: it.put(name, item), self.undo_bar.show_answer)
        )
        self.lists.taken.connect(lambda id: self._do(lambda it: it.take(id), changed))
        self.checklist.begun.connect(lambda name: self._do(lambda it: it.begin(name), answer))
        self.checklist.went_on.connect(lambda how: self._do(lambda it: it.step(how), answer))
        self.checklist.stopped.connect(lambda: self._do(lambda it: it.stop(), answer))
        self.undo_bar.undo_wanted.connect(
            lambda: self._do(lambda it: it.undo(), self.undo_bar.show_undone)
        )

    def _do(
        self,
        work: Callable[[DaysSource], Coroutine[Any, Any, Any]],
        done: Callable[[Any], None],
    ) -> None:
        source = self.kit.sources.days
        if source is not None:
            self.kit.errands.send(work(source), done)
