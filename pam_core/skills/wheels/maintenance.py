"""Maintenance done: writing down that a service was done to the rig."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from pam_core.skills import wording
from pam_core.skills.kit import Kit
from pam_core.skills.skill import Plan, SkillContext
from pam_core.skills.wheels import measures
from pam_core.skills.wheels.maintenance_due import coming_up
from pam_core.skills.wheels.maintenance_words import TOPIC, left_said
from pam_core.skills.wheels.odometer_readings import MOST_MILES, OLD_DAYS, reading, readings_of
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.kept import Kept
from pam_core.vocabulary.maintenance import ServiceDone, ServiceDue, ServiceTold
from pam_core.vocabulary.reply import Intent
from pam_core.vocabulary.vehicle import Measure, OdometerReading

LOG = "maintenance.log"

_NAMED = 3


class MaintenanceLogSkill:
    """Answers `maintenance.log`; a lower odometer than before is asked about."""

    actions = frozenset((LOG,))

    def __init__(self, kit: Kit) -> None:
        self._memory = kit.memory
        self._say = kit.phrases.say
        self._units = kit.habits.units

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """What is to be kept, or a question about what is missing or was heard wrong."""
        slots, today = intent.slots, context.now.date()
        told = await self._told_due() if context.topic == TOPIC else []
        service = slots.get("service") or (told[0] if len(told) == 1 else None)
        if service is None:
            which = " or the ".join(told[:_NAMED])
            return Plan(text=self._say("maintenance.which_done", services=which), asks="service")
        miles = Measure.from_slot(slots["odometer"]).miles if "odometer" in slots else None
        if miles is not None and not 0 <= miles <= MOST_MILES:
            return Plan(text=self._say("odometer.not_one"), asks="odometer")
        day = date.fromisoformat(slots["date"]) if "date" in slots else today
        if day > today:
            return Plan(text=self._say("maintenance.not_yet"), asks="date")
        readings = await readings_of(self._memory)
        if service in told and miles is None and day == today:
            miles = _current(readings, day)
        if miles is not None and not context.confirmed and _runs_back(miles, day, readings):
            text = self._say(
                "odometer.sure",
                before=measures.distance(readings[-1].miles, self._units),
                odometer=measures.distance(miles, self._units),
            )
            return Plan(text=text, confirms=True)
        done = ServiceDone(
            id=new_id(context.now),
            created_at=context.now,
            service=str(service),
            done_on=day,
            at_miles=miles,
            place=slots.get("place"),
        )
        plan = await self._kept(done, readings, "odometer" in slots, context)
        # Once all of it is done, "done" is said of something else.
        return replace(plan, topic="") if told and set(told) == {service} else plan

    async def _told_due(self) -> list[str]:
        """The services that PAM has told to be due last and that were not done since."""
        marks = await self._memory.find(ServiceTold)
        latest = max((mark.created_at for mark in marks), default=None)
        told = [mark for mark in reversed(marks) if mark.created_at == latest]
        plans = [await self._memory.one(ServiceDue, mark.service_due_id) for mark in told]
        done = await self._memory.find(ServiceDone)
        since = {each.service for each in done if latest and each.created_at >= latest}
        return [plan.service for plan in plans if plan and plan.service not in since]

    async def _kept(
        self,
        done: ServiceDone,
        readings: Sequence[OdometerReading],
        was_read: bool,
        context: SkillContext,
    ) -> Plan:
        keeps: list[Kept] = [done]
        if done.at_miles is not None and was_read:
            fresh = reading(done.at_miles, context, done.done_on)
            keeps.append(fresh)
            readings = sorted((*readings, fresh), key=lambda each: (each.read_on, each.id))
        gaps = self._told(done, context.now.date())
        text, rest = measures.that_fit(
            (self._say("maintenance.logged", **gaps), await self._again(done, readings, context))
        )
        return Plan(
            text=text,
            rest=rest,
            keeps=tuple(keeps),
            what=self._say("maintenance.named", **gaps),
            said_back=self._say("maintenance.said_back", **gaps),
        )

    async def _again(
        self, done: ServiceDone, readings: Sequence[OdometerReading], context: SkillContext
    ) -> str:
        """When it is due again, "" where that was never told."""
        of_it = {"service": done.service}
        plans = await self._memory.find(ServiceDue, where=of_it)
        earlier = await self._memory.find(ServiceDone, where=of_it)
        coming = coming_up(plans, (*earlier, done), readings, context.now)
        if not coming or coming[0].miles_left is None and coming[0].days_left is None:
            return ""
        when = left_said(coming[0], context.now.date(), self._units)
        return self._say("maintenance.again", when=when)

    def _told(self, done: ServiceDone, today: date) -> dict[str, str | None]:
        miles = done.at_miles
        return {
            "service": done.service,
            "odometer": None if miles is None else measures.distance(miles, self._units),
            "place": wording.shortened(done.place, 30) if done.place else None,
            "when": wording.past_day(done.done_on, today),
        }


def _current(readings: Sequence[OdometerReading], day: date) -> Decimal | None:
    """What the odometer reads on a day as far as it was told lately, None where it was not."""
    if readings and abs((day - readings[-1].read_on).days) <= OLD_DAYS:
        return readings[-1].miles
    return None


def _runs_back(miles: Decimal, day: date, readings: Sequence[OdometerReading]) -> bool:
    """Whether the odometer would be lower later, or higher earlier, than it was read last."""
    if not readings:
        return False
    last = readings[-1]
    return miles < last.miles if day >= last.read_on else miles > last.miles
