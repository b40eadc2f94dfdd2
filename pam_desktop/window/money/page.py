"""The page about money: a month at a glance, its categories, the trend, goals, the expenses."""

from collections.abc import Coroutine
from datetime import date, timedelta
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pam_desktop.window.charts.bar_chart import Bar, BarChart
from pam_desktop.window.look.column import Column, plain, section
from pam_desktop.window.look.columns import Columns
from pam_desktop.window.look.push_button import push_button
from pam_desktop.window.look.undo_bar import UndoBar
from pam_desktop.window.look.wording import amount, month_name
from pam_desktop.window.look.words import _
from pam_desktop.window.money.budget_row import BudgetRow
from pam_desktop.window.money.expense_dialog import ExpenseDialog
from pam_desktop.window.money.expense_rows import ExpenseRows
from pam_desktop.window.money.figure import Figure
from pam_desktop.window.money.goal_row import GoalRow
from pam_desktop.window.money.source import ExpenseEdit, ExpenseLine, MoneySheet
from pam_desktop.window.page_kit import PageKit, PageView

FIRST_EXPENSES, MORE_EXPENSES = 20, 100


class MoneyPage(PageView):
    """Shows this month until another is chosen."""

    def __init__(self, kit: PageKit) -> None:
        super().__init__(kit)
        self._first: date | None = None
        self._most = FIRST_EXPENSES
        self._sheet: MoneySheet | None = None
        self.dialog: ExpenseDialog | None = None
        self.undo_bar = UndoBar()
        self.earlier = push_button(sign="left", name=_("The month before"))
        self.later = push_button(sign="right", name=_("The month after"))
        self.month = plain("", "title")
        self.figure = Figure()
        self.trend = BarChart(_("The last twelve months"))
        self.expenses = ExpenseRows()
        self.more = push_button(_("Show more"), "chevron")
        self.nothing = plain(
            _("Nothing was spent in this month. Say “I spent 45 dollars on fuel”."), "soft"
        )
        self._budgets, self._goals = QVBoxLayout(), QVBoxLayout()
        self._goals_title = section(_("Goals"))
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Ask for the month again."""
        source = self.kit.sources.money
        if source is not None:
            self.kit.errands.send(source.sheet(self._first, self._most), self.show_sheet)

    def show_sheet(self, sheet: MoneySheet) -> None:
        """Show a month."""
        self._sheet = sheet
        self.month.setText(month_name(sheet.first))
        is_now = sheet.first == sheet.today.replace(day=1)
        self.later.setEnabled(not is_now)
        self.figure.show_sheet(sheet)
        self.nothing.setVisible(not sheet.categories and not sheet.expenses)
        _fill(self._budgets, [BudgetRow(it) for it in sheet.categories])
        _fill(self._goals, [GoalRow(it) for it in sheet.goals])
        self._goals_title.setVisible(bool(sheet.goals))
        self._show_trend(sheet)
        self.expenses.show_lines(sheet.expenses)
        self.more.setVisible(sheet.has_more)

    def _show_trend(self, sheet: MoneySheet) -> None:
        this = sheet.today.replace(day=1)
        bars = [
            Bar(
                label=month_name(it.first, short=True),
                value=float(it.spent.amount),
                open=it.first == this,
            )
            for it in sheet.months
        ]
        words = ", ".join(f"{month_name(it.first)}: {amount(it.spent)}" for it in sheet.months)
        self.trend.show_bars(
            bars, words=words, limit=float(sheet.limit.amount) if sheet.limit else None
        )

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(20, 8, 20, 0)
        top.addWidget(self.earlier)
        top.addWidget(self.later)
        top.addSpacing(8)
        top.addWidget(self.month, 1)
        columns = Columns()
        for part in (
            self.figure,
            self.nothing,
            _holder(self._budgets),
            self._goals_title,
            _holder(self._goals),
        ):
            columns.left.addWidget(part)
        for part in (self.trend, section(_("Expenses")), self.expenses, self.more):
            columns.right.addWidget(part)
        columns.end()
        column = Column()
        column.add(columns)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(column, 1)
        layout.addWidget(self.undo_bar)

    def _connect(self) -> None:
        self.earlier.clicked.connect(lambda: self._turn(-1))
        self.later.clicked.connect(lambda: self._turn(1))
        self.more.clicked.connect(self._show_more)
        self.expenses.edit_wanted.connect(self._edit)
        self.expenses.remove_wanted.connect(self._remove)
        self.undo_bar.undo_wanted.connect(self._undo)

    def _turn(self, months: int) -> None:
        if self._sheet is None:
            return
        first = self._sheet.first
        day = first - timedelta(days=1) if months < 0 else first + timedelta(days=31)
        self._first, self._most = day.replace(day=1), FIRST_EXPENSES
        self.refresh()

    def _show_more(self) -> None:
        self._most += MORE_EXPENSES
        self.refresh()

    def _edit(self, line: ExpenseLine) -> None:
        source = self.kit.sources.money
        if source is not None:
            self.kit.errands.send(
                source.categories(),
                lambda names: self._open(ExpenseDialog(line, names, self)),
            )

    def _open(self, dialog: ExpenseDialog) -> None:
        self.dialog = dialog
        dialog.wanted.connect(self._change)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _change(self, edit: ExpenseEdit) -> None:
        source = self.kit.sources.money
        if source is not None and self.dialog is not None:
            self.kit.errands.send(source.change(edit), self._changed, self.dialog.show_trouble)

    def _changed(self, what: str) -> None:
        if self.dialog is not None:
            self.dialog.accept()
            self.dialog = None
        self._tell(what)

    def _remove(self, line: ExpenseLine) -> None:
        self._do(lambda source: source.remove(line.id), self._tell)

    def _undo(self) -> None:
        self._do(lambda source: source.undo(), self.undo_bar.show_undone)

    def _do(self, work: Any, done: Any) -> None:
        source = self.kit.sources.money
        if source is not None:
            coroutine: Coroutine[Any, Any, str] = work(source)
            self.kit.errands.send(coroutine, done)

    def _tell(self, what: str) -> None:
        if what:
            self.undo_bar.show_change(what)


def _fill(column: QVBoxLayout, rows: list[Any]) -> None:
    while (item := column.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.deleteLater()
    for row in rows:
        column.addWidget(row)


def _holder(column: QVBoxLayout) -> QWidget:
    holder = QWidget()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    holder.setLayout(column)
    return holder
