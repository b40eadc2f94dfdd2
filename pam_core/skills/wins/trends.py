"""Trends: this month so far against the same days of the months before."""

import calendar
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from pam_core.skills import wording
from pam_core.skills.kit import Kit
from pam_core.skills.skill import Plan, SkillContext
from pam_core.skills.wins.spoken import fitted, some, sums
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.period import Period
from pam_core.vocabulary.reply import Intent, Table

MOST_MONTHS = 24
"""As far back as a comparison goes."""

Spent = Mapping[str, Money]
"""What was spent in a stretch of days, by category."""


class TrendSkill:
    """Answers `spending.trend`.

    Like is compared with like: on the 23rd, each month counts up to its 23rd. Only the user's own
    currency is compared.
    """

    actions = frozenset(("spending.trend",))

    def __init__(self, kit: Kit) -> None:
        self._ledger = kit.ledger
        self._say = kit.phrases.say
        self._currency = kit.habits.currency

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """One sentence, and a table of month, category, amount and last day counted."""
        category = intent.slots.get("category")
        stretches = _stretches(context.now.date(), _months(intent))
        spent = [await self._spent(stretch, category) for stretch in stretches]
        if not any(spent):
            return Plan(text=self._say("trend.nothing", category=category))
        besides = await self._besides(stretches[-1], category)
        text, rest = fitted(
            self._compared(spent, category),
            "" if category else self._mover(spent),
            self._say("trend.besides", besides=besides) if besides else "",
        )
        return Plan(text=text, rest=rest, table=_table(stretches, spent))

    async def _spent(self, stretch: Period, category: str | None) -> Spent:
        totals = await self._ledger.totals_by_category(stretch)
        return {
            name: total
            for name, total in totals
            if total.currency == self._currency and category in (None, name)
        }

    async def _besides(self, stretch: Period, category: str | None) -> str:
        totals = await self._ledger.total_spent(category=category, period=stretch)
        return sums([total for total in totals if total.currency != self._currency])

    def _compared(self, spent: Sequence[Spent], category: str | None) -> str:
        *before, now = [self._sum(each) for each in spent]
        usual = self._mean(before)
        difference = now.minor - usual.minor
        key = "more" if difference > 0 else "less" if difference < 0 else "same"
        if not any(spent[:-1]):
            key = "nothing" if len(before) > 1 else "nothing_before"
        span = self._say("trend.long_span", count=str(len(before)))
        return self._say(
            f"trend.long_{key}" if len(before) > 1 else f"trend.{key}",
            now=some(now),
            category=category,
            difference=wording.money(Money(minor=abs(difference), currency=self._currency)),
            span=span,
        )

    def _mover(self, spent: Sequence[Spent]) -> str:
        """The category that moved the total most, in the direction in which it moved."""
        *before, now = spent
        if not any(before):
            return ""
        zero = Money(minor=0, currency=self._currency)
        moves = {
            name: now.get(name, zero).minor
            - self._mean([each.get(name, zero) for each in before]).minor
            for name in {name for each in spent for name in each}
        }
        total = sum(moves.values())
        if total == 0:
            return ""
        sign = 1 if total > 0 else -1
        name = max(sorted(moves), key=lambda one: moves[one] * sign)
        by = wording.money(Money(minor=abs(moves[name]), currency=self._currency))
        return self._say("trend.mover_up" if sign > 0 else "trend.mover_down", mover=name, by=by)

    def _sum(self, spent: Spent) -> Money:
        return Money(minor=sum(one.minor for one in spent.values()), currency=self._currency)

    def _mean(self, amounts: Sequence[Money]) -> Money:
        mean = Decimal(sum(one.minor for one in amounts)) / len(amounts)
        return Money(minor=int(round(mean)), currency=self._currency)


def _months(intent: Intent) -> int:
    months = intent.slots.get("months", 2)
    return min(max(int(months), 2), MOST_MONTHS)


def _stretches(today: date, months: int) -> list[Period]:
    """The first days of each month up to today's, the oldest month first."""
    stretches = []
    for ago in range(months - 1, -1, -1):
        year, month = divmod(today.year * 12 + today.month - 1 - ago, 12)
        first = date(year, month + 1, 1)
        last = min(today.day, calendar.monthrange(year, month + 1)[1])
        stretches.append(Period(first=first, last=first.replace(day=last)))
    return stretches


def _table(stretches: Sequence[Period], spent: Sequence[Spent]) -> Table:
    return Table(
        columns=("month", "category", "amount", "through"),
        rows=tuple(
            (f"{stretch.first:%Y-%m}", name, amount.to_slot(), stretch.last.isoformat())
            for stretch, each in zip(stretches, spent, strict=True)
            for name, amount in each.items()
        ),
    )
