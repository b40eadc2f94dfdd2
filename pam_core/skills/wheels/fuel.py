"""The fuel log: writing down what went into the tank."""

from dataclasses import replace

from pam_core.skills import wording
from pam_core.skills.kit import Kit, Units
from pam_core.skills.skill import Plan, SkillContext
from pam_core.skills.wheels import measures
from pam_core.skills.wheels.fuel_doubts import doubts
from pam_core.skills.wheels.fuel_economy import economy_of, fuel_log
from pam_core.skills.wheels.fuel_stops import MOST_GALLONS, MOST_PAID, paid, stop_told, told
from pam_core.skills.wheels.odometer_readings import MOST_MILES, reading, readings_of
from pam_core.vocabulary.fuel import FuelStop
from pam_core.vocabulary.kept import Kept
from pam_core.vocabulary.reply import MOST_CHARACTERS, Intent
from pam_core.vocabulary.vehicle import Vehicle

LOG = "fuel.log"


class FuelLogSkill:
    """Answers `fuel.log`: keeps the stop, its expense and the odometer in one change."""

    actions = frozenset((LOG,))

    def __init__(self, kit: Kit) -> None:
        self._memory = kit.memory
        self._say = kit.phrases.say
        self._units = kit.habits.units

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """What is to be kept, or a question about what is missing or was heard wrong."""
        if "volume" not in intent.slots:
            return Plan(text=self._say("fuel.how_much", unit=self._unit()), asks="volume")
        stop = stop_told(intent.slots, context)
        if not 0 < stop.gallons <= MOST_GALLONS:
            return Plan(text=self._say("fuel.not_a_volume", unit=f"{stop.unit}s"), asks="volume")
        if stop.total is not None and not 0 < stop.total.amount <= MOST_PAID:
            asks = "price_per_unit" if "price_per_unit" in intent.slots else "total"
            return Plan(text=self._say("fuel.not_a_price"), asks=asks)
        if stop.odometer_miles is not None and not 0 <= stop.odometer_miles <= MOST_MILES:
            return Plan(text=self._say("odometer.not_one"), asks="odometer")
        if stop.filled_on > context.now.date():
            return Plan(text=self._say("fuel.not_yet"), asks="date")
        question = "" if context.confirmed else await self._question(stop, intent)
        if question:
            return Plan(text=question, confirms=True)
        return await self._kept(stop, context)

    async def _question(self, stop: FuelStop, intent: Intent) -> str:
        """About what was probably heard wrong; "" where nothing was."""
        vehicles = await self._memory.find(Vehicle, limit=1)
        readings = await readings_of(self._memory)
        found = doubts(
            stop,
            both_prices_said={"total", "price_per_unit"} <= set(intent.slots),
            tank=vehicles[0].tank if vehicles else None,
            last=readings[-1] if readings else None,
            units=self._units,
        )
        gravest = next(found, None)
        return self._say(gravest.key, **gravest.gaps) if gravest else ""

    async def _kept(self, stop: FuelStop, context: SkillContext) -> Plan:
        keeps: list[Kept] = []
        if stop.total is not None:
            expense = paid(stop, stop.total, context)
            stop = replace(stop, expense_id=expense.id)
            keeps.append(expense)
        if stop.odometer_miles is not None:
            keeps.append(reading(stop.odometer_miles, context, stop.filled_on))
        gaps = told(stop)
        when = wording.past_day(stop.filled_on, context.now.date())
        logged = self._say("fuel.logged" if stop.total else "fuel.logged_only", when=when, **gaps)
        text, rest = measures.that_fit((logged, *await self._since_last(stop, len(logged))))
        return Plan(
            text=text,
            rest=rest,
            keeps=(stop, *keeps),
            what=self._say("fuel.named", **gaps),
            said_back=self._say("fuel.said_back", **gaps),
        )

    async def _since_last(self, stop: FuelStop, before: int) -> tuple[str, ...]:
        """The odometer said back, and the economy since the last full tank where it is known.

        In one sentence where it fits behind `before` characters.
        """
        if stop.odometer_miles is None:
            return ()
        odometer = measures.odometer(stop.odometer_miles, self._units)
        log = await fuel_log(self._memory)
        # A fill told later than it was has others behind it already.
        earlier = [each for each in log if each.filled_on <= stop.filled_on]
        full = [at for at, each in enumerate(earlier) if each.full and each.odometer_miles]
        found = economy_of((*earlier[full[-1] :], stop)) if full and stop.full else None
        if found is None or not found.is_likely:
            return (self._say("fuel.odometer", odometer=odometer),)
        economy = measures.economy(found.miles_per_gallon, self._units)
        both = self._say("fuel.odometer_and_economy", odometer=odometer, economy=economy)
        if before + len(both) < MOST_CHARACTERS:
            return (both,)
        return (
            self._say("fuel.odometer", odometer=odometer),
            self._say("fuel.since_last", economy=economy),
        )

    def _unit(self) -> str:
        return "liters" if self._units is Units.METRIC else "gallons"
