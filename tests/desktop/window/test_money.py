"""The page about money: seen, changed, and changed back."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.events import ThingsKept
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.reply import Page
from pam_desktop.window.money.page import MoneyPage
from pam_desktop.window.money.source import (
    CategoryLine,
    ExpenseEdit,
    ExpenseLine,
    MoneySheet,
    MonthSum,
)
from pam_desktop.window.sources import Sources
from tests.desktop.window.conftest import PATIENCE_MS, SetStage, Stage

TODAY = date(2026, 11, 24)
LEFT = Qt.MouseButton.LeftButton
FUEL = ExpenseLine(id="1", amount=Money(minor=4500), category="fuel", spent_on=TODAY)
SHEET = MoneySheet(
    first=TODAY.replace(day=1),
    today=TODAY,
    spent=Money(minor=16500),
    categories=(
        CategoryLine(category="dining", spent=Money(minor=12000), limit=Money(minor=10000)),
        CategoryLine(category="fuel", spent=Money(minor=4500), limit=Money(minor=40000)),
    ),
    months=(MonthSum(first=TODAY.replace(day=1), spent=Money(minor=16500)),),
    expenses=(FUEL,),
)


@dataclass
class Purse:
    sheets: list[MoneySheet] = field(default_factory=lambda: [SHEET])
    told: list[object] = field(default_factory=list)

    async def sheet(self, first: date | None, most: int) -> MoneySheet:
        self.told.append(("sheet", first, most))
        return self.sheets[-1]

    async def categories(self) -> Sequence[str]:
        return ("fuel", "dining")

    async def change(self, edit: ExpenseEdit) -> str:
        self.told.append(edit)
        if edit.amount == "a lot":
            raise PamError("money.amount", "That is no amount.", fault=Fault.USER)
        return "50 dollars for fuel"

    async def remove(self, expense_id: str) -> str:
        self.told.append(("remove", expense_id))
        return "45 dollars for fuel"

    async def undo(self) -> str:
        self.told.append("undo")
        return "45 dollars for fuel"


def open_page(stage: Stage, qtbot: QtBot) -> MoneyPage:
    stage.window.show_page(Page.MONEY)
    page = stage.window.pages.view(Page.MONEY)
    assert isinstance(page, MoneyPage)
    qtbot.waitUntil(lambda: bool(page.month.text()), timeout=PATIENCE_MS)
    return page


def words_of(page: MoneyPage) -> str:
    return "\n".join(it.text() for it in page.findChildren(QLabel))


def test_the_month_is_read_at_a_glance(set_stage: SetStage, qtbot: QtBot) -> None:
    """The sum, what is left and what is over stand there in words, not in colour alone."""
    page = open_page(set_stage(sources=Sources(money=Purse())), qtbot)
    words = words_of(page)
    assert "November 2026" in words
    assert "$165.00 spent" in words
    assert "$20.00 over the budget" in words
    assert "$355.00 left this month" in words
    assert page.trend.accessibleDescription() == "November 2026: $165.00"


def test_an_empty_month_says_what_to_say(set_stage: SetStage, qtbot: QtBot) -> None:
    """Where nothing was spent the page says how to tell PAM of the first expense."""
    empty = replace(SHEET, categories=(), expenses=(), spent=Money(minor=0))
    page = open_page(set_stage(sources=Sources(money=Purse([empty]))), qtbot)
    assert page.nothing.isVisible()
    assert "I spent 45 dollars on fuel" in page.nothing.text()


def test_another_month_is_chosen(set_stage: SetStage, qtbot: QtBot) -> None:
    """The arrow asks for the month before; there is none after this one."""
    purse = Purse()
    page = open_page(set_stage(sources=Sources(money=purse)), qtbot)
    assert not page.later.isEnabled()
    qtbot.mouseClick(page.earlier, LEFT)
    wanted = ("sheet", date(2026, 10, 1), 20)
    qtbot.waitUntil(lambda: wanted in purse.told, timeout=PATIENCE_MS)


def test_what_is_typed_wrong_can_be_mended(
    set_stage: SetStage, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    """The dialog stays open with what was typed and why not; what is right is kept and undone."""
    purse = Purse()
    page = open_page(set_stage(sources=Sources(money=purse)), qtbot)
    qtbot.mouseClick(page.expenses.rows[0].edit, LEFT)
    qtbot.waitUntil(lambda: page.dialog is not None, timeout=PATIENCE_MS)
    dialog = page.dialog
    assert dialog is not None
    dialog.amount.setText("a lot")
    qtbot.mouseClick(dialog.keep, LEFT)
    qtbot.waitUntil(dialog.trouble.isVisible, timeout=PATIENCE_MS)
    assert (dialog.trouble.text(), dialog.amount.text()) == ("That is no amount.", "a lot")
    dialog.amount.setText("50")
    qtbot.mouseClick(dialog.keep, LEFT)
    qtbot.waitUntil(page.undo_bar.isVisible, timeout=PATIENCE_MS)
    assert page.undo_bar.words == "Changed: 50 dollars for fuel"
    qtbot.mouseClick(page.undo_bar.undo, LEFT)
    qtbot.waitUntil(lambda: "Taken back" in page.undo_bar.words, timeout=PATIENCE_MS)
    assert purse.told[-1] == "undo"


def test_an_expense_is_taken_back(set_stage: SetStage, qtbot: QtBot) -> None:
    """The cross takes an expense back at once: Undo stands below."""
    purse = Purse()
    page = open_page(set_stage(sources=Sources(money=purse)), qtbot)
    qtbot.mouseClick(page.expenses.rows[0].remove, LEFT)
    qtbot.waitUntil(page.undo_bar.isVisible, timeout=PATIENCE_MS)
    assert ("remove", "1") in purse.told


def test_what_pam_keeps_is_seen_at_once(set_stage: SetStage, qtbot: QtBot) -> None:
    """An expense that is told to PAM appears on the page that is open."""
    purse = Purse()
    stage = set_stage(sources=Sources(money=purse))
    page = open_page(stage, qtbot)
    purse.sheets.append(replace(SHEET, spent=Money(minor=99900)))
    stage.emit(ThingsKept())
    qtbot.waitUntil(lambda: "$999.00 spent" in words_of(page), timeout=PATIENCE_MS)


def test_odd_words_are_words(set_stage: SetStage, qtbot: QtBot) -> None:
    """A shop of 5,000 letters, or of HTML, is shown as it is and widens nothing."""
    odd = replace(FUEL, merchant="<b>" + "W" * 5000, description="شكرا 🚐")
    page = open_page(
        set_stage(sources=Sources(money=Purse([replace(SHEET, expenses=(odd,))]))), qtbot
    )
    qtbot.waitUntil(lambda: len(page.expenses.rows) == 1, timeout=PATIENCE_MS)
    assert page.minimumSizeHint().width() < 700
    assert "<b>WWW" in words_of(page)
