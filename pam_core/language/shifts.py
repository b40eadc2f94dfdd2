"""From one day or period to its neighbour: "the day before", "and the month after that"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pam_core.language.days import shifted_month
from pam_core.language.periods import month_of
from pam_core.language.words import Token, word_at
from pam_core.vocabulary.period import Period

_UNITS = ("day", "week", "month", "year")
_BEFORE = ("before", "earlier")
_AFTER = ("after", "following", "later")


@dataclass(frozen=True, slots=True)
class Shift:
    """So many units further, up to token `end`; `count` is negative for what was before."""

    end: int
    unit: str
    count: int

    def to_slot(self) -> dict[str, Any]:
        """The slot shape {"unit": "day", "count": -1}."""
        return {"unit": self.unit, "count": self.count}


def shift_at(tokens: Sequence[Token], start: int) -> Shift | None:
    """The longest shift that begins at `start`."""
    at = start + (word_at(tokens, start) in ("the", "a", "one"))
    word = word_at(tokens, at)
    if word in ("previous", "preceding", "prior") and word_at(tokens, at + 1) in _UNITS:
        return Shift(at + 2, word_at(tokens, at + 1), -1)
    if word in ("following", "next") and at > start and word_at(tokens, at + 1) in _UNITS:
        return Shift(at + 2, word_at(tokens, at + 1), 1)
    if word not in _UNITS:
        return None
    way, end = word_at(tokens, at + 1), at + 2
    count = -1 if way in _BEFORE else 1 if way in _AFTER else 0
    if not count:
        return None
    if word_at(tokens, end) == "that":
        end += 1
    return Shift(end, word, count)


def shifted(value: Any, shift: Mapping[str, Any]) -> Any:
    """A date or period slot moved by a shift slot; None where there is no such day."""
    unit, count = shift["unit"], shift["count"]
    try:
        if isinstance(value, str):
            return _moved(date.fromisoformat(value[:10]), unit, count).isoformat()
        return _neighbour(Period.from_slot(value), unit, count).to_slot()
    except (OverflowError, ValueError):
        return None


def _neighbour(period: Period, unit: str, count: int) -> Period:
    """The stretch of one unit next to a period: the week before this month ends where it begins."""
    edge = period.first if count < 0 else period.last
    if unit == "month":
        return month_of(shifted_month(edge.replace(day=1), count))
    if unit == "year":
        year = edge.year + count
        return Period(first=date(year, 1, 1), last=date(year, 12, 31))
    days = 7 if unit == "week" else 1
    if count < 0:
        first = edge + timedelta(days=days * count)
        return Period(first=first, last=first + timedelta(days=days - 1))
    last = edge + timedelta(days=days * count)
    return Period(first=last - timedelta(days=days - 1), last=last)


def _moved(day: date, unit: str, count: int) -> date:
    if unit in ("day", "week"):
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    return shifted_month(day, count * (12 if unit == "year" else 1))
