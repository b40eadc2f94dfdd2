"""Reminders: said, told, done, snoozed."""

from datetime import timedelta

import pytest

from pam_core.skills.days.reminders import ReminderSkill
from pam_core.vocabulary.reminder import Reminder
from tests.core.language.said_sentences import NOW
from tests.core.skills.days.days_stage import Stage, moment

ADD, LIST, DONE = "reminder.add", "reminder.list", "reminder.done"
SNOOZE, CANCEL = "reminder.snooze", "reminder.cancel"
SOON = "2026-11-23T14:20:00-07:00"


@pytest.fixture
def stage() -> Stage:
    return Stage(ReminderSkill)


@pytest.mark.parametrize(
    ("slots", "said"),
    [
        ({"at": SOON}, "I'll remind you today at 2:20 PM: call mom."),
        ({"at": "2026-11-24T09:00:00-07:00"}, "I'll remind you tomorrow at 9 AM: call mom."),
        (
            {"at": "2026-12-01"},
            "I'll remind you on Tuesday the first of December at 9 AM: call mom.",
        ),
        (
            {"repeat": "FREQ=WEEKLY;INTERVAL=2"},
            "I'll remind you every 2 weeks, first on Monday the seventh of December at 9 AM:"
            " call mom.",
        ),
        (
            {"repeat": "FREQ=WEEKLY;BYDAY=MO,TH", "at": "2026-11-23T20:00:00-07:00"},
            "I'll remind you every Monday and Thursday, first today at 8 PM: call mom.",
        ),
        (
            {"repeat": "FREQ=DAILY"},
            "I'll remind you every day, first tomorrow at 9 AM: call mom.",
        ),
        (
            {"repeat": "FREQ=HOURLY;INTERVAL=2"},
            "I'll remind you every 2 hours, first today at 4 PM: call mom.",
        ),
        (
            {"repeat": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"},
            "I'll remind you every 2 weeks on Tuesday, first tomorrow at 9 AM: call mom.",
        ),
    ],
)
async def test_added(stage: Stage, slots: dict[str, str], said: str) -> None:
    """When it will come is said back, with the whole date where the day is not clear."""
    assert await stage.do(ADD, text="call mom", **slots) == said
    assert await stage.undo() == "the reminder: call mom"
    assert await stage.memory.find(Reminder) == []


@pytest.mark.parametrize(
    ("slots", "asks", "said"),
    [
        ({"text": "call mom"}, "at", "When shall I remind you?"),
        ({"at": SOON}, "text", "What shall I remind you of?"),
        ({"text": " . ", "at": SOON}, "text", "What shall I remind you of?"),
        ({"text": "call", "at": "2026-11-23"}, "at", "At what time today?"),
        (
            {"text": "call", "at": "2026-11-23T09:00:00-07:00"},
            "at",
            "That has passed already. When shall I remind you?",
        ),
        (
            {"text": "call", "at": "9999-12-31"},
            "at",
            "That is too far away for me. When shall I remind you?",
        ),
        (
            {"text": "call", "repeat": "FREQ=MINUTELY"},
            "at",
            "An hour apart is as often as I go. When shall I remind you first?",
        ),
    ],
)
async def test_asks(stage: Stage, slots: dict[str, str], asks: str, said: str) -> None:
    """What is missing, past or absurd is asked for, and nothing is kept."""
    plan = await stage.plan(ADD, **slots)
    assert (plan.asks, plan.text, plan.keeps) == (asks, said, ())


async def test_by_miles(stage: Stage) -> None:
    """Miles are a matter of maintenance, and that is said."""
    plan = await stage.plan(ADD, text="change the oil", repeat={"every_miles": 5000})
    assert "maintenance" in plan.text
    assert plan.keeps == ()


async def test_rings_once_on_time(stage: Stage) -> None:
    """A reminder is told when its time comes, once, and looked for until then."""
    await stage.do(ADD, text="call mom", at=SOON)
    assert await stage.next_at() == moment("2026-11-23 14:20")
    assert await stage.told() == []
    stage.pass_time(minutes=20)
    assert await stage.told() == ["Reminder: call mom."]
    assert await stage.told() == []
    assert await stage.next_at() is None


async def test_late_ones_come_together(stage: Stage) -> None:
    """What came due while PAM was off is told in one short notice."""
    for number in range(1, 6):
        await stage.do(ADD, text=f"do thing {number}", at=f"2026-11-23T15:0{number}:00-07:00")
    stage.pass_time(days=3)
    assert await stage.told() == ["While I was off: do thing 1, do thing 2, do thing 3 and 2 more."]
    assert await stage.told() == []


async def test_repeating_missed_often_is_told_once(stage: Stage) -> None:
    """A daily reminder missed for a week is told once, and comes again at its time."""
    await stage.do(ADD, text="walk the dog", repeat="FREQ=DAILY")
    stage.pass_time(days=7)
    assert await stage.told() == ["While I was off: walk the dog."]
    assert await stage.next_at() == moment("2026-12-01 09:00")


async def test_nine_stays_nine_over_the_clock_change(stage: Stage) -> None:
    """A daily reminder keeps its time of day when the clocks are put back."""
    stage.now = moment("2026-10-31 08:00")
    await stage.do(ADD, text="walk", repeat="FREQ=DAILY")
    stage.now = moment("2026-10-31 09:00")
    await stage.told()
    assert await stage.next_at() == moment("2026-11-01 09:00")


async def test_done_after_it_rang(stage: Stage) -> None:
    """A mere done ends the one that rang; "undo" brings it back."""
    await stage.do(ADD, text="call mom", at=SOON)
    stage.pass_time(minutes=20)
    await stage.told()
    assert await stage.do(DONE, topic="reminder") == "Done: call mom."
    assert await stage.do(LIST) == "You have no reminders."
    assert await stage.undo() == "marking as done: call mom"
    assert await stage.do(LIST) == "You have 1 reminder: still open, call mom."


async def test_done_by_name_before_it_rings(stage: Stage) -> None:
    """What is done ahead of its time does not ring; of what repeats only this time is over."""
    await stage.do(ADD, text="check the tire pressure", repeat="FREQ=DAILY")
    said = await stage.do(DONE, text="check tire pressure")
    assert said.startswith("Done: check the tire pressure. Next time on Wednesday the twenty-fifth")
    assert await stage.next_at() == moment("2026-11-25 09:00")


async def test_done_when_nothing_rang(stage: Stage) -> None:
    """Without a reminder that waits there is nothing to be done with, and that is said."""
    plan = await stage.plan(DONE)
    assert plan.text.startswith("No reminder is waiting")
    assert (await stage.plan(DONE, text="fly")).text == "I have no reminder like that: fly."


@pytest.mark.parametrize(
    ("slots", "again"),
    [
        ({}, "2026-11-23 14:30"),
        ({"duration": {"value": "1", "unit": "hour"}}, "2026-11-23 15:20"),
        ({"at": "2026-11-24T07:00:00-07:00"}, "2026-11-24 07:00"),
    ],
)
async def test_snoozed(stage: Stage, slots: dict[str, str], again: str) -> None:
    """A snoozed reminder comes again later, in ten minutes where nothing was said."""
    await stage.do(ADD, text="call mom", at=SOON)
    stage.pass_time(minutes=20)
    await stage.told()
    await stage.do(SNOOZE, topic="reminder", **slots)
    assert await stage.next_at() == moment(again)
    stage.now = moment(again)
    assert await stage.told() == ["Reminder: call mom."]
    assert await stage.told() == []


async def test_snoozed_repeating_goes_on(stage: Stage) -> None:
    """A snooze moves this time only; the next comes when it always does."""
    await stage.do(ADD, text="walk", repeat="FREQ=DAILY")
    stage.now = moment("2026-11-24 09:00")
    await stage.told()
    await stage.do(SNOOZE, duration={"value": "30", "unit": "minute"})
    stage.now = moment("2026-11-24 09:30")
    assert await stage.told() == ["Reminder: walk."]
    assert await stage.next_at() == moment("2026-11-25 09:00")


async def test_snooze_into_the_past(stage: Stage) -> None:
    """A snooze that ends before now, or never, is asked again."""
    await stage.do(ADD, text="call mom", at=SOON)
    stage.pass_time(minutes=20)
    await stage.told()
    never = {"value": "99999999999", "unit": "year"}
    for slots in ({"at": "2026-11-23T09:00:00-07:00"}, {"duration": never}):
        assert (await stage.plan(SNOOZE, **slots)).asks == "at"


async def test_several_rang_together(stage: Stage) -> None:
    """What was told in one notice is done with one word."""
    for text in ("call mom", "feed the dog"):
        await stage.do(ADD, text=text, at=SOON)
    stage.pass_time(minutes=20)
    assert await stage.told() == ["Reminder: call mom and feed the dog."]
    await stage.do(DONE, topic="reminder")
    assert await stage.do(LIST) == "You have no reminders."


async def test_cancel_asks_first(stage: Stage) -> None:
    """A reminder is deleted only after a yes, and "undo" brings it back."""
    await stage.do(ADD, text="call mom", at=SOON)
    plan = await stage.plan(CANCEL, text="call mom")
    assert (plan.confirms, plan.keeps) == (True, ())
    assert plan.text == "Shall I delete the reminder: call mom?"
    await stage.do(CANCEL, text="call mom", confirmed=True)
    assert await stage.do(LIST) == "You have no reminders."
    await stage.undo()
    assert len(await stage.memory.find(Reminder)) == 1


async def test_all_cancelled(stage: Stage) -> None:
    """All of them are deleted after one yes, and one "undo" brings them back."""
    for text in ("call mom", "feed the dog"):
        await stage.do(ADD, text=text, at=SOON)
    assert (await stage.plan(CANCEL, text="all")).text == (
        "That is 2 reminders. Shall I delete them?"
    )
    assert await stage.do(CANCEL, text="all", confirmed=True) == "2 reminders deleted."
    await stage.undo()
    assert len(await stage.memory.find(Reminder)) == 2


async def test_list_of_a_day(stage: Stage) -> None:
    """Only those of the days asked for are read, a few at a time, and shown whole."""
    await stage.do(ADD, text="call mom", at="2026-11-24T09:00:00-07:00")
    await stage.do(ADD, text="call dad", at="2026-11-25T09:00:00-07:00")
    plan = await stage.plan(LIST, period={"from": "2026-11-24", "to": "2026-11-24"})
    assert plan.text == "You have 1 reminder tomorrow: at 9 AM, call mom."
    assert plan.table is not None
    assert len(plan.table.rows) == 1


async def test_long_list(stage: Stage) -> None:
    """A long list is read piece by piece, nothing left out."""
    for number in range(9):
        await stage.do(ADD, text=f"do thing {number}", at=f"2026-11-2{number % 5 + 4}")
    plan = await stage.plan(LIST)
    assert plan.text.startswith("You have 9 reminders:")
    together = " ".join((plan.text, *plan.rest))
    assert all(f"do thing {number}" in together for number in range(9))


async def test_long_text(stage: Stage) -> None:
    """However long a text is, it is kept whole and said back short."""
    text = "check the hitch and the lights " * 20
    said = await stage.do(ADD, text=text, at="2026-12-01")
    assert said.endswith("check the hitch and the and so on.")
    assert (await stage.memory.find(Reminder))[0].text == text.strip()


async def test_far_zone(stage: Stage) -> None:
    """A reminder keeps the zone it was made in, whatever zone the user is in when it rings."""
    await stage.do(ADD, text="walk", repeat="FREQ=DAILY")
    kept = (await stage.memory.find(Reminder))[0]
    assert kept.zone == "America/Denver"
    stage.now = (NOW + timedelta(days=1)).astimezone(None)
    assert await stage.told() == ["While I was off: walk."]


@pytest.mark.parametrize(
    ("value", "unit", "at"),
    [("2", "hour", "2026-03-08 04:30"), ("1", "day", "2026-03-09 01:30")],
)
async def test_snoozed_across_a_clock_change(stage: Stage, value: str, unit: str, at: str) -> None:
    """Hours of snooze are hours by the clock's own pace; days end at the same time of day."""
    stage.now = moment("2026-03-08 01:29")
    await stage.do(ADD, text="call mom", at="2026-03-08T01:30:00-07:00")
    stage.pass_time(minutes=1)
    await stage.told()
    await stage.do(SNOOZE, duration={"value": value, "unit": unit})
    [reminder] = await stage.memory.find(Reminder)
    assert reminder.snoozed_until == moment(at)


async def test_those_that_rang_together_are_named_together(stage: Stage) -> None:
    """After "done" and "later" PAM names all that they are for."""
    await stage.do(ADD, text="call mom", at=SOON)
    await stage.do(ADD, text="feed the dog", at=SOON)
    stage.pass_time(minutes=20)
    await stage.told()
    assert await stage.do(SNOOZE) == "Okay, again today at 2:30 PM: call mom and feed the dog."
    stage.pass_time(minutes=10)
    await stage.told()
    assert await stage.do(DONE) == "Done: call mom and feed the dog."


async def test_a_list_of_long_ones_fits_the_ear(stage: Stage) -> None:
    """However long the texts and however far the days, times are said whole, in two sentences."""
    for day in ("25", "30"):
        at = f"2026-11-{day}T12:30:00-07:00"
        await stage.do(ADD, text="walk around the whole rig and check every single tire", at=at)
    said = await stage.do(LIST)
    assert "Wednesday at 12:30 PM, walk around" in said


@pytest.mark.parametrize(
    ("now", "hours", "first"),
    [
        ("2026-11-23 14:00", 12, "today at 8 PM"),
        ("2026-11-23 21:00", 12, "tomorrow at 8 AM"),
        ("2026-11-23 07:00", 8, "today at 2 PM"),
        ("2026-11-23 23:00", 8, "tomorrow at 6 AM"),
    ],
)
async def test_several_times_a_day_is_while_awake(
    stage: Stage, now: str, hours: int, first: str
) -> None:
    """What comes twice or three times a day wakes nobody at night."""
    stage.now = moment(now)
    said = await stage.do(ADD, text="take a pill", repeat=f"FREQ=HOURLY;INTERVAL={hours}")
    assert said == f"I'll remind you every {hours} hours, first {first}: take a pill."


async def test_all_that_rang_are_done(stage: Stage) -> None:
    """Of all reminders those are done that rang; what is still to come stays."""
    assert "No reminder is waiting" in await stage.do_nothing(DONE, text="all")
    for minutes, text in ((20, "call mom"), (40, "feed the dog"), (90, "turn the roast")):
        await stage.do(ADD, text=text, at=(stage.now + timedelta(minutes=minutes)).isoformat())
    for _ in range(2):
        stage.pass_time(minutes=20)
        await stage.told()
    assert "call mom" in await stage.do(DONE, text="all")
    open_ones = await stage.memory.find(Reminder, where={"done": False})
    assert [one.text for one in open_ones] == ["turn the roast"]
