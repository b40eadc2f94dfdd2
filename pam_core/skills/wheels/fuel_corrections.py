"""Correcting the last stop for fuel, or taking it out of the log."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from pam_core.skills.kit import Kit
from pam_core.skills.skill import Plan, SkillContext
from pam_core.skills.wheels import measures
from pam_core.skills.wheels.fuel_doubts import doubts
from pam_core.skills.wheels.fuel_economy import fuel_log
from pam_core.skills.wheels.fuel_stops import MOST_GALLONS, MOST_PAID, paid, told, volume_of
from pam_core.skills.wheels.odometer_readings import MOST_MILES, reading
from pam_core.vocabulary.fuel import FuelStop, price_in, sold_by, unit_price_of
from pam_core.vocabulary.kept import Kept, removed, revised
from pam_core.vocabulary.ledger import Expense
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.reply import Intent
from pam_core.vocabulary.vehicle import Measure, OdometerReading

CHANGE, REMOVE = "fuel.change", "fuel.remove"


class FuelCorrectionSkill:
    """Answers `fuel.change`, and `fuel.remove` once the user has said yes.

    The stop, its expense and its odometer reading get their next revisions together.
    """

    actions = frozenset((CHANGE, REMOVE))

    def __init__(self, kit: Kit) -> None:
        self._memory = kit.memory
        self._say = kit.phrases.say
        self._units = kit.habits.units

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """The revisions to keep, or a question."""
        log = await fuel_log(self._memory)
        if not log:
            return Plan(text=self._say("fuel.no_stops"))
        last = max(log, key=lambda stop: stop.id)
        if intent.action == REMOVE:
            return await self._remove(last, context)
        after = _changed(last, intent.slots)
        if after is None or after == last:
            return Plan(text=self._say("fuel.change_what"))
        if not context.confirmed:
            found = doubts(after, both_prices_said=False, tank=None, last=None, units=self._units)
            gravest = next(found, None)
            if gravest is not None:
                return Plan(text=self._say(gravest.key, **gravest.gaps), confirms=True)
        return await self._change(last, after, context)

    async def _change(self, last: FuelStop, after: FuelStop, context: SkillContext) -> Plan:
        after = replace(after, revision=last.revision + 1, created_at=context.now)
        keeps: list[Kept] = []
        expense = await self._expense(last)
        if expense is not None and after.total is not None:
            told_of_it = {"merchant": after.place, "description": volume_of(after)}
            keeps.append(revised(expense, context.now, amount=after.total, **told_of_it))
        elif last.expense_id is None and after.total is not None:
            fresh = paid(after, after.total, context)
            after = replace(after, expense_id=fresh.id)
            keeps.append(fresh)
        if after.odometer_miles is not None and after.odometer_miles != last.odometer_miles:
            keeps.append(await self._reading(last, after, context))
        gaps = told(after)
        key = "fuel.changed" if after.odometer_miles == last.odometer_miles else "odometer.changed"
        read = after.odometer_miles
        odometer = None if read is None else measures.odometer(read, self._units)
        return Plan(
            text=self._say(key, odometer=odometer, **gaps),
            keeps=(after, *keeps),
            what=self._say("fuel.change_named"),
            said_back=self._say("fuel.change_said_back", odometer=odometer, **gaps),
        )

    async def _remove(self, last: FuelStop, context: SkillContext) -> Plan:
        gaps = told(last)
        if not context.confirmed:
            return Plan(text=self._say("fuel.sure_remove", **gaps), confirms=True)
        expense = await self._expense(last)
        gone: list[Kept] = [removed(last, context.now)]
        if expense is not None:
            gone.append(removed(expense, context.now))
        reading_of_it = await self._read_at(last)
        if reading_of_it is not None:
            gone.append(removed(reading_of_it, context.now))
        return Plan(
            text=self._say("fuel.removed", **gaps, expense="expense" if expense else None),
            keeps=tuple(gone),
            what=self._say("fuel.removal_named", **gaps),
            said_back=self._say("fuel.remove_said_back", **gaps),
        )

    async def _expense(self, stop: FuelStop) -> Expense | None:
        return await self._memory.one(Expense, stop.expense_id) if stop.expense_id else None

    async def _reading(
        self, last: FuelStop, after: FuelStop, context: SkillContext
    ) -> OdometerReading:
        """The reading the stop was logged with, put right; a new one where it had none."""
        miles, known = after.odometer_miles or Decimal(0), await self._read_at(last)
        if known is not None:
            return revised(known, context.now, miles=miles)
        return reading(miles, context, after.filled_on)

    async def _read_at(self, stop: FuelStop) -> OdometerReading | None:
        """The reading the stop was logged with, on the day that was told then."""
        logged = await self._memory.one(FuelStop, stop.id) or stop
        readings = await self._memory.find(OdometerReading)
        read = (logged.odometer_miles, logged.filled_on)
        return next((each for each in readings if (each.miles, each.read_on) == read), None)


def _changed(stop: FuelStop, slots: Mapping[str, Any]) -> FuelStop | None:
    """The stop with what was said; what was worked out follows. None: it cannot be."""
    if "volume" in slots:
        volume, unit = sold_by(slots["volume"])
        price = stop.unit_price
        each = None if price is None else price_in(price, stop.unit, unit)
        stop = replace(stop, volume=volume, unit=unit, unit_price=each)
    if not 0 < stop.gallons <= MOST_GALLONS:
        return None
    if "total" in slots:
        total = Money.from_slot(slots["total"])
        stop = replace(stop, total=total, currency=total.currency, total_told=True)
    elif "price_per_unit" in slots:
        price = slots["price_per_unit"]
        each, currency = Decimal(price["amount"]), price["currency"]
        stop = replace(stop, unit_price=each, currency=currency, total_told=False)
    if stop.total_told and stop.total is not None:
        each = unit_price_of(stop.total, stop.volume)
        stop = replace(stop, unit_price=each)
    elif stop.unit_price is not None:
        stop = replace(stop, total=Money.of(stop.volume * stop.unit_price, stop.currency))
    if stop.total is not None and not 0 < stop.total.amount <= MOST_PAID:
        return None
    if "odometer" in slots:
        miles = Measure.from_slot(slots["odometer"]).miles
        if miles is None or not 0 <= miles <= MOST_MILES:
            return None
        stop = replace(stop, odometer_miles=miles)
    return replace(stop, place=slots["place"]) if "place" in slots else stop
