"""The one number the page of money is about: what this month cost, and where it leads."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from pam_core.vocabulary.money import Money
from pam_desktop.window.look.column import plain
from pam_desktop.window.look.wording import amount
from pam_desktop.window.look.words import _
from pam_desktop.window.money.budget_row import BudgetBar
from pam_desktop.window.money.source import MoneySheet


class Figure(QFrame):
    """The sum, the bar of the budget for everything where there is one, and the pace in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.sum = plain("", "figure")
        self.pace = plain("", "soft")
        self._bar: BudgetBar | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(18, 12, 18, 12)
        self._column.setSpacing(6)
        self._column.addWidget(self.sum)
        self._column.addWidget(self.pace)

    def show_sheet(self, sheet: MoneySheet) -> None:
        """Show a month."""
        words = _("{amount} spent") if not sheet.limit else _("{amount} spent of {limit}")
        limit = amount(sheet.limit, whole=True) if sheet.limit else ""
        self.sum.setText(words.format(amount=amount(sheet.spent), limit=limit))
        self.pace.setText(" · ".join(_pace(sheet)))
        self.pace.setVisible(bool(self.pace.text()))
        if self._bar is not None:
            self._column.removeWidget(self._bar)
            self._bar.deleteLater()
            self._bar = None
        if sheet.limit:
            self._bar = BudgetBar(sheet.spent.minor / max(sheet.limit.minor, 1))
            self._column.insertWidget(1, self._bar)


def _pace(sheet: MoneySheet) -> list[str]:
    words = []
    if sheet.forecast is not None:
        pace = _("At this pace {amount} by the end of the month")
        words.append(pace.format(amount=amount(sheet.forecast, whole=True)))
    if sheet.besides:
        words.append(_("besides {amounts}").format(amounts=_amounts(sheet.besides)))
    if sheet.received:
        words.append(_("{amounts} came in").format(amounts=_amounts(sheet.received)))
    return words


def _amounts(sums: Sequence[Money]) -> str:
    return ", ".join(amount(it) for it in sums)
