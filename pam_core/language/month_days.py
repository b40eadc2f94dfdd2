"""Days of a month in a repeat: "the first monday", "the last day", "the 31st"."""

from collections.abc import Sequence

from pam_core.language.days import WEEKDAYS
from pam_core.language.positions import ordinal_at
from pam_core.language.words import Token, word_at

DAY_NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
"""The days of the week as RFC 5545 writes them, Monday first."""

_FROM_THE_END = {"last": -1}


def in_month(tokens: Sequence[Token], at: int) -> tuple[int, str] | None:
    """As in "first monday", "last friday", "first and third tuesday": where it ends, and BYDAY."""
    numbers: list[int] = []
    while True:
        word, ordinal = word_at(tokens, at), ordinal_at(tokens, at)
        if word in _FROM_THE_END:
            numbers, at = [*numbers, _FROM_THE_END[word]], at + 1
        elif ordinal and ordinal.number <= 5:
            numbers, at = [*numbers, ordinal.number], ordinal.end
        else:
            return None
        at += word_at(tokens, at) == "and"
        weekday = WEEKDAYS.get(word_at(tokens, at))
        if weekday is not None:
            name = DAY_NAMES[weekday]
            return at + 1, ",".join(f"{number}{name}" for number in numbers)


def last_day_at(tokens: Sequence[Token], at: int) -> int | None:
    """Where "last day" ends."""
    return at + 2 if [word_at(tokens, at), word_at(tokens, at + 1)] == ["last", "day"] else None


def month_day(number: int) -> str:
    """The day of a month, in shorter months their last."""
    if number == 31:
        return "BYMONTHDAY=-1"
    if number > 28:
        days = ",".join(map(str, range(28, number + 1)))
        return f"BYMONTHDAY={days};BYSETPOS=-1"
    return f"BYMONTHDAY={number}"
