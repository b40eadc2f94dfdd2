"""Amounts of money as people say and as Whisper writes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pam_core.language.numbers import (
    TENS,
    UNITS,
    Number,
    digits,
    misheard_at,
    number_at,
    small_at,
)
from pam_core.language.words import Token, word_at
from pam_core.vocabulary.money import Money

_SYMBOLS = {"$": "USD", "€": "EUR", "£": "GBP"}
_CURRENCIES = {
    ("us", "dollars"): "USD",
    ("us", "dollar"): "USD",
    ("american", "dollars"): "USD",
    ("canadian", "dollars"): "CAD",
    ("dollars", "canadian"): "CAD",
    ("mexican", "pesos"): "MXN",
    ("dollars",): None,
    ("dollar",): None,
    ("bucks",): None,
    ("buck",): None,
    ("usd",): "USD",
    ("cad",): "CAD",
    ("canadian",): "CAD",
    ("pesos",): "MXN",
    ("peso",): "MXN",
    ("mxn",): "MXN",
    ("euros",): "EUR",
    ("euro",): "EUR",
    ("eur",): "EUR",
    ("pounds",): "GBP",
    ("gbp",): "GBP",
    ("quid",): "GBP",
    ("$",): None,
    ("€",): "EUR",
    ("£",): "GBP",
}
"""None: the user's own dollars."""

_LONGEST_NAME = 2
_MOST = Decimal(10) ** 12
_CENTS = ("cents", "cent")


@dataclass(frozen=True, slots=True)
class Amount:
    """Money that ends before token `end`; `may_go_on` as for a number."""

    end: int
    money: Money
    may_go_on: bool
    named: bool
    """Whether a currency was said or written."""
    in_cents: Money | None = None
    """The other reading of bare digits: Whisper writes "sixty seven fifty" as 6750."""


def amount_at(tokens: Sequence[Token], start: int, currency: str) -> Amount | None:
    """The longest amount that begins at `start`; `currency` is meant where none is said."""
    sign, at = _sign(tokens, start)
    found = _symbol_amount(tokens, at, currency) or _spoken_amount(tokens, at, currency)
    if found is None or abs(found.money.minor) > _MOST:
        return None
    if sign < 0:
        negative = Money(minor=-found.money.minor, currency=found.money.currency)
        return Amount(found.end, negative, found.may_go_on, found.named)
    return found


def _sign(tokens: Sequence[Token], start: int) -> tuple[int, int]:
    if start < len(tokens) and tokens[start].text in ("minus", "negative"):
        return -1, start + 1
    return 1, start


def _symbol_amount(tokens: Sequence[Token], start: int, currency: str) -> Amount | None:
    """As in "$45", "-$5", "$1.2 million", "$45 dollars"."""
    if start >= len(tokens):
        return None
    text = tokens[start].text.replace(" ", "").replace("−", "-")
    sign, text = (-1, text.replace("-", "")) if "-" in text else (1, text)
    symbol = text[:1] if text[:1] in _SYMBOLS else ""
    if not (symbol or sign < 0):
        return None
    value = digits(Token(text.removeprefix(symbol), 0, 0))
    if value is None:
        return None
    code = currency if symbol in ("", "$") else _SYMBOLS[symbol]
    end = start + 1
    if end < len(tokens) and tokens[end].text in ("thousand", "grand", "million", "hundred"):
        scale = {"hundred": 100, "million": 10**6}.get(tokens[end].text, 1000)
        value, end = value * scale, end + 1
    end, named = _currency(tokens, end, code)
    round_number = value == int(value) and value % 10 == 0
    return Amount(end, Money.of(sign * value, named or code), round_number, True)


def _spoken_amount(tokens: Sequence[Token], start: int, currency: str) -> Amount | None:
    number = _leading_number(tokens, start, currency)
    if number is None:
        return None
    if word_at(tokens, number.end) in _CENTS:
        return Amount(number.end + 1, Money.of(number.value / 100, currency), False, True)
    end, code = _currency(tokens, number.end, currency)
    if code is None:
        value, end, goes_on = _with_spoken_cents(tokens, number)
        end, code = _currency(tokens, end, currency)
        if code is not None:
            if value.as_integer_ratio()[1] != 1 and number.value < 10:
                value = _as_hundreds(number.value, value)
            return Amount(end, Money.of(value, code), False, True)
        return Amount(
            end, Money.of(value, currency), goes_on, False, _in_cents(tokens, start, end, currency)
        )
    cents_end, cents = _named_cents(tokens, end)
    return Amount(cents_end, Money.of(number.value + cents, code), False, True)


def _in_cents(tokens: Sequence[Token], start: int, end: int, currency: str) -> Money | None:
    text = tokens[start].text
    price = len(text) == 4 and text.isascii() and text.isdecimal() and not text.endswith("00")
    return Money.of(Decimal(text) / 100, currency) if price and end == start + 1 else None


def _leading_number(tokens: Sequence[Token], start: int, currency: str) -> Number | None:
    """A number; "for" and "to" count where a currency follows: "for dollars", "forty to bucks"."""
    if word_at(tokens, start) in ("a", "one") and word_at(tokens, start + 1) in ("dollar", "buck"):
        return Number(start + 1, Decimal(1))
    number = number_at(tokens, start)
    at = start if number is None else number.end
    digit = misheard_at(tokens, at)
    if digit is not None and digit > 0 and _currency(tokens, at + 1, currency)[1]:
        if number is None:
            return Number(at + 1, Decimal(digit))
        if tokens[at - 1].text in TENS:
            return Number(at + 1, number.value + digit)
    return number


def _with_spoken_cents(tokens: Sequence[Token], number: Number) -> tuple[Decimal, int, bool]:
    """Dollars and cents in "sixty seven fifty", "45 oh five"; a hundred in "one twenty"."""
    value, end = number.value, number.end
    plain = value == int(value) and 0 < value < 1000
    first = word_at(tokens, end)
    if plain and first in ("oh", "o") and 0 < UNITS.get(word_at(tokens, end + 1), 0) < 10:
        return value + Decimal(UNITS[word_at(tokens, end + 1)]) / 100, end + 2, False
    more = small_at(tokens, end) if plain else None
    if more is None or not 10 <= more.value < 100 or _is_unit(tokens, more.end):
        return value, end, number.may_go_on
    if value == 1:
        return 100 + more.value, more.end, more.may_go_on
    return value + more.value / 100, more.end, more.may_go_on


def _is_unit(tokens: Sequence[Token], at: int) -> bool:
    """Whether what stands there makes the number before it something other than cents."""
    return word_at(tokens, at) in ("hundred", "thousand", "november", "december")


def _as_hundreds(units: Decimal, value: Decimal) -> Decimal:
    """As in "Four fifty dollars" is four hundred and fifty."""
    return units * 100 + (value - units) * 100


def _named_cents(tokens: Sequence[Token], start: int) -> tuple[int, Decimal]:
    """As in "…dollars and fifty cents", "…dollars fifty"."""
    at = start + 1 if word_at(tokens, start) == "and" else start
    cents = small_at(tokens, at)
    if cents is None or not 0 < cents.value < 100:
        return start, Decimal(0)
    if word_at(tokens, cents.end) in _CENTS:
        return cents.end + 1, cents.value / 100
    if at == start and cents.value >= 10:
        return cents.end, cents.value / 100
    return start, Decimal(0)


def _currency(tokens: Sequence[Token], at: int, currency: str) -> tuple[int, str | None]:
    """Where a currency's name that begins at `at` ends, and its code; None where there is none."""
    for length in range(_LONGEST_NAME, 0, -1):
        name = tuple(token.text for token in tokens[at : at + length])
        if len(name) == length and name in _CURRENCIES:
            return at + length, _CURRENCIES[name] or currency
    return at, None
