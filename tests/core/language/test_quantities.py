"""Quantities within sentences."""

from typing import Any

import pytest

from pam_core.language.understanding import Language
from tests.core.language.said_sentences import NOW


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("convert 3 hours to minutes", {"value": "3", "unit": "hour"}),
        ("convert 3 feet to inches", {"value": "3", "unit": "foot"}),
        ("convert 5 pounds to ounces", {"value": "5", "unit": "pound"}),
        ("convert 2 hours 20 minutes to seconds", {"value": "140", "unit": "minute"}),
        ("convert 1½ cups to milliliters", {"value": "1.5", "unit": "cup"}),
        ("convert ½ gallon to liters", {"value": "0.5", "unit": "gallon"}),
    ],
)
def test_of_a_conversion(language: Language, text: str, quantity: dict[str, Any]) -> None:
    """The "to" of a conversion is no two, and a half is a half."""
    assert language.parse(text, NOW).slots["quantity"] == quantity


def test_half_a_dollar(language: Language) -> None:
    """A written fraction is an amount, not its digits."""
    slots = language.parse("spent 2½ dollars on coffee", NOW).slots
    assert slots["amount"] == {"amount": "2.50", "currency": "USD"}
