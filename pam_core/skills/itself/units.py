"""Quantities turned into other units, with pint; what fits the ear of the result."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

_AS_PINT_HAS_IT = {
    "fahrenheit": "degree_Fahrenheit",
    "celsius": "degree_Celsius",
    "mile_per_hour": "mile / hour",
    "kilometer_per_hour": "kilometer / hour",
    "mile_per_gallon": "mile / gallon",
    "tonne": "metric_ton",
}
_ECONOMY = frozenset(("mile_per_gallon", "liter_per_100_kilometer"))
_ABSOLUTE_ZERO = {"fahrenheit": Decimal("-459.67"), "celsius": Decimal("-273.15")}

_NAMES = {
    "foot": ("foot", "feet"),
    "inch": ("inch", "inches"),
    "fahrenheit": ("degree Fahrenheit", "degrees Fahrenheit"),
    "celsius": ("degree Celsius", "degrees Celsius"),
    "mile_per_hour": ("mile per hour", "miles per hour"),
    "kilometer_per_hour": ("kilometer per hour", "kilometers per hour"),
    "mile_per_gallon": ("mile per gallon", "miles per gallon"),
    "liter_per_100_kilometer": ("liter per 100 kilometers", "liters per 100 kilometers"),
    "psi": ("psi", "psi"),
    "tonne": ("metric ton", "metric tons"),
}


INCHES_A_FOOT = 12
TINY = Decimal("0.001")
"""Less than this is not worth a figure."""


class DifferentKindsError(ValueError):
    """The units do not measure the same thing."""


class ImpossibleError(ValueError):
    """There is no such quantity: colder than the coldest, or no distance on a gallon."""


@dataclass(frozen=True, slots=True)
class Converted:
    """The result, rounded for the ear; `about` tells that it was rounded."""

    value: Decimal
    about: bool


def convert(value: Decimal, unit: str, into: str) -> Converted:
    """So many `unit` in `into`. Raises DifferentKindsError, ImpossibleError."""
    if value < _ABSOLUTE_ZERO.get(unit, value):
        raise ImpossibleError(unit)
    if unit != into and {unit, into} == _ECONOMY:
        if value <= 0:
            raise ImpossibleError(unit)
        # Far on a gallon is little on 100 kilometers: the one is the other upside down.
        exact = _converted(value, _pint(unit), _pint(into), upside_down=True)
    elif "ounce" in (unit, into):
        exact = _by_either_ounce(value, unit, into)
    else:
        exact = _converted(value, _pint(unit), _pint(into))
    return _for_the_ear(exact)


def named(unit: str, value: Decimal | None = None) -> str:
    """The unit in words: "miles", for one of them "mile"."""
    one, many = _NAMES.get(unit, (unit, f"{unit}s"))
    return one if value is not None and abs(value) == 1 else many


def said(value: Decimal, unit: str) -> str:
    """As in "96.6 kilometers", "minus 4 degrees Celsius"."""
    if 0 < abs(value) < TINY:
        return f"less than a thousandth of a {_NAMES.get(unit, (unit,))[0]}"
    number = f"{abs(value.normalize()):,f}"
    return f"{'minus ' if value < 0 else ''}{number} {named(unit, value)}"


def said_back(value: Decimal, unit: str) -> str:
    """A quantity as the user gave it: feet and inches as such, no more than two decimals."""
    feet, inches = divmod(round(value * INCHES_A_FOOT), INCHES_A_FOOT)
    if unit == "foot" and inches and feet > 0:
        return f"{said(Decimal(feet), 'foot')} {said(Decimal(inches), 'inch')}"
    return said(round(value, 2), unit)


def _for_the_ear(exact: Decimal) -> Converted:
    """Three figures that matter, whole numbers from a hundred on."""
    places = 0 if abs(exact) >= 100 else 1 if abs(exact) >= 10 else 2
    if exact and abs(exact) < 1:
        places = 2 - exact.adjusted()
    rounded = round(exact, places)
    if 0 < abs(exact) < TINY:
        return Converted(exact, about=False)
    # A millionth off is the arithmetic's doing, not the rounding's.
    return Converted(rounded, about=abs(rounded - exact) > abs(exact) * Decimal("1e-6"))


def _by_either_ounce(value: Decimal, unit: str, into: str) -> Decimal:
    """Ounces weigh or fill a cup: whichever makes sense."""
    try:
        return _converted(value, _pint(unit), _pint(into))
    except DifferentKindsError:
        fluid = {"ounce": "fluid_ounce"}
        return _converted(value, fluid.get(unit, _pint(unit)), fluid.get(into, _pint(into)))


def _converted(value: Decimal, unit: str, into: str, *, upside_down: bool = False) -> Decimal:
    from pint import DimensionalityError

    registry = _registry()
    try:
        quantity = registry.Quantity(value, registry.Unit(unit))
        made = (1 / quantity if upside_down else quantity).to(registry.Unit(into))
    except DimensionalityError as error:
        raise DifferentKindsError(f"{unit}, {into}") from error
    return Decimal(made.magnitude)


def _pint(unit: str) -> str:
    return _AS_PINT_HAS_IT.get(unit, unit)


@cache
def _registry() -> Any:
    """Half a second, once, with the first question of this kind."""
    from pint import UnitRegistry

    registry: Any = UnitRegistry(non_int_type=Decimal, cache_folder=None)
    registry.define("liter_per_100_kilometer = liter / (100 * kilometer)")
    return registry
