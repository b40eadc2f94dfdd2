"""Corrections: changing an expense that was logged, or taking it back. Each is a new revision."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pam_core.skills import wording
from pam_core.skills.kit import Kit
from pam_core.skills.skill import Plan, SkillContext
from pam_core.skills.wins.spoken import quoted
from pam_core.skills.wins.topics import EXPENSE, is_elsewhere, is_fresh, moved_on
from pam_core.vocabulary.kept import removed, revised
from pam_core.vocabulary.ledger import Expense, Ledger
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.period import Period
from pam_core.vocabulary.reply import Intent
from pam_core.vocabulary.usual import is_unusual

CHANGE, REMOVE = "expense.change", "expense.remove"

MOST = 10_000_000
"""Nobody's expense, in whole units of any currency."""

LOOK_BACK = 1000
"""Among so many of the latest expenses an amount is looked for."""


class CorrectionSkill:
    """Answers `expense.change` and `expense.remove`.

    `which` is "last", a category or a shop as text, a day, or an amount in the money shape; it
    means the one logged last of those it fits.
    """

    actions = frozenset((CHANGE, REMOVE))

    def __init__(self, kit: Kit) -> None:
        self._ledger = kit.ledger
        self._say = kit.phrases.say

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """Word the answer, with the revision that corrects the expense."""
        which = intent.slots.get("which", "last")
        found = await _meant(self._ledger, which)
        if found is None:
            key = "expense.nothing_yet" if which == "last" else "expense.not_found"
            return Plan(text=self._say(key))
        if intent.action == REMOVE:
            return self._removed(found, context)
        if "value" in intent.missing:
            return Plan(text=self._say("expense.change_what", **_told(found)), asks="value")
        return self._changed(found, intent, context)

    def _removed(self, found: Expense, context: SkillContext) -> Plan:
        told = _told(found) | {"when": wording.past_day(found.spent_on, context.now.date())}
        question = self._say("expense.remove_sure", **told)
        if not context.said_yes_to(question):
            return Plan(text=question, confirms=True)
        return Plan(
            text=self._say("expense.removed", **told),
            keeps=(removed(found, context.now),),
            what=self._say("expense.removal_named", **told),
            said_back=self._say("expense.removal_said_back", **told),
        )

    def _changed(self, found: Expense, intent: Intent, context: SkillContext) -> Plan:
        field = str(intent.slots.get("field") or _field_of(intent.slots["value"]))
        changes = _changes(field, intent.slots["value"])
        if changes is None:
            return Plan(text=self._say("expense.change_no_such"), asks="value")
        changed = revised(found, context.now, **changes)
        if all(getattr(found, name) == value for name, value in changes.items()):
            return Plan(text=self._say("expense.same_already", **_told(found)))
        told = self._told_change(found, changed, field, context)
        doubt = None if context.confirmed else _doubt(field, found, changed, context)
        if doubt:
            return Plan(text=self._say(doubt, **told), confirms=True)
        return Plan(
            text=self._say(f"expense.changed_{field}", **told),
            keeps=(changed,),
            what=self._say(
                "expense.change_named",
                **told,
                shop=told["merchant"] if field == "merchant" else None,
                day=told["when"] if field == "date" else None,
            ),
            said_back=self._say("expense.change_said_back", **told),
            topic=moved_on(context, EXPENSE),
        )

    def _told_change(
        self, found: Expense, changed: Expense, field: str, context: SkillContext
    ) -> dict[str, str | None]:
        before = wording.money(found.amount) if field == "amount" else found.category
        return _told(changed) | {
            "before": before,
            "before_all": self._say("expense.named", **_told(found)),
            "after": self._say("expense.named", **_told(changed)),
            "when": wording.past_day(changed.spent_on, context.now.date()) or "today",
        }


async def _meant(ledger: Ledger, which: Any) -> Expense | None:
    """The expense logged last of those that `which` fits."""
    if which == "last":
        found = await ledger.expenses(limit=1)
    elif isinstance(which, Mapping):
        amount = Money.from_slot(dict(which))
        latest = await ledger.expenses(limit=LOOK_BACK)
        found = [one for one in latest if one.amount == amount]
    elif day := _day(which):
        found = await ledger.expenses(period=Period(first=day, last=day), limit=1)
    else:
        found = await ledger.expenses(category=which, limit=1)
        found = found or await ledger.expenses(merchant=which, limit=1)
    return found[0] if found else None


def _field_of(value: Any) -> str:
    """What a value that was given without a field is about."""
    if isinstance(value, Mapping):
        return "amount"
    return "date" if _day(value) else "category"


def _changes(field: str, value: Any) -> dict[str, Any] | None:
    """The field of an expense with its new value; None where it cannot have that one."""
    if field == "amount" and isinstance(value, Mapping):
        amount = Money.from_slot(dict(value))
        return {"amount": amount} if 0 < amount.minor and amount.amount <= MOST else None
    if field == "date" and (day := _day(value)):
        return {"spent_on": day}
    if field in ("category", "merchant", "description") and isinstance(value, str):
        return {field: value}
    return None


def _doubt(field: str, found: Expense, changed: Expense, context: SkillContext) -> str | None:
    """What has to be asked before it is changed."""
    # Bare figures are read as the user's own money, "make that 40" after pesos too.
    other_money = changed.amount.currency != found.amount.currency
    if other_money or is_elsewhere(context, EXPENSE) or not is_fresh(found, context):
        return "expense.change_sure_which"
    if field == "amount" and is_unusual(changed.amount, changed.category):
        return "expense.change_sure"
    if field == "date" and changed.spent_on > context.now.date():
        return "expense.change_sure_future"
    return None


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _told(one: Expense) -> dict[str, str | None]:
    return {
        "amount": wording.money(one.amount),
        "category": one.category,
        "merchant": quoted(one.merchant),
        "description": quoted(one.description),
    }
