"""Maintenance to come: keeping when a service is due, by miles, by dates or by both."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from pam_core.language.days import MONTHS
from pam_core.skills.kit import Kit
from pam_core.skills.skill import Plan, SkillContext
from pam_core.skills.wheels import measures
from pam_core.skills.wheels.maintenance_words import limits_said
from pam_core.skills.wheels.odometer_readings import MOST_MILES, miles_around, readings_of
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.kept import revised
from pam_core.vocabulary.maintenance import ServiceDone, ServiceDue
from pam_core.vocabulary.recurrence import check_rule, parts_of
from pam_core.vocabulary.reply import Intent
from pam_core.vocabulary.vehicle import Measure, OdometerReading

REMIND = "maintenance.remind"

_MOST_MILES_BETWEEN = 500_000
_ODOMETER_FIRST = "maintenance.odometer_first"
_WITHIN_A_DAY = frozenset(("HOURLY", "MINUTELY", "SECONDLY"))
"""Such are the hours of a generator, and no clock on the wall counts them."""


class MaintenancePlanSkill:
    """Answers `maintenance.remind`.

    A service has one entry: what is told later is added to it, and a new interval of the same sort
    takes the place of the old one.
    """

    actions = frozenset((REMIND,))

    def __init__(self, kit: Kit) -> None:
        self._memory = kit.memory
        self._say = kit.phrases.say
        self._units = kit.habits.units

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """What is to be kept, or a question about what is missing."""
        slots, today = intent.slots, context.now.date()
        if "service" not in slots:
            return Plan(text=self._say("maintenance.which"), asks="service")
        service = str(slots["service"])
        readings = await readings_of(self._memory)
        now_miles = readings[-1].miles if readings else None
        limits, trouble = _limits(slots, now_miles, today)
        if trouble:
            asks = None if trouble == _ODOMETER_FIRST else "every"
            return Plan(text=self._say(trouble), asks=asks)
        if not limits:
            return Plan(text=self._say("maintenance.how_often", service=service), asks="every")
        if limits.get("due_on") is not None and limits["due_on"] <= today:
            return Plan(text=self._say("maintenance.past"), asks="date")
        if now_miles is not None and limits.get("due_miles", MOST_MILES) <= now_miles:
            odometer = measures.distance(now_miles, self._units)
            text = self._say("maintenance.past_miles", odometer=odometer)
            return Plan(text=text, asks="odometer")
        due = await self._due(service, limits, readings, context)
        gaps = {"service": service, "how": limits_said(due, today, self._units)}
        uncounted = due.every_miles is not None and now_miles is None
        tell = self._say("maintenance.tell_odometer") if uncounted else ""
        kept = self._say("maintenance.planned", **{**gaps, "service": service.capitalize()})
        text, rest = measures.that_fit((kept, tell))
        return Plan(
            text=text,
            rest=rest,
            keeps=(due,),
            what=self._say("maintenance.plan_named", **gaps),
            said_back=self._say("maintenance.plan_said_back", **gaps),
        )

    async def _due(
        self,
        service: str,
        limits: dict[str, Any],
        readings: Sequence[OdometerReading],
        context: SkillContext,
    ) -> ServiceDue:
        known = await self._memory.find(ServiceDue, where={"service": service}, limit=1)
        begun: dict[str, Any] = {
            "begun_on": context.now.date(),
            "begun_miles": readings[-1].miles if readings else None,
        }
        if known:
            done = await self._memory.find(ServiceDone, where={"service": service})
            stands = _standing(known[0], limits, done, readings)
            return revised(known[0], context.now, **{**begun, **stands, **limits})
        return ServiceDue(
            id=new_id(context.now), created_at=context.now, service=service, **begun, **limits
        )


def _standing(
    due: ServiceDue,
    limits: Mapping[str, Any],
    done: Sequence[ServiceDone],
    readings: Sequence[OdometerReading],
) -> dict[str, Any]:
    """What stays of an entry to which limits are added: where its miles or months count from.

    A limit that comes once is gone where the service was done since.
    """
    stays: dict[str, Any] = {}
    if due.every_miles is not None and "every_miles" not in limits:
        begun = due.begun_miles
        stays["begun_miles"] = miles_around(readings, due, due.begun_on) if begun is None else begun
    if due.every is not None and "every" not in limits:
        stays["begun_on"] = due.begun_on
    if any(each.created_at > due.created_at for each in done):
        stays |= {"due_on": None, "due_miles": None}
    return stays


def _limits(slots: Any, now_miles: Decimal | None, today: date) -> tuple[dict[str, Any], str]:
    """The limits told as fields of a ServiceDue; or the key of what is wrong with them."""
    limits: dict[str, Any] = {}
    for every in _repeats(slots):
        if isinstance(every, str):
            try:
                check_rule(every)
            except ValueError:
                return {}, "maintenance.not_often"
            if parts_of(every).get("FREQ") in _WITHIN_A_DAY:
                return {}, "maintenance.no_hours"
            limits["every"] = every
        elif every is not None:
            if not 1 <= every["every_miles"] <= _MOST_MILES_BETWEEN:
                return {}, "maintenance.not_often"
            limits["every_miles"] = int(every["every_miles"])
    if "month" in slots:
        limits["due_on"] = _last_day(str(slots["month"]), today)
    if "date" in slots:
        limits["due_on"] = date.fromisoformat(slots["date"])
    if "odometer" in slots:
        limits["due_miles"] = Measure.from_slot(slots["odometer"]).miles
    if "after" in slots:
        ahead = Measure.from_slot(slots["after"]).miles
        if now_miles is None or ahead is None:
            return {}, _ODOMETER_FIRST
        limits["due_miles"] = now_miles + ahead
    if not 0 < limits.get("due_miles", MOST_MILES) <= MOST_MILES:
        return {}, "maintenance.not_often"
    return limits, ""


def _last_day(month: str, today: date) -> date:
    """The last day of "this month", "next month" or the "may" to come."""
    number = {"this month": today.month, "next month": today.month % 12 + 1}.get(month)
    number = MONTHS[month] if number is None else number
    year = today.year + (number < today.month)
    return date(year, number, monthrange(year, number)[1])


def _repeats(slots: Mapping[str, Any]) -> list[Any]:
    """How often, as it was said: "every 5,000 miles or 6 months" says every only once."""
    found = [slots[name] for name in ("every", "or_every") if name in slots]
    if "or_months" in slots:
        found.append(f"FREQ=MONTHLY;INTERVAL={slots['or_months']}")
    if "or_miles" in slots:
        found.append({"every_miles": Measure.from_slot(slots["or_miles"]).miles or 0})
    return found
