"""Days as people say them: "yesterday", "last friday", "on the 5th"."""

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pam_core.language.numbers import digits, small_at
from pam_core.language.words import Token, word_at

WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            ("monday", "mon"),
            ("tuesday", "tues"),
            ("wednesday",),
            ("thursday", "thurs"),
            ("friday", "fri"),
            ("saturday",),
            ("sunday",),
        )
    )
    for name in names
}
MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name} | {
    name.lower(): number for number, name in enumerate(calendar.month_abbr) if name
}
_ORDINALS = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
        " thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
        " twentieth".split(),
        start=1,
    )
} | {"thirtieth": 30}
_FIXED = {
    ("the", "day", "before", "yesterday"): -2,
    ("day", "before", "yesterday"): -2,
    ("the", "day", "after", "tomorrow"): 2,
    ("day", "after", "tomorrow"): 2,
    ("earlier", "today"): 0,
    ("just", "now"): 0,
    ("this", "morning"): 0,
    ("this", "afternoon"): 0,
    ("this", "evening"): 0,
    ("last", "night"): -1,
    ("yesterday", "morning"): -1,
    ("yesterday", "afternoon"): -1,
    ("yesterday", "evening"): -1,
    ("tonight",): 0,
    ("today",): 0,
    ("yesterday",): -1,
    ("tomorrow",): 1,
}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})(?:[/-](\d{2,4}))?")
_YEARS = range(1970, 2100)


@dataclass(frozen=True, slots=True)
class Day:
    """A day that ends before token `end`."""

    end: int
    day: date


def day_at(tokens: Sequence[Token], start: int, today: date, lean: str) -> Day | None:
    """The longest day that begins at `start`.

    `lean` ("past" or "future") says which of two days is meant where a year or week is left out.
    """
    try:
        return max(_days(tokens, start, today, lean), key=lambda day: day.end, default=None)
    except (OverflowError, ValueError):
        # The year 9999 and the 31st of November: no such day.
        return None


def shifted_month(day: date, months: int) -> date:
    """The same day `months` later, or the last of that month where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def month_at(tokens: Sequence[Token], start: int) -> int | None:
    """The month named at `start`, 1-12."""
    return MONTHS.get(word_at(tokens, start))


def year_at(tokens: Sequence[Token], start: int) -> tuple[int, int] | None:
    """A year in digits or as people say it ("twenty twenty six"): where it ends, and the year."""
    if start >= len(tokens):
        return None
    written = digits(tokens[start])
    if written is not None and written in _YEARS:
        return start + 1, int(written)
    first, second = small_at(tokens, start), small_at(tokens, start + 1)
    if first and second and first.value in (19, 20) and 10 <= second.value < 100:
        return second.end, int(first.value * 100 + second.value)
    return None


def _days(tokens: Sequence[Token], start: int, today: date, lean: str) -> Iterator[Day]:
    for phrase, days in _FIXED.items():
        if tuple(token.text for token in tokens[start : start + len(phrase)]) == phrase:
            yield Day(start + len(phrase), today + timedelta(days=days))
    yield from _written(tokens, start, today, lean)
    yield from _weekday(tokens, start, today, lean)
    yield from _ago(tokens, start, today)
    yield from _of_month(tokens, start, today, lean)


def _written(tokens: Sequence[Token], start: int, today: date, lean: str) -> Iterator[Day]:
    text = word_at(tokens, start)
    if iso := _ISO.fullmatch(text):
        yield Day(start + 1, date(*map(int, iso.groups())))
    elif slashed := _SLASHED.fullmatch(text):
        month, day, year = (int(part) if part else None for part in slashed.groups())
        if month and day:
            century = 2000 if year is not None and year < 100 else 0
            known = None if year is None else year + century
            yield Day(start + 1, _nearest(month, day, known, today, lean))


def _weekday(tokens: Sequence[Token], start: int, today: date, lean: str) -> Iterator[Day]:
    which, at = word_at(tokens, start), start + 1
    if which not in ("last", "this", "next", "past"):
        which, at = "", start
    elif word_at(tokens, at) == "week" and word_at(tokens, at + 1) == "on":
        return
    weekday = WEEKDAYS.get(word_at(tokens, at))
    if weekday is None:
        return
    # "Sunday the 29th": the date tells.
    yield from _of_month(tokens, at + 1, today, lean)
    since = (today.weekday() - weekday) % 7
    end = at + 1
    if not which and word_at(tokens, end) in ("morning", "afternoon", "evening", "night"):
        end += 1
    if which in ("last", "past"):
        yield Day(end, today - timedelta(days=since or 7))
    elif which == "next":
        # That of the next week: on a Monday "next Tuesday" is not tomorrow.
        yield Day(end, today + timedelta(days=7 - today.weekday() + weekday))
    elif lean == "future" and which != "this":
        yield Day(end, today + timedelta(days=(-since) % 7 or 7))
    elif lean == "future":
        yield Day(end, today + timedelta(days=(-since) % 7))
    else:
        yield Day(end, today - timedelta(days=since))


def _ago(tokens: Sequence[Token], start: int, today: date) -> Iterator[Day]:
    """As in "two days ago", "a week ago", "a couple of days ago"."""
    word = word_at(tokens, start)
    if word in ("a", "an", "one"):
        count, at = 1, start + 1
        if word_at(tokens, at) == "couple":
            count, at = 2, at + (2 if word_at(tokens, at + 1) == "of" else 1)
    elif (number := small_at(tokens, start)) and number.value < 1000:
        count, at = int(number.value), number.end
    else:
        return
    unit = word_at(tokens, at).removesuffix("s")
    if word_at(tokens, at + 1) == "ago":
        yield from (
            Day(at + 2, day)
            for name, day in (
                ("day", today - timedelta(days=count)),
                ("week", today - timedelta(weeks=count)),
                ("month", shifted_month(today, -count)),
            )
            if name == unit
        )


def _of_month(tokens: Sequence[Token], start: int, today: date, lean: str) -> Iterator[Day]:
    """As in "the 5th", "the fifth of november", "november 5th", "nov 5 2025"."""
    month = month_at(tokens, start)
    if month is not None:
        at = start + 2 if word_at(tokens, start + 1) == "the" else start + 1
        found = _ordinal(tokens, at) or _cardinal(tokens, at)
        if found:
            yield _dated(tokens, found[0], month, found[1], today, lean)
        return
    at = start + 1 if word_at(tokens, start) == "the" else start
    found = _ordinal(tokens, at) or _cardinal(tokens, at)
    if not found:
        return
    end, day = found
    month_start = end + 1 if word_at(tokens, end) == "of" else end
    month = month_at(tokens, month_start)
    if month is not None:
        yield _dated(tokens, month_start + 1, month, day, today, lean)
    elif at > start and _ordinal(tokens, at):
        yield Day(end, _nearest(None, day, None, today, lean))


def _dated(tokens: Sequence[Token], end: int, month: int, day: int, today: date, lean: str) -> Day:
    year = year_at(tokens, end)
    if year:
        return Day(year[0], date(year[1], month, day))
    return Day(end, _nearest(month, day, None, today, lean))


def _nearest(month: int | None, day: int, year: int | None, today: date, lean: str) -> date:
    """The day of that name nearest to today on the side leaned to, today included."""
    if month and year:
        return date(year, month, day)
    step = -1 if lean == "past" else 1
    # Eight years hold a 29th of February, whatever the century does.
    for distance in range(0, 12 * 8 + 1):
        index = today.year * 12 + today.month - 1 + step * distance
        in_year, in_month = index // 12, index % 12 + 1
        if month not in (None, in_month) or day > calendar.monthrange(in_year, in_month)[1]:
            continue
        found = date(in_year, in_month, day)
        if (today - found).days * step <= 0:
            return found
    raise ValueError("no such day")


def _ordinal(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    word = word_at(tokens, at)
    if word[:-2].isdecimal() and word[-2:] in ("st", "nd", "rd", "th"):
        return (at + 1, int(word[:-2])) if 1 <= int(word[:-2]) <= 31 else None
    if word in ("twenty", "thirty"):
        unit = _ORDINALS.get(word_at(tokens, at + 1), 0)
        return (at + 2, (20 if word == "twenty" else 30) + unit) if 0 < unit < 10 else None
    return (at + 1, _ORDINALS[word]) if word in _ORDINALS else None


def _cardinal(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    number = small_at(tokens, at)
    return (number.end, int(number.value)) if number and 1 <= number.value <= 31 else None
