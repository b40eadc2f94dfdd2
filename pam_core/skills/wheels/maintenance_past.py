"""What maintenance was done, and when last."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from pam_core.skills.kit import Kit
from pam_core.skills.skill import Plan, SkillContext
from pam_core.skills.wheels import measures
from pam_core.skills.wheels.odometer_readings import readings_of
from pam_core.vocabulary.maintenance import ServiceDone
from pam_core.vocabulary.reply import Intent, Table

LAST = "maintenance.last"

_TOLD = 6
_COLUMNS = ("service", "done_on", "at_miles", "place")


class MaintenancePastSkill:
    """Answers `maintenance.last`: of one service the last time, else what was done last."""

    actions = frozenset((LAST,))

    def __init__(self, kit: Kit) -> None:
        self._memory = kit.memory
        self._say = kit.phrases.say
        self._units = kit.habits.units

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """The last time, with the miles since; the times before on "more"."""
        service = intent.slots.get("service")
        where = None if service is None else {"service": service}
        found = await self._memory.find(ServiceDone, where=where)
        done = sorted(found, key=lambda each: (each.done_on, each.id), reverse=True)
        if not done:
            key = "maintenance.none_done" if service is None else "maintenance.never"
            return Plan(text=self._say(key, service=service))
        readings = await readings_of(self._memory)
        odometer = readings[-1].miles if readings else None
        today = context.now.date()
        first, *others = (self._told(each, odometer, today) for each in done[:_TOLD])
        return Plan(text=first, rest=tuple(others), table=_table(done))

    def _told(self, done: ServiceDone, odometer: Decimal | None, today: date) -> str:
        ago = None
        if done.at_miles is not None and odometer is not None and odometer > done.at_miles:
            ago = measures.distance(odometer - done.at_miles, self._units)
        miles = done.at_miles
        return self._say(
            "maintenance.last",
            service=done.service[:1].upper() + done.service[1:],
            when=measures.age(done.done_on, today),
            odometer=None if miles is None else measures.distance(miles, self._units),
            distance=ago,
        )


def _table(done: Sequence[ServiceDone]) -> Table:
    rows = tuple(
        (
            each.service,
            each.done_on.isoformat(),
            None if each.at_miles is None else str(each.at_miles),
            each.place,
        )
        for each in done
    )
    return Table(columns=_COLUMNS, rows=rows)
