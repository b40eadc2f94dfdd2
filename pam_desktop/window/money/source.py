"""What the page about money shows, and where it gets it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from pam_core.vocabulary.budget import Cycle
from pam_core.vocabulary.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryLine:
    """What went into one category in the cycle of its budget; `limit` is None without a budget.

    `forecast` is what it will come to at the pace so far; None where there is no pace yet.
    """

    category: str
    spent: Money
    limit: Money | None = None
    cycle: Cycle = Cycle.MONTH
    forecast: Money | None = None

    @property
    def share(self) -> float:
        """Spent of the limit, 1 being all of it; 0 without a budget."""
        return self.spent.minor / self.limit.minor if self.limit and self.limit.minor else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthSum:
    """What was spent in a month, by its first day."""

    first: date
    spent: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalLine:
    """How far a savings goal has come."""

    name: str
    saved: Money
    target: Money
    by: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpenseLine:
    """One expense, as it can be changed."""

    id: str
    amount: Money
    category: str
    spent_on: date
    merchant: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneySheet:
    """A month of money in the user's currency; `besides` is what was spent in others.

    `limit` is the budget for everything together. `forecast` is what the month will come to at the
    pace so far, None while that cannot be told or where the month is over. `months` are the last
    twelve, the oldest first; `expenses` the latest of the month, and `has_more` of them.
    """

    first: date
    today: date
    spent: Money
    besides: Sequence[Money] = ()
    received: Sequence[Money] = ()
    limit: Money | None = None
    forecast: Money | None = None
    categories: Sequence[CategoryLine] = ()
    months: Sequence[MonthSum] = ()
    goals: Sequence[GoalLine] = ()
    expenses: Sequence[ExpenseLine] = ()
    has_more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpenseEdit:
    """An expense as somebody typed it: each field as text, to be judged by the core."""

    id: str
    amount: str
    category: str
    merchant: str
    spent_on: date
    description: str


class MoneySource(Protocol):
    """Called on the core thread. Methods raise PamError (`storage.…`, `money.…`)."""

    async def sheet(self, first: date | None, most: int) -> MoneySheet:
        """The month that begins on `first` (None: this one), with `most` expenses."""
        ...

    async def categories(self) -> Sequence[str]:
        """The categories an expense may have."""
        ...

    async def change(self, edit: ExpenseEdit) -> str:
        """Keep an expense as it was typed; what it is called for undoing. "" where it is the same.

        Raises PamError (`money.amount`, `money.gone`) with the mend; then nothing was kept.
        """
        ...

    async def remove(self, expense_id: str) -> str:
        """Take an expense back; what it is called for undoing."""
        ...

    async def undo(self) -> str:
        """Take the last change back; what it was called, "" where there is none."""
        ...
