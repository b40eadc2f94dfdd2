"""Budgets: how much may be spent on something in a week, month or year."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar

from pam_core.vocabulary.kept import Kept
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.period import Period

EVERYTHING = "everything"
"""Stands for the category of a budget that is for all spending together."""


class Cycle(StrEnum):
    """After what a budget begins anew."""

    WEEK = "week"
    MONTH = "month"
    YEAR = "year"

    def around(self, day: date, first_weekday: int) -> Period:
        """The whole week, month or year that a day lies in; weeks begin on `first_weekday`."""
        match self:
            case Cycle.WEEK:
                first = day - timedelta(days=(day.weekday() - first_weekday) % 7)
                return Period(first=first, last=first + timedelta(days=6))
            case Cycle.MONTH:
                last = calendar.monthrange(day.year, day.month)[1]
                return Period(first=day.replace(day=1), last=day.replace(day=last))
            case Cycle.YEAR:
                return Period(first=date(day.year, 1, 1), last=date(day.year, 12, 31))


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget(Kept):
    """One revision of a budget: there is at most one for each category.

    Only what is spent in the currency of `limit` counts.
    """

    KIND: ClassVar[str] = "budget"

    category: str
    limit: Money
    cycle: Cycle = Cycle.MONTH


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetMark(Kept):
    """That the user was told: `percent` of `limit` is spent in the cycle that began on `first`.

    A budget with another limit is told of anew.
    """

    KIND: ClassVar[str] = "budget_mark"

    budget_id: str
    first: date
    percent: int
    limit: Money

    def day(self) -> date:
        """The first day of the cycle."""
        return self.first
