"""What was spent, as a value, and the door to where it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from pam_core.vocabulary.money import Money
from pam_core.vocabulary.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Expense:
    """One revision of one expense.

    `id` is a UUIDv7 made when the user spoke; `revision` counts from 1, a correction adds the next
    one and leaves the earlier ones alone. `spent_on` is a day in the user's zone, `created_at` the
    moment this revision was made, with offset. `deleted` marks the revision that took it back.
    """

    id: str
    amount: Money
    category: str
    spent_on: date
    created_at: datetime
    merchant: str | None = None
    description: str | None = None
    revision: int = 1
    deleted: bool = False


class Ledger(Protocol):
    """Where money is kept. Every method raises PamError (`storage.…`) when the disk will not."""

    async def add_expense(self, expense: Expense) -> None:
        """Keep a revision; returns once it survives a power cut.

        The same id and revision twice is kept once, so that a retry never counts double.
        """
        ...

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

    async def last_category(self, merchant: str) -> str | None:
        """The category last used at a merchant, None where the user never was."""
        ...
