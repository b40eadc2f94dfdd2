"""What the trip costs in fuel: from the rig's own economy and the price paid last."""

from decimal import Decimal

from pam_core.skills import wording
from pam_core.skills.kit import Kit, Units
from pam_core.skills.skill import Plan, SkillContext
from pam_core.skills.wheels import measures
from pam_core.skills.wheels.fuel_economy import economy_of, fuel_log, last_priced
from pam_core.skills.wheels.spots import with_place_told
from pam_core.skills.wheels.trips_kept import trip_under_way
from pam_core.skills.wheels.trips_route import length_km
from pam_core.skills.wheels.trips_way import way_to
from pam_core.vocabulary.fuel import LITERS_PER_GALLON, FuelUnit
from pam_core.vocabulary.money import Money, minor_digits
from pam_core.vocabulary.place import KM_PER_MILE
from pam_core.vocabulary.reply import Intent

COST = "trip.cost"


class TripCostSkill:
    """Answers `trip.cost`; what is unknown it names, and how to tell it."""

    actions = frozenset((COST,))

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._memory = kit.memory
        self._say = kit.phrases.say
        self._units = kit.habits.units
        metric = self._units is Units.METRIC
        self._usual_unit = FuelUnit.LITER if metric else FuelUnit.GALLON

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """Of the way to a place that was named, else of the whole trip planned last."""
        if "place" in intent.slots:
            way = await way_to(self._kit, intent.slots)
            if isinstance(way, Plan):
                return way
            plan = await self._cost(way.km, way.place, context)
            return await with_place_told(self._kit, plan, intent.slots.get("origin"), context)
        under_way = await trip_under_way(self._memory)
        if under_way is None:
            return Plan(text=self._say("trip.none"))
        return await self._cost(length_km(under_way.trip.way), None, context)

    async def _cost(self, km: float, place: str | None, context: SkillContext) -> Plan:
        """Distance by economy by price, with where both are from."""
        distance = measures.roughly(km, self._units)
        stops = await fuel_log(self._memory)
        economy = economy_of(stops)
        if economy is None or not economy.is_likely:
            return Plan(text=self._say("trip.no_economy", distance=distance))
        priced = last_priced(stops)
        price = priced.price_per_gallon if priced else None
        if priced is None or price is None or priced.unit_price is None:
            return Plan(text=self._say("trip.no_price", distance=distance))
        today = context.now.date()
        gallons = Decimal(str(km / KM_PER_MILE)) / economy.miles_per_gallon
        each = measures.short_price(priced.unit_price, priced.currency)
        if priced.unit is not self._usual_unit:
            each = f"{each} a {priced.unit}"
        economy_said = measures.economy(economy.miles_per_gallon, self._units)
        text, rest = measures.that_fit(
            (
                self._say(
                    "trip.cost",
                    place=place,
                    cost=wording.money(_whole(gallons * price, priced.currency)),
                    distance=distance,
                ),
                self._say(
                    "trip.cost_from",
                    economy=economy_said,
                    price=each,
                    when=measures.age(priced.filled_on, today),
                ),
                self._say(
                    "trip.economy_from",
                    volume=self._volume(gallons),
                    distance=measures.distance(economy.miles, self._units),
                    since=wording.past_day(economy.first, today).removeprefix("on "),
                ),
            )
        )
        return Plan(text=text, rest=rest)

    def _volume(self, gallons: Decimal) -> str:
        """As in "40 gallons", "150 liters"."""
        if self._usual_unit is FuelUnit.LITER:
            return measures.counted(gallons * LITERS_PER_GALLON, "liter", 0)
        return measures.counted(gallons, "gallon", 0)


def _whole(amount: Decimal, currency: str) -> Money:
    """An estimate has no cents."""
    digits = minor_digits(currency)
    return Money(minor=max(1, round(amount)) * 10**digits, currency=currency)
