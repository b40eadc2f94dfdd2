"""The expenses one by one: the last few, or those of a day, month or kind."""

from collections.abc import Sequence

from pam_core.skills import wording
from pam_core.skills.kit import Kit
from pam_core.skills.skill import Plan, SkillContext
from pam_core.skills.wins.spoken import listed, quoted
from pam_core.vocabulary.ledger import Expense
from pam_core.vocabulary.period import Period
from pam_core.vocabulary.reply import Intent, Table

FEW = 3
"""As many as are listed where nobody said how many."""

MOST = 100
"""As many as are ever listed: the rest is for `pam ledger export`."""


class ExpenseListSkill:
    """Answers `expense.list`."""

    actions = frozenset(("expense.list",))

    def __init__(self, kit: Kit) -> None:
        self._ledger = kit.ledger
        self._say = kit.phrases.say

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """The expenses, the last first: three at a time for the ear, all of them for the eye."""
        slot, count = intent.slots.get("period"), intent.slots.get("count")
        period = Period.from_slot(slot) if slot else None
        category = intent.slots.get("category")
        wanted = _wanted(count, period)
        if wanted is None:
            return Plan(text=self._say("expense.list_how_many"), asks="count")
        found = await self._ledger.expenses(category=category, period=period, limit=wanted)
        today = context.now.date()
        gaps = {
            "category": category,
            "when": wording.period(period, today) if period else None,
            "count": str(len(found)),
        }
        if not found:
            return Plan(text=self._say("expense.none", **gaps))
        many = "expense.list_period" if period else "expense.list"
        opening = self._say("expense.list_one" if len(found) == 1 else many, **gaps)
        items = [self._item(each, category, context, period) for each in found]
        text, rest = listed(opening, items, at_a_time=FEW)
        return Plan(text=text, rest=rest, table=_table(found))

    def _item(
        self, one: Expense, category: str | None, context: SkillContext, period: Period | None
    ) -> str:
        """What is the same for all is not said for each."""
        one_day = period is not None and period.first == period.last
        day = wording.past_day(one.spent_on, context.now.date()) or "today"
        return self._say(
            "expense.item",
            amount=wording.money(one.amount),
            category=None if category else one.category,
            merchant=quoted(one.merchant),
            when=None if one_day else day,
        )


def _wanted(count: object, period: Period | None) -> int | None:
    """How many to look up; None where nobody can have meant that number."""
    if count is None:
        return MOST if period else FEW
    return min(count, MOST) if isinstance(count, int) and count >= 1 else None


def _table(found: Sequence[Expense]) -> Table:
    return Table(
        columns=("date", "amount", "category", "merchant", "description"),
        rows=tuple(
            (
                one.spent_on.isoformat(),
                one.amount.to_slot(),
                one.category,
                one.merchant,
                one.description,
            )
            for one in found
        ),
    )
