"""Days, moments, spans and repeats to come, as people say them."""

import re
from datetime import date, datetime, timedelta

from pam_core.skills import wording
from pam_core.vocabulary.event import Event
from pam_core.vocabulary.period import Period
from pam_core.vocabulary.recurrence import parts_of

_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth"
    " fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first"
    " twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth twenty-seventh"
    " twenty-eighth twenty-ninth thirtieth thirty-first"
).split()
_WEEKDAYS = {
    "MO": "Monday",
    "TU": "Tuesday",
    "WE": "Wednesday",
    "TH": "Thursday",
    "FR": "Friday",
    "SA": "Saturday",
    "SU": "Sunday",
}
_UNITS = {
    "MINUTELY": "minute",
    "HOURLY": "hour",
    "DAILY": "day",
    "WEEKLY": "week",
    "MONTHLY": "month",
    "YEARLY": "year",
}
_YEAR_IS_CLEAR_DAYS = 300
_COUNTED_DAY = re.compile(r"\+?([1-5]|-1)[A-Z]{2}")
_CUT = " and so on"
"""What a voice says for an ellipsis."""


def day(of: date, today: date) -> str:
    """As in "today", "tomorrow", "Tuesday the first of December"."""
    ahead = (of - today).days
    if ahead in (-1, 0, 1):
        return ("yesterday", "today", "tomorrow")[ahead + 1]
    year = "" if abs(ahead) < _YEAR_IS_CLEAR_DAYS else f" {of.year}"
    return f"{of:%A} the {_ORDINALS[of.day - 1]} of {of:%B}{year}"


def moment(of: datetime, now: datetime) -> str:
    """As in "tomorrow at 9 AM", "Tuesday the first of December at 9 AM"; in the user's zone."""
    local = of.astimezone(now.tzinfo)
    return f"{day(local.date(), now.date())} at {wording.clock(local)}"


def event(of: Event, start: datetime, now: datetime) -> str:
    """As in "tomorrow at 9 AM"; of a whole day "tomorrow"."""
    return day(start.date(), now.date()) if of.all_day else moment(start, now)


def listed(of: datetime, now: datetime, *, all_day: bool = False) -> str:
    """The same in a list: within a week the weekday says enough, as in "Friday at 9 AM"."""
    local = of if all_day else of.astimezone(now.tzinfo)
    today = now.date()
    near = 1 < (local.date() - today).days < 7
    told = f"{local:%A}" if near else day(local.date(), today)
    return told if all_day else f"{told} at {wording.clock(local)}"


def on(told: str) -> str:
    """With the "on" that a date has and "today" has not."""
    return told if told.startswith(("today", "tomorrow", "yesterday")) else f"on {told}"


def period(stretch: Period, today: date) -> str:
    """As in "today", "on Friday the …", "this week", "next month"."""
    first, last = stretch.first, stretch.last
    if first == last:
        return on(day(first, today))
    days = (last - first).days + 1
    for name, unit_days in (("week", (7,)), ("month", (28, 29, 30, 31))):
        if days in unit_days and (name == "week" or first.day == 1):
            if first <= today <= last:
                return f"this {name}"
            if today < first <= today + timedelta(days=unit_days[-1]):
                return f"next {name}"
    return f"from {day(first, today)} to {day(last, today)}"


def span(seconds: int) -> str:
    """As in "12 minutes", "1 hour and 30 minutes", "1 hour, 5 minutes and 10 seconds"."""
    days, rest = divmod(max(0, seconds), 86_400)
    hours, rest = divmod(rest, 3600)
    minutes, rest = divmod(rest, 60)
    told = [
        counted(number, unit)
        for number, unit in ((days, "day"), (hours, "hour"), (minutes, "minute"), (rest, "second"))
        if number
    ]
    *front, last = told or ["0 seconds"]
    return f"{', '.join(front)} and {last}" if front else last


def counted(number: int, unit: str) -> str:
    """As in "1 minute", "12 minutes"."""
    return f"{number:,} {unit}{'' if number == 1 else 's'}"


def repeat(rule: str) -> str:
    """As in "every 2 weeks", "every Monday and Thursday", "every month on the first Monday"."""
    parts = parts_of(rule)
    number, unit = int(parts.get("INTERVAL", "1")), _UNITS.get(parts["FREQ"], "time")
    named = parts.get("BYDAY", "").split(",") if "BYDAY" in parts else []
    if parts["FREQ"] == "WEEKLY" and sorted(named) == ["FR", "MO", "TH", "TU", "WE"]:
        return "every weekday"
    if parts["FREQ"] == "WEEKLY" and named:
        named = [name[-2:] for name in named]
        days = _listed([_WEEKDAYS[name] for name in named])
        if len(named) > 4:
            left_out = [_WEEKDAYS[name] for name in _WEEKDAYS if name not in named]
            days = f"every day but {_listed(left_out)}" if left_out else "every day"
            return days if number == 1 else f"every {number} weeks on {days}"
        return f"every {days}" if number == 1 else f"every {number} weeks on {days}"
    every = f"every {unit}" if number == 1 else f"every {number} {unit}s"
    if parts["FREQ"] == "MONTHLY" and named and all(map(_COUNTED_DAY.fullmatch, named)):
        return f"{every} on the {_listed([_nth(name) for name in named])}"
    if parts["FREQ"] == "MONTHLY" and parts.get("BYMONTHDAY") == "-1":
        return f"{every} on the last day"
    return every


def shortened(text: str, longest: int = 40) -> str:
    """A text of the user's short enough to be said back; cut between words."""
    text = " ".join(text.split())
    if len(text) <= longest:
        return text
    head = text[: longest - len(_CUT)].rsplit(" ", 1)[0]
    return f"{head.rstrip(' ,.;:')}{_CUT}"


def sentence(text: str) -> str:
    """With a capital at its beginning."""
    return text[:1].upper() + text[1:]


def _nth(name: str) -> str:
    number, weekday = name[:-2], _WEEKDAYS[name[-2:]]
    return f"last {weekday}" if number == "-1" else f"{_ORDINALS[int(number or 1) - 1]} {weekday}"


def _listed(names: list[str]) -> str:
    *front, last = names
    return f"{', '.join(front)} and {last}" if front else last
