"""How much of a budget is used, and where it will end at today's pace."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pam_core.vocabulary.budget import EVERYTHING, Budget
from pam_core.vocabulary.ledger import Ledger
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.period import Period

FEWEST_DAYS = 3
"""With fewer behind them nobody has a pace."""

LEAST_SHARE = Decimal("0.25")
"""Of the cycle that must be over before a forecast is more than a guess."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetUse:
    """A budget in one of its cycles: `spent` in its currency, `besides` in others."""

    budget: Budget
    cycle: Period
    spent: Money
    besides: Sequence[Money] = ()

    @property
    def left(self) -> Money:
        """What may still be spent; negative where it is overspent."""
        limit = self.budget.limit
        return Money(minor=limit.minor - self.spent.minor, currency=limit.currency)

    @property
    def over(self) -> Money:
        """What was spent beyond it; negative where something is left."""
        return Money(minor=-self.left.minor, currency=self.left.currency)

    @property
    def name(self) -> str:
        """As in "fuel budget"."""
        return budget_name(self.budget.category)

    @property
    def percent(self) -> int:
        """How much of it is spent, rounded down: 100 means all of it, to the cent."""
        return self.spent.minor * 100 // self.budget.limit.minor

    def forecast(self, today: date) -> Money | None:
        """What will be spent by its end at the pace so far; None while that cannot be told.

        The pace is what was spent a day, today counted whole. A cycle that is over has none.
        """
        days, gone = self._days(), (today - self.cycle.first).days + 1
        if gone > days or gone < FEWEST_DAYS or Decimal(gone) / days < LEAST_SHARE:
            return None
        at_the_end = Decimal(self.spent.minor) * days / gone
        return Money(minor=int(round(at_the_end)), currency=self.spent.currency)

    def is_too_early(self, today: date) -> bool:
        """Whether the cycle is under way, but has no pace yet."""
        return today in self.cycle and self.forecast(today) is None

    def _days(self) -> int:
        return (self.cycle.last - self.cycle.first).days + 1


def budget_name(category: str) -> str:
    """As in "fuel budget"; "overall budget" is the one for everything."""
    return f"{'overall' if category == EVERYTHING else category} budget"


async def used(ledger: Ledger, budget: Budget, day: date, first_weekday: int) -> BudgetUse:
    """The budget in the cycle that `day` lies in. Raises PamError (`storage.…`)."""
    cycle = budget.cycle.around(day, first_weekday)
    category = None if budget.category == EVERYTHING else budget.category
    totals = await ledger.total_spent(category=category, period=cycle)
    currency = budget.limit.currency
    spent = next((total for total in totals if total.currency == currency), None)
    return BudgetUse(
        budget=budget,
        cycle=cycle,
        spent=spent or Money(minor=0, currency=currency),
        besides=tuple(total for total in totals if total.currency != currency),
    )
