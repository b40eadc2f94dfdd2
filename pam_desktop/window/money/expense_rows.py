"""The latest expenses, each to be changed or taken back."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from pam_desktop.window.look.elided_label import ElidedLabel
from pam_desktop.window.look.push_button import push_button
from pam_desktop.window.look.wording import amount, short_day
from pam_desktop.window.look.words import _
from pam_desktop.window.money.budget_row import category_name
from pam_desktop.window.money.source import ExpenseLine


class ExpenseRows(QWidget):
    """Emits `edit_wanted(ExpenseLine)` and `remove_wanted(ExpenseLine)`."""

    edit_wanted = Signal(object)
    remove_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[ExpenseRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)

    def show_lines(self, lines: Sequence[ExpenseLine]) -> None:
        """Show these, the latest first."""
        for row in self.rows:
            self._column.removeWidget(row)
            row.deleteLater()
        self.rows = [ExpenseRow(line) for line in lines]
        for row in self.rows:
            row.edit.clicked.connect(lambda checked=False, it=row.line: self.edit_wanted.emit(it))
            row.remove.clicked.connect(
                lambda checked=False, it=row.line: self.remove_wanted.emit(it)
            )
            self._column.addWidget(row)


class ExpenseRow(QFrame):
    """One expense: when, what for, where, how much."""

    def __init__(self, line: ExpenseLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = line
        day = QLabel(short_day(line.spent_on))
        day.setProperty("role", "soft")
        day.setMinimumWidth(64)
        about = " · ".join(
            it for it in (category_name(line.category), line.merchant, line.description) if it
        )
        what = ElidedLabel(about)
        much = QLabel(amount(line.amount))
        much.setTextFormat(Qt.TextFormat.PlainText)
        told = f"{amount(line.amount)}, {about}"[:200]
        self.edit = push_button(sign="edit", name=_("Change {expense}").format(expense=told))
        self.remove = push_button(sign="close", name=_("Take back {expense}").format(expense=told))
        for button in (self.edit, self.remove):
            button.setProperty("kind", "quiet")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(day)
        layout.addWidget(what, 1)
        layout.addWidget(much)
        layout.addWidget(self.edit)
        layout.addWidget(self.remove)
        self.setAccessibleName(f"{day.text()}: {told}")
