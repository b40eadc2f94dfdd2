"""Expenses: writing down what was spent, and telling how much it was."""

from datetime import date

from pam_core.skills import wording
from pam_core.skills.phrasebook import Phrasebook
from pam_core.skills.skill import Plan, SkillContext
from pam_core.skills.wins.spoken import fitted, quoted, sums
from pam_core.skills.wins.topics import EXPENSE, moved_on
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.ledger import Expense, Ledger
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.period import Period
from pam_core.vocabulary.reply import Intent
from pam_core.vocabulary.usual import is_unusual

LOG, QUERY = "expense.log", "expense.query"

MOST = 10_000_000
"""Nobody's expense: not even a yes makes it one."""


class ExpenseSkill:
    """Answers `expense.log` and `expense.query` from a ledger."""

    actions = frozenset((LOG, QUERY))

    def __init__(self, ledger: Ledger, phrases: Phrasebook) -> None:
        self._ledger = ledger
        self._phrases = phrases

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """Word the answer; for a log, with the effect that keeps it."""
        if intent.action == QUERY:
            return await self._query(intent, context)
        return await self._log(intent, context)

    async def _log(self, intent: Intent, context: SkillContext) -> Plan:
        say, today = self._phrases.say, context.now.date()
        if "amount" in intent.missing:
            return Plan(text=say("expense.how_much"), asks="amount")
        amount = Money.from_slot(intent.slots["amount"])
        category = await self._category(intent)
        if amount.minor <= 0:
            return Plan(text=say("expense.not_positive"), asks="amount")
        if amount.amount > MOST:
            return Plan(text=say("expense.too_much"), asks="amount")
        if category is None:
            return Plan(text=say("expense.what_for", amount=wording.money(amount)), asks="category")
        expense = _expense(intent, amount, category, context)
        told = self._told(expense, today)
        if expense.spent_on > today and not context.confirmed:
            return Plan(text=say("expense.sure_future", **told), confirms=True)
        if is_unusual(amount, category) and not context.confirmed:
            return Plan(text=say("expense.sure_amount", **told), confirms=True)
        return Plan(
            text=say("expense.logged", **told),
            keeps=(expense,),
            what=say("expense.named", **told),
            said_back=say("expense.said_back", **told),
            topic=moved_on(context, EXPENSE),
        )

    async def _category(self, intent: Intent) -> str | None:
        """The category said, or the one last used at this merchant; None: it must be asked."""
        if "category" in intent.slots:
            return str(intent.slots["category"])
        merchant = intent.slots.get("merchant")
        return await self._ledger.last_category(merchant) if merchant else None

    def _told(self, expense: Expense, today: date) -> dict[str, str | None]:
        return {
            "amount": wording.money(expense.amount),
            "category": expense.category,
            "merchant": quoted(expense.merchant),
            "when": wording.past_day(expense.spent_on, today),
        }

    async def _query(self, intent: Intent, context: SkillContext) -> Plan:
        category, merchant = intent.slots.get("category"), intent.slots.get("merchant")
        period = Period.from_slot(intent.slots["period"])
        totals = await self._ledger.total_spent(category=category, merchant=merchant, period=period)
        gaps = {
            "category": category,
            "merchant": quoted(merchant),
            "when": wording.period(period, context.now.date()),
        }
        if not totals:
            return Plan(text=self._phrases.say("expense.none", **gaps))
        first, *others = totals
        text, rest = fitted(
            self._phrases.say("expense.total", total=wording.money(first), **gaps),
            # Currencies are never added up: each stands for itself.
            self._phrases.say("expense.besides", besides=sums(others)) if others else "",
        )
        return Plan(text=text, rest=rest)


def _expense(intent: Intent, amount: Money, category: str, context: SkillContext) -> Expense:
    return Expense(
        id=new_id(context.now),
        amount=amount,
        category=category,
        spent_on=date.fromisoformat(intent.slots["date"]),
        created_at=context.now,
        merchant=intent.slots.get("merchant"),
        description=intent.slots.get("description"),
    )
