"""Quantities as people say them: "12.5 gallons", "an hour and a half", "13 feet 6 inches"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pam_core.language.numbers import Number, misheard_at, number_at
from pam_core.language.words import Token, word_at

FAMILIES = {
    "volume": (
        "gallon",
        "liter",
        "quart",
        "pint",
        "cup",
        "ounce",
        "tablespoon",
        "teaspoon",
        "milliliter",
    ),
    "distance": ("mile", "kilometer", "foot", "inch", "meter", "yard", "centimeter", "millimeter"),
    "weight": ("pound", "kilogram", "ounce", "gram", "ton"),
    "temperature": ("fahrenheit", "celsius"),
    "speed": ("mile_per_hour", "kilometer_per_hour"),
    "duration": ("second", "minute", "hour", "day", "week", "month", "year"),
    "economy": ("mile_per_gallon", "liter_per_100_kilometer"),
    "pressure": ("psi", "bar", "kilopascal"),
}
"""Kind of slot → the units it takes. A "quantity" takes all of them."""

_SPELLED = {
    "gallon": "gallon gallons gal gals",
    "liter": "liter liters litre litres",
    "quart": "quart quarts qt qts",
    "pint": "pint pints",
    "cup": "cup cups",
    "ounce": "ounce ounces oz",
    "mile": "mile miles mi",
    "kilometer": "kilometer kilometers kilometre kilometres km kms klicks",
    "foot": "foot feet ft",
    "inch": "inch inches",
    "meter": "meter meters metre metres",
    "yard": "yard yards yd yds",
    "centimeter": "centimeter centimeters centimetre centimetres cm cms",
    "millimeter": "millimeter millimeters millimetre millimetres mm",
    "tablespoon": "tablespoon tablespoons tbsp",
    "teaspoon": "teaspoon teaspoons tsp",
    "milliliter": "milliliter milliliters millilitre millilitres ml",
    "kilopascal": "kilopascal kilopascals kpa",
    "pound": "pound pounds lb lbs",
    "kilogram": "kilogram kilograms kilo kilos kg kgs",
    "gram": "gram grams",
    "ton": "ton tons tonne tonnes",
    "fahrenheit": "fahrenheit f",
    "celsius": "celsius centigrade c",
    "mile_per_hour": "mph",
    "kilometer_per_hour": "kph kmh",
    "second": "second seconds sec secs",
    "minute": "minute minutes min mins",
    "hour": "hour hours hr hrs",
    "day": "day days",
    "week": "week weeks",
    "month": "month months",
    "year": "year years yr yrs",
    "mile_per_gallon": "mpg",
    "psi": "psi",
    "bar": "bar bars",
}
_OF_SEVERAL_WORDS = {
    "mile_per_hour": ("miles per hour", "miles an hour", "mile an hour", "mile per hour"),
    "kilometer_per_hour": (
        "kilometers per hour",
        "kilometers an hour",
        "kilometres per hour",
        "km per hour",
        "km h",
    ),
    "mile_per_gallon": ("miles per gallon", "miles to the gallon", "miles a gallon"),
    "liter_per_100_kilometer": (
        "liters per 100 kilometers",
        "liters per hundred kilometers",
        "litres per 100 kilometres",
        "liters per 100 km",
        "l 100 km",
    ),
    "psi": ("pounds per square inch",),
    "fahrenheit": ("degrees fahrenheit", "degree fahrenheit", "degrees f"),
    "celsius": ("degrees celsius", "degree celsius", "degrees centigrade", "degrees c"),
    "ounce": ("fluid ounces", "fluid ounce", "fl oz"),
}
UNITS: Mapping[tuple[str, ...], str] = {
    (word,): unit for unit, words in _SPELLED.items() for word in words.split()
} | {
    tuple(phrase.split()): unit for unit, phrases in _OF_SEVERAL_WORDS.items() for phrase in phrases
}
_LONGEST_UNIT = max(map(len, UNITS))

_SMALLER = {
    ("foot", "inch"): 12,
    ("hour", "minute"): 60,
    ("minute", "second"): 60,
    ("day", "hour"): 24,
    ("week", "day"): 7,
    ("year", "month"): 12,
    ("pound", "ounce"): 16,
    ("gallon", "quart"): 4,
}
_KEEPS_THE_LARGER = frozenset(("foot", "pound", "gallon"))
"""13 feet 6 inches are 13.5 feet; an hour and 20 minutes are 80 minutes."""

_HALVES = {"hour": (30, "minute"), "minute": (30, "second"), "year": (6, "month")}
_QUARTERS = {"hour": (15, "minute"), "minute": (15, "second"), "year": (3, "month")}
_PLURAL = ("s", "feet", "psi", "mpg", "mph")
"""Endings of units that are so many, where "$3.89 gallon" would be a price."""

_MOST = Decimal(10) ** 9


@dataclass(frozen=True, slots=True)
class Quantity:
    """So much of a unit, up to token `end`; `may_go_on` as for a number."""

    end: int
    value: Decimal
    unit: str
    may_go_on: bool = False

    def to_slot(self) -> dict[str, str]:
        """The slot shape {"value": "12.5", "unit": "gallon"}."""
        return {"value": plain(self.value), "unit": self.unit}


def plain(value: Decimal) -> str:
    """A number in digits, without needless zeros or an exponent."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def quantity_at(
    tokens: Sequence[Token], start: int, family: str = "quantity", degrees: str = "fahrenheit"
) -> Quantity | None:
    """The longest quantity of a family that begins at `start`; mere "degrees" are `degrees`."""
    found = _simple(tokens, start, degrees)
    if found is None or abs(found.value) > _MOST:
        return None
    found = _with_smaller(tokens, found, degrees)
    if family != "quantity" and found.unit not in FAMILIES[family]:
        return None
    return found


def unit_at(
    tokens: Sequence[Token], at: int, degrees: str = "fahrenheit"
) -> tuple[int, str] | None:
    """A unit's name at `at`: where it ends and which it is."""
    for length in range(_LONGEST_UNIT, 0, -1):
        name = tuple(token.text for token in tokens[at : at + length])
        if len(name) == length and name in UNITS:
            return at + length, UNITS[name]
    if word_at(tokens, at) in ("degrees", "degree"):
        return at + 1, degrees
    return None


def count_at(tokens: Sequence[Token], start: int) -> Number | None:
    """A number before a unit: "12", "a", "a couple of", "two and a half"; None for none."""
    word, after = word_at(tokens, start), word_at(tokens, start + 1)
    if word in ("a", "the") and after == "couple" or word == "couple":
        end = start + (1 if word == "couple" else 2)
        return Number(end + (word_at(tokens, end) == "of"), Decimal(2))
    if word == "minus" and (negative := number_at(tokens, start + 1)):
        return Number(negative.end, -negative.value, negative.may_go_on)
    number = number_at(_plainly(tokens, start), start)
    if number is None and word in ("a", "an", "one"):
        number = Number(start + 1, Decimal(1))
    if number is None:
        digit = misheard_at(tokens, start)
        if digit and unit_at(tokens, start + 1):
            return Number(start + 1, Decimal(digit))
        return None
    return _and_a_half(tokens, number)


def _plainly(tokens: Sequence[Token], start: int) -> Sequence[Token]:
    """The tokens with "$42 gallons" as 42 gallons: Whisper writes figures beside money as money."""
    text, name = word_at(tokens, start), word_at(tokens, start + 1)
    if not text.startswith("$") or (name,) not in UNITS or not name.endswith(_PLURAL):
        return tokens
    return [*tokens[:start], replace(tokens[start], text=text[1:].strip()), *tokens[start + 1 :]]


def _and_a_half(tokens: Sequence[Token], number: Number) -> Number:
    """As in "two and a half gallons", "3 1/2 gallons"."""
    words = [word_at(tokens, number.end + at) for at in range(3)]
    if words[:2] == ["and", "a"] and words[2] in ("half", "quarter"):
        part = Decimal("0.5" if words[2] == "half" else "0.25")
        return Number(number.end + 3, number.value + part)
    if words[0] in ("1/2", "half"):
        return Number(number.end + 1, number.value + Decimal("0.5"))
    return number


def _simple(tokens: Sequence[Token], start: int, degrees: str) -> Quantity | None:
    part = _part_of_one(tokens, start)
    if part is not None:
        return part
    number = count_at(tokens, start)
    if number is None:
        return None
    unit = unit_at(tokens, number.end, degrees)
    if unit is None:
        return None
    end, name = unit
    more = [word_at(tokens, end + at) for at in range(3)]
    if more[:2] == ["and", "a"] and more[2] == "half":
        if name in _HALVES:
            half, smaller = _HALVES[name]
            return Quantity(end + 3, number.value * half * 2 + half, smaller)
        return Quantity(end + 3, number.value + Decimal("0.5"), name)
    return Quantity(end, number.value, name)


def _part_of_one(tokens: Sequence[Token], start: int) -> Quantity | None:
    """As in "half an hour", "a half gallon", "a quarter of a mile", "three quarters of an hour"."""
    at, share = start, Decimal(0)
    if word_at(tokens, at) in ("a", "one"):
        at += 1
    first = word_at(tokens, at)
    if first in ("half", "1/2"):
        share, at = Decimal("0.5"), at + 1
    elif first in ("quarter", "1/4"):
        share, at = Decimal("0.25"), at + 1
    elif first in ("three", "3") and word_at(tokens, at + 1) in ("quarters", "quarter"):
        share, at = Decimal("0.75"), at + 2
    elif first == "3/4":
        share, at = Decimal("0.75"), at + 1
    if not share:
        return None
    at += word_at(tokens, at) == "of"
    at += word_at(tokens, at) in ("a", "an")
    unit = unit_at(tokens, at)
    if unit is None:
        return None
    end, name = unit
    if name in _QUARTERS:
        quarter, smaller = _QUARTERS[name]
        return Quantity(end, quarter * 4 * share, smaller)
    return Quantity(end, share, name)


def _with_smaller(tokens: Sequence[Token], larger: Quantity, degrees: str) -> Quantity:
    """As in "13 feet 6 inches", "an hour and 20 minutes"; "13 foot 6" leaves out the inches."""
    at = larger.end + (word_at(tokens, larger.end) == "and")
    # In "3 hours to minutes" it says into what, and is no two.
    number = None if word_at(tokens, at) in ("to", "for") else count_at(tokens, at)
    if number is None:
        return larger
    unit = unit_at(tokens, number.end, degrees)
    if unit is None and larger.unit == "foot" and at == larger.end and 0 < number.value < 12:
        unit = number.end, "inch"
    parts = _SMALLER.get((larger.unit, unit[1])) if unit else None
    if unit is None or parts is None or not 0 <= number.value < parts * 10:
        return larger
    if larger.unit in _KEEPS_THE_LARGER:
        value = larger.value + number.value / parts
        return Quantity(unit[0], round(value, 4), larger.unit)
    return Quantity(unit[0], larger.value * parts + number.value, unit[1])
