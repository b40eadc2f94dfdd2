"""Money, days and times in words for the ear."""

from datetime import date, datetime, timedelta

import pytest

from pam_core.skills import wording
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.period import Period

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("minor", "currency", "words"),
    [
        (4500, "USD", "45 dollars"),
        (6750, "USD", "67 dollars and 50 cents"),
        (101, "USD", "1 dollar and 1 cent"),
        (5, "USD", "5 cents"),
        (0, "USD", "0 dollars"),
        (123456700, "USD", "1,234,567 dollars"),
        (-500, "USD", "minus 5 dollars"),
        (3000, "EUR", "30 euros"),
        (100, "CAD", "1 Canadian dollar"),
        (500, "JPY", "500 JPY"),
        (1500, "CHF", "15 CHF"),
        (1250, "CHF", "12.50 CHF"),
        (1500, "KWD", "1.500 KWD"),
        (50, "GBP", "50 pence"),
        (101, "GBP", "1 pound and 1 penny"),
        (1250, "MXN", "12 Mexican pesos and 50 centavos"),
    ],
)
def test_money(minor: int, currency: str, words: str) -> None:
    """Money is said as people say it."""
    assert wording.money(Money(minor=minor, currency=currency)) == words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-11-23", "2026-11-23", "today"),
        ("2026-11-22", "2026-11-22", "yesterday"),
        ("2026-11-20", "2026-11-20", "on Friday"),
        ("2026-11-05", "2026-11-05", "on November 5th"),
        ("2025-11-05", "2025-11-05", "on November 5th, 2025"),
        ("2026-11-01", "2026-11-30", "this month"),
        ("2026-10-01", "2026-10-31", "last month"),
        ("2026-02-01", "2026-02-28", "in February"),
        ("2024-02-01", "2024-02-29", "in February 2024"),
        ("2026-11-23", "2026-11-29", "this week"),
        ("2026-11-16", "2026-11-22", "last week"),
        ("2026-01-01", "2026-12-31", "this year"),
        ("2025-01-01", "2025-12-31", "in 2025"),
        ("2026-11-20", "2026-11-23", "since Friday"),
        ("2026-11-17", "2026-11-23", "in the last 7 days"),
        ("2026-11-05", "2026-11-10", "from November 5th to November 10th"),
    ],
)
def test_period(first: str, last: str, words: str) -> None:
    """A period is said the short way where there is one."""
    period = Period(first=date.fromisoformat(first), last=date.fromisoformat(last))
    assert wording.period(period, MONDAY) == words


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [
        (0, 0, "12 AM"),
        (9, 0, "9 AM"),
        (12, 30, "12:30 PM"),
        (15, 42, "3:42 PM"),
        (15, 5, "3:05 PM"),
    ],
)
def test_clock(hour: int, minute: int, words: str) -> None:
    """The hour alone is said without its zeros."""
    assert wording.clock(datetime(2026, 11, 23, hour, minute)) == words


def test_days() -> None:
    """A day is said with its weekday and its ordinal."""
    assert wording.full_day(MONDAY) == "Monday, November 23rd"
    ordinals = [wording.ordinal(number) for number in (1, 2, 3, 4, 11, 12, 13, 21, 22, 30, 31)]
    assert ordinals == "1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 30th 31st".split()
    assert wording.past_day(MONDAY + timedelta(1), MONDAY) == "tomorrow"


def test_counted() -> None:
    """One thing, several things."""
    told = [wording.counted(many, "entry") for many in (0, 1, 2)]
    assert told == ["0 entries", "1 entry", "2 entries"]
    assert wording.counted(1_200, "day") == "1,200 days"


def test_joined() -> None:
    """A list is read with an "and" before the last."""
    lists = (["a"], ["a", "b"], ["a", "b", "c"])
    assert [wording.joined(each) for each in lists] == ["a", "a and b", "a, b and c"]


def test_shortened() -> None:
    """Long words of the user's are cut between words; one endless word is cut anywhere."""
    assert wording.shortened("call  the campground", 40) == "call the campground"
    assert wording.shortened("call the campground about the leak", 20) == "call the campground"
    assert wording.shortened("x" * 99, 20) == "x" * 20
    assert wording.shortened("12 pesos for the entertainment", 20) == "12 pesos"
    assert wording.shortened("look for the entertainment", 12) == "look"
    assert wording.shortened("to the " + "x" * 99, 20) == "to the xxxxxxxxxxxxx"
