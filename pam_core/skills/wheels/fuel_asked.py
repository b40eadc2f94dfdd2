"""What the fuel log is asked: the mileage, the last fill, the price that was paid."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from pam_core.skills import wording
from pam_core.skills.kit import Kit, Units
from pam_core.skills.skill import Plan, SkillContext
from pam_core.skills.wheels import measures
from pam_core.skills.wheels.fuel_economy import Economy, economy_of, fuel_log
from pam_core.skills.wheels.fuel_stops import price_of, price_slot, told
from pam_core.vocabulary.fuel import FuelStop
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.period import Period
from pam_core.vocabulary.place import KM_PER_MILE
from pam_core.vocabulary.reply import Intent, Table

ECONOMY, LAST = "fuel.economy", "fuel.last"

_COLUMNS = ("day", "volume", "unit", "price", "total", "odometer_miles", "place")


class FuelEconomySkill:
    """Answers `fuel.economy`: from full tank to full tank, by the odometer."""

    actions = frozenset((ECONOMY,))

    def __init__(self, kit: Kit) -> None:
        self._memory = kit.memory
        self._say = kit.phrases.say
        self._units = kit.habits.units

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """The economy and the cost of a mile; what is missing where they are unknown."""
        today = context.now.date()
        period = Period.from_slot(intent.slots["period"]) if "period" in intent.slots else None
        stops = await fuel_log(self._memory, period)
        table = _table(stops)
        found = economy_of(stops)
        if found is None:
            when = wording.period(period, today) if period else ""
            key = "fuel.too_few" if stops else "fuel.no_stops"
            return Plan(text=self._say(key, when=when), table=table)
        gaps = self._told(found, today)
        if not found.is_likely:
            return Plan(text=self._say("fuel.unlikely", **gaps), table=table)
        key = "fuel.cost_a_mile" if gaps["cost"] else "fuel.no_cost"
        text, rest = measures.that_fit((self._say("fuel.economy", **gaps), self._say(key, **gaps)))
        return Plan(text=text, rest=rest, table=table)

    def _told(self, found: Economy, today: date) -> dict[str, str | None]:
        return {
            "economy": measures.economy(found.miles_per_gallon, self._units),
            "distance": measures.distance(found.miles, self._units),
            "since": wording.past_day(found.first, today).removeprefix("on "),
            "cost": self._cost(found.cost_a_mile),
        }

    def _cost(self, mile: Money | None) -> str | None:
        """As in "38 cents a mile"."""
        if mile is None:
            return None
        if self._units is Units.METRIC:
            kilometer = Money.of(mile.amount / Decimal(str(KM_PER_MILE)), mile.currency)
            return f"{wording.money(kilometer)} a kilometer"
        return f"{wording.money(mile)} a mile"


class FuelLastSkill:
    """Answers `fuel.last`."""

    actions = frozenset((LAST,))

    def __init__(self, kit: Kit) -> None:
        self._memory = kit.memory
        self._say = kit.phrases.say
        self._units = kit.habits.units

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """When and how much, and the price of one unit."""
        log = await fuel_log(self._memory)
        if not log:
            return Plan(text=self._say("fuel.no_stops"))
        last = log[-1]
        price, miles = price_of(last), last.odometer_miles
        text, rest = measures.that_fit(
            (
                self._say(
                    "fuel.last", when=measures.age(last.filled_on, context.now.date()), **told(last)
                ),
                self._say("fuel.last_price", price=price) if price else "",
                self._say("fuel.odometer", odometer=measures.odometer(miles, self._units))
                if miles is not None
                else "",
            )
        )
        return Plan(text=text, rest=rest)


def _table(stops: Sequence[FuelStop]) -> Table:
    rows = tuple(
        (
            stop.filled_on.isoformat(),
            str(stop.volume),
            str(stop.unit),
            price_slot(stop),
            stop.total.to_slot() if stop.total else None,
            str(stop.odometer_miles) if stop.odometer_miles is not None else None,
            stop.place,
        )
        for stop in reversed(stops)
    )
    return Table(columns=_COLUMNS, rows=rows)
