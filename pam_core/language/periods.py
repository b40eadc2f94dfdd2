"""Periods as people say them: "this month", "last week", "since monday", "in november"."""

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pam_core.language.clock_times import PARTS
from pam_core.language.days import Day, day_at, month_at, shifted_month, year_at
from pam_core.language.days_ahead import after, day_ahead_at
from pam_core.language.numbers import small_at
from pam_core.language.words import Token, word_at
from pam_core.vocabulary.period import Period

_WHICH = {"this": 0, "last": -1, "previous": -1, "next": 1, "current": 0}
_LEADS = ("in", "during", "for", "within", "over", "on", "from", "the")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A period that ends before token `end`."""

    end: int
    period: Period


def period_at(
    tokens: Sequence[Token], start: int, today: date, first_weekday: int, lean: str = "past"
) -> Stretch | None:
    """The longest period that begins at `start`; weeks begin on `first_weekday` (0 Monday).

    `lean` ("past" or "future") says which december is meant, and which friday.
    """
    at = start
    while word_at(tokens, at) in _LEADS and at < start + 2:
        at += 1
    try:
        found = [
            stretch
            for begin in range(start, at + 1)
            for stretch in _periods(tokens, begin, today, first_weekday, lean)
        ]
    except (OverflowError, ValueError):
        return None
    return max(found, key=lambda stretch: stretch.end, default=None)


def month_of(day: date) -> Period:
    """The whole month that a day lies in."""
    last = calendar.monthrange(day.year, day.month)[1]
    return Period(first=day.replace(day=1), last=day.replace(day=last))


def _periods(
    tokens: Sequence[Token], start: int, today: date, first_weekday: int, lean: str
) -> Iterator[Stretch]:
    yield from _calendar(tokens, start, today, first_weekday, lean)
    yield from _rolling(tokens, start, today)
    yield from _named_month(tokens, start, today, lean)
    yield from _bounded(tokens, start, today, first_weekday, lean)
    day = _one_day(tokens, start, today, lean)
    if day:
        yield Stretch(day.end, Period(first=day.day, last=day.day))


def _one_day(tokens: Sequence[Token], start: int, today: date, lean: str) -> Day | None:
    if lean == "future" and word_at(tokens, start + 1) not in ("week", "month", "year", "weekend"):
        day = day_ahead_at(tokens, start, today)
        # "In december" is the whole of it.
        day = None if day and month_at(tokens, day.end - 1) else day
    else:
        day = day_at(tokens, start, today, lean)
    if day and word_at(tokens, day.end) in PARTS:
        return Day(day.end + 1, day.day)
    return day


def _calendar(
    tokens: Sequence[Token], start: int, today: date, first_weekday: int, lean: str
) -> Iterator[Stretch]:
    """As in "this month", "last week", "so far this year", "the rest of the week"."""
    at = start
    if word_at(tokens, at) == "so" and word_at(tokens, at + 1) == "far":
        at += 2
    rest = (word_at(tokens, at), word_at(tokens, at + 1)) == ("rest", "of")
    at += 2 if rest else 0
    which = _WHICH.get(word_at(tokens, at))
    if word_at(tokens, at) == "the" and (rest or word_at(tokens, at + 1) == "weekend"):
        which = 0
    if which is None:
        return
    unit, end = word_at(tokens, at + 1), at + 2
    if word_at(tokens, end) == "so" and word_at(tokens, end + 1) == "far":
        end += 2
    if unit == "week":
        first = today - timedelta(days=(today.weekday() - first_weekday) % 7)
        first += timedelta(weeks=which)
        found = Period(first=first, last=first + timedelta(days=6))
    elif unit == "month":
        found = month_of(shifted_month(today.replace(day=1), which))
    elif unit == "year":
        year = today.year + which
        found = Period(first=date(year, 1, 1), last=date(year, 12, 31))
    elif unit == "weekend":
        found = _weekend(today, which, lean)
    else:
        return
    if rest:
        found = Period(first=max(today, found.first), last=found.last)
    yield Stretch(end, found)


def _weekend(today: date, which: int, lean: str) -> Period:
    """The weekend before today's week is over, or the one that it ends with."""
    saturday = today - timedelta(days=(today.weekday() - 5) % 7)
    if lean == "future" or which > 0:
        saturday += timedelta(weeks=which + (today.weekday() < 5))
    elif which < 0 and today.weekday() >= 5:
        saturday -= timedelta(weeks=1)
    return Period(first=saturday, last=saturday + timedelta(days=1))


def _rolling(tokens: Sequence[Token], start: int, today: date) -> Iterator[Stretch]:
    """As in "the last seven days", "the past month", "the next three days"."""
    which = word_at(tokens, start)
    ahead = which in ("next", "coming", "following")
    if not ahead and which not in ("last", "past"):
        return
    number = small_at(tokens, start + 1)
    if number and number.value >= 1:
        count, at = int(number.value), number.end
    elif word_at(tokens, start + 1) == "couple":
        count, at = 2, start + 2 + (word_at(tokens, start + 2) == "of")
    elif word_at(tokens, start + 1) == "few" and ahead:
        count, at = 3, start + 2
    elif which in ("past", "coming"):
        count, at = 1, start + 1
    else:
        return
    unit = word_at(tokens, at).removesuffix("s")
    day = timedelta(days=1)
    if ahead and (last := after(today - day, count, unit)):
        yield Stretch(at + 1, Period(first=today, last=last))
    elif not ahead and (first := after(today + day, -count, unit)):
        yield Stretch(at + 1, Period(first=first, last=today))


def _named_month(tokens: Sequence[Token], start: int, today: date, lean: str) -> Iterator[Stretch]:
    """As in "november", "last november", "november 2025", "2025"."""
    at = start + 1 if word_at(tokens, start) == "last" else start
    month = month_at(tokens, at)
    year = year_at(tokens, at if month is None else at + 1)
    if month is not None:
        end, in_year = year or (at + 1, today.year)
        if year is None and lean == "future" and at == start:
            in_year += month < today.month
        elif year is None and month > today.month:
            in_year -= 1
        yield Stretch(end, month_of(date(in_year, month, 1)))
    elif year and at == start:
        yield Stretch(year[0], Period(first=date(year[1], 1, 1), last=date(year[1], 12, 31)))


def _bounded(
    tokens: Sequence[Token], start: int, today: date, first_weekday: int, lean: str
) -> Iterator[Stretch]:
    """As in "since monday", "since last week", "between the 5th and the 10th", "from … to …"."""
    opening = word_at(tokens, start)
    if opening not in ("since", "between", "from"):
        return
    first = _bound(tokens, start + 1, today, first_weekday, lean)
    if first is None:
        return
    if opening == "since":
        yield Stretch(first.end, Period(first=first.period.first, last=today))
    elif word_at(tokens, first.end) in ("and", "to", "until", "till", "through"):
        last = _bound(tokens, first.end + 1, today, first_weekday, lean)
        if last and last.period.last >= first.period.first:
            yield Stretch(last.end, Period(first=first.period.first, last=last.period.last))


def _bound(
    tokens: Sequence[Token], start: int, today: date, first_weekday: int, lean: str
) -> Stretch | None:
    # Neither of these takes a boundary word, so this ends.
    found = [
        *_calendar(tokens, start, today, first_weekday, lean),
        *_named_month(tokens, start, today, lean),
    ]
    day = _one_day(tokens, start, today, lean)
    if day:
        found.append(Stretch(day.end, Period(first=day.day, last=day.day)))
    return max(found, key=lambda stretch: stretch.end, default=None)
