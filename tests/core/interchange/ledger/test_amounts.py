"""Amounts in the ways banks write them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pam_core.interchange.ledger.amounts import amount_of, decimal_mark
from pam_core.interchange.ledger.rows import RowError
from pam_core.vocabulary.money import Money

cents = st.integers(-999_999_999, 999_999_999)


@given(cents)
def test_american(minor: int) -> None:
    """Commas between thousands, a point before the cents."""
    assert amount_of(f"{minor / 100:,.2f}", "USD", ".") == Money(minor=minor)


@given(cents)
def test_european(minor: int) -> None:
    """Points between thousands, a comma before the cents."""
    text = f"{minor / 100:,.2f}".translate(str.maketrans(",.", ".,"))
    assert amount_of(text, "EUR", decimal_mark([text])) == Money(minor=minor, currency="EUR")


@given(cents)
def test_accountants(minor: int) -> None:
    """Round brackets mean minus, with or without a sign of the currency."""
    text = f"{abs(minor) / 100:,.2f}"
    assert amount_of(f"({text})", "USD", ".") == Money(minor=-abs(minor))
    assert amount_of(f"(${text})", "USD", ".") == Money(minor=-abs(minor))


@given(st.text(max_size=60))
def test_anything_else_is_no_amount(text: str) -> None:
    """Whatever a cell holds, it is money or a sentence, never another error."""
    with suppress(RowError):
        assert isinstance(amount_of(text, "USD", decimal_mark([text])), Money)


@pytest.mark.parametrize(
    ("text", "minor", "currency"),
    [
        ("45.00 CAD", 4500, "CAD"),
        ("CAD 45", 4500, "CAD"),
        ("C$45.00", 4500, "CAD"),
        ("45.00 DR", -4500, "USD"),
        ("45.00 CR", 4500, "USD"),
        ("−45.00", -4500, "USD"),
        ("$ -45.00", -4500, "USD"),
        (".50", 50, "USD"),
        ("1'234.50", 123450, "USD"),
        ("1 234.50", 123450, "USD"),
    ],
)
def test_signs_and_currencies(text: str, minor: int, currency: str) -> None:
    """Signs and currencies stand before and behind."""
    assert amount_of(text, "USD", ".") == Money(minor=minor, currency=currency)


@pytest.mark.parametrize("text", ["", "abc", "1,23,4.00", "12.345", "(45.00", "4 5 DOLLARS", "--5"])
def test_no_amounts(text: str) -> None:
    """What is no amount is not guessed at."""
    with pytest.raises(RowError):
        amount_of(text, "USD", ".")
