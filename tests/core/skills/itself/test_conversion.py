"""Quantities in other units."""

from typing import Any

import pytest

from pam_core.skills.itself.conversion import ConversionSkill
from pam_core.skills.phrasebook import Phrasebook
from pam_core.skills.skill import Plan, SkillContext
from pam_core.vocabulary.reply import Intent
from tests.core.language.said_sentences import NOW


async def converted(value: str, unit: str, into: str) -> str:
    slots = {"quantity": {"value": value, "unit": unit}, "unit": into}
    return (await planned(slots)).text


async def planned(slots: dict[str, Any], *missing: str) -> Plan:
    intent = Intent(action="convert", slots=slots, missing=missing)
    return await ConversionSkill(Phrasebook.load()).plan(intent, SkillContext(now=NOW))


@pytest.mark.parametrize(
    ("value", "unit", "into", "said"),
    [
        ("60", "mile", "kilometer", "60 miles are about 96.6 kilometers."),
        ("100", "kilometer", "mile", "100 kilometers are about 62.1 miles."),
        ("1", "gallon", "cup", "1 gallon is 16 cups."),
        ("42", "gallon", "liter", "42 gallons are about 159 liters."),
        ("72", "fahrenheit", "celsius", "72 degrees Fahrenheit is about 22.2 degrees Celsius."),
        (
            "-40",
            "fahrenheit",
            "celsius",
            "minus 40 degrees Fahrenheit is minus 40 degrees Celsius.",
        ),
        ("12000", "pound", "kilogram", "12,000 pounds are about 5,443 kilograms."),
        ("13.5", "foot", "meter", "13 feet 6 inches are about 4.11 meters."),
        ("5.8333", "foot", "centimeter", "5 feet 10 inches are about 178 centimeters."),
        ("6", "foot", "inch", "6 feet are 72 inches."),
        ("2.345", "gallon", "liter", "2.34 gallons are about 8.88 liters."),
        ("2", "tablespoon", "teaspoon", "2 tablespoons are 6 teaspoons."),
        ("35", "psi", "bar", "35 psi are about 2.41 bars."),
        ("8", "ounce", "cup", "8 ounces are 1 cup."),
        ("8", "ounce", "gram", "8 ounces are about 227 grams."),
        (
            "8",
            "mile_per_gallon",
            "liter_per_100_kilometer",
            "8 miles per gallon are about 29.4 liters per 100 kilometers.",
        ),
        (
            "10",
            "liter_per_100_kilometer",
            "mile_per_gallon",
            "10 liters per 100 kilometers are about 23.5 miles per gallon.",
        ),
        ("1", "inch", "mile", "1 inch is less than a thousandth of a mile."),
        ("5", "mile", "mile", "5 miles are 5 miles."),
        ("0", "mile", "kilometer", "0 miles are 0 kilometers."),
        ("999999999", "mile", "inch", "999,999,999 miles are 63,359,999,936,640 inches."),
    ],
)
async def test_conversion(value: str, unit: str, into: str, said: str) -> None:
    """Figures are rounded to what matters, and said with their units; "about" where rounded."""
    assert await converted(value, unit, into) == said


@pytest.mark.parametrize(
    ("value", "unit", "into", "said"),
    [
        (
            "5",
            "gallon",
            "mile",
            "I can't turn gallons into miles: they measure different things.",
        ),
        (
            "5",
            "ounce",
            "mile",
            "I can't turn ounces into miles: they measure different things.",
        ),
        (
            "-500",
            "fahrenheit",
            "celsius",
            "There is no such thing as minus 500 degrees Fahrenheit.",
        ),
        (
            "0",
            "mile_per_gallon",
            "liter_per_100_kilometer",
            "There is no such thing as 0 miles per gallon.",
        ),
    ],
)
async def test_no_conversion(value: str, unit: str, into: str, said: str) -> None:
    """What cannot be converted is said to be so."""
    assert await converted(value, unit, into) == said


async def test_what_is_missing_is_asked_for() -> None:
    """Quantity and unit are asked for in one short question each."""
    plan = await planned({"quantity": {"value": "5", "unit": "mile"}}, "unit")
    assert (plan.text, plan.asks) == ("Into which unit?", "unit")
    plan = await planned({"unit": "mile"}, "quantity")
    assert (plan.text, plan.asks) == ("How much of it?", "quantity")
