"""How far a savings goal has come, and what it takes a month to reach it in time."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_UP, Decimal

from pam_core.vocabulary.goal import Goal, Saving
from pam_core.vocabulary.kept import Memory
from pam_core.vocabulary.money import Money

DAYS_A_MONTH = Decimal("30.4375")
"""On average, leap years included."""

ALL = 100_000
"""More savings than anybody puts aside for one goal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalProgress:
    """A goal, and what is put aside for it in its currency."""

    goal: Goal
    saved: Money

    @property
    def to_go(self) -> Money:
        """What is still to be put aside; zero or less where it is reached."""
        target = self.goal.target
        return Money(minor=target.minor - self.saved.minor, currency=target.currency)

    @property
    def is_reached(self) -> bool:
        """Whether nothing is to go."""
        return self.to_go.minor <= 0

    @property
    def percent(self) -> int:
        """How much of it is put aside, rounded down: 100 means all of it, to the cent."""
        return self.saved.minor * 100 // self.goal.target.minor

    def monthly(self, days: int) -> Money | None:
        """What is to be put aside each month, rounded up to whole units; None within a month."""
        if days < DAYS_A_MONTH:
            return None
        each = self.to_go.amount * DAYS_A_MONTH / days
        return Money.of(each.quantize(Decimal(1), ROUND_UP), self.to_go.currency)

    def plus(self, amount: Money) -> "GoalProgress":
        """The same goal once this too is put aside; `amount` is in its currency."""
        saved = Money(minor=self.saved.minor + amount.minor, currency=self.saved.currency)
        return GoalProgress(goal=self.goal, saved=saved)

    def days_left(self, today: date) -> int | None:
        """Days until it is to be reached, negative once that day is over; None without a day."""
        return None if self.goal.by is None else (self.goal.by - today).days


async def progress_of(memory: Memory, goal: Goal) -> GoalProgress:
    """How far it has come; savings in other money do not count. Raises PamError (`storage.…`)."""
    savings = await memory.find(Saving, where={"goal_id": goal.id}, limit=ALL)
    currency = goal.target.currency
    minor = sum(one.amount.minor for one in savings if one.amount.currency == currency)
    return GoalProgress(goal=goal, saved=Money(minor=minor, currency=currency))
