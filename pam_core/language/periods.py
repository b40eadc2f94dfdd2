"""Periods as people say them: "this month", "last week", "since monday", "in november"."""

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pam_core.language.days import day_at, month_at, shifted_month, year_at
from pam_core.language.numbers import small_at
from pam_core.language.words import Token, word_at
from pam_core.vocabulary.period import Period

_LEADS = ("in", "during", "for", "within", "over", "on", "from", "the")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A period that ends before token `end`."""

    end: int
    period: Period


def period_at(
    tokens: Sequence[Token], start: int, today: date, first_weekday: int
) -> Stretch | None:
    """The longest period that begins at `start`; weeks begin on `first_weekday` (0 Monday)."""
    at = start
    while word_at(tokens, at) in _LEADS and at < start + 2:
        at += 1
    try:
        found = [
            stretch
            for begin in range(start, at + 1)
            for stretch in _periods(tokens, begin, today, first_weekday)
        ]
    except (OverflowError, ValueError):
        return None
    return max(found, key=lambda stretch: stretch.end, default=None)


def month_of(day: date) -> Period:
    """The whole month that a day lies in."""
    last = calendar.monthrange(day.year, day.month)[1]
    return Period(first=day.replace(day=1), last=day.replace(day=last))


def _periods(
    tokens: Sequence[Token], start: int, today: date, first_weekday: int
) -> Iterator[Stretch]:
    yield from _calendar(tokens, start, today, first_weekday)
    yield from _rolling(tokens, start, today)
    yield from _named_month(tokens, start, today)
    yield from _bounded(tokens, start, today, first_weekday)
    day = day_at(tokens, start, today, "past")
    if day:
        yield Stretch(day.end, Period(first=day.day, last=day.day))


def _calendar(
    tokens: Sequence[Token], start: int, today: date, first_weekday: int
) -> Iterator[Stretch]:
    """As in "this month", "last week", "so far this year"."""
    at = start
    if word_at(tokens, at) == "so" and word_at(tokens, at + 1) == "far":
        at += 2
    which = {"this": 0, "last": -1, "previous": -1, "next": 1, "current": 0}.get(
        word_at(tokens, at)
    )
    if which is None:
        return
    unit, end = word_at(tokens, at + 1), at + 2
    if word_at(tokens, end) == "so" and word_at(tokens, end + 1) == "far":
        end += 2
    if unit == "week":
        first = today - timedelta(days=(today.weekday() - first_weekday) % 7)
        first += timedelta(weeks=which)
        yield Stretch(end, Period(first=first, last=first + timedelta(days=6)))
    elif unit == "month":
        yield Stretch(end, month_of(shifted_month(today, which)))
    elif unit == "year":
        year = today.year + which
        yield Stretch(end, Period(first=date(year, 1, 1), last=date(year, 12, 31)))
    elif unit == "weekend":
        saturday = today - timedelta(days=(today.weekday() - 5) % 7)
        if which == -1 and today.weekday() >= 5:
            saturday -= timedelta(weeks=1)
        yield Stretch(end, Period(first=saturday, last=saturday + timedelta(days=1)))


def _rolling(tokens: Sequence[Token], start: int, today: date) -> Iterator[Stretch]:
    """As in "the last seven days", "the past two weeks", "the past month"."""
    if word_at(tokens, start) not in ("last", "past"):
        return
    number = small_at(tokens, start + 1)
    if number and number.value >= 1:
        count, at = int(number.value), number.end
    elif word_at(tokens, start + 1) in ("few", "couple"):
        return
    elif word_at(tokens, start) == "past":
        count, at = 1, start + 1
    else:
        return
    unit = word_at(tokens, at).removesuffix("s")
    tomorrow = today + timedelta(days=1)
    if unit == "day":
        first = tomorrow - timedelta(days=count)
    elif unit == "week":
        first = tomorrow - timedelta(weeks=count)
    elif unit in ("month", "year"):
        first = shifted_month(tomorrow, -count * (12 if unit == "year" else 1))
    else:
        return
    yield Stretch(at + 1, Period(first=first, last=today))


def _named_month(tokens: Sequence[Token], start: int, today: date) -> Iterator[Stretch]:
    """As in "november", "last november", "november 2025", "2025"."""
    at = start + 1 if word_at(tokens, start) == "last" else start
    month = month_at(tokens, at)
    year = year_at(tokens, at if month is None else at + 1)
    if month is not None:
        end, in_year = year or (at + 1, today.year)
        if year is None and month > today.month:
            in_year -= 1
        yield Stretch(end, month_of(date(in_year, month, 1)))
    elif year and at == start:
        yield Stretch(year[0], Period(first=date(year[1], 1, 1), last=date(year[1], 12, 31)))


def _bounded(
    tokens: Sequence[Token], start: int, today: date, first_weekday: int
) -> Iterator[Stretch]:
    """As in "since monday", "since last week", "between the 5th and the 10th", "from … to …"."""
    opening = word_at(tokens, start)
    if opening not in ("since", "between", "from"):
        return
    first = _bound(tokens, start + 1, today, first_weekday)
    if first is None:
        return
    if opening == "since":
        yield Stretch(first.end, Period(first=first.period.first, last=today))
    elif word_at(tokens, first.end) in ("and", "to", "until", "till", "through"):
        last = _bound(tokens, first.end + 1, today, first_weekday)
        if last and last.period.last >= first.period.first:
            yield Stretch(last.end, Period(first=first.period.first, last=last.period.last))


def _bound(tokens: Sequence[Token], start: int, today: date, first_weekday: int) -> Stretch | None:
    # Neither of these takes a boundary word, so this ends.
    found = [
        *_calendar(tokens, start, today, first_weekday),
        *_named_month(tokens, start, today),
    ]
    day = day_at(tokens, start, today, "past")
    if day:
        found.append(Stretch(day.end, Period(first=day.day, last=day.day)))
    return max(found, key=lambda stretch: stretch.end, default=None)
