"""Amounts of money as people say and Whisper writes them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pam_core.language.amounts import amount_at
from pam_core.language.words import sentence

UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    " fifteen sixteen seventeen eighteen nineteen"
).split()
TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety".split()


def amount(text: str) -> str | None:
    tokens = sentence(text).tokens
    found = amount_at(tokens, 0, "USD")
    if found is None or found.end != len(tokens):
        return None
    return f"{found.money.amount} {found.money.currency}"


def spoken(number: int) -> str:
    """A number as Americans say it, 0-999,999."""
    if number < 20:
        return UNITS[number]
    if number < 100:
        return TENS[number // 10] + (f" {UNITS[number % 10]}" if number % 10 else "")
    if number < 1000:
        rest = f" {spoken(number % 100)}" if number % 100 else ""
        return f"{UNITS[number // 100]} hundred{rest}"
    rest = f" {spoken(number % 1000)}" if number % 1000 else ""
    return f"{spoken(number // 1000)} thousand{rest}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$45", "45.00 USD"),
        ("$1,200.50", "1200.50 USD"),
        ("$45 dollars", "45.00 USD"),
        ("-$5", "-5.00 USD"),
        ("$-5", "-5.00 USD"),
        ("minus five dollars", "-5.00 USD"),
        ("$2 thousand", "2000.00 USD"),
        ("45", "45.00 USD"),
        ("67.50", "67.50 USD"),
        ("67.5", "67.50 USD"),
        ("67 50", "67.50 USD"),
        ("sixty seven fifty", "67.50 USD"),
        ("sixty-seven fifty", "67.50 USD"),
        ("twelve fifty", "12.50 USD"),
        ("three ninety nine", "3.99 USD"),
        ("one twenty", "120.00 USD"),
        ("one twenty five dollars", "125.00 USD"),
        ("four fifty dollars", "450.00 USD"),
        ("forty five oh five", "45.05 USD"),
        ("a dollar", "1.00 USD"),
        ("a hundred", "100.00 USD"),
        ("a hundred and twenty bucks", "120.00 USD"),
        ("twelve hundred dollars", "1200.00 USD"),
        ("five grand", "5000.00 USD"),
        ("four five", "45.00 USD"),
        ("4 5", "45.00 USD"),
        ("for dollars", "4.00 USD"),
        ("to hundred dollars", "200.00 USD"),
        ("forty to dollars", "42.00 USD"),
        ("forty dollars and fifty cents", "40.50 USD"),
        ("forty dollars fifty", "40.50 USD"),
        ("fifty cents", "0.50 USD"),
        ("45 euros", "45.00 EUR"),
        ("€45", "45.00 EUR"),
        ("30 canadian dollars", "30.00 CAD"),
        ("thirty dollars canadian", "30.00 CAD"),
        ("200 pesos", "200.00 MXN"),
        ("for", None),
        ("hundred", None),
        ("dollars", None),
        ("$", None),
        ("$,", None),
        ("forty for groceries", None),
        ("1" + "0" * 30, None),
    ],
)
def test_amounts(text: str, expected: str | None) -> None:
    """An amount is the amount a person means; a homophone counts only beside a currency."""
    assert amount(text) == expected


@given(st.integers(0, 999_999))
def test_spoken_dollars(number: int) -> None:
    """Every whole number of dollars is understood as it is spoken."""
    assert amount(f"{spoken(number)} dollars") == f"{number}.00 USD"


@given(st.integers(0, 999_999), st.integers(1, 99))
def test_spoken_cents(dollars: int, cents: int) -> None:
    """Dollars and cents are understood to the cent."""
    text = f"{spoken(dollars)} dollars and {spoken(cents)} cents"
    assert amount(text) == f"{dollars}.{cents:02} USD"


@given(st.integers(11, 99), st.integers(10, 99))
def test_price_way(dollars: int, cents: int) -> None:
    """Two numbers of two digits are dollars and cents."""
    assert amount(f"{spoken(dollars)} {spoken(cents)}") == f"{dollars}.{cents:02} USD"


@given(st.decimals(0, 10**7, places=2))
def test_written(value: Decimal) -> None:
    """Written amounts keep every cent, with and without commas."""
    assert amount(f"${value}") == f"{value} USD"
    assert amount(f"${value:,}") == f"{value} USD"


@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    """No text is too strange to be looked at."""
    amount(text)
