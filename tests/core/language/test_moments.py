"""Moments and times of day as people say them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pam_core.language.clock_times import clock_time_at
from pam_core.language.days_ahead import after, day_ahead_at
from pam_core.language.moments import moment_of, moment_pieces_at
from pam_core.language.words import sentence
from tests.core.language.said_sentences import NOW

DENVER = ZoneInfo("America/Denver")
MOMENTS = st.datetimes(datetime(1975, 1, 2), datetime(2098, 12, 30), timezones=st.just(DENVER))


def moment(text: str, now: datetime = NOW) -> str | None:
    """The moment that the whole text is."""
    tokens = sentence(text).tokens
    whole = [piece for end, piece in moment_pieces_at(tokens, 0, now) if end == len(tokens)]
    return moment_of(whole[:1], now) if whole else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tomorrow at 9", "2026-11-24T09:00:00-07:00"),
        ("tomorrow at 9 am", "2026-11-24T09:00:00-07:00"),
        ("next tuesday at 9 am", "2026-12-01T09:00:00-07:00"),
        ("at 9", "2026-11-23T21:00:00-07:00"),
        ("at 3", "2026-11-23T15:00:00-07:00"),
        ("at 2", "2026-11-24T14:00:00-07:00"),
        ("at nine thirty", "2026-11-23T21:30:00-07:00"),
        ("at 9:30pm", "2026-11-23T21:30:00-07:00"),
        ("at half past six", "2026-11-23T18:30:00-07:00"),
        ("at a quarter to nine tomorrow", "2026-11-24T08:45:00-07:00"),
        ("tomorrow morning", "2026-11-24T09:00:00-07:00"),
        ("tomorrow morning at 8", "2026-11-24T08:00:00-07:00"),
        ("tonight", "2026-11-23T20:00:00-07:00"),
        ("tonight at 8", "2026-11-23T20:00:00-07:00"),
        ("at 8 tonight", "2026-11-23T20:00:00-07:00"),
        ("friday evening at seven", "2026-11-27T19:00:00-07:00"),
        ("friday", "2026-11-27"),
        ("on friday at noon", "2026-11-27T12:00:00-07:00"),
        ("at midnight", "2026-11-24T00:00:00-07:00"),
        ("in two hours", "2026-11-23T16:00:00-07:00"),
        ("in an hour and a half", "2026-11-23T15:30:00-07:00"),
        ("in half an hour", "2026-11-23T14:30:00-07:00"),
        ("20 minutes from now", "2026-11-23T14:20:00-07:00"),
        ("in two weeks", "2026-12-07"),
        ("in two weeks at 9", "2026-12-07T09:00:00-07:00"),
        ("a week from friday", "2026-12-04"),
        ("on december 5th at 10 am", "2026-12-05T10:00:00-07:00"),
        ("december 5 at ten", "2026-12-05T10:00:00-07:00"),
        ("the 5th at 6 pm", "2026-12-05T18:00:00-07:00"),
        ("at 1400 hours", "2026-11-24T14:00:00-07:00"),
        ("at fourteen hundred", "2026-11-24T14:00:00-07:00"),
        ("at 5 o'clock", "2026-11-23T17:00:00-07:00"),
        ("at 5 in the afternoon", "2026-11-23T17:00:00-07:00"),
        ("this afternoon", "2026-11-23T15:00:00-07:00"),
        ("this weekend", "2026-11-28"),
        ("on thanksgiving", "2026-11-26"),
        ("the end of the month", "2026-11-30"),
        ("by friday at 5", "2026-11-27T17:00:00-07:00"),
        ("at 9 on saturday", "2026-11-28T09:00:00-07:00"),
        ("saturday at 9 in the morning", "2026-11-28T09:00:00-07:00"),
        ("evening at 7", "2026-11-23T19:00:00-07:00"),
        ("in the morning", "2026-11-24T09:00:00-07:00"),
        ("at 4:30 a.m.", "2026-11-24T04:30:00-07:00"),
        ("tomorrow at 4:30 P.M.", "2026-11-24T16:30:00-07:00"),
        ("11/30 at 8am", "2026-11-30T08:00:00-07:00"),
        ("next month", "2026-12-01"),
        ("in march", "2027-03-01"),
        ("sunday the 29th at 2", "2026-11-29T14:00:00-07:00"),
        ("monday november 30th", "2026-11-30"),
        ("at 9 45", "2026-11-23T21:45:00-07:00"),
        ("wednesday at 8:15", "2026-11-25T08:15:00-07:00"),
        ("day after tomorrow", "2026-11-25"),
        ("the day after tomorrow at ten in the morning", "2026-11-25T10:00:00-07:00"),
        ("in 3 days at noon", "2026-11-26T12:00:00-07:00"),
        ("a week from now", "2026-11-30"),
        ("in a week", "2026-11-30"),
        ("next friday", "2026-12-04"),
        ("this friday at 5", "2026-11-27T17:00:00-07:00"),
        ("first thing tomorrow", "2026-11-24T09:00:00-07:00"),
        ("later today", "2026-11-23"),
        ("tomorrow night at 11", "2026-11-24T23:00:00-07:00"),
        ("tonight at 12", "2026-11-24T00:00:00-07:00"),
        ("tonight at 1", "2026-11-24T01:00:00-07:00"),
        ("9 p.m. on friday", "2026-11-27T21:00:00-07:00"),
        ("6 30", None),
        ("6 30 pm", "2026-11-23T18:30:00-07:00"),
        ("at 6 30 tomorrow", "2026-11-24T18:30:00-07:00"),
        ("today at 5", "2026-11-23T17:00:00-07:00"),
        ("today at 9", "2026-11-23T21:00:00-07:00"),
        ("at noon on the 5th", "2026-12-05T12:00:00-07:00"),
        ("november 5th 2027", "2027-11-05"),
        ("2027-11-05", "2027-11-05"),
        ("at 25", None),
        ("45", None),
        ("at 45", None),
    ],
)
def test_moments(text: str, expected: str | None) -> None:
    """A moment is the next one that fits; a plain date where no time of day was said."""
    assert moment(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tonight at midnight", "2026-11-24T00:00:00-07:00"),
        ("first thing tomorrow", "2026-11-24T09:00:00-07:00"),
        ("first thing in the morning", "2026-11-24T09:00:00-07:00"),
        ("later today", "2026-11-23"),
    ],
)
def test_other_words(text: str, expected: str) -> None:
    """Midnight tonight is tomorrow's first moment; "first thing" is the morning."""
    assert moment(text) == expected


@pytest.mark.parametrize(
    ("text", "now", "expected"),
    [
        ("tomorrow at 2:30 am", "2026-03-07T12:00", "2026-03-08T03:30:00-06:00"),
        ("in two hours", "2026-03-08T01:00", "2026-03-08T04:00:00-06:00"),
        ("tomorrow at 1:30 am", "2026-10-31T12:00", "2026-11-01T01:30:00-06:00"),
        ("in two hours", "2026-11-01T00:30", "2026-11-01T01:30:00-07:00"),
        ("tomorrow at 9", "2026-10-31T12:00", "2026-11-01T09:00:00-07:00"),
        ("february 29th at noon", "2026-03-01T12:00", "2028-02-29T12:00:00-07:00"),
        ("in a month", "2026-01-31T12:00", "2026-02-28"),
        ("in a year", "2028-02-29T12:00", "2029-02-28"),
    ],
)
def test_clock_changes(text: str, now: str, expected: str) -> None:
    """A time the clocks skip is an hour later, hours are real hours, short months end early."""
    assert moment(text, datetime.fromisoformat(now).replace(tzinfo=DENVER)) == expected


@given(MOMENTS, st.integers(0, 23), st.integers(0, 59))
def test_any_time_exists(now: datetime, hour: int, minute: int) -> None:
    """A moment survives its way through ISO-8601 and UTC, whatever the clocks do that day."""
    said = moment(f"tomorrow at {hour:02}:{minute:02} {'am' if hour < 12 else 'pm'}", now)
    found = datetime.fromisoformat(said or "")
    there = found.astimezone(UTC).astimezone(DENVER)
    assert there.replace(tzinfo=None) == found.replace(tzinfo=None)
    assert there.date() == now.date() + timedelta(days=1)


@given(MOMENTS, st.integers(1, 5000))
def test_minutes_from_now(now: datetime, minutes: int) -> None:
    """So many minutes are so many minutes, also across a clock change."""
    found = datetime.fromisoformat(moment(f"in {minutes} minutes", now) or "")
    begun = now.astimezone(UTC).replace(microsecond=0)
    assert found.astimezone(UTC) - begun == timedelta(minutes=minutes)


@given(MOMENTS, st.integers(1, 12))
def test_bare_hour_is_soon(now: datetime, hour: int) -> None:
    """A mere hour is meant within a day, and after now."""
    found = datetime.fromisoformat(moment(f"at {hour}", now) or "")
    assert now <= found <= now + timedelta(hours=37)


@given(MOMENTS, st.integers(1, 400), st.sampled_from(["day", "week", "month", "year"]))
def test_days_ahead(now: datetime, count: int, unit: str) -> None:
    """In so many months is the same day of a later month, or its last."""
    tokens = sentence(f"in {count} {unit}s").tokens
    found = day_ahead_at(tokens, 0, now.date())
    assert found and found.day == after(now.date(), count, unit)


@given(st.text(max_size=60), MOMENTS)
def test_any_text(text: str, now: datetime) -> None:
    """No text is too strange to be looked at."""
    moment(text, now)
    clock_time_at(sentence(text).tokens, 0, bare=True)
