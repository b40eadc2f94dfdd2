"""Recurrence across daylight saving, month ends and leap days."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from pam_core.vocabulary.recurrence import check_rule, starts, steady, zone_name

DENVER = "America/Denver"
HOME = ZoneInfo(DENVER)
ZONES = some.sampled_from(
    [DENVER, "America/New_York", "Europe/London", "Australia/Lord_Howe", "UTC"]
)
FIRSTS = some.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)
EVER = datetime(2099, 1, 1, tzinfo=UTC)


def at(text: str, zone: str = DENVER) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def some_of(first: datetime, rule: str, count: int, zone: str = DENVER) -> list[datetime]:
    return list(islice(starts(first, rule, zone=zone, since=first, until=EVER), count))


@settings(max_examples=60, deadline=None)
@given(day=some.dates(date(2020, 1, 1), date(2030, 1, 1)), zone=ZONES)
def test_nine_stays_nine(day: date, zone: str) -> None:
    """What comes daily at 9 comes at 9 by the clock on the wall, on every day of a year."""
    first = datetime.combine(day, time(9), ZoneInfo(zone))
    found = some_of(first, "FREQ=DAILY", 366, zone)
    assert [one.date() for one in found] == [day + timedelta(days=n) for n in range(366)]
    assert {one.time() for one in found} == {time(9)}


@settings(max_examples=60, deadline=None)
@given(first=FIRSTS, zone=ZONES, every=some.integers(1, 9))
def test_looking_later_finds_the_same(first: datetime, zone: str, every: int) -> None:
    """Whenever one looks, a rule has the same starts, each of them once."""
    begin = first.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    rule = f"FREQ=WEEKLY;INTERVAL={every}"
    end, middle = begin + timedelta(days=400), begin + timedelta(days=200)
    whole = list(starts(begin, rule, zone=zone, since=begin, until=end))
    later = list(starts(begin, rule, zone=zone, since=middle, until=end))
    assert later == [one for one in whole if one >= middle]
    assert len(set(whole)) == len(whole)


@settings(max_examples=60, deadline=None)
@given(first=FIRSTS, months=some.integers(1, 12))
def test_no_month_is_too_short(first: datetime, months: int) -> None:
    """What comes every so many months comes in each of them, on the last day of short ones."""
    begin = first.replace(tzinfo=HOME)
    found = some_of(begin, steady(f"FREQ=MONTHLY;INTERVAL={months}", begin), 30)
    numbers = [one.year * 12 + one.month for one in found]
    assert numbers == [numbers[0] + months * n for n in range(30)]
    assert all(one.day == min(begin.day, _length(one)) for one in found)


def _length(moment: datetime) -> int:
    return ((moment.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)).day


def test_leap_day() -> None:
    """What began on a 29th of February comes every year, on the 28th where there is no 29th."""
    first = at("2024-02-29T09:00")
    found = some_of(first, steady("FREQ=YEARLY", first), 5)
    assert [one.date().isoformat() for one in found] == [
        "2024-02-29",
        "2025-02-28",
        "2026-02-28",
        "2027-02-28",
        "2028-02-29",
    ]


def test_hour_that_is_left_out() -> None:
    """Half past two on the night the clocks go forward is half past three."""
    found = some_of(at("2026-03-07T02:30"), "FREQ=DAILY", 3)
    assert [one.strftime("%d %H:%M") for one in found] == ["07 02:30", "08 03:30", "09 02:30"]


def test_hours_are_hours() -> None:
    """Every six hours is six hours later, also in the night the clocks change."""
    found = some_of(at("2026-10-31T20:00"), "FREQ=HOURLY;INTERVAL=6", 3)
    assert [one.strftime("%d %H:%M") for one in found] == ["31 20:00", "01 01:00", "01 07:00"]


@pytest.mark.parametrize(
    ("rule", "last"),
    [
        ("FREQ=DAILY;UNTIL=20261126", "2026-11-26"),
        ("FREQ=DAILY;UNTIL=20261126T160000Z", "2026-11-26"),
        ("FREQ=DAILY;UNTIL=20261126T155959Z", "2026-11-25"),
        ("FREQ=DAILY;COUNT=3", "2026-11-25"),
    ],
)
def test_end(rule: str, last: str) -> None:
    """A rule ends with its last day, its last moment, or its count."""
    found = some_of(at("2026-11-23T09:00"), rule, 10)
    assert found[-1].date().isoformat() == last


def test_first_counts() -> None:
    """The first start is one even where the rule would not choose its day."""
    found = some_of(at("2026-11-23T09:00"), "FREQ=WEEKLY;BYDAY=TU", 2)
    assert [one.day for one in found] == [23, 24]


def test_every_second_since_long_ago() -> None:
    """A rule that came a billion times is looked at from now on."""
    first = at("1990-01-01T00:00")
    since = at("2026-11-23T09:00")
    found = starts(first, "FREQ=SECONDLY", zone=DENVER, since=since, until=EVER)
    assert next(found) == since


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "WEEKLY",
        "FREQ=NEVER",
        "INTERVAL=2",
        "FREQ=DAILY;INTERVAL=x",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=MONTHLY;BYDAY=ZZ",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;UNTIL=soon",
    ],
)
def test_not_a_rule(rule: str) -> None:
    """What cannot be followed is refused."""
    with pytest.raises(ValueError, match=r"\w"):
        check_rule(rule)


def test_zone_name() -> None:
    """A zone has a name, an offset has none."""
    assert zone_name(at("2026-11-23T09:00")) == DENVER
    assert zone_name(datetime.fromisoformat("2026-11-23T09:00-07:00")) == ""
