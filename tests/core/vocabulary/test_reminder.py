"""When a reminder rings."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as some

from pam_core.vocabulary.recurrence import steady
from pam_core.vocabulary.reminder import Reminder

RULES = some.sampled_from(
    [
        None,
        "FREQ=HOURLY;INTERVAL=5",
        "FREQ=DAILY",
        "FREQ=WEEKLY;BYDAY=MO,TH",
        "FREQ=WEEKLY;INTERVAL=2",
        "FREQ=MONTHLY",
        "FREQ=MONTHLY;BYDAY=-1FR",
        "FREQ=YEARLY",
    ]
)
MOMENTS = some.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 31)).map(
    lambda moment: moment.replace(microsecond=0)
)
ZONES = some.sampled_from(["America/Denver", "Europe/London", "Australia/Lord_Howe", "UTC"])


@some.composite
def reminders(draw: some.DrawFn) -> Reminder:
    zone = draw(ZONES)
    at = draw(MOMENTS).replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone))
    rule = draw(RULES)
    return Reminder(
        id="one",
        created_at=at,
        text="walk",
        at=at,
        zone=zone,
        repeat=steady(rule, at) if rule else None,
    )


@settings(max_examples=150, deadline=None)
@given(reminder=reminders(), later=some.integers(0, 60 * 24 * 800))
def test_told_late_or_not_it_is_told_once(reminder: Reminder, later: int) -> None:
    """Whenever PAM comes to tell it, it has told all that was due, and the next lies ahead."""
    now = reminder.at + timedelta(minutes=later)
    own = reminder.last_due(now)
    assert own is not None
    assert reminder.at <= own <= now
    told = replace(reminder, rang_at=own)
    assert told.last_due(now) is None
    following = told.next_ring()
    assert following is None or following > now
    assert (following is None) == (reminder.repeat is None)


@settings(max_examples=60, deadline=None)
@given(reminder=reminders(), minutes=some.integers(1, 60 * 24 * 30))
def test_snooze_comes_before_the_next(reminder: Reminder, minutes: int) -> None:
    """A snoozed reminder rings when it was snoozed to, or at its own next time before that."""
    rang = replace(reminder, rang_at=reminder.at)
    until = reminder.at + timedelta(minutes=minutes)
    own = rang.next_ring()
    assert replace(rang, snoozed_until=until).next_ring() == min(until, own or until)


@settings(deadline=None)
@given(reminder=reminders())
def test_done_is_over(reminder: Reminder) -> None:
    """What is done does not ring."""
    assert replace(reminder, done=True).next_ring() is None


@settings(deadline=None)
@given(reminder=reminders())
def test_not_before_its_time(reminder: Reminder) -> None:
    """Before its time it is not due."""
    assert reminder.last_due(reminder.at - timedelta(seconds=1)) is None
    assert reminder.next_ring() == reminder.at
