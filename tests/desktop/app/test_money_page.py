"""What the page about money shows, from a real database."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import cast

import pytest

from pam_core.settings.paths import Places
from pam_core.settings.schema import Settings
from pam_core.vocabulary.budget import EVERYTHING, Budget
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.kept import Kept
from pam_core.vocabulary.ledger import Expense
from pam_core.vocabulary.money import Money
from pam_desktop.app.clock import SystemClock
from pam_desktop.app.live import Live
from pam_desktop.app.pages.money import LiveMoney
from pam_desktop.app.rooms import Rooms, open_rooms
from pam_desktop.window.money.source import ExpenseEdit, ExpenseLine


@dataclass
class OpenLive:
    """As much of the live PAM as a page needs."""

    rooms: Rooms
    clock: SystemClock

    async def memory(self) -> Rooms:
        return self.rooms

    def now(self):
        return self.clock.now()


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[OpenLive]:
    names = ("config", "data", "cache", "log", "files")
    places = Places(**{f"{name}_folder": tmp_path / name for name in names})
    clock = SystemClock()
    rooms = await open_rooms(places, Settings(), clock, demo=False)
    yield OpenLive(rooms, clock)
    await rooms.close()


@pytest.fixture
def money(live: OpenLive) -> LiveMoney:
    return LiveMoney(cast(Live, live))


def spent(live: OpenLive, amount: str, category: str, day: date, currency: str = "USD") -> Expense:
    now = live.now()
    return Expense(
        id=new_id(now),
        created_at=now,
        amount=Money.of(Decimal(amount), currency),
        category=category,
        spent_on=day,
    )


def budget(live: OpenLive, amount: str, category: str) -> Budget:
    now = live.now()
    return Budget(
        id=new_id(now), created_at=now, category=category, limit=Money.of(Decimal(amount))
    )


async def keep(live: OpenLive, *things: Kept) -> None:
    await live.rooms.kit.memory.keep(things, what="what the test tells")


async def test_a_month_is_summed(live: OpenLive, money: LiveMoney) -> None:
    """The sum is this month's in the user's currency; other money is told beside it, not in it."""
    today = live.now().date()
    before = today.replace(day=1) - timedelta(days=1)
    await keep(
        live,
        spent(live, "45.50", "fuel", today),
        spent(live, "20", "groceries", today.replace(day=1)),
        spent(live, "900", "fuel", before),
        spent(live, "300", "fuel", today, "MXN"),
    )
    sheet = await money.sheet(None, 10)
    assert sheet.spent == Money(minor=6550)
    assert sheet.besides == (Money(minor=30000, currency="MXN"),)
    assert [it.category for it in sheet.categories] == ["fuel", "groceries"]
    assert [it.spent.minor for it in sheet.months[-2:]] == [90000, 6550]
    assert len(sheet.expenses) == 3
    assert (await money.sheet(before.replace(day=1), 10)).spent == Money(minor=90000)


async def test_budgets_stand_first(live: OpenLive, money: LiveMoney) -> None:
    """The fullest budget comes first, what has none comes last; the one for all is the month's."""
    today = live.now().date()
    await keep(
        live,
        budget(live, "100", "fuel"),
        budget(live, "100", "dining"),
        budget(live, "500", EVERYTHING),
        spent(live, "20", "fuel", today),
        spent(live, "120", "dining", today),
        spent(live, "200", "tolls", today),
    )
    sheet = await money.sheet(None, 10)
    assert [(it.category, it.share) for it in sheet.categories] == [
        ("dining", 1.2),
        ("fuel", 0.2),
        ("tolls", 0.0),
    ]
    assert sheet.limit == Money(minor=50000)


def edit(line: ExpenseLine, **changes: object) -> ExpenseEdit:
    typed = {
        "id": line.id,
        "amount": str(line.amount.amount),
        "category": line.category,
        "merchant": line.merchant,
        "spent_on": line.spent_on,
        "description": line.description,
    }
    return ExpenseEdit(**{**typed, **changes})  # type: ignore[arg-type]


async def test_an_expense_is_changed_and_changed_back(live: OpenLive, money: LiveMoney) -> None:
    """A change counts at once, is named for undoing, and Undo brings the former back."""
    await keep(live, spent(live, "45", "fuel", live.now().date()))
    (line,) = (await money.sheet(None, 10)).expenses
    what = await money.change(edit(line, amount="$1,054.25", merchant=" Love's "))
    assert what == "1,054 dollars and 25 cents for fuel"
    (changed,) = (await money.sheet(None, 10)).expenses
    assert (changed.amount, changed.merchant) == (Money(minor=105425), "Love's")
    assert await money.undo() == what
    assert (await money.sheet(None, 10)).expenses == (line,)


async def test_an_expense_is_taken_back(live: OpenLive, money: LiveMoney) -> None:
    """What is taken back counts no more, until that is undone."""
    await keep(live, spent(live, "45", "fuel", live.now().date()))
    (line,) = (await money.sheet(None, 10)).expenses
    await money.remove(line.id)
    assert (await money.sheet(None, 10)).expenses == ()
    await money.undo()
    assert (await money.sheet(None, 10)).expenses == (line,)


@pytest.mark.parametrize("typed", ["", "forty", "-3", "0", "NaN", "1e12", "Infinity", "4 5"])
async def test_what_is_no_amount_changes_nothing(
    live: OpenLive, money: LiveMoney, typed: str
) -> None:
    """An amount that is none is refused with the mend, and the expense stays as it was."""
    await keep(live, spent(live, "45", "fuel", live.now().date()))
    (line,) = (await money.sheet(None, 10)).expenses
    with pytest.raises(PamError) as caught:
        await money.change(edit(line, amount=typed))
    assert (caught.value.code, bool(caught.value.mend)) == ("money.amount", True)
    assert (await money.sheet(None, 10)).expenses == (line,)


async def test_the_same_is_no_change(live: OpenLive, money: LiveMoney) -> None:
    """What was opened and kept as it is leaves nothing to undo."""
    await keep(live, spent(live, "45", "fuel", live.now().date()))
    (line,) = (await money.sheet(None, 10)).expenses
    assert await money.change(edit(line)) == ""
    assert await money.undo() == "what the test tells"


async def test_what_is_gone_is_said_so(live: OpenLive, money: LiveMoney) -> None:
    """An expense that somebody else took back meanwhile cannot be changed, and is named so."""
    await keep(live, spent(live, "45", "fuel", live.now().date()))
    (line,) = (await money.sheet(None, 10)).expenses
    await money.remove(line.id)
    with pytest.raises(PamError) as caught:
        await money.change(edit(line, amount="50"))
    assert caught.value.code == "money.gone"


async def test_nothing_left_to_undo(live: OpenLive, money: LiveMoney) -> None:
    """Where nothing was changed nothing is taken back."""
    assert await money.undo() == ""


async def test_more_is_told(live: OpenLive, money: LiveMoney) -> None:
    """Of many expenses the latest come, and that there are more is known."""
    today = live.now().date()
    await keep(live, *(spent(live, str(it + 1), "fuel", today) for it in range(30)))
    sheet = await money.sheet(None, 20)
    assert (len(sheet.expenses), sheet.has_more) == (20, True)
    assert not (await money.sheet(None, 30)).has_more
