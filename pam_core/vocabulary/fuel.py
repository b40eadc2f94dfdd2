"""What went into the tank, as a value."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

from pam_core.vocabulary.kept import Kept
from pam_core.vocabulary.money import Money

LITERS_PER_GALLON = Decimal("3.785411784")
"""US liquid gallon, NIST Handbook 44, appendix C."""

_TENTHS_OF_CENTS = Decimal("0.001")


class FuelUnit(StrEnum):
    """What fuel is sold by."""

    GALLON = "gallon"
    LITER = "liter"


_GALLONS = {
    "gallon": Decimal(1),
    "liter": 1 / LITERS_PER_GALLON,
    "quart": Decimal("0.25"),
    "pint": Decimal("0.125"),
    "cup": Decimal("0.0625"),
    "ounce": Decimal(1) / 128,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FuelStop(Kept):
    """One revision of one stop for fuel.

    `volume` is in `unit` as it was said; `unit_price` is for one of it, in major units of
    `currency` with all its decimals (3.899). `odometer_miles` is what the odometer read. `full`:
    the tank was full afterwards. `expense_id` names the expense that was kept with it.
    `total_told`: the total was said, not worked out from the price of one unit.
    """

    KIND: ClassVar[str] = "fuel_stop"

    filled_on: date
    volume: Decimal
    unit: FuelUnit = FuelUnit.GALLON
    total: Money | None = None
    unit_price: Decimal | None = None
    currency: str = "USD"
    odometer_miles: Decimal | None = None
    place: str | None = None
    full: bool = True
    expense_id: str | None = None
    total_told: bool = False

    def day(self) -> date:
        """The day the tank was filled."""
        return self.filled_on

    @property
    def gallons(self) -> Decimal:
        """The volume in US gallons."""
        return gallons(self.volume, self.unit)

    @property
    def price_per_gallon(self) -> Decimal | None:
        """In major units of its currency, for one US gallon; None where no price is known."""
        return None if self.unit_price is None else self.unit_price / _GALLONS[self.unit]


def gallons(volume: Decimal, unit: str) -> Decimal:
    """A volume in US gallons. Raises KeyError for what no fuel is measured in."""
    return volume * _GALLONS[unit]


def unit_price_of(total: Money, volume: Decimal) -> Decimal:
    """What one unit cost where so many cost `total`, to a tenth of a cent."""
    return (total.amount / volume).quantize(_TENTHS_OF_CENTS)


def price_in(unit_price: Decimal, unit: FuelUnit, other: FuelUnit) -> Decimal:
    """The price of one `unit` as that of one of the `other`, to a tenth of a cent."""
    if unit is other:
        return unit_price
    return (unit_price / _GALLONS[unit] * _GALLONS[other]).quantize(_TENTHS_OF_CENTS)


def sold_by(slot: dict[str, Any]) -> tuple[Decimal, FuelUnit]:
    """The volume of a slot {"value": "42", "unit": "gallon"} in the nearest unit of fuel."""
    value, unit = Decimal(slot["value"]), str(slot["unit"])
    if unit in tuple(FuelUnit):
        return value, FuelUnit(unit)
    return gallons(value, unit), FuelUnit.GALLON
