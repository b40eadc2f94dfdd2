"""What about a stop for fuel was probably heard wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pam_core.skills import wording
from pam_core.skills.kit import Units
from pam_core.skills.wheels import measures
from pam_core.skills.wheels.fuel_stops import price_of, told
from pam_core.vocabulary.fuel import FuelStop, gallons
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.usual import is_unusual
from pam_core.vocabulary.vehicle import Measure, OdometerReading

_BIGGEST_TANKS_GALLONS = 300
"""What the two tanks of a long-haul truck hold."""

_LIKELY_PRICE_A_GALLON = (Decimal("0.50"), Decimal(20))
_PRICES_AGREE = Decimal("0.02")
_TANK_MAY_HOLD = Decimal("1.1")
"""Filler necks and rounded sizes: a tank takes a little more than its name says."""

_MOST_MILES_A_DAY = 1_500
"""Two drivers who take turns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A question by its key in the phrase book, with its gaps."""

    key: str
    gaps: dict[str, str | None]


def doubts(
    stop: FuelStop,
    *,
    both_prices_said: bool,
    tank: Measure | None,
    last: OdometerReading | None,
    units: Units,
) -> Iterator[Doubt]:
    """The doubts about a stop, the gravest first.

    `tank` is what the rig's tank holds and `last` what the odometer read last, None where that is
    unknown. `both_prices_said`: the total and the price of one unit were told, none worked out.
    """
    yield from _of_volume(stop, tank)
    yield from _of_price(stop, both_prices_said)
    if last is not None:
        yield from _of_odometer(stop, last, units)


def _of_volume(stop: FuelStop, tank: Measure | None) -> Iterator[Doubt]:
    if tank is not None and stop.gallons > gallons(tank.value, tank.unit) * _TANK_MAY_HOLD:
        size = measures.counted(tank.value, tank.unit)
        yield Doubt(key="fuel.sure_tank", gaps={"tank": size, **told(stop)})
    elif stop.gallons > _BIGGEST_TANKS_GALLONS:
        yield Doubt(key="fuel.sure", gaps=told(stop))


def _of_price(stop: FuelStop, both_prices_said: bool) -> Iterator[Doubt]:
    lowest, highest = _LIKELY_PRICE_A_GALLON
    price = stop.price_per_gallon
    if price is not None and not lowest <= price <= highest:
        yield Doubt(key="fuel.sure_price", gaps={"price": price_of(stop), **told(stop)})
    if stop.total is None or stop.unit_price is None:
        return
    expected = stop.volume * stop.unit_price
    if both_prices_said and abs(expected - stop.total.amount) > _PRICES_AGREE * expected:
        worked_out = wording.money(Money.of(expected, stop.currency))
        yield Doubt(key="fuel.sure_total", gaps={"expected": worked_out, **told(stop)})
    if is_unusual(stop.total, "fuel"):
        yield Doubt(key="fuel.sure", gaps=told(stop))


def _of_odometer(stop: FuelStop, last: OdometerReading, units: Units) -> Iterator[Doubt]:
    odometer = stop.odometer_miles
    if odometer is None:
        return
    days = (stop.filled_on - last.read_on).days
    ahead = odometer - last.miles
    if (days < 0 < ahead) or (days >= 0 and not 0 <= ahead <= _MOST_MILES_A_DAY * (days + 1)):
        gaps: dict[str, str | None] = {
            "odometer": measures.distance(odometer, units),
            "before": measures.distance(last.miles, units),
        }
        yield Doubt(key="odometer.sure", gaps=gaps)
