"""Places in a row as people say them: "third", "the 2nd", "number four"."""

from collections.abc import Sequence
from dataclasses import dataclass

from pam_core.language.numbers import small_at
from pam_core.language.words import Token, word_at

ORDINALS = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
        " thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
        " twentieth".split(),
        start=1,
    )
} | {"thirtieth": 30}
_NUMBERED = ("number", "stop", "item", "step")
_MOST = 99


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a row, from 1, up to token `end`."""

    end: int
    number: int


def position_at(tokens: Sequence[Token], start: int) -> Position | None:
    """The place in a row that begins at `start`: an ordinal, or a number after "number"."""
    at = start + (word_at(tokens, start) == "the")
    ordinal = ordinal_at(tokens, at)
    if ordinal is not None:
        return ordinal
    at += word_at(tokens, at) in _NUMBERED
    number = small_at(tokens, at)
    counted = at > start and word_at(tokens, at - 1) in _NUMBERED
    if number and counted and 1 <= number.value <= _MOST:
        return Position(number.end, int(number.value))
    return None


def ordinal_at(tokens: Sequence[Token], at: int) -> Position | None:
    """An ordinal at `at`, 1-99: "third", "3rd", "twenty second"."""
    word = word_at(tokens, at)
    if word[:-2].isascii() and word[:-2].isdecimal() and word[-2:] in ("st", "nd", "rd", "th"):
        number = int(word[:-2][:4])
        return Position(at + 1, number) if 1 <= number <= _MOST else None
    if word in ("twenty", "thirty"):
        unit = ORDINALS.get(word_at(tokens, at + 1), 0)
        tens = 20 if word == "twenty" else 30
        return Position(at + 2, tens + unit) if 0 < unit < 10 else None
    return Position(at + 1, ORDINALS[word]) if word in ORDINALS else None
