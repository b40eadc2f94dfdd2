"""Moments to come, from slots: what is meant where no time of day was said."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from pam_core.vocabulary.recurrence import first_match, parts_of, starts, zone_name

USUAL_HOUR = 9
"""Where only a day was said."""

FURTHEST = timedelta(days=366 * 10)
"""Beyond it a slip of the ear is likelier than a plan."""

_YEARS = range(1900, 2200)
"""Other years are slips of the ear, and some of them cannot be told in every zone."""

_FREQUENT = ("SECONDLY", "MINUTELY", "HOURLY")

_HOURS_APART = {"FREQ=HOURLY;INTERVAL=12": (8, 20), "FREQ=HOURLY;INTERVAL=8": (6, 14, 22)}
"""What comes twice or three times a day comes while people are awake."""


def is_day(slot: str) -> bool:
    """Whether a moment slot is a plain date."""
    return len(slot) == len("2026-12-01")


def is_out_of_reach(slots: Mapping[str, Any]) -> bool:
    """Whether a day or moment among the slots lies in a year that nobody plans for."""
    period = slots.get("period") or {}
    said = [slots.get(name) for name in ("start", "end", "at", "date")]
    return any(int(str(one)[:4]) not in _YEARS for one in (*said, *period.values()) if one)


def moment_of(slot: str, now: datetime) -> datetime:
    """The moment of a slot in the user's zone; of a plain date nine in the morning."""
    if is_day(slot):
        return at_hour(date.fromisoformat(slot), now)
    moment = datetime.fromisoformat(slot)
    return moment.astimezone(now.tzinfo) if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)


def at_hour(day: date, now: datetime, hour: int = USUAL_HOUR) -> datetime:
    """That hour of the day in the user's zone."""
    return datetime.combine(day, time(hour), now.tzinfo)


def later(moment: datetime, span: timedelta) -> datetime:
    """So much time later, however the clocks change in between; in the same zone."""
    return (moment.astimezone(UTC) + span).astimezone(moment.tzinfo)


def span_of(slot: dict[str, Any] | None) -> timedelta | None:
    """How long a duration slot lasts; None where there is none or it is no time at all.

    Months count 30 days, years 365. Raises OverflowError beyond all measure.
    """
    if slot is None:
        return None
    days = {"day": 1, "week": 7, "month": 30, "year": 365}
    unit, value = str(slot["unit"]), float(slot["value"])
    if unit in days:
        return timedelta(days=value * days[unit])
    return timedelta(seconds=value * {"second": 1, "minute": 60, "hour": 3600}[unit])


def first_of(rule: str, at: str | None, now: datetime) -> datetime | None:
    """When something that repeats comes first, from the words it was asked for in; None: never.

    "Every Tuesday" is the next Tuesday, "every two weeks" in two weeks, "every day" tomorrow
    morning, where this morning is over.
    """
    parts = parts_of(rule)
    chooses = any(name.startswith("BY") for name in parts)
    if at is not None:
        moment = moment_of(at, now)
        return first_match(rule, moment) if chooses else moment
    this_morning = at_hour(now.date(), now)
    if chooses:
        begin = this_morning if this_morning > now else at_hour(now.date() + timedelta(days=1), now)
        return first_match(rule, begin)
    usual = _HOURS_APART.get(rule)
    if usual is not None:
        hours = (*usual, usual[0] + 24)
        midnight = at_hour(now.date(), now, 0)
        all_of_them = (midnight + timedelta(hours=hour) for hour in hours)
        return next(moment for moment in all_of_them if moment > now)
    if parts["FREQ"] in _FREQUENT:
        return _second(rule, now.replace(second=0, microsecond=0), now)
    if rule == "FREQ=DAILY" and this_morning > now:
        return this_morning
    return _second(rule, this_morning, now)


def _second(rule: str, begin: datetime, now: datetime) -> datetime | None:
    found = starts(
        begin,
        rule,
        zone=zone_name(now),
        since=begin + timedelta(microseconds=1),
        until=now + FURTHEST,
    )
    return next(found, None)
