"""What maintenance is due: asked for, and told unasked once a service comes due."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from pam_core.skills import wording
from pam_core.skills.kit import Kit
from pam_core.skills.skill import Plan, SkillContext
from pam_core.skills.wheels import measures
from pam_core.skills.wheels.maintenance_due import Coming, coming_up, morning_of
from pam_core.skills.wheels.maintenance_words import TOPIC, coming_said
from pam_core.skills.wheels.odometer_readings import OLD_DAYS, readings_of
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.maintenance import ServiceDone, ServiceDue, ServiceTold
from pam_core.vocabulary.reply import MOST_CHARACTERS, Intent, Notice, Priority, Table
from pam_core.vocabulary.vehicle import OdometerReading

DUE = "maintenance.due"

_AT_ONCE = 3
_COLUMNS = ("service", "miles_left", "due_on")


class MaintenanceDueSkill:
    """Answers `maintenance.due`, and speaks up when a service comes due."""

    actions = frozenset((DUE,))

    def __init__(self, kit: Kit) -> None:
        self._memory = kit.memory
        self._say = kit.phrases.say
        self._units = kit.habits.units

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """What comes, the most urgent first, three at a time."""
        today = context.now.date()
        coming, readings = await self._coming(context.now)
        service = intent.slots.get("service")
        if service is not None:
            coming = [each for each in coming if each.due.service == service]
        if not coming:
            key = "maintenance.not_planned" if service else "maintenance.nothing"
            return Plan(text=self._say(key, service=service))
        age = self._odometer_age(coming, readings, today)
        said = [coming_said(each, today, self._units) for each in coming]
        lines = [_listed(said[at : at + _AT_ONCE]) for at in range(0, len(said), _AT_ONCE)]
        text, rest = _fitting(lines, said, age)
        return Plan(text=text, rest=rest, table=_table(coming))

    async def due(self, now: datetime) -> Sequence[Notice]:
        """A notice for each service that has come due and was not told yet."""
        coming, _ = await self._coming(now)
        due = [
            each
            for each in coming
            if each.is_due and (each.days_left != 0 or now >= morning_of(now.date(), now))
        ]
        if not due:
            return ()
        marks = await self._memory.find(ServiceTold)
        told = {(mark.service_due_id, mark.limit) for mark in marks}
        return [self._notice(each, now) for each in due if (each.due.id, each.cycle) not in told]

    async def next_at(self, now: datetime) -> datetime | None:
        """The next morning on which a service is due by its date."""
        coming, _ = await self._coming(now)
        days = [each.due_on for each in coming if each.due_on is not None]
        mornings = (morning_of(day, now) for day in days)
        return min((morning for morning in mornings if morning > now), default=None)

    async def _coming(self, now: datetime) -> tuple[list[Coming], Sequence[OdometerReading]]:
        readings = await readings_of(self._memory)
        plans = await self._memory.find(ServiceDue)
        done = await self._memory.find(ServiceDone)
        return coming_up(plans, done, readings, now), readings

    def _notice(self, coming: Coming, now: datetime) -> Notice:
        mark = ServiceTold(
            id=new_id(now), created_at=now, service_due_id=coming.due.id, limit=coming.cycle
        )
        said = coming_said(coming, now.date(), self._units)
        return Notice(
            key=f"maintenance.{coming.due.id}.{coming.cycle}",
            text=self._say("maintenance.notice", said=said),
            priority=Priority.NOTICE,
            keeps=(mark,),
            topic=TOPIC,
        )

    def _odometer_age(
        self, coming: Sequence[Coming], readings: Sequence[OdometerReading], today: date
    ) -> str:
        """How old the odometer is, where something is told by it."""
        counted = any(each.due.every_miles or each.due.due_miles for each in coming)
        if not counted:
            return ""
        if not readings:
            return self._say("maintenance.no_odometer")
        last = readings[-1]
        if today - last.read_on <= timedelta(days=OLD_DAYS):
            return ""
        when = wording.past_day(last.read_on, today).removeprefix("on ")
        return self._say("maintenance.old_odometer", when=when)


def _listed(said: Sequence[str]) -> str:
    text = ", ".join(said)
    return f"{text[:1].upper()}{text[1:]}."


def _fitting(lines: Sequence[str], said: Sequence[str], age: str) -> tuple[str, tuple[str, ...]]:
    """The first line and the age of the odometer; fewer services where they are too long."""
    first = lines[0]
    if len(first) + len(age) < MOST_CHARACTERS:
        return f"{first} {age}".strip(), tuple(lines[1:])
    text, rest = measures.that_fit((_listed(said[:1]), age))
    more = [_listed(said[at : at + 2]) for at in range(1, len(said), 2)]
    return text, (*rest, *more)


def _table(coming: Sequence[Coming]) -> Table:
    rows = tuple(
        (
            each.due.service,
            None if each.miles_left is None else str(each.miles_left),
            each.due_on.isoformat() if each.due_on else None,
        )
        for each in coming
    )
    return Table(columns=_COLUMNS, rows=rows)
