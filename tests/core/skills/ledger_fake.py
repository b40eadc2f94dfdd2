"""A ledger in memory."""

from collections.abc import Sequence

from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.ledger import Expense
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.period import Period


class LedgerInMemory:
    """The `Ledger` port; `trouble` is raised instead of keeping anything."""

    def __init__(self) -> None:
        self.kept: list[Expense] = []
        self.trouble: PamError | None = None

    async def add_expense(self, expense: Expense) -> None:
        if self.trouble:
            raise self.trouble
        self.kept.append(expense)

    async def expenses(
        self,
        *,
        category: str | None = None,
        merchant: str | None = None,
        period: Period | None = None,
        limit: int = 100,
    ) -> Sequence[Expense]:
        found = [
            one
            for one in reversed(self.kept)
            if category in (None, one.category)
            and merchant in (None, one.merchant)
            and (period is None or one.spent_on in period)
        ]
        return found[:limit]

    async def total_spent(
        self,
        *,
        category: str | None = None,
        merchant: str | None = None,
        period: Period | None = None,
    ) -> Sequence[Money]:
        if self.trouble:
            raise self.trouble
        sums: dict[str, int] = {}
        for one in await self.expenses(category=category, merchant=merchant, period=period):
            sums[one.amount.currency] = sums.get(one.amount.currency, 0) + one.amount.minor
        largest_first = sorted(sums.items(), key=lambda item: -item[1])
        return [Money(minor=minor, currency=currency) for currency, minor in largest_first]

    async def last_category(self, merchant: str) -> str | None:
        return next((one.category for one in reversed(self.kept) if one.merchant == merchant), None)
