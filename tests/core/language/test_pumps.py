"""What a fuel pump shows."""

import pytest

from pam_core.language.pumps import pump_price_at, pumped_at, unit_price_at
from pam_core.language.words import sentence


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ("3.89", "3.89"),
        ("$3.899", "3.899"),
        ("3.9", "3.90"),
        ("389", "3.89"),
        ("3:89", "3.89"),
        ("3899", "3.899"),
        ("$4.19 9", "4.199"),
        ("three eighty nine", "3.89"),
        ("three eighty nine nine", "3.899"),
        ("three eighty nine and nine tenths", "3.899"),
        ("3.89 and 9/10", "3.899"),
        ("three point eight nine nine", "3.899"),
        ("four oh nine", "4.09"),
        ("4 dollars and 19 cents", "4.19"),
        ("four dollars", "4.00"),
        ("$4", "4.00"),
        ("four nineteen", "4.19"),
    ],
)
def test_unit_price(said: str, amount: str) -> None:
    """A price of fuel keeps every decimal that was said, and has two at least."""
    tokens = sentence(said).tokens
    found = unit_price_at(tokens, 0, "USD")
    assert found is not None
    assert (found.end, found.to_slot()) == (len(tokens), {"amount": amount, "currency": "USD"})


@pytest.mark.parametrize("said", ["love's", "45,000,000", "", "12345"])
def test_no_price(said: str) -> None:
    """What is no price of fuel is none."""
    assert unit_price_at(sentence(said).tokens, 0, "USD") is None


@pytest.mark.parametrize(
    ("said", "slot"),
    [
        ("42 gallons", {"value": "42", "unit": "gallon"}),
        ("forty two", {"value": "42", "unit": "gallon"}),
        ("38.5", {"value": "38.5", "unit": "gallon"}),
        ("sixty liters", {"value": "60", "unit": "liter"}),
    ],
)
def test_pumped(said: str, slot: dict[str, str]) -> None:
    """A bare number at the pump is in the unit that fuel is sold by."""
    tokens = sentence(said).tokens
    found = pumped_at(tokens, 0, "gallon")
    assert found is not None
    assert (found.end, found.to_slot()) == (len(tokens), slot)


def test_another_quantity() -> None:
    """Miles are nothing that is pumped."""
    assert pumped_at(sentence("42 miles").tokens, 0, "gallon") is None


def test_price_or_total() -> None:
    """What a pump shows for one gallon is less than a fill, and no volume."""
    assert pump_price_at(sentence("3.89").tokens, 0, "USD") is not None
    assert pumped_at(sentence("3.89").tokens, 0, "gallon") is None
    assert pump_price_at(sentence("four").tokens, 0, "USD") is None
    assert pump_price_at(sentence("4 dollars").tokens, 0, "USD") is not None
    assert pump_price_at(sentence("80 dollars").tokens, 0, "USD") is None
    assert pumped_at(sentence("12.35").tokens, 0, "gallon") is not None
