"""Days and periods as people say them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pam_core.language.days import WEEKDAYS, day_at, shifted_month
from pam_core.language.periods import period_at
from pam_core.language.words import sentence

MONDAY = date(2026, 11, 23)
DAYS = st.dates(date(1972, 1, 1), date(2098, 12, 31))


def day(text: str, today: date = MONDAY, lean: str = "past") -> str | None:
    tokens = sentence(text).tokens
    found = day_at(tokens, 0, today, lean)
    return found.day.isoformat() if found and found.end == len(tokens) else None


def period(text: str, today: date = MONDAY, first_weekday: int = 0) -> str | None:
    tokens = sentence(text).tokens
    found = period_at(tokens, 0, today, first_weekday)
    if not found or found.end != len(tokens):
        return None
    return f"{found.period.first}..{found.period.last}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today", "2026-11-23"),
        ("this morning", "2026-11-23"),
        ("yesterday", "2026-11-22"),
        ("last night", "2026-11-22"),
        ("the day before yesterday", "2026-11-21"),
        ("friday", "2026-11-20"),
        ("last friday", "2026-11-20"),
        ("last monday", "2026-11-16"),
        ("monday", "2026-11-23"),
        ("friday night", "2026-11-20"),
        ("two days ago", "2026-11-21"),
        ("a week ago", "2026-11-16"),
        ("a couple of days ago", "2026-11-21"),
        ("three weeks ago", "2026-11-02"),
        ("a month ago", "2026-10-23"),
        ("the 5th", "2026-11-05"),
        ("the fifth", "2026-11-05"),
        ("the 30th", "2026-10-30"),
        ("the 31st", "2026-10-31"),
        ("the twenty second", "2026-11-22"),
        ("november 5th", "2026-11-05"),
        ("November fifth", "2026-11-05"),
        ("the fifth of november", "2026-11-05"),
        ("5 november", "2026-11-05"),
        ("nov 5 2024", "2024-11-05"),
        ("november fifth twenty twenty five", "2025-11-05"),
        ("december 24th", "2025-12-24"),
        ("11/5", "2026-11-05"),
        ("11-5", "2026-11-05"),
        ("11/5/25", "2025-11-05"),
        ("2026-11-05", "2026-11-05"),
        ("february 29th", "2024-02-29"),
        ("february 30th", None),
        ("the 32nd", None),
        ("13/13", None),
        ("9999-99-99", None),
        ("someday", None),
    ],
)
def test_past_days(text: str, expected: str | None) -> None:
    """A day without its year or week is the last one there was."""
    assert day(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("friday", "2026-11-27"),
        ("this friday", "2026-11-27"),
        ("next friday", "2026-12-04"),
        ("next tuesday", "2026-12-01"),
        ("next monday", "2026-11-30"),
        ("monday", "2026-11-30"),
        ("the 5th", "2026-12-05"),
        ("november 5th", "2027-11-05"),
        ("tomorrow", "2026-11-24"),
    ],
)
def test_future_days(text: str, expected: str) -> None:
    """For a plan the same words mean the next one there will be."""
    assert day(text, lean="future") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("this month", "2026-11-01..2026-11-30"),
        ("so far this month", "2026-11-01..2026-11-30"),
        ("last month", "2026-10-01..2026-10-31"),
        ("this week", "2026-11-23..2026-11-29"),
        ("last week", "2026-11-16..2026-11-22"),
        ("this year", "2026-01-01..2026-12-31"),
        ("last weekend", "2026-11-21..2026-11-22"),
        ("in october", "2026-10-01..2026-10-31"),
        ("in december", "2025-12-01..2025-12-31"),
        ("in 2025", "2025-01-01..2025-12-31"),
        ("february 2024", "2024-02-01..2024-02-29"),
        ("the last seven days", "2026-11-17..2026-11-23"),
        ("in the past 2 weeks", "2026-11-10..2026-11-23"),
        ("the past month", "2026-10-24..2026-11-23"),
        ("since friday", "2026-11-20..2026-11-23"),
        ("since last week", "2026-11-16..2026-11-23"),
        ("since the 5th", "2026-11-05..2026-11-23"),
        ("since october", "2026-10-01..2026-11-23"),
        ("between the 5th and the 10th", "2026-11-05..2026-11-10"),
        ("from october to november", "2026-10-01..2026-11-30"),
        ("yesterday", "2026-11-22..2026-11-22"),
        ("on friday", "2026-11-20..2026-11-20"),
        ("between the 10th and the 5th", None),
        ("since", None),
        ("the last few days", None),
    ],
)
def test_periods(text: str, expected: str | None) -> None:
    """A period holds whole days, both ends included."""
    assert period(text) == expected


def test_sunday_week() -> None:
    """Weeks begin on the day the user's weeks begin."""
    assert period("this week", date(2026, 11, 22), 6) == "2026-11-22..2026-11-28"
    assert period("this week", date(2026, 11, 22), 0) == "2026-11-16..2026-11-22"


@given(DAYS, st.sampled_from(sorted(WEEKDAYS)))
def test_last_weekday(today: date, weekday: str) -> None:
    """The last weekday of a name lies one to seven days back, and is one of that name."""
    found = date.fromisoformat(day(f"last {weekday}", today) or "")
    assert timedelta(1) <= today - found <= timedelta(7)
    assert found.weekday() == WEEKDAYS[weekday]


@given(DAYS, st.integers(1, 31))
def test_past_day_of_month(today: date, number: int) -> None:
    """The 31st is the last 31st there was, month ends and leap days included."""
    found = date.fromisoformat(day(f"the {number}th", today) or "")
    assert found.day == number
    assert timedelta(0) <= today - found <= timedelta(62)


@given(DAYS)
def test_last_month_ends_where_this_begins(today: date) -> None:
    """Last month and this one meet without a gap."""
    last, this = period("last month", today), period("this month", today)
    assert last and this
    end = date.fromisoformat(last.partition("..")[2])
    assert end + timedelta(1) == date.fromisoformat(this.partition("..")[0])
    assert this.partition("..")[0] <= today.isoformat() <= this.partition("..")[2]


@given(DAYS, st.integers(-30, 30))
def test_shifted_month(today: date, months: int) -> None:
    """Months are shifted by the calendar; the day only moves where it does not exist."""
    there = shifted_month(today, months)
    assert (there.year - today.year) * 12 + there.month - today.month == months
    assert there.day == today.day or (there + timedelta(1)).day == 1


@given(DAYS, st.text(max_size=40))
def test_any_text(today: date, text: str) -> None:
    """No text is too strange to be looked at."""
    assert day(text, today) is None or date.fromisoformat(day(text, today) or "")
    period(text, today)
