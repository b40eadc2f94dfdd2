"""Odometer readings as people say them: "81,300", "eighty one thousand two fifty"."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from pam_core.language.numbers import TENS, UNITS, Number, number_at, small_at
from pam_core.language.quantities import Quantity, unit_at
from pam_core.language.words import Token, word_at

_MOST = Decimal(10) ** 7
_WITH_SIGN = re.compile(r"\$ ?(?=\d)")
_POINT_FOR_COMMA = re.compile(r"(\d{1,3})\.(\d{3})")
_SHORT = 3
"""Up to so many figures may be the thousands of a reading."""


def odometer_at(tokens: Sequence[Token], start: int, unit: str) -> Quantity | None:
    """The reading that begins at `start`; in `unit` ("mile" or "kilometer") where none is said."""
    tokens = _plainly(tokens, start)
    number = _in_two_groups(tokens, start) or number_at(tokens, start)
    if number is None or not 0 <= number.value < _MOST:
        return None
    named = unit_at(tokens, number.end)
    if named and named[1] in ("mile", "kilometer"):
        return Quantity(named[0], number.value, named[1])
    written = len(tokens[start].text) > _SHORT and tokens[start].text[0].isdecimal()
    spoken_on = number.value < 1000 or word_at(tokens, number.end - 1) in UNITS
    goes_on = not written and (number.may_go_on or spoken_on)
    return Quantity(number.end, number.value, unit, goes_on)


def _plainly(tokens: Sequence[Token], start: int) -> Sequence[Token]:
    """The tokens with "$81,250" and "81.250" as 81,250.

    After one amount Whisper writes every figure as money; and no odometer tells thousandths.
    """
    if start >= len(tokens):
        return tokens
    text = _WITH_SIGN.sub("", tokens[start].text, count=1)
    text = ",".join(found.groups()) if (found := _POINT_FOR_COMMA.fullmatch(text)) else text
    if text == tokens[start].text:
        return tokens
    return [*tokens[:start], replace(tokens[start], text=text), *tokens[start + 1 :]]


def _in_two_groups(tokens: Sequence[Token], start: int) -> Number | None:
    """As in "eighty one [thousand] two fifty", "one twenty three four fifty six", "81 250"."""
    first = _group(tokens, start) or small_at(tokens, start)
    if first is None or not 0 < first.value < 1000:
        return None
    at = first.end + (word_at(tokens, first.end) == "thousand")
    second = _group(tokens, at)
    if second is None:
        return None
    return Number(second.end, first.value * 1000 + second.value)


def _group(tokens: Sequence[Token], start: int) -> Number | None:
    """Three figures: "250", "two fifty", "four oh six", "three hundred"."""
    word, after = word_at(tokens, start), word_at(tokens, start + 1)
    if word.isascii() and word.isdecimal() and len(word) == 3:
        return Number(start + 1, Decimal(word))
    hundreds = UNITS.get(word, 0)
    if not 0 < hundreds < 10:
        return None
    if after in ("oh", "o", "zero") and 0 < UNITS.get(word_at(tokens, start + 2), 0) < 10:
        return Number(start + 3, Decimal(hundreds * 100 + UNITS[word_at(tokens, start + 2)]))
    if after == "hundred":
        whole = number_at(tokens, start)
        return whole if whole and whole.value < 1000 else None
    tens = small_at(tokens, start + 1)
    if tens and 10 <= tens.value < 100 and (after in TENS or after in UNITS):
        return Number(tens.end, hundreds * 100 + tens.value)
    return None
