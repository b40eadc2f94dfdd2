"""The page about money, from the user's ledger and budgets: the same sums as PAM says."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from pam_core.skills import wording
from pam_core.skills.wins.budget_use import used
from pam_core.skills.wins.goal_progress import progress_of
from pam_core.vocabulary.budget import EVERYTHING, Budget, Cycle
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.goal import Goal
from pam_core.vocabulary.income import Income
from pam_core.vocabulary.kept import removed, revised
from pam_core.vocabulary.ledger import Expense
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.period import Period
from pam_desktop.app.live import Live
from pam_desktop.app.pages.undoing import keep_changed, undo_last
from pam_desktop.app.rooms import Rooms
from pam_desktop.window.money.source import (
    CategoryLine,
    ExpenseEdit,
    ExpenseLine,
    GoalLine,
    MoneySheet,
    MonthSum,
)

MONTHS = 12
MOST_AMOUNT = Decimal(10_000_000)
"""What nobody spends at once; more is a slip of the finger."""

LONGEST = 200
"""Characters of a merchant or a description."""

ALL_CATEGORIES = (
    "groceries dining fuel camping maintenance propane laundry supplies entertainment medical "
    "insurance tolls parking pets phone other"
).split()


class LiveMoney:
    """The port `MoneySource` on the live PAM; every method runs on the core's loop."""

    def __init__(self, live: Live) -> None:
        self._live = live

    async def sheet(self, first: date | None, most: int) -> MoneySheet:
        """A month of money."""
        rooms, today = await self._live.memory(), self._live.now().date()
        month = Cycle.MONTH.around(first or today, 0)
        overall = await _overall(rooms)
        found = await rooms.kit.ledger.expenses(period=month, limit=most + 1)
        latest = sorted(found, key=lambda it: (it.spent_on, it.created_at), reverse=True)
        totals = await rooms.kit.ledger.total_spent(period=month)
        currency = rooms.kit.habits.currency
        return MoneySheet(
            first=month.first,
            today=today,
            spent=_of(totals, currency),
            besides=tuple(it for it in totals if it.currency != currency),
            received=await _received(rooms, month),
            limit=overall.limit if overall else None,
            forecast=await _forecast(rooms, month, today),
            categories=await _categories(rooms, month, today),
            months=await _months(rooms, month.first),
            goals=await _goals(rooms),
            expenses=tuple(_line(it) for it in latest[:most]),
            has_more=len(found) > most,
        )

    async def categories(self) -> Sequence[str]:
        """The usual ones, and the user's own."""
        rooms, today = await self._live.memory(), self._live.now().date()
        year = Period(first=today - timedelta(days=366), last=today)
        own = [name for name, _ in await rooms.kit.ledger.totals_by_category(year)]
        return tuple(dict.fromkeys([*own, *ALL_CATEGORIES]))

    async def change(self, edit: ExpenseEdit) -> str:
        """Keep an expense as it was typed."""
        found = await self._found(edit.id)
        amount = _amount(edit.amount, found.amount.currency)
        changed = revised(
            found,
            self._live.now(),
            amount=amount,
            category=edit.category.strip()[:LONGEST] or found.category,
            merchant=edit.merchant.strip()[:LONGEST] or None,
            description=edit.description.strip()[:LONGEST] or None,
            spent_on=edit.spent_on,
        )
        if _line(changed) == _line(found):
            return ""
        return await keep_changed(self._live, changed, _name(changed))

    async def remove(self, expense_id: str) -> str:
        """Take an expense back."""
        found = await self._found(expense_id)
        return await keep_changed(self._live, removed(found, self._live.now()), _name(found))

    async def undo(self) -> str:
        """Take the last change back."""
        return await undo_last(self._live)

    async def _found(self, expense_id: str) -> Expense:
        found = await (await self._live.memory()).kit.memory.one(Expense, expense_id)
        if found is None:
            raise PamError(
                "money.gone",
                "This expense is not there any more.",
                mend="Look at the list again.",
                fault=Fault.USER,
            )
        return found


async def _overall(rooms: Rooms) -> Budget | None:
    budgets = await rooms.kit.memory.find(Budget, where={"category": EVERYTHING}, limit=1)
    return next((it for it in budgets if it.cycle is Cycle.MONTH), None)


async def _forecast(rooms: Rooms, month: Period, today: date) -> Money | None:
    # The pace of all spending is known without a budget for it, too.
    unlimited = Budget(
        id="",
        created_at=datetime.min,
        category=EVERYTHING,
        limit=Money(minor=0, currency=rooms.kit.habits.currency),
    )
    use = await used(rooms.kit.ledger, unlimited, month.first, rooms.kit.habits.first_weekday)
    return use.forecast(today) if today in month else None


async def _categories(rooms: Rooms, month: Period, today: date) -> tuple[CategoryLine, ...]:
    currency = rooms.kit.habits.currency
    day = today if today in month else month.last
    budgets = await rooms.kit.memory.find(Budget)
    lines = {}
    for budget in budgets:
        if budget.category != EVERYTHING:
            use = await used(rooms.kit.ledger, budget, day, rooms.kit.habits.first_weekday)
            lines[budget.category] = CategoryLine(
                category=budget.category,
                spent=use.spent,
                limit=budget.limit,
                cycle=budget.cycle,
                forecast=use.forecast(today),
            )
    for category, spent in await rooms.kit.ledger.totals_by_category(month):
        if spent.currency == currency and category not in lines:
            lines[category] = CategoryLine(category=category, spent=spent)
    # Budgets first, the fullest at the top; then what went elsewhere, the most first.
    ordered = sorted(
        lines.values(), key=lambda it: (it.limit is None, -it.share, -it.spent.minor, it.category)
    )
    return tuple(ordered)


async def _months(rooms: Rooms, last: date) -> tuple[MonthSum, ...]:
    found = []
    for ago in range(MONTHS - 1, -1, -1):
        year, month = divmod(last.year * 12 + last.month - 1 - ago, 12)
        first = date(year, month + 1, 1)
        period = Cycle.MONTH.around(first, 0)
        spent = _of(await rooms.kit.ledger.total_spent(period=period), rooms.kit.habits.currency)
        found.append(MonthSum(first=first, spent=spent))
    return tuple(found)


async def _goals(rooms: Rooms) -> tuple[GoalLine, ...]:
    lines = []
    for goal in await rooms.kit.memory.find(Goal):
        progress = await progress_of(rooms.kit.memory, goal)
        lines.append(GoalLine(name=goal.name, saved=progress.saved, target=goal.target, by=goal.by))
    return tuple(lines)


async def _received(rooms: Rooms, month: Period) -> tuple[Money, ...]:
    sums: dict[str, int] = {}
    for income in await rooms.kit.memory.find(Income, period=month, limit=10_000):
        currency = income.amount.currency
        sums[currency] = sums.get(currency, 0) + income.amount.minor
    return tuple(Money(minor=minor, currency=currency) for currency, minor in sums.items())


def _of(totals: Sequence[Money], currency: str) -> Money:
    return next((it for it in totals if it.currency == currency), Money(minor=0, currency=currency))


def _line(expense: Expense) -> ExpenseLine:
    return ExpenseLine(
        id=expense.id,
        amount=expense.amount,
        category=expense.category,
        spent_on=expense.spent_on,
        merchant=expense.merchant or "",
        description=expense.description or "",
    )


def _name(expense: Expense) -> str:
    return f"{wording.money(expense.amount)} for {expense.category}"


def _amount(typed: str, currency: str) -> Money:
    plain = typed.strip().lstrip("$€£").replace(",", "").strip()
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        amount = Decimal(0)
    if not amount.is_finite() or not 0 < amount <= MOST_AMOUNT:
        raise PamError(
            "money.amount",
            f"“{typed.strip()[:40]}” is not an amount of money.",
            mend="Write it with digits, such as 45 or 45.50.",
            fault=Fault.USER,
        )
    return Money.of(amount, currency)
