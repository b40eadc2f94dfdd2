"""The rig: its measures, its fuel, and what its odometer read."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

from pam_core.vocabulary.kept import Kept

MILES_PER_KILOMETER = Decimal(1) / Decimal("1.609344")
"""The international mile."""

_INCHES = {
    "inch": Decimal(1),
    "foot": Decimal(12),
    "yard": Decimal(36),
    "meter": 100 / Decimal("2.54"),
    "centimeter": 1 / Decimal("2.54"),
}
_POUNDS = {
    "pound": Decimal(1),
    "kilogram": 1 / Decimal("0.45359237"),
    "ton": Decimal(2000),
    "ounce": Decimal(1) / 16,
}
"""A ton said in the United States is the short one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A measure as it was said: "13.5" foot, "24000" pound, "80" gallon."""

    value: Decimal
    unit: str

    @classmethod
    def from_slot(cls, slot: dict[str, Any]) -> "Measure":
        """From the slot shape {"value": "13.5", "unit": "foot"}."""
        return cls(value=Decimal(slot["value"]), unit=str(slot["unit"]))

    @property
    def inches(self) -> Decimal | None:
        """A length in inches, None for anything else."""
        return self.value * _INCHES[self.unit] if self.unit in _INCHES else None

    @property
    def pounds(self) -> Decimal | None:
        """A weight in pounds, None for anything else."""
        return self.value * _POUNDS[self.unit] if self.unit in _POUNDS else None

    @property
    def miles(self) -> Decimal | None:
        """A distance in miles, None for anything shorter than a kilometer."""
        if self.unit == "kilometer":
            return self.value * MILES_PER_KILOMETER
        return self.value if self.unit == "mile" else None


class VehicleField(StrEnum):
    """What is known of a rig, in the order in which it is told."""

    HEIGHT = "height"
    LENGTH = "length"
    WIDTH = "width"
    WEIGHT = "weight"
    TANK = "tank"
    FUEL = "fuel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicle(Kept):
    """One revision of the rig's profile; what was not told is None.

    `height`, `length` and `width` are lengths, `weight` a weight, `tank` a volume, `fuel` a word
    ("diesel", "gasoline"). There is one rig.
    """

    KIND: ClassVar[str] = "vehicle"

    height: Measure | None = None
    length: Measure | None = None
    width: Measure | None = None
    weight: Measure | None = None
    tank: Measure | None = None
    fuel: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OdometerReading(Kept):
    """What the odometer read on a day, in miles, to a tenth at best."""

    KIND: ClassVar[str] = "odometer_reading"

    miles: Decimal
    read_on: date

    def day(self) -> date:
        """The day it was read."""
        return self.read_on
