"""How far away and in which direction something lies, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import atan2, cos, degrees, radians, sin

from pam_core.skills.kit import Units
from pam_core.skills.wheels.measures import counted
from pam_core.vocabulary.place import KM_PER_MILE, Point

_WINDS = (
    "north",
    "north-east",
    "east",
    "south-east",
    "south",
    "south-west",
    "west",
    "north-west",
)

_USUAL_RADIUS_KM = 100 * KM_PER_MILE
"""So far PAM looks where no radius was said."""

KM_PER_FOOT = Decimal("0.0003048")
_KM = {
    "mile": Decimal(str(KM_PER_MILE)),
    "kilometer": Decimal(1),
    "meter": Decimal("0.001"),
    "foot": KM_PER_FOOT,
    "yard": 3 * KM_PER_FOOT,
    "inch": KM_PER_FOOT / 12,
}


def km_of(quantity: Mapping[str, str]) -> Decimal:
    """A length in kilometres, from the slot shape {"value": "20", "unit": "mile"}."""
    return Decimal(quantity["value"]) * _KM[quantity["unit"]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Radius:
    """How far around a spot is looked, and in words: "20 miles"."""

    km: float
    words: str


def radius_of(asked: Mapping[str, str] | None, units: Units) -> Radius:
    """What was asked for, in its own unit; the usual where nothing was."""
    if not asked:
        return Radius(km=_USUAL_RADIUS_KM, words=away(_USUAL_RADIUS_KM, units))
    # "Within -5 miles" is how a dash is heard.
    length = abs(Decimal(asked["value"]))
    km = float(km_of({"value": str(length), "unit": asked["unit"]}))
    return Radius(km=km, words=counted(length, asked["unit"]))


def direction(start: Point, end: Point) -> str:
    """The wind's name from one point to another: "north-east"."""
    here, there = radians(start.latitude), radians(end.latitude)
    east = radians(end.longitude - start.longitude)
    bearing = atan2(
        sin(east) * cos(there), cos(here) * sin(there) - sin(here) * cos(there) * cos(east)
    )
    return _WINDS[round(degrees(bearing) / 45) % 8]


def away(km: float, units: Units) -> str:
    """As the crow flies: "4 miles", "half a mile" and less is "less than a mile"."""
    metric = units is Units.METRIC
    length = Decimal(str(km if metric else km / KM_PER_MILE))
    unit = "kilometer" if metric else "mile"
    if length < Decimal("0.75"):
        return f"less than a {unit}"
    places = 1 if length < Decimal("2.5") else 0
    return counted(length.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), unit, places)
