"""When something that repeats comes round: RFC 5545 rules, in the wall time of a zone."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta, tzinfo
from itertools import islice, takewhile
from typing import Any
from zoneinfo import ZoneInfo

MOST_STARTS = 20_000
"""Nobody looks further ahead; a rule that comes every second must not hold the others up."""

_STEPS = {
    "SECONDLY": timedelta(seconds=1),
    "MINUTELY": timedelta(minutes=1),
    "HOURLY": timedelta(hours=1),
    "DAILY": timedelta(days=1),
    "WEEKLY": timedelta(weeks=1),
}
_WITHIN_A_DAY = ("SECONDLY", "MINUTELY", "HOURLY")
_SHORTEST_MONTH = 28
_CHOOSES_A_DAY = ("BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO")
_MARGIN = timedelta(hours=3)
"""More than a clock is ever put forward: wall times near a change are looked at twice."""


def zone_name(moment: datetime) -> str:
    """The zone a moment is told in ("America/Denver"), "" where only its offset is known."""
    return str(getattr(moment.tzinfo, "key", ""))


def zone_of(name: str, moment: datetime) -> tzinfo:
    """The zone of that name; without a name the moment's own offset."""
    return ZoneInfo(name) if name else moment.tzinfo or UTC


def parts_of(rule: str) -> dict[str, str]:
    """The parts of "FREQ=WEEKLY;INTERVAL=2" by name, in capitals. Raises ValueError."""
    pairs = [part.partition("=") for part in rule.upper().removeprefix("RRULE:").split(";") if part]
    if not all(name and value for name, _, value in pairs):
        raise ValueError(f"{rule!r} is not a recurrence rule")
    return {name: value for name, _, value in pairs}


def check_rule(rule: str) -> None:
    """Raises ValueError where a rule cannot be followed, or comes round on no day at all."""
    parts = parts_of(rule)
    read_rule(parts, datetime(2024, 1, 1), UTC)
    months, days = _numbers(parts, "BYMONTH"), _numbers(parts, "BYMONTHDAY")
    longest = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
    if days and not any(
        abs(day) <= longest.get(month, 31) for month in months or [1] for day in days
    ):
        raise ValueError(f"{rule!r} names a day that no month has")


def starts(
    first: datetime, rule: str, *, zone: str, since: datetime, until: datetime
) -> Iterator[datetime]:
    """The starts from `since` up to, not including, `until`, in order, told in the zone.

    `first` is always one of them. Nine in the morning stays nine in the morning when the clocks
    change; a time that a change leaves out is as much later as the clock was put forward. Raises
    ValueError for a rule that cannot be followed.
    """
    home = zone_of(zone, first)
    parts = parts_of(rule)
    by_the_clock = any(part.startswith("BY") for part in parts)
    frame = UTC if parts.get("FREQ") in _WITHIN_A_DAY and not by_the_clock else home
    begin = first.astimezone(frame).replace(tzinfo=None)
    earliest = since.astimezone(frame).replace(tzinfo=None) - _MARGIN
    walls = read_rule(parts, _later(begin, earliest, parts), frame).xafter(earliest, inc=True)
    real = (_real(wall, frame).astimezone(home) for wall in walls)
    if since <= first < until:
        yield first.astimezone(home)
    for start in takewhile(lambda start: start < until, islice(real, MOST_STARTS)):
        if start >= since and start > first:
            yield start


def first_match(rule: str, since: datetime) -> datetime | None:
    """The first moment from `since` on, at its time of day, whose day the rule chooses.

    However many weeks or months lie between, the first comes at once.
    """
    parts = {name: value for name, value in parts_of(rule).items() if name != "INTERVAL"}
    wall = since.replace(tzinfo=None)
    found = read_rule(parts, wall, since.tzinfo or UTC).after(wall, inc=True)
    return None if found is None else _real(found, since.tzinfo or UTC).astimezone(since.tzinfo)


def steady(rule: str, first: datetime) -> str:
    """The rule so that no month or year is left out because it is too short for the first day.

    What began on the 31st then comes on the last of shorter months, as people mean it; RFC 5545 by
    itself leaves such months out.
    """
    parts = parts_of(rule)
    day = first.day
    if parts.get("BYMONTHDAY", "").isdecimal() and "BYSETPOS" not in parts:
        day = int(parts.pop("BYMONTHDAY"))
    if any(name in parts for name in _CHOOSES_A_DAY) or day <= _SHORTEST_MONTH:
        return rule
    if parts.get("FREQ") == "YEARLY" and parts.get("BYMONTH", str(first.month)) == "2":
        parts["BYMONTH"] = "2"
    elif parts.get("FREQ") != "MONTHLY":
        return rule
    days = ",".join(str(each) for each in range(_SHORTEST_MONTH, day + 1))
    parts |= {"BYMONTHDAY": days, "BYSETPOS": "-1"}
    return ";".join(f"{name}={value}" for name, value in parts.items())


def read_rule(parts: dict[str, str], begin: datetime, frame: tzinfo) -> Any:
    """The rule over wall times of `frame`, from the wall time `begin` on. Raises ValueError."""
    from dateutil.rrule import rrulestr

    told = {**parts, "UNTIL": _wall_until(parts["UNTIL"], frame)} if "UNTIL" in parts else parts
    text = ";".join(f"{name}={value}" for name, value in told.items())
    if not parts.get("INTERVAL", "1").lstrip("0"):
        raise ValueError(f"{text!r} never goes on")
    try:
        return rrulestr(text, dtstart=begin)
    except (AttributeError, KeyError, TypeError, IndexError) as error:
        # dateutil's reader trips over some rules before it can say that they are none.
        raise ValueError(f"{text!r} is not a recurrence rule") from error


def _wall_until(until: str, frame: tzinfo) -> str:
    """The last moment as a wall time of `frame`; a mere day counts whole."""
    if len(until) == 8:
        return f"{until}T235959"
    if not until.endswith("Z"):
        return until
    moment = datetime.strptime(until, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return moment.astimezone(frame).strftime("%Y%m%dT%H%M%S")


def _later(begin: datetime, earliest: datetime, parts: dict[str, str]) -> datetime:
    """A later wall time from which the rule comes out the same, to spare counting the years."""
    step = _STEPS.get(parts.get("FREQ", ""))
    if step is None or "COUNT" in parts or earliest <= begin:
        return begin
    step *= int(parts.get("INTERVAL", "1")) or 1
    return begin + max(0, (earliest - begin) // step - 1) * step


def _real(wall: datetime, frame: tzinfo) -> datetime:
    return wall.replace(tzinfo=frame).astimezone(UTC)


def _numbers(parts: dict[str, str], name: str) -> list[int]:
    return [int(number) for number in parts[name].split(",")] if name in parts else []


def midnight(moment: datetime) -> datetime:
    """The beginning of the day a moment lies in, in its own zone."""
    return datetime.combine(moment.date(), time(), moment.tzinfo)
