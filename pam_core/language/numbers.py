"""Whole and decimal numbers, in digits or as people say them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pam_core.language.words import Token, word_at

UNITS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
        " fifteen sixteen seventeen eighteen nineteen".split()
    )
}
TENS = {
    word: value
    for value, word in zip(
        range(20, 100, 10),
        "twenty thirty forty fifty sixty seventy eighty ninety".split(),
        strict=True,
    )
} | {"fourty": 40}
SCALES = {"thousand": 1000, "grand": 1000, "million": 1_000_000}
_SOUNDS_LIKE = {"for": 4, "to": 2, "too": 2, "won": 1, "ate": 8, "oh": 0, "o": 0}
_ZERO = frozenset(("oh", "o", "zero"))
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?|\.\d+")
_LONGEST_DIGITS = 20
_SMALL = 100


@dataclass(frozen=True, slots=True)
class Number:
    """A number that ends before token `end`.

    `may_go_on` says that the next word could still belong to it ("forty", "two hundred").
    """

    end: int
    value: Decimal
    may_go_on: bool = False


def digits(token: Token) -> Decimal | None:
    """The value of a token written in digits, None for anything else and for absurd lengths."""
    if not _DIGITS.fullmatch(token.text) or len(token.text) > _LONGEST_DIGITS:
        return None
    return Decimal(token.text.replace(",", ""))


def number_at(tokens: Sequence[Token], start: int) -> Number | None:
    """The longest number that begins at `start`."""
    first = _below_thousand(tokens, start)
    if first is None:
        return None
    total, current = Decimal(0), first
    while True:
        scale = _scale(tokens, current.end)
        if scale is None:
            break
        total += current.value * scale
        end = current.end + 1
        more = _below_thousand(tokens, end + 1 if word_at(tokens, end) == "and" else end)
        if more is None or more.value >= scale:
            current = Number(end, Decimal(0), True)
            break
        current = more
    whole = Number(current.end, total + current.value, current.may_go_on)
    return _with_decimals(tokens, whole)


def small_at(tokens: Sequence[Token], start: int) -> Number | None:
    """A number of at most two digits that begins at `start`, spoken or written."""
    word = word_at(tokens, start)
    if word in UNITS:
        return Number(start + 1, Decimal(UNITS[word]))
    if word in TENS:
        unit = UNITS.get(word_at(tokens, start + 1), 0)
        if 0 < unit < 10:
            return Number(start + 2, Decimal(TENS[word] + unit))
        return Number(start + 1, Decimal(TENS[word]), True)
    if start < len(tokens):
        value = digits(tokens[start])
        if value is not None and value == int(value) and "." not in tokens[start].text:
            return Number(start + 1, value, value != 0 and value % 10 == 0)
    return None


def misheard_at(tokens: Sequence[Token], start: int) -> int | None:
    """The digit that a word such as "for" or "to" sounds like; None for other words."""
    return _SOUNDS_LIKE.get(word_at(tokens, start))


def _below_thousand(tokens: Sequence[Token], start: int) -> Number | None:
    word = word_at(tokens, start)
    if word in ("a", "an") and word_at(tokens, start + 1) in ("hundred", *SCALES):
        first = Number(start + 1, Decimal(1))
    elif (misheard := misheard_at(tokens, start)) is not None:
        if word_at(tokens, start + 1) not in ("hundred", "thousand", "grand"):
            return None
        first = Number(start + 1, Decimal(misheard))
    else:
        found = small_at(tokens, start) or _decimal(tokens, start)
        if found is None:
            return None
        first = _digit_by_digit(tokens, start) or found
    if word_at(tokens, first.end) != "hundred" or first.value >= _SMALL:
        return first
    end = first.end + 1
    rest = small_at(tokens, end + 1 if word_at(tokens, end) == "and" else end)
    if rest is None or not 0 < rest.value < _SMALL:
        return Number(end, first.value * 100, True)
    return Number(rest.end, first.value * 100 + rest.value, rest.may_go_on)


def _digit_by_digit(tokens: Sequence[Token], start: int) -> Number | None:
    """As in "4 5" or "four five": digits said one by one."""
    said = ""
    end = start
    while (found := small_at(tokens, end)) and found.value < 10 and len(tokens[end].text) != 2:
        said += str(found.value)
        end = found.end
    return Number(end, Decimal(said), True) if len(said) > 1 and said[0] != "0" else None


def _decimal(tokens: Sequence[Token], start: int) -> Number | None:
    if start >= len(tokens) or (value := digits(tokens[start])) is None:
        return None
    return Number(start + 1, value)


def _with_decimals(tokens: Sequence[Token], whole: Number) -> Number:
    """As in "sixty seven point five oh"."""
    if word_at(tokens, whole.end) != "point":
        return whole
    said, end = "", whole.end + 1
    while end < len(tokens):
        if tokens[end].text in _ZERO:
            said, end = said + "0", end + 1
        elif found := small_at(tokens, end):
            said, end = said + str(found.value), found.end
        else:
            break
    return Number(end, whole.value + Decimal(f"0.{said}"), True) if said else whole


def _scale(tokens: Sequence[Token], at: int) -> int | None:
    return SCALES.get(word_at(tokens, at))
