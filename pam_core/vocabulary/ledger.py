"""What was spent, as a value, and the door to where it is kept."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Protocol

from pam_core.vocabulary.kept import Kept
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Expense(Kept):
    """One revision of one expense.

    `spent_on` is a day in the user's zone. `bank_id` is the bank's own name for it where it came
    from a statement ("ofx:…"), so that a statement read twice counts once.
    """

    KIND: ClassVar[str] = "expense"

    amount: Money
    category: str
    spent_on: date
    merchant: str | None = None
    description: str | None = None
    bank_id: str | None = None

    def day(self) -> date:
        """The day it was spent on."""
        return self.spent_on


class Ledger(Protocol):
    """What was spent, looked up; `Memory.keep` writes it. Methods raise PamError (`storage.…`)."""

    async def expenses(
        self,
        *,
        category: str | None = None,
        merchant: str | None = None,
        period: Period | None = None,
        limit: int = 100,
    ) -> Sequence[Expense]:
        """Latest revisions that stand, the last made first."""
        ...

    async def total_spent(
        self,
        *,
        category: str | None = None,
        merchant: str | None = None,
        period: Period | None = None,
    ) -> Sequence[Money]:
        """Exact sums, one for each currency, the largest first; empty where nothing was spent.

        `merchant` matches without regard to case.
        """
        ...

    async def totals_by_category(self, period: Period) -> Sequence[tuple[str, Money]]:
        """Exact sums of each category and currency in a period, the largest first."""
        ...

    async def bank_ids(self) -> Set[str]:
        """By what a statement's rows are known again: what came in and went out has one each.

        It is the `bank_id`, or "pam:" and the id of what has none. What the user has deleted since
        is among them: it shall not come back; what was undone is not.
        """
        ...

    async def last_category(self, merchant: str) -> str | None:
        """The category last used at a merchant, None where the user never was."""
        ...
