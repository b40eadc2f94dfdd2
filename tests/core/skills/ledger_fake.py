"""A ledger in memory."""

from collections.abc import Sequence, Set

from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.ledger import Expense, is_shop
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.period import Period


class LedgerInMemory:
    """The `Ledger` port; `trouble` is raised instead of keeping anything."""

    def __init__(self) -> None:
        self.kept: list[Expense] = []
        self.trouble: PamError | None = None

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
            for one in self._standing()
            if category in (None, one.category)
            and (merchant is None or is_shop(one.merchant or "", merchant))
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

    async def totals_by_category(self, period: Period) -> Sequence[tuple[str, Money]]:
        sums: dict[tuple[str, str], int] = {}
        for one in await self.expenses(period=period):
            key = (one.category, one.amount.currency)
            sums[key] = sums.get(key, 0) + one.amount.minor
        return [
            (category, Money(minor=minor, currency=currency))
            for (category, currency), minor in sorted(sums.items(), key=lambda item: -item[1])
        ]

    def _standing(self) -> list[Expense]:
        latest: dict[str, Expense] = {}
        for one in self.kept:
            latest.pop(one.id, None)
            latest[one.id] = one
        return [one for one in reversed(latest.values()) if not one.deleted]

    async def bank_ids(self) -> Set[str]:
        return {one.bank_id or f"pam:{one.id}" for one in self._standing()}

    async def last_category(self, merchant: str) -> str | None:
        return next((one.category for one in self._standing() if one.merchant == merchant), None)
