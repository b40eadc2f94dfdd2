"""Savings goals: setting one, putting money aside, and how far it has come."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from pam_core.skills import wording
from pam_core.skills.kit import Kit
from pam_core.skills.skill import Plan, SkillContext
from pam_core.skills.wins.goal_progress import GoalProgress, progress_of
from pam_core.skills.wins.spoken import fitted, listed, one_or_two, quoted, some
from pam_core.skills.wins.topics import GOAL, SAVING, is_fresh, moved_on
from pam_core.vocabulary.goal import Goal, Saving
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.kept import removed, revised
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.reply import Intent, Table

SET, ADD, STATUS = "goal.set", "goal.add", "goal.status"

MOST = 10_000_000
"""Nobody's goal, in whole units of any currency."""


class GoalSkill:
    """Answers `goal.set`, `goal.add` and `goal.status`."""

    actions = frozenset((SET, ADD, STATUS))

    def __init__(self, kit: Kit) -> None:
        self._memory = kit.memory
        self._say = kit.phrases.say

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """Word the answer; for a goal or a saving, with what keeps it."""
        goals = await self._memory.find(Goal)
        if intent.action == SET:
            return await self._set(intent, goals, context)
        if intent.action == ADD:
            return await self._add(intent, goals, context)
        return await self._status(intent, goals, context)

    async def _set(self, intent: Intent, goals: Sequence[Goal], context: SkillContext) -> Plan:
        latest = goals[0] if goals and context.topic == GOAL else None
        if latest and intent.missing == ("name",) and is_fresh(latest, context):
            # "No, 2500" right after a goal was set is about that goal.
            slots = {"name": latest.name, **intent.slots}
            intent = replace(intent, slots=slots, missing=())
        for slot in ("name", "amount"):
            if slot in intent.missing:
                return Plan(text=self._say(f"goal.ask_{slot}"), asks=slot)
        target = Money.from_slot(intent.slots["amount"])
        if target.minor == 0:
            return self._dropped(intent, goals, context)
        refused = self._refused(target)
        if refused:
            return refused
        said_by = intent.slots.get("by")
        by = date.fromisoformat(said_by) if said_by else None
        if by is not None and by <= context.now.date():
            return Plan(text=self._say("goal.by_is_over"), asks="by")
        goal = _goal(intent.slots["name"], target, by, goals, context)
        gaps = {
            "name": quoted(goal.name),
            "amount": wording.money(target),
            "by": _day_named(goal.by, context.now.date()) if goal.by else None,
        }
        text, rest = fitted(
            self._say("goal.set", **gaps),
            self._monthly(await progress_of(self._memory, goal), context.now.date()),
        )
        return Plan(
            text=text,
            rest=rest,
            keeps=(goal,),
            what=self._say("goal.named", **gaps),
            said_back=self._say("goal.said_back", **gaps),
            topic=moved_on(context, GOAL),
        )

    def _dropped(self, intent: Intent, goals: Sequence[Goal], context: SkillContext) -> Plan:
        meant = _meant(intent, goals)
        if len(meant) != 1:
            return self._which(intent, meant or goals) if goals else self._none()
        goal = meant[0]
        gaps = {"name": quoted(goal.name), "amount": wording.money(goal.target)}
        if not context.confirmed:
            return Plan(text=self._say("goal.sure_drop", **gaps), confirms=True)
        return Plan(
            text=self._say("goal.dropped", **gaps),
            keeps=(removed(goal, context.now),),
            what=self._say("goal.drop_named", **gaps),
            said_back=self._say("goal.drop_said_back", **gaps),
        )

    async def _add(self, intent: Intent, goals: Sequence[Goal], context: SkillContext) -> Plan:
        if not goals:
            return self._none()
        if "amount" in intent.missing:
            return Plan(text=self._say("goal.how_much_saved"), asks="amount")
        amount = Money.from_slot(intent.slots["amount"])
        refused = self._refused(amount)
        if refused:
            return refused
        if intent.slots.get("which") == "last":
            return await self._corrected(goals, amount, context)
        meant = _meant(intent, goals)
        if len(meant) != 1:
            return self._which(intent, meant or goals, asks="name")
        goal = meant[0]
        if amount.currency != goal.target.currency:
            return self._other_money(goal)
        return await self._added(goal, amount, context)

    def _other_money(self, goal: Goal) -> Plan:
        gaps = {"name": quoted(goal.name), "amount": wording.money(goal.target)}
        return Plan(text=self._say("goal.other_money", **gaps), asks="amount")

    async def _added(self, goal: Goal, amount: Money, context: SkillContext) -> Plan:
        saving = Saving(
            id=new_id(context.now),
            created_at=context.now,
            goal_id=goal.id,
            amount=amount,
            saved_on=context.now.date(),
        )
        now = (await progress_of(self._memory, goal)).plus(amount)
        gaps = {"name": quoted(goal.name), "amount": wording.money(amount)}
        text, rest = fitted(
            self._say("goal.added", **gaps),
            self._say("goal.reached" if now.is_reached else "goal.so_far", **_told(now)),
        )
        return Plan(
            text=text,
            rest=rest,
            keeps=(saving,),
            what=self._say("goal.saving_named", **gaps),
            said_back=self._say("goal.saving_said_back", **gaps),
            topic=moved_on(context, SAVING),
        )

    async def _corrected(self, goals: Sequence[Goal], amount: Money, context: SkillContext) -> Plan:
        """Right after money was put aside "make that sixty" corrects it."""
        latest = await self._memory.find(Saving, limit=1)
        goal = next((one for one in goals if latest and one.id == latest[0].goal_id), None)
        if goal is None:
            return Plan(text=self._say("goal.nothing_saved"))
        if amount.currency != goal.target.currency:
            return self._other_money(goal)
        told = {
            "name": quoted(goal.name),
            "amount": wording.money(amount),
            "before": wording.money(latest[0].amount),
        }
        if not (context.confirmed or is_fresh(latest[0], context)):
            return Plan(text=self._say("goal.sure_correction", **told), confirms=True)
        named = self._say("goal.correction_named", **told)
        return Plan(
            text=self._say("goal.corrected", **told),
            keeps=(revised(latest[0], context.now, amount=amount),),
            what=named,
            said_back=named,
        )

    async def _status(self, intent: Intent, goals: Sequence[Goal], context: SkillContext) -> Plan:
        if not goals:
            return self._none()
        meant = _meant(intent, goals)
        if not meant:
            return self._which(intent, goals)
        far = [await progress_of(self._memory, goal) for goal in meant]
        if len(far) == 1:
            text, rest = fitted(*self._one(far[0]), self._monthly(far[0], context.now.date()))
        else:
            items = [self._say("goal.item", **_told(each)) for each in far]
            text, rest = listed(self._say("goal.all"), items, at_a_time=3)
        return Plan(text=text, rest=rest, table=_table(far))

    def _one(self, progress: GoalProgress) -> tuple[str, ...]:
        told = _told(progress)
        if progress.is_reached:
            return (self._say("goal.done", **told),)
        return one_or_two(
            self._say("goal.status", **told),
            self._say("goal.status", **told | {"to_go": None}),
            self._say("goal.to_go", **told),
        )

    def _refused(self, amount: Money) -> Plan | None:
        if amount.minor <= 0:
            return Plan(text=self._say("goal.not_positive"), asks="amount")
        if amount.amount > MOST:
            return Plan(text=self._say("goal.too_much"), asks="amount")
        return None

    def _none(self) -> Plan:
        return Plan(text=self._say("goal.none"))

    def _which(self, intent: Intent, goals: Sequence[Goal], asks: str | None = None) -> Plan:
        names = [quoted(goal.name) or "" for goal in goals]
        said = intent.slots.get("name")
        unknown = said is not None and not _meant(intent, goals)
        opening = self._say("goal.unknown" if unknown else "goal.which", name=quoted(said))
        text, rest = listed(opening, names, at_a_time=3)
        return Plan(text=text, rest=rest, asks=asks)

    def _monthly(self, progress: GoalProgress, today: date) -> str:
        """What is to be put aside each month; "" without a day or with nothing to go."""
        by, days = progress.goal.by, progress.days_left(today)
        if by is None or days is None or progress.is_reached:
            return ""
        if days <= 0:
            return self._say("goal.was_due", by=_day_named(by, today))
        monthly = progress.monthly(days)
        if monthly is None:
            return self._say("goal.days_left", days=wording.counted(days, "day"))
        return self._say("goal.monthly", monthly=wording.money(monthly), by=_day_named(by, today))


def _told(progress: GoalProgress) -> dict[str, str | None]:
    name = quoted(progress.goal.name) or ""
    return {
        "name": name,
        "Name": name[:1].upper() + name[1:],
        "saved": some(progress.saved),
        "target": wording.money(progress.goal.target),
        "to_go": wording.money(progress.to_go),
        "percent": str(progress.percent),
    }


def _meant(intent: Intent, goals: Sequence[Goal]) -> Sequence[Goal]:
    """The goals of the name that was said, the exact one where there is one; all without a name."""
    name = intent.slots.get("name")
    if name is None:
        return goals
    exact = [goal for goal in goals if goal.name.casefold() == name.casefold()]
    return exact or [goal for goal in goals if goal.is_called(name)]


def _goal(
    name: str, target: Money, by: date | None, goals: Sequence[Goal], context: SkillContext
) -> Goal:
    """The new goal, or the next revision of the one that has this name already."""
    old = next((goal for goal in goals if goal.name.casefold() == name.casefold()), None)
    if old:
        return revised(old, context.now, target=target, by=by or old.by)
    return Goal(id=new_id(context.now), created_at=context.now, name=name, target=target, by=by)


def _day_named(day: date, today: date) -> str:
    """As in "March 1st", with the year where it is not the next such day."""
    year = "" if 0 <= (day - today).days < 360 else f", {day.year}"
    return f"{day:%B} {wording.ordinal(day.day)}{year}"


def _table(far: Sequence[GoalProgress]) -> Table:
    return Table(
        columns=("goal", "saved", "target", "by"),
        rows=tuple(
            (
                each.goal.name,
                each.saved.to_slot(),
                each.goal.target.to_slot(),
                each.goal.by.isoformat() if each.goal.by else None,
            )
            for each in far
        ),
    )
