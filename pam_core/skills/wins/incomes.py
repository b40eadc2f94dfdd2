"""Income: writing down what came in, and telling how much it was."""

from collections.abc import Sequence
from datetime import date

from pam_core.skills import wording
from pam_core.skills.kit import Kit
from pam_core.skills.skill import Plan, SkillContext
from pam_core.skills.wins.spoken import fitted, quoted, sums
from pam_core.skills.wins.topics import INCOME, is_fresh, moved_on
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.income import Income
from pam_core.vocabulary.kept import removed, revised
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.period import Period
from pam_core.vocabulary.reply import Intent

LOG, QUERY = "income.log", "income.query"

MOST = 10_000_000
"""Nobody's pay: not even a yes makes it one."""

ALL = 1_000_000
"""More than anybody's income has parts."""

UNUSUAL = 25_000
"""Beyond it a slip of the ear is likelier than the pay, in whole units of any currency."""


class IncomeSkill:
    """Answers `income.log` and `income.query`."""

    actions = frozenset((LOG, QUERY))

    def __init__(self, kit: Kit) -> None:
        self._memory = kit.memory
        self._say = kit.phrases.say

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """Word the answer; for a log, with what keeps it."""
        if intent.action == QUERY:
            return await self._query(intent, context)
        if intent.slots.get("which") == "last":
            return await self._corrected(intent, context)
        return self._log(intent, context)

    async def _corrected(self, intent: Intent, context: SkillContext) -> Plan:
        """Right after an income was logged "make that 1,900" corrects it."""
        latest = _of(intent, await self._memory.find(Income, limit=ALL))
        if not latest:
            return Plan(text=self._say("income.nothing_yet", source=_source(intent)))
        if "amount" in intent.missing:
            return Plan(text=self._say("income.how_much"), asks="amount")
        amount, before = Money.from_slot(intent.slots["amount"]), latest[0].amount
        if amount.minor == 0:
            return self._removed(latest[0], context)
        if refused := self._refused(amount):
            return refused
        told = {
            "amount": wording.money(amount),
            "source": quoted(latest[0].source),
            "before": wording.money(before),
        }
        plain = is_fresh(latest[0], context) and amount.currency == before.currency
        if not context.confirmed and not (plain and amount.amount <= UNUSUAL):
            return Plan(text=self._say("income.sure_correction", **told), confirms=True)
        named = self._say("income.correction_named", **told)
        return Plan(
            text=self._say("income.corrected", **told),
            keeps=(revised(latest[0], context.now, amount=amount),),
            what=named,
            said_back=named,
        )

    def _removed(self, income: Income, context: SkillContext) -> Plan:
        """Income of nothing is none: a deposit that was a transfer, or logged twice."""
        told = {
            "amount": wording.money(income.amount),
            "source": quoted(income.source),
            "when": wording.past_day(income.received_on, context.now.date()),
        }
        question = self._say("income.remove_sure", **told)
        if not context.said_yes_to(question):
            return Plan(text=question, confirms=True)
        return Plan(
            text=self._say("income.removed", **told),
            keeps=(removed(income, context.now),),
            what=self._say("income.removal_named", **told),
            said_back=self._say("income.removal_said_back", **told),
        )

    def _log(self, intent: Intent, context: SkillContext) -> Plan:
        if "amount" in intent.missing:
            return Plan(text=self._say("income.how_much"), asks="amount")
        income = _income(intent, context)
        if refused := self._refused(income.amount):
            return refused
        told = {
            "amount": wording.money(income.amount),
            "source": quoted(income.source),
            "when": wording.past_day(income.received_on, context.now.date()),
        }
        if not context.confirmed:
            if income.received_on > context.now.date():
                return Plan(text=self._say("income.sure_future", **told), confirms=True)
            if income.amount.amount > UNUSUAL:
                return Plan(text=self._say("income.sure_amount", **told), confirms=True)
        return Plan(
            text=self._say("income.logged", **told),
            keeps=(income,),
            what=self._say("income.named", **told),
            said_back=self._say("income.said_back", **told),
            topic=moved_on(context, INCOME),
        )

    def _refused(self, amount: Money) -> Plan | None:
        if amount.minor <= 0:
            return Plan(text=self._say("income.not_positive"), asks="amount")
        if amount.amount > MOST:
            return Plan(text=self._say("income.too_much"), asks="amount")
        return None

    async def _query(self, intent: Intent, context: SkillContext) -> Plan:
        period = Period.from_slot(intent.slots["period"])
        found = await self._memory.find(Income, period=period, limit=ALL)
        totals = _totals(_of(intent, found))
        gaps = {"source": _source(intent), "when": wording.period(period, context.now.date())}
        if not totals:
            return Plan(text=self._say("income.none", **gaps))
        first, *others = totals
        text, rest = fitted(
            self._say("income.total", total=wording.money(first), **gaps),
            self._say("income.besides", besides=sums(others)) if others else "",
        )
        return Plan(text=text, rest=rest)


def _of(intent: Intent, incomes: Sequence[Income]) -> list[Income]:
    """Those from the source that was said, all where none was."""
    source = intent.slots.get("source")
    return [one for one in incomes if source is None or one.is_from(source)]


def _source(intent: Intent) -> str | None:
    return quoted(intent.slots.get("source"))


def _income(intent: Intent, context: SkillContext) -> Income:
    return Income(
        id=new_id(context.now),
        created_at=context.now,
        amount=Money.from_slot(intent.slots["amount"]),
        received_on=date.fromisoformat(intent.slots["date"]),
        source=intent.slots.get("source"),
    )


def _totals(incomes: Sequence[Income]) -> list[Money]:
    """One sum for each currency, the largest first."""
    minor: dict[str, int] = {}
    for one in incomes:
        minor[one.amount.currency] = minor.get(one.amount.currency, 0) + one.amount.minor
    return [
        Money(minor=total, currency=currency)
        for currency, total in sorted(minor.items(), key=lambda item: -item[1])
    ]
