"""How often, as people say it: "every two weeks", "on the first monday of every month"."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pam_core.language.clock_times import PARTS
from pam_core.language.days import WEEKDAYS, month_at
from pam_core.language.month_days import DAY_NAMES, in_month, last_day_at, month_day
from pam_core.language.numbers import small_at
from pam_core.language.positions import ordinal_at
from pam_core.language.quantities import count_at, quantity_at
from pam_core.language.words import Token, word_at

_WEEKDAYS = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
_WEEKEND = "FREQ=WEEKLY;BYDAY=SA,SU"
_EVERY = ("every", "each")
_FREQUENCIES = {
    "minute": "MINUTELY",
    "hour": "HOURLY",
    "day": "DAILY",
    "week": "WEEKLY",
    "month": "MONTHLY",
    "year": "YEARLY",
}
_ADVERBS = {
    "hourly": "FREQ=HOURLY",
    "daily": "FREQ=DAILY",
    "nightly": "FREQ=DAILY",
    "weekly": "FREQ=WEEKLY",
    "biweekly": "FREQ=WEEKLY;INTERVAL=2",
    "fortnightly": "FREQ=WEEKLY;INTERVAL=2",
    "monthly": "FREQ=MONTHLY",
    "bimonthly": "FREQ=MONTHLY;INTERVAL=2",
    "quarterly": "FREQ=MONTHLY;INTERVAL=3",
    "yearly": "FREQ=YEARLY",
    "annually": "FREQ=YEARLY",
}
_NAMED = {
    "weekday": _WEEKDAYS,
    "workday": _WEEKDAYS,
    "weekend": _WEEKEND,
    "fortnight": "FREQ=WEEKLY;INTERVAL=2",
    "quarter": "FREQ=MONTHLY;INTERVAL=3",
}
_TIMES = {
    ("once", "day"): "FREQ=DAILY",
    ("once", "week"): "FREQ=WEEKLY",
    ("once", "month"): "FREQ=MONTHLY",
    ("once", "year"): "FREQ=YEARLY",
    ("once", "hour"): "FREQ=HOURLY",
    ("twice", "day"): "FREQ=HOURLY;INTERVAL=12",
    ("twice", "week"): "FREQ=WEEKLY;BYDAY=MO,TH",
    ("twice", "month"): "FREQ=MONTHLY;BYMONTHDAY=1,15",
    ("twice", "year"): "FREQ=MONTHLY;INTERVAL=6",
}
_A_LEAP_YEAR = 2028
_MOST_INTERVAL = 1000
_MOST_MILES = 1_000_000
_MILES_IN_A_KILOMETER = 0.621371


@dataclass(frozen=True, slots=True)
class Repeat:
    """How often, up to token `end`: an RFC 5545 RRULE string, or {"every_miles": 5000}."""

    end: int
    rule: Any


def repeats_at(tokens: Sequence[Token], start: int) -> list[Repeat]:
    """Every repeat that begins at `start`, longest first.

    But "every" alone comes first where "morning" follows: that is a time of day of its own.
    """
    found = {repeat.end: repeat for repeat in _repeats(tokens, start)}
    return sorted(
        found.values(), key=lambda repeat: (repeat.end == start + 1, repeat.end), reverse=True
    )


def _repeats(tokens: Sequence[Token], start: int) -> Iterator[Repeat]:
    yield from _adverb(tokens, start)
    yield from _counted(tokens, start)
    yield from _plural_weekdays(tokens, start)
    yield from _every(tokens, start)
    yield from _day_of_every_month(tokens, start)


def _adverb(tokens: Sequence[Token], start: int) -> Iterator[Repeat]:
    """As in "daily", "monthly on the 15th", "weekly on tuesday"."""
    rule = _ADVERBS.get(word_at(tokens, start))
    if rule is not None:
        yield Repeat(start + 1, rule)
        yield from _with_day(tokens, start + 1, rule)


def _counted(tokens: Sequence[Token], start: int) -> Iterator[Repeat]:
    """As in "once a week", "twice a month", "three times a day"."""
    word, unit = word_at(tokens, start), word_at(tokens, start + 2)
    article = word_at(tokens, start + 1) in ("a", "an", "per", "every", "each")
    if article and (word, unit) in _TIMES:
        rule = _TIMES[word, unit]
        yield Repeat(start + 3, rule)
        yield from _with_day(tokens, start + 3, rule)
    number = count_at(tokens, start)
    if number is None or word_at(tokens, number.end) != "times":
        return
    end = number.end + 3
    if word_at(tokens, end - 1) == "day" and number.value in (2, 3, 4, 6, 8, 12, 24):
        yield Repeat(end, f"FREQ=HOURLY;INTERVAL={24 // int(number.value)}")
    elif word_at(tokens, end - 1) == "year" and number.value in (2, 3, 4, 6, 12):
        yield Repeat(end, _rule("MONTHLY", 12 // int(number.value)))


def _plural_weekdays(tokens: Sequence[Token], start: int) -> Iterator[Repeat]:
    """As in "mondays", "on weekdays", "tuesdays and thursdays"."""
    at = start + (word_at(tokens, start) == "on")
    word = word_at(tokens, at)
    if word in ("weekdays", "workdays"):
        yield Repeat(at + 1, _WEEKDAYS)
    elif word == "weekends":
        yield Repeat(at + 1, _WEEKEND)
    elif word.endswith("s") and word.removesuffix("s") in WEEKDAYS:
        yield from _weekdays(tokens, at, 1)


def _every(tokens: Sequence[Token], start: int) -> Iterator[Repeat]:
    if word_at(tokens, start) not in _EVERY:
        return
    at, word = start + 1, word_at(tokens, start + 1)
    if word in PARTS:
        # "Every morning" is every day, and in the morning.
        yield Repeat(at, "FREQ=DAILY")
        yield Repeat(at + 1, "FREQ=DAILY")
    if word == "single":
        at, word = at + 1, word_at(tokens, at + 1)
    interval = 1
    ordinal = ordinal_at(tokens, at)
    if word == "other":
        interval, at = 2, at + 1
    elif word == "few":
        return
    elif ordinal and ordinal.number > 1 and word_at(tokens, ordinal.end) in _FREQUENCIES:
        interval, at = ordinal.number, ordinal.end
    yield from _distance(tokens, at)
    yield from _of_unit(tokens, at, interval)
    yield from _weekdays(tokens, at, interval)
    yield from _every_month(tokens, at)
    yield from _date_of_year(tokens, at)
    if word_at(tokens, at) in _NAMED and interval == 1:
        yield Repeat(at + 1, _NAMED[word_at(tokens, at)])


def _of_unit(tokens: Sequence[Token], at: int, interval: int) -> Iterator[Repeat]:
    """As in "every day", "every other week", "every 90 days", "every half hour"."""
    span = quantity_at(tokens, at, "duration")
    unit = word_at(tokens, at)
    if unit in _FREQUENCIES:
        rule, end = _rule(_FREQUENCIES[unit], interval), at + 1
    elif span and span.unit in _FREQUENCIES and 1 <= span.value <= _MOST_INTERVAL:
        if span.value % 1 or interval > 1:
            return
        rule, end = _rule(_FREQUENCIES[span.unit], int(span.value)), span.end
    else:
        return
    yield Repeat(end, rule)
    yield from _with_day(tokens, end, rule)


def _with_day(tokens: Sequence[Token], end: int, rule: str) -> Iterator[Repeat]:
    """As in "every month on the 15th", "every other week on tuesday", "every year on may 5th"."""
    at = end + (word_at(tokens, end) in ("on", "in"))
    if "BY" in rule:
        return
    if "WEEKLY" in rule:
        days, after = _weekday_names(tokens, at)
        if days:
            yield Repeat(after, f"{rule};BYDAY={','.join(days)}")
    elif "MONTHLY" in rule:
        first = at + (word_at(tokens, at) == "the")
        last_day = last_day_at(tokens, first)
        ordinal = ordinal_at(tokens, first)
        which = in_month(tokens, first)
        if which:
            yield Repeat(which[0], f"{rule};BYDAY={which[1]}")
        elif last_day:
            yield Repeat(last_day, f"{rule};BYMONTHDAY=-1")
        elif ordinal and ordinal.number <= 31:
            yield Repeat(ordinal.end, f"{rule};{month_day(ordinal.number)}")
    elif "YEARLY" in rule:
        yield from _date_of_year(tokens, at)


def _day_of_every_month(tokens: Sequence[Token], start: int) -> Iterator[Repeat]:
    """As in "on the 15th of each month", "the first monday of every month"."""
    at = start + (word_at(tokens, start) == "on")
    at += word_at(tokens, at) == "the"
    last_day = last_day_at(tokens, at)
    which = in_month(tokens, at)
    ordinal = ordinal_at(tokens, at)
    if which:
        end, rule = which[0], f"BYDAY={which[1]}"
    elif last_day:
        end, rule = last_day, "BYMONTHDAY=-1"
    elif ordinal and ordinal.number <= 31:
        end, rule = ordinal.end, month_day(ordinal.number)
        end += word_at(tokens, end) == "day"
    else:
        return
    end += word_at(tokens, end) == "of"
    if word_at(tokens, end) in _EVERY and word_at(tokens, end + 1) == "month":
        yield Repeat(end + 2, f"FREQ=MONTHLY;{rule}")


def _every_month(tokens: Sequence[Token], at: int) -> Iterator[Repeat]:
    """As in "every first monday", "every last friday of the month", "every 15th"."""
    which, ordinal = in_month(tokens, at), ordinal_at(tokens, at)
    if which:
        end, rule = which[0], f"BYDAY={which[1]}"
    elif ordinal and ordinal.number <= 31:
        end, rule = ordinal.end, month_day(ordinal.number)
    else:
        return
    yield Repeat(end, f"FREQ=MONTHLY;{rule}")
    if tuple(word_at(tokens, end + step) for step in range(3)) == ("of", "the", "month"):
        yield Repeat(end + 3, f"FREQ=MONTHLY;{rule}")


def _date_of_year(tokens: Sequence[Token], at: int) -> Iterator[Repeat]:
    """As in "every november 5th"; of february 29th the last of the month in other years."""
    month = month_at(tokens, at)
    if month is None:
        return
    first = at + 1 + (word_at(tokens, at + 1) == "the")
    ordinal, count = ordinal_at(tokens, first), small_at(tokens, first)
    if ordinal is None and count is None:
        yield Repeat(at + 1, f"FREQ=YEARLY;BYMONTH={month}")
        return
    end = ordinal.end if ordinal else count.end if count else first
    number = ordinal.number if ordinal else int(count.value) if count else 0
    if 1 <= number <= monthrange(_A_LEAP_YEAR, month)[1]:
        day = -1 if (month, number) == (2, 29) else number
        yield Repeat(end, f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={day}")


def _weekdays(tokens: Sequence[Token], at: int, interval: int) -> Iterator[Repeat]:
    days, end = _weekday_names(tokens, at)
    if days:
        yield Repeat(end, f"{_rule('WEEKLY', interval)};BYDAY={','.join(days)}")


def _weekday_names(tokens: Sequence[Token], at: int) -> tuple[list[str], int]:
    """As in "monday", "mondays and wednesdays", "monday wednesday friday"."""
    days: list[int] = []
    end = at
    while True:
        begin = end + (1 if days and word_at(tokens, end) == "and" else 0)
        begin += 1 if days and word_at(tokens, begin) in _EVERY else 0
        word = word_at(tokens, begin)
        weekday = WEEKDAYS.get(word, WEEKDAYS.get(word.removesuffix("s")))
        if weekday is None:
            return [DAY_NAMES[day] for day in sorted(set(days))], end
        days, end = [*days, weekday], begin + 1


def _distance(tokens: Sequence[Token], at: int) -> Iterator[Repeat]:
    """As in "every 5000 miles"."""
    span = quantity_at(tokens, at, "distance")
    if span is None or span.unit not in ("mile", "kilometer"):
        return
    share = 1.0 if span.unit == "mile" else _MILES_IN_A_KILOMETER
    miles = round(float(span.value) * share)
    if 0 < miles <= _MOST_MILES:
        yield Repeat(span.end, {"every_miles": miles})


def _rule(frequency: str, interval: int) -> str:
    return f"FREQ={frequency}" + (f";INTERVAL={interval}" if interval > 1 else "")
