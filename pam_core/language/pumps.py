"""What a fuel pump shows, as people say it: how much went in, and the price of one unit."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pam_core.language.amounts import amount_at
from pam_core.language.numbers import digits, number_at
from pam_core.language.quantities import Quantity, plain, quantity_at, unit_at
from pam_core.language.words import Token, word_at

_SYMBOLS = {"$": None, "€": "EUR", "£": "GBP"}
"""None: the user's own dollars."""

_MOST = Decimal(1000)
_MOST_PUMPED = Decimal(10_000)
_MOST_AT_A_PUMP = Decimal(20)
_AS_A_TIME = re.compile(r"\d{1,2}:\d{2}")
"""A speech model may write "three eighty nine" as 3:89."""

_TENTH = Decimal("0.009")
_NINE_TENTHS = (
    ("nine", "tenths"),
    ("9", "tenths"),
    ("nine", "tenth"),
    ("9/10",),
    ("9/10ths",),
    ("point", "nine"),
    ("point", "9"),
    ("nine",),
    ("9",),
)
"""In the United States the tenth of a cent on a price of fuel is always nine."""


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """The price of one unit, up to token `end`, in major units with all that was said."""

    end: int
    amount: Decimal
    currency: str
    may_go_on: bool = False

    def to_slot(self) -> dict[str, Any]:
        """The slot shape {"amount": "3.899", "currency": "USD"}: two decimals, or as many more."""
        amount = plain(self.amount)
        places = len(amount.partition(".")[2])
        shown = f"{self.amount:.2f}" if places < 2 else amount
        return {"amount": shown, "currency": self.currency}


def unit_price_at(tokens: Sequence[Token], start: int, currency: str) -> UnitPrice | None:
    """The price that begins at `start`; `currency` is meant where none is said."""
    found = (
        _written(tokens, start, currency)
        or _with_decimals(tokens, start, currency)
        or _spoken(tokens, start, currency)
    )
    if found is None or not 0 <= found.amount < _MOST:
        return None
    return _with_nine_tenths(tokens, found)


def pump_price_at(tokens: Sequence[Token], start: int, currency: str) -> UnitPrice | None:
    """A price that a pump may show: a total is higher, and a bare "four" is no price."""
    found = unit_price_at(tokens, start, currency)
    if found is None or found.amount >= _MOST_AT_A_PUMP:
        return None
    named = amount_at(tokens, start, currency)
    is_price = found.amount != int(found.amount) or (named is not None and named.named)
    return found if is_price else None


def pumped_at(tokens: Sequence[Token], start: int, unit: str) -> Quantity | None:
    """A volume; a bare number is in `unit`. But "3.89" alone is a price, not a few gallons."""
    found = quantity_at(tokens, start, "volume")
    if found is not None:
        return found
    number = number_at(tokens, start)
    if number is None or number.value > _MOST_PUMPED or unit_at(tokens, number.end):
        return None
    if number.value < 10 and plain(number.value)[-3:-2] == ".":
        return None
    return Quantity(number.end, number.value, unit, number.may_go_on)


def _written(tokens: Sequence[Token], start: int, currency: str) -> UnitPrice | None:
    """As in "3.899", "$3.89"; the point is often lost: "389", "3899"."""
    text = word_at(tokens, start).replace(" ", "")
    if _AS_A_TIME.fullmatch(text):
        text = text.replace(":", ".")
    symbol = text[:1] if text[:1] in _SYMBOLS else ""
    bare = text.removeprefix(symbol)
    value = digits(Token(bare, 0, 0)) if bare else None
    if value is None:
        return None
    code = _SYMBOLS.get(symbol) or currency
    named = amount_at(tokens, start, currency)
    if named and named.end > start + 1 and named.named:
        # "4 dollars and 19 cents": more than the figures were said.
        return None
    if bare.isdecimal() and len(bare) in (3, 4):
        return UnitPrice(start + 1, value.scaleb(1 - len(bare)), code)
    if bare.isdecimal():
        return None if symbol == "" else UnitPrice(start + 1, value, code)
    return UnitPrice(start + 1, value, code)


def _with_decimals(tokens: Sequence[Token], start: int, currency: str) -> UnitPrice | None:
    """As in "three point eight nine nine"."""
    number = number_at(tokens, start)
    if number is None or number.value == int(number.value):
        return None
    end = number.end + (word_at(tokens, number.end) in ("dollars", "bucks"))
    return UnitPrice(end, number.value, currency)


def _spoken(tokens: Sequence[Token], start: int, currency: str) -> UnitPrice | None:
    """As in "three eighty nine", "4 dollars and 19 cents"."""
    found = amount_at(tokens, start, currency)
    if found is None:
        return None
    money = found.money
    return UnitPrice(found.end, money.amount, money.currency, found.may_go_on)


def _with_nine_tenths(tokens: Sequence[Token], price: UnitPrice) -> UnitPrice:
    at = price.end + (word_at(tokens, price.end) == "and")
    in_cents = price.amount * 100
    if in_cents != int(in_cents) or in_cents % 10 == 0 and at == price.end:
        return price
    for words in _NINE_TENTHS:
        end = at + len(words)
        said = tuple(token.text for token in tokens[at:end])
        if said == words and not unit_at(tokens, end):
            end += word_at(tokens, end) in ("cents", "cent")
            return UnitPrice(end, price.amount + _TENTH, price.currency)
    return price
