"""Budgets: setting one, how it is doing, and where the month will end."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from pam_core.skills import wording
from pam_core.skills.kit import Kit
from pam_core.skills.skill import Plan, SkillContext
from pam_core.skills.wins.budget_alerts import BudgetAlerts
from pam_core.skills.wins.budget_use import BudgetUse, budget_name, used
from pam_core.skills.wins.spoken import fitted, listed, one_or_two, some, sums, whole
from pam_core.skills.wins.topics import BUDGET, is_fresh, moved_on
from pam_core.vocabulary.budget import EVERYTHING, Budget, Cycle
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.kept import removed, revised
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.period import Period
from pam_core.vocabulary.reply import Intent, Notice, Table

SET, STATUS = "budget.set", "budget.status"

MOST = 10_000_000
"""Nobody's budget, in whole units of any currency."""


class BudgetSkill:
    """Answers `budget.set` and `budget.status`, and speaks up when a budget runs out."""

    actions = frozenset((SET, STATUS))

    def __init__(self, kit: Kit) -> None:
        self._memory = kit.memory
        self._ledger = kit.ledger
        self._say = kit.phrases.say
        self._first_weekday = kit.habits.first_weekday
        self._alerts = BudgetAlerts(kit.memory, kit.ledger, kit.phrases, self._first_weekday)

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """Word the answer; for a new limit, with what keeps it."""
        if intent.action == SET:
            return await self._set(intent, context)
        return await self._status(intent, context)

    async def due(self, now: datetime) -> Sequence[Notice]:
        """Budgets that have passed 80 or 100 percent since this was last said."""
        return await self._alerts.due(now)

    async def next_at(self, now: datetime) -> datetime | None:
        """When to look again."""
        return await self._alerts.next_at(now)

    async def _set(self, intent: Intent, context: SkillContext) -> Plan:
        intent = await self._completed(intent, context)
        for slot in ("category", "amount"):
            if slot in intent.missing:
                return Plan(text=self._say(f"budget.ask_{slot}"), asks=slot)
        limit = Money.from_slot(intent.slots["amount"])
        old = await self._budget(intent.slots["category"])
        if limit.minor == 0:
            return self._dropped(old, intent.slots["category"], context)
        if limit.minor <= 0:
            return Plan(text=self._say("budget.not_positive"), asks="amount")
        if limit.amount > MOST:
            return Plan(text=self._say("budget.too_much"), asks="amount")
        return await self._kept(_budget(intent, limit, old, context), old, context)

    async def _completed(self, intent: Intent, context: SkillContext) -> Intent:
        """Right after a budget was set "no, 500" is about that budget, in its own cycle."""
        if "category" not in intent.missing or "amount" in intent.missing:
            return intent
        latest = await self._memory.find(Budget, limit=1) if context.topic == BUDGET else ()
        if not latest or not is_fresh(latest[0], context):
            return intent
        slots = {**intent.slots, "category": latest[0].category}
        if slots.get("which") == "last":
            slots["period"] = str(latest[0].cycle)
        return replace(
            intent, slots=slots, missing=tuple(one for one in intent.missing if one != "category")
        )

    async def _kept(self, budget: Budget, old: Budget | None, context: SkillContext) -> Plan:
        use = await used(self._ledger, budget, context.now.date(), self._first_weekday)
        gaps = {
            "budget": use.name,
            "limit": wording.money(budget.limit),
            "cycle": budget.cycle,
            "before": self._before(budget, old),
        }
        spent = self._say("budget.spent_so_far", spent=some(use.spent), cycle=budget.cycle)
        new = one_or_two(
            self._say("budget.set", **gaps),
            self._say("budget.set", **gaps | {"before": None}),
            self._say("budget.before", **gaps) if gaps["before"] else "",
        )
        text, rest = fitted(*new, _capital(spent))
        # What is spent already is told with this answer: no alert need repeat it.
        marks = await self._alerts.untold(use, context.now)
        return Plan(
            text=text,
            rest=rest,
            keeps=(budget, *marks),
            what=self._say("budget.named", **gaps),
            said_back=self._say("budget.said_back", **gaps),
            topic=moved_on(context, BUDGET),
        )

    def _before(self, budget: Budget, old: Budget | None) -> str | None:
        """What the limit was, with its cycle where that is another now."""
        if old is None or (old.limit, old.cycle) == (budget.limit, budget.cycle):
            return None
        limit = wording.money(old.limit)
        same = old.cycle is budget.cycle
        return limit if same else self._say("budget.a_cycle", limit=limit, cycle=old.cycle)

    def _dropped(self, budget: Budget | None, category: str, context: SkillContext) -> Plan:
        if budget is None:
            return self._none_for(category)
        gaps = {
            "budget": budget_name(budget.category),
            "limit": wording.money(budget.limit),
            "cycle": budget.cycle,
        }
        if not context.confirmed:
            return Plan(text=self._say("budget.sure_drop", **gaps), confirms=True)
        return Plan(
            text=self._say("budget.dropped", **gaps),
            keeps=(removed(budget, context.now),),
            what=self._say("budget.drop_named", **gaps),
            said_back=self._say("budget.drop_said_back", **gaps),
        )

    async def _status(self, intent: Intent, context: SkillContext) -> Plan:
        today = context.now.date()
        day = _day_in(intent, today)
        category = intent.slots.get("category")
        if category is None:
            budgets = await self._memory.find(Budget)
            if len(budgets) != 1:
                return await self._all(budgets, day, today)
            budget: Budget | None = budgets[0]
        else:
            budget = await self._budget(category)
        if budget is None:
            return self._none_for(category)
        use = await used(self._ledger, budget, day, self._first_weekday)
        wanted = intent.slots.get("amount")
        return self._one(use, today, Money.from_slot(wanted) if wanted else None)

    def _one(self, use: BudgetUse, today: date, wanted: Money | None) -> Plan:
        gaps = {
            "name": _capital(use.name.removesuffix(" budget")),
            "spent": some(use.spent),
            "limit": wording.money(use.budget.limit),
            "when": wording.period(use.cycle, today),
        }
        left = some(use.left) if use.left.minor >= 0 else None
        over = wording.money(use.over) if use.left.minor < 0 else None
        text, rest = fitted(
            self._afford(use, wanted),
            *one_or_two(
                self._say("budget.status", **gaps, left=left, over=over),
                self._say("budget.status", **gaps),
                self._say("budget.rest", left=left, over=over),
            ),
            self._pace(use, today),
            self._say("budget.besides", besides=sums(use.besides)) if use.besides else "",
        )
        return Plan(text=text, rest=rest, table=_table((use,)))

    def _afford(self, use: BudgetUse, wanted: Money | None) -> str:
        """Whether a price still fits; silent about another currency than the budget's."""
        if wanted is None or wanted.currency != use.left.currency:
            return ""
        after = use.left.minor - wanted.minor
        key = "budget.fits" if after >= 0 else "budget.does_not_fit"
        return self._say(key, rest=some(Money(minor=abs(after), currency=wanted.currency)))

    def _pace(self, use: BudgetUse, today: date) -> str:
        if use.is_too_early(today):
            return self._say("budget.too_early", cycle=use.budget.cycle)
        forecast = use.forecast(today)
        if forecast is None or not use.spent.minor:
            return ""
        key = "budget.pace" if forecast.minor <= use.budget.limit.minor else "budget.pace_over"
        return self._say(key, forecast=whole(forecast), cycle=use.budget.cycle)

    async def _all(self, budgets: Sequence[Budget], day: date, today: date) -> Plan:
        if not budgets:
            return Plan(text=self._say("budget.none"))
        uses = [await used(self._ledger, each, day, self._first_weekday) for each in budgets]
        # The one that needs a look first.
        uses.sort(key=lambda use: use.percent, reverse=True)
        items = [
            self._say(
                "budget.item",
                name=use.name.removesuffix(" budget"),
                spent=whole(use.spent),
                limit=whole(use.budget.limit),
            )
            for use in uses
        ]
        text, rest = listed(self._say("budget.all"), items, at_a_time=3)
        return Plan(text=text, rest=rest, table=_table(uses))

    def _none_for(self, category: object) -> Plan:
        name = "everything together" if category == EVERYTHING else str(category)
        text = self._say("budget.none_for", name=name, budget=budget_name(str(category)))
        return Plan(text=text)

    async def _budget(self, category: str) -> Budget | None:
        found = await self._memory.find(Budget, where={"category": category}, limit=1)
        return found[0] if found else None


def _budget(intent: Intent, limit: Money, old: Budget | None, context: SkillContext) -> Budget:
    cycle = Cycle(intent.slots.get("period", Cycle.MONTH))
    if old:
        return revised(old, context.now, limit=limit, cycle=cycle)
    return Budget(
        id=new_id(context.now),
        created_at=context.now,
        category=intent.slots["category"],
        limit=limit,
        cycle=cycle,
    )


def _day_in(intent: Intent, today: date) -> date:
    """The day whose cycle is asked for: today, or the last day of a period that is over."""
    slot = intent.slots.get("period")
    if slot is None:
        return today
    period = Period.from_slot(slot)
    return today if today in period or period.first > today else period.last


def _table(uses: Sequence[BudgetUse]) -> Table:
    return Table(
        columns=("category", "from", "to", "spent", "limit", "left"),
        rows=tuple(
            (
                use.budget.category,
                use.cycle.first.isoformat(),
                use.cycle.last.isoformat(),
                use.spent.to_slot(),
                use.budget.limit.to_slot(),
                use.left.to_slot(),
            )
            for use in uses
        ),
    )


def _capital(name: str) -> str:
    return name[0].upper() + name[1:]
