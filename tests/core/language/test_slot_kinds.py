"""Kinds of slots: the values they give and the words they take."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from pam_core.language.slot_kinds import SlotKinds
from pam_core.language.slots import Context, SlotSpec
from pam_core.language.words import sentence
from tests.core.language.said_sentences import NOW

US = Context(now=NOW)
METRIC = Context(now=NOW, units="metric")
NAMED_KINDS = (
    "money priced day period clock moment number ordinal odometer quantity repeat percent months"
    " shift name words text place volume distance weight temperature speed duration"
).split()


def value(kind: str, text: str, context: Context = US, lean: str = "future") -> Any:
    """What the whole text is as a slot of that kind; None where it is none."""
    said = sentence(text)
    spans = SlotKinds().spans(said, 0, context, SlotSpec(name="slot", kind=kind, lean=lean))
    whole = [span.value for span in spans if span.end == len(said.tokens)]
    return whole[0] if whole else None


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("duration", "12 minute", {"value": "12", "unit": "minute"}),
        ("duration", "twelve minutes", {"value": "12", "unit": "minute"}),
        ("duration", "an hour and a half", {"value": "90", "unit": "minute"}),
        ("duration", "half an hour", {"value": "30", "unit": "minute"}),
        ("duration", "two and a half hours", {"value": "2.5", "unit": "hour"}),
        ("duration", "1 hour 30 minutes", {"value": "90", "unit": "minute"}),
        ("duration", "90 seconds", {"value": "90", "unit": "second"}),
        ("duration", "a minute and a half", {"value": "90", "unit": "second"}),
        ("duration", "three quarters of an hour", {"value": "45", "unit": "minute"}),
        ("duration", "a couple of hours", {"value": "2", "unit": "hour"}),
        ("duration", "for minutes", {"value": "4", "unit": "minute"}),
        ("duration", "5 minutes and 30 seconds", {"value": "330", "unit": "second"}),
        ("distance", "13 feet 6 inches", {"value": "13.5", "unit": "foot"}),
        ("distance", "13 foot 6", {"value": "13.5", "unit": "foot"}),
        ("distance", "13'6\"", {"value": "13.5", "unit": "foot"}),
        ("distance", "35 feet", {"value": "35", "unit": "foot"}),
        ("volume", "42 gallons", {"value": "42", "unit": "gallon"}),
        ("volume", "forty two point five gallons", {"value": "42.5", "unit": "gallon"}),
        ("volume", "42.317 gallons", {"value": "42.317", "unit": "gallon"}),
        ("volume", "ten and a half gallons", {"value": "10.5", "unit": "gallon"}),
        ("volume", "half a gallon", {"value": "0.5", "unit": "gallon"}),
        ("weight", "26,000 pounds", {"value": "26000", "unit": "pound"}),
        ("weight", "12 tons", {"value": "12", "unit": "ton"}),
        ("speed", "65 miles per hour", {"value": "65", "unit": "mile_per_hour"}),
        ("speed", "65 mph", {"value": "65", "unit": "mile_per_hour"}),
        ("quantity", "10 miles", {"value": "10", "unit": "mile"}),
        ("quantity", "22 miles per gallon", {"value": "22", "unit": "mile_per_gallon"}),
        ("quantity", "80 psi", {"value": "80", "unit": "psi"}),
        ("quantity", "3 cups", {"value": "3", "unit": "cup"}),
        ("quantity", "3 1/2 cups", {"value": "3.5", "unit": "cup"}),
    ],
)
def test_quantities(kind: str, text: str, expected: Any) -> None:
    """A quantity is a decimal string and a unit in the singular."""
    assert value(kind, text) == expected


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("repeat", "every day", "FREQ=DAILY"),
        ("repeat", "every two weeks", "FREQ=WEEKLY;INTERVAL=2"),
        ("repeat", "every other tuesday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
        ("repeat", "every morning", "FREQ=DAILY"),
        ("repeat", "weekdays", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("repeat", "every weekday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("repeat", "every monday and thursday", "FREQ=WEEKLY;BYDAY=MO,TH"),
        ("repeat", "mondays wednesdays and fridays", "FREQ=WEEKLY;BYDAY=MO,WE,FR"),
        ("repeat", "first monday of every month", "FREQ=MONTHLY;BYDAY=1MO"),
        ("repeat", "on the first monday of each month", "FREQ=MONTHLY;BYDAY=1MO"),
        ("repeat", "the last friday of every month", "FREQ=MONTHLY;BYDAY=-1FR"),
        ("repeat", "monthly on the 31st", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ("repeat", "every month on the 15th", "FREQ=MONTHLY;BYMONTHDAY=15"),
        ("repeat", "on the 15th of each month", "FREQ=MONTHLY;BYMONTHDAY=15"),
        ("repeat", "every february 29th", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1"),
        ("repeat", "every year on november 5th", "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=5"),
        ("repeat", "twice a month", "FREQ=MONTHLY;BYMONTHDAY=1,15"),
        ("repeat", "every 90 days", "FREQ=DAILY;INTERVAL=90"),
        ("repeat", "every 5000 miles", {"every_miles": 5000}),
        ("repeat", "every five thousand miles", {"every_miles": 5000}),
        ("repeat", "every 10,000 kilometers", {"every_miles": 6214}),
        ("repeat", "once a week", "FREQ=WEEKLY"),
        ("repeat", "three times a day", "FREQ=HOURLY;INTERVAL=8"),
        ("repeat", "every six months", "FREQ=MONTHLY;INTERVAL=6"),
        ("repeat", "every hour", "FREQ=HOURLY"),
        ("repeat", "every half hour", "FREQ=MINUTELY;INTERVAL=30"),
        ("repeat", "every 3rd day", "FREQ=DAILY;INTERVAL=3"),
        ("repeat", "every first of the month", "FREQ=MONTHLY;BYMONTHDAY=1"),
        ("repeat", "every second saturday", "FREQ=MONTHLY;BYDAY=2SA"),
        ("repeat", "every other day", "FREQ=DAILY;INTERVAL=2"),
        ("repeat", "quarterly", "FREQ=MONTHLY;INTERVAL=3"),
        ("repeat", "weekly on tuesday", "FREQ=WEEKLY;BYDAY=TU"),
        ("repeat", "every couple of weeks", "FREQ=WEEKLY;INTERVAL=2"),
        ("repeat", "every 3 hours", "FREQ=HOURLY;INTERVAL=3"),
        ("repeat", "on the last day of every month", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ("repeat", "every single day", "FREQ=DAILY"),
        ("repeat", "each week", "FREQ=WEEKLY"),
        ("repeat", "every july 4th", "FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=4"),
        ("repeat", "every sunday", "FREQ=WEEKLY;BYDAY=SU"),
        ("repeat", "every day at 9", None),
    ],
)
def test_repeats(kind: str, text: str, expected: Any) -> None:
    """A repeat is an RRULE, or so many miles; a month without that day has its last instead."""
    assert value(kind, text) == expected


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("clock", "9 am", "09:00"),
        ("clock", "nine fifteen", "09:15"),
        ("clock", "half past six", "18:30"),
        ("clock", "noon", "12:00"),
        ("clock", "14:30", "14:30"),
        ("clock", "930", "09:30"),
        ("odometer", "81,300", {"value": "81300", "unit": "mile"}),
        ("odometer", "81,300 miles", {"value": "81300", "unit": "mile"}),
        ("odometer", "eighty one thousand three hundred", {"value": "81300", "unit": "mile"}),
        ("odometer", "eighty one two fifty", {"value": "81250", "unit": "mile"}),
        ("odometer", "eighty one thousand two fifty", {"value": "81250", "unit": "mile"}),
        ("odometer", "81 250", {"value": "81250", "unit": "mile"}),
        ("odometer", "81250", {"value": "81250", "unit": "mile"}),
        ("odometer", "one twenty three four fifty six", {"value": "123456", "unit": "mile"}),
        ("odometer", "one hundred twenty thousand", {"value": "120000", "unit": "mile"}),
        ("odometer", "120,500.7", {"value": "120500.7", "unit": "mile"}),
        ("number", "12", 12),
        ("number", "12.5", "12.5"),
        ("number", "twelve point five", "12.5"),
        ("ordinal", "third", 3),
        ("ordinal", "3rd", 3),
        ("ordinal", "the second", 2),
        ("ordinal", "number four", 4),
        ("percent", "15%", "15"),
        ("percent", "fifteen percent", "15"),
        ("percent", "15 per cent", "15"),
        ("months", "six months", 6),
        ("months", "half a year", 6),
        ("months", "a year", 12),
        ("months", "a year and a half", 18),
        ("shift", "the day before", {"unit": "day", "count": -1}),
        ("shift", "the month before that", {"unit": "month", "count": -1}),
        ("shift", "previous week", {"unit": "week", "count": -1}),
        ("shift", "the week after", {"unit": "week", "count": 1}),
        ("place", "Page, Arizona", "Page, Arizona"),
        ("place", "the Grand Canyon", "Grand Canyon"),
        ("place", "Salt Lake City Utah", "Salt Lake City Utah"),
        ("place", "Truth or Consequences", "Truth or Consequences"),
    ],
)
def test_other_kinds(kind: str, text: str, expected: Any) -> None:
    """Numbers, positions, readings and places are taken as people say them."""
    assert value(kind, text) == expected


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("period", "this weekend", {"from": "2026-11-28", "to": "2026-11-29"}),
        ("period", "next week", {"from": "2026-11-30", "to": "2026-12-06"}),
        ("period", "tomorrow", {"from": "2026-11-24", "to": "2026-11-24"}),
        ("period", "the next three days", {"from": "2026-11-23", "to": "2026-11-25"}),
        ("period", "in december", {"from": "2026-12-01", "to": "2026-12-31"}),
        ("period", "next weekend", {"from": "2026-12-05", "to": "2026-12-06"}),
        ("period", "friday", {"from": "2026-11-27", "to": "2026-11-27"}),
        ("period", "on saturday", {"from": "2026-11-28", "to": "2026-11-28"}),
        ("period", "this week", {"from": "2026-11-23", "to": "2026-11-29"}),
        ("period", "the rest of the week", {"from": "2026-11-23", "to": "2026-11-29"}),
        ("period", "the next few days", {"from": "2026-11-23", "to": "2026-11-25"}),
        ("period", "from friday to sunday", {"from": "2026-11-27", "to": "2026-11-29"}),
        ("period", "next month", {"from": "2026-12-01", "to": "2026-12-31"}),
        ("period", "tomorrow afternoon", {"from": "2026-11-24", "to": "2026-11-24"}),
        ("period", "over the weekend", {"from": "2026-11-28", "to": "2026-11-29"}),
        ("day", "by march", None),
        ("day", "march", "2027-03-01"),
        ("day", "end of march", "2027-03-31"),
        ("day", "the end of the year", "2026-12-31"),
        ("day", "christmas", "2026-12-25"),
        ("day", "next year", "2027-01-01"),
        ("day", "in two weeks", "2026-12-07"),
        ("day", "sunday", "2026-11-29"),
        ("period", "saturday night", {"from": "2026-11-28", "to": "2026-11-28"}),
        ("day", "friday the 5th", "2026-12-05"),
    ],
)
def test_ahead(kind: str, text: str, expected: Any) -> None:
    """Days and periods of a plan lie ahead."""
    assert value(kind, text) == expected


def test_metric() -> None:
    """Where nothing else is said the user's own units are meant."""
    assert value("temperature", "20 degrees", METRIC) == {"value": "20", "unit": "celsius"}
    assert value("odometer", "130,000", METRIC) == {"value": "130000", "unit": "kilometer"}


def test_a_text_keeps_its_words() -> None:
    """A long text is as the user said it, with what was said about it."""
    said = "call Bob's shop, it's about the 2nd axle"
    assert value("text", said) == said


@given(st.integers(1, 31), st.dates(datetime(1990, 1, 1).date(), datetime(2090, 1, 1).date()))
def test_monthly_in_every_month(day: int, start: Any) -> None:
    """What is due monthly is due in every month, however short."""
    begin = datetime.combine(start.replace(day=1), datetime.min.time())
    rule = rrulestr(value("repeat", f"monthly on the {day}th"), dtstart=begin)
    months = [(at.year, at.month) for at in rule.xafter(begin, 25, inc=True)]
    assert len(set(months)) == 25
    assert (months[-1][0] - months[0][0]) * 12 + months[-1][1] - months[0][1] == 24


@given(st.sampled_from(range(1, 13)), st.integers(1, 31), st.integers(1, 400))
def test_rules_are_rules(month: int, day: int, count: int) -> None:
    """Every repeat is an RRULE that dateutil reads."""
    begin = datetime(2026, 1, 1, tzinfo=ZoneInfo("America/Denver"))
    month_name = f"{datetime(2026, month, 1):%B}"
    for text in (f"every {count} days", f"every {month_name} {day}", f"every {count} months"):
        rule = value("repeat", text)
        assert rule is None or rrulestr(rule, dtstart=begin).after(begin)


@given(st.sampled_from(NAMED_KINDS), st.text(max_size=60), st.sampled_from(["past", "future"]))
def test_any_text(kind: str, text: str, lean: str) -> None:
    """No text is too strange for any kind of slot."""
    value(kind, text, lean=lean)
    value(kind, f"every {text}", lean=lean)


@pytest.mark.parametrize("day", ["0001-01-02T00:00", "9999-12-30T23:00"])
@pytest.mark.parametrize("text", ["in 400 years", "last year", "tomorrow at 9", "in two hours"])
@pytest.mark.parametrize("kind", NAMED_KINDS)
def test_ends_of_the_calendar(kind: str, text: str, day: str) -> None:
    """In the first and the last year of the calendar nothing breaks."""
    now = datetime.fromisoformat(day).replace(tzinfo=ZoneInfo("UTC"))
    value(kind, text, Context(now=now))
