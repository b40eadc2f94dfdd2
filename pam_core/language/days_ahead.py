"""Days to come as people say them: "in two weeks", "a week from friday", "christmas"."""

import calendar
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from pam_core.language.days import WEEKDAYS, Day, day_at, month_at, shifted_month, year_at
from pam_core.language.quantities import count_at
from pam_core.language.words import Token, word_at

_FEAST_DAYS = {
    "christmas": (12, 25),
    "christmas day": (12, 25),
    "christmas eve": (12, 24),
    "new year's": (1, 1),
    "new year's day": (1, 1),
    "new years": (1, 1),
    "new year's eve": (12, 31),
    "halloween": (10, 31),
    "valentine's day": (2, 14),
    "independence day": (7, 4),
    "veterans day": (11, 11),
    "juneteenth": (6, 19),
}
_FEAST_WEEKDAYS = {
    "thanksgiving": (11, 3, 4),
    "thanksgiving day": (11, 3, 4),
    "labor day": (9, 0, 1),
    "memorial day": (5, 0, -1),
    "mother's day": (5, 6, 2),
    "father's day": (6, 6, 3),
}
"""Month, weekday (0 Monday) and which of them in the month (-1 the last)."""

_LONGEST_FEAST = 3
_MOST_COUNT = 5000


def day_ahead_at(tokens: Sequence[Token], start: int, today: date) -> Day | None:
    """The longest day that begins at `start`, from today on where nothing says otherwise."""
    plain = day_at(tokens, start, today, "future")
    try:
        found = [*_ahead(tokens, start, today), *([plain] if plain else [])]
    except (OverflowError, ValueError):
        # The year 10000.
        return plain
    return max(found, key=lambda day: day.end, default=None)


def after(day: date, count: int, unit: str) -> date | None:
    """The day `count` units ("day", "week", "month", "year") later; None for other units."""
    if unit in ("day", "week"):
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    if unit in ("month", "year"):
        return shifted_month(day, count * (12 if unit == "year" else 1))
    return None


def _ahead(tokens: Sequence[Token], start: int, today: date) -> Iterator[Day]:
    yield from _counted(tokens, start, today)
    yield from _of_week(tokens, start, today)
    yield from _month(tokens, start, today)
    yield from _end_of(tokens, start, today)
    yield from _feast(tokens, start, today)


def _counted(tokens: Sequence[Token], start: int, today: date) -> Iterator[Day]:
    """As in "in two weeks", "three days from now", "a week from friday", "a week after friday"."""
    at = start + (word_at(tokens, start) in ("in", "within"))
    number = count_at(tokens, at)
    if number is None or number.value % 1 or not 0 < number.value < _MOST_COUNT:
        return
    count, unit = int(number.value), word_at(tokens, number.end).removesuffix("s")
    end = number.end + 1
    if at > start:
        found = after(today, count, unit)
        if found:
            end += 2 if [word_at(tokens, end), word_at(tokens, end + 1)] == ["from", "now"] else 0
            yield Day(end, found)
        return
    if word_at(tokens, end) not in ("from", "after"):
        return
    base = (
        Day(end + 2, today)
        if word_at(tokens, end + 1) == "now"
        else day_at(tokens, end + 1, today, "future")
    )
    found = after(base.day, count, unit) if base else None
    if base and found:
        yield Day(base.end, found)


def _of_week(tokens: Sequence[Token], start: int, today: date) -> Iterator[Day]:
    """As in "friday next week", "next week on friday", "next week", "this weekend"."""
    next_monday = today + timedelta(days=7 - today.weekday())
    words = tuple(word_at(tokens, start + step) for step in range(3))
    if words[0] in WEEKDAYS and words[1:] == ("next", "week"):
        yield Day(start + 3, next_monday + timedelta(days=WEEKDAYS[words[0]]))
    if words[0] in WEEKDAYS and words[1:] == ("this", "week"):
        yield Day(start + 3, next_monday + timedelta(days=WEEKDAYS[words[0]] - 7))
    if words[:2] == ("next", "week"):
        at = start + 2 + (words[2] == "on")
        weekday = WEEKDAYS.get(word_at(tokens, at))
        yield Day(start + 2, next_monday)
        if weekday is not None:
            yield Day(at + 1, next_monday + timedelta(days=weekday))
    which = "this" if words[0] == "the" else words[0]
    if which in ("this", "next") and words[1] == "weekend":
        saturday = next_monday - timedelta(days=2)
        late = today.weekday() == 6
        saturday += timedelta(days=7 if which == "next" else 0)
        yield Day(start + 2, today if late and which == "this" else saturday)


def _month(tokens: Sequence[Token], start: int, today: date) -> Iterator[Day]:
    """As in "march", "next month", "next year": its first day; not "march" within a date."""
    words = tuple(word_at(tokens, start + step) for step in range(2))
    if words == ("next", "month"):
        yield Day(start + 2, shifted_month(today.replace(day=1), 1))
    elif words == ("next", "year"):
        yield Day(start + 2, date(today.year + 1, 1, 1))
    at = start + (words[0] in ("next", "this", "in"))
    month = month_at(tokens, at)
    if month is not None and word_at(tokens, at) != "may":
        year = year_at(tokens, at + 1)
        if year:
            yield Day(year[0], date(year[1], month, 1))
        else:
            yield Day(at + 1, date(today.year + (month <= today.month), month, 1))


def _end_of(tokens: Sequence[Token], start: int, today: date) -> Iterator[Day]:
    """As in "the end of the month", "the end of march", "the end of next week"."""
    at = start + (word_at(tokens, start) == "the")
    if (word_at(tokens, at), word_at(tokens, at + 1)) != ("end", "of"):
        return
    at += 2
    which = word_at(tokens, at)
    later = which == "next"
    if which in ("the", "this", "next"):
        at += 1
    unit = word_at(tokens, at)
    if unit == "week":
        sunday = today + timedelta(days=6 - today.weekday())
        yield Day(at + 1, sunday + timedelta(days=7 * later))
    elif unit == "month":
        yield Day(at + 1, _last_of(shifted_month(today.replace(day=1), int(later))))
    elif unit == "year":
        yield Day(at + 1, date(today.year + later, 12, 31))
    elif unit == "day" and not later:
        yield Day(at + 1, today)
    elif month := month_at(tokens, at):
        year = year_at(tokens, at + 1)
        in_year = year[1] if year else today.year + (month < today.month)
        yield Day(year[0] if year else at + 1, _last_of(date(in_year, month, 1)))


def _feast(tokens: Sequence[Token], start: int, today: date) -> Iterator[Day]:
    for length in range(_LONGEST_FEAST, 0, -1):
        words = [token.text for token in tokens[start : start + length]]
        name = " ".join(words) if len(words) == length else ""
        for year in (today.year, today.year + 1):
            day = _feast_day(name, year)
            if day is not None and day >= today:
                yield Day(start + length, day)
                return


def _feast_day(name: str, year: int) -> date | None:
    if name in _FEAST_DAYS:
        return date(year, *_FEAST_DAYS[name])
    if name not in _FEAST_WEEKDAYS:
        return None
    month, weekday, which = _FEAST_WEEKDAYS[name]
    days = calendar.monthrange(year, month)[1]
    all_of_them = [day for day in range(1, days + 1) if date(year, month, day).weekday() == weekday]
    return date(year, month, all_of_them[which if which < 0 else which - 1])


def _last_of(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
