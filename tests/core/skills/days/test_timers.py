"""Timers."""

from datetime import UTC, timedelta
from typing import Any

import pytest

from pam_core.skills.days.timers import TimerSkill
from pam_core.vocabulary.timer import Timer
from tests.core.skills.days.days_stage import Stage, moment

START, LIST, EXTEND, CANCEL = "timer.start", "timer.list", "timer.extend", "timer.cancel"


@pytest.fixture
def stage() -> Stage:
    return Stage(TimerSkill)


def lasting(value: str, unit: str = "minute") -> dict[str, str]:
    return {"value": value, "unit": unit}


@pytest.mark.parametrize(
    ("duration", "name", "said"),
    [
        (lasting("12"), "eggs", "Egg timer: 12 minutes from now."),
        (lasting("90"), "", "1 hour and 30 minutes from now."),
        (lasting("1.5", "hour"), "", "1 hour and 30 minutes from now."),
        (lasting("90", "second"), "", "1 minute and 30 seconds from now."),
        (lasting("1", "day"), "", "1 day from now."),
    ],
)
async def test_started(stage: Stage, duration: dict[str, str], name: str, said: str) -> None:
    """A timer runs from when it was asked for; "undo" stops it."""
    assert await stage.do(START, duration=duration, name=name) == said
    await stage.undo()
    assert await stage.memory.find(Timer) == []


@pytest.mark.parametrize(
    ("slots", "said"),
    [
        ({}, "For how long?"),
        ({"duration": lasting("0")}, "A timer needs at least a second. For how long?"),
        ({"duration": lasting("-5")}, "A timer needs at least a second. For how long?"),
        (
            {"duration": lasting("400", "day")},
            "A week is the longest for a timer; a reminder goes further. For how long?",
        ),
        (
            {"duration": lasting("99999999999999", "year")},
            "A week is the longest for a timer; a reminder goes further. For how long?",
        ),
    ],
)
async def test_asks(stage: Stage, slots: dict[str, Any], said: str) -> None:
    """No time at all, or far too much, is asked again, and nothing runs."""
    plan = await stage.plan(START, **slots)
    assert (plan.asks, plan.text, plan.keeps) == ("duration", said, ())


async def test_alert(stage: Stage) -> None:
    """A timer is told when it runs out, once, and is gone."""
    await stage.do(START, duration=lasting("12"), name="egg")
    assert await stage.next_at() == moment("2026-11-23 14:12")
    assert await stage.told() == []
    stage.pass_time(minutes=12)
    assert await stage.told() == ["Your egg timer is done."]
    assert await stage.told() == []
    assert await stage.do(LIST) == "No timer is running."


async def test_alert_for_several(stage: Stage) -> None:
    """A timer for the eggs is an egg timer."""
    await stage.do(START, duration=lasting("12"), name="eggs")
    stage.pass_time(minutes=12)
    assert await stage.told() == ["Your egg timer is done."]


async def test_nameless_alert(stage: Stage) -> None:
    """A timer without a name is called by its time."""
    await stage.do(START, duration=lasting("12"))
    stage.pass_time(minutes=12)
    assert await stage.told() == ["Your 12 minute timer is done."]


async def test_missed_while_off(stage: Stage) -> None:
    """Timers that ran out while PAM was off are told together, with the time."""
    await stage.do(START, duration=lasting("12"), name="egg")
    await stage.do(START, duration=lasting("1", "hour"), name="bread")
    stage.pass_time(hours=5)
    assert await stage.told() == [
        "While I was off: your egg timer and bread timer ended, the last at 3 PM."
    ]
    assert await stage.told() == []


async def test_left(stage: Stage) -> None:
    """What is left is told of the one asked for, or of all."""
    await stage.do(START, duration=lasting("12"), name="egg")
    await stage.do(START, duration=lasting("2", "hour"), name="bread")
    stage.pass_time(minutes=2, seconds=30)
    assert await stage.do(LIST, name="egg") == "Your egg timer has 9 minutes and 30 seconds left."
    assert await stage.do(LIST) == (
        "These are running: egg timer, 9 minutes and 30 seconds left;"
        " bread timer, 1 hour and 58 minutes left."
    )


async def test_cancelled(stage: Stage) -> None:
    """The one there is is cancelled; of several PAM asks which, or takes the name."""
    assert await stage.do(CANCEL) == "No timer is running."
    await stage.do(START, duration=lasting("12"), name="egg")
    await stage.do(START, duration=lasting("20"), name="rice")
    plan = await stage.plan(CANCEL)
    assert (plan.asks, plan.text) == ("name", "Which one: egg timer and rice timer?")
    assert await stage.do(CANCEL, name="eggs") == "Cancelled: egg timer."
    assert await stage.do(CANCEL) == "Cancelled: rice timer."
    assert await stage.undo() == "cancelling the rice timer"
    assert [one.name for one in await stage.memory.find(Timer)] == ["rice"]


async def test_all_cancelled(stage: Stage) -> None:
    """All are cancelled with one word; one that does not run is named."""
    await stage.do(START, duration=lasting("12"), name="egg")
    await stage.do(START, duration=lasting("20"))
    assert (await stage.plan(CANCEL, name="laundry")).text == "No laundry timer is running."
    assert await stage.do(CANCEL, name="all") == "Cancelled: egg timer and 20 minute timer."
    assert await stage.memory.find(Timer) == []


async def test_given_more_time(stage: Stage) -> None:
    """A timer runs so much longer than it would have; "undo" takes that back."""
    await stage.do(START, duration=lasting("12"), name="eggs")
    stage.pass_time(minutes=10)
    said = await stage.do(EXTEND, duration=lasting("5"), name="egg")
    assert said == "Your egg timer has 7 minutes left now."
    stage.pass_time(minutes=6)
    assert await stage.told() == []
    assert await stage.undo() == "5 minutes more for the egg timer"
    assert await stage.told() == ["While I was off: your egg timer ended at 2:12 PM."]


async def test_which_one_is_given_more_time(stage: Stage) -> None:
    """Of several the one meant is asked for; without a time, or with far too much, how much."""
    assert await stage.do_nothing(EXTEND, duration=lasting("5")) == "No timer is running."
    await stage.do(START, duration=lasting("12"))
    assert (await stage.plan(EXTEND)).asks == "duration"
    assert (await stage.plan(EXTEND, duration=lasting("7", "day"))).asks == "duration"
    await stage.do(START, duration=lasting("5"), name="tea")
    assert (await stage.plan(EXTEND, duration=lasting("5"))).asks == "name"


async def test_many_names_fit_the_ear(stage: Stage) -> None:
    """However many timers ended or are cancelled, and whatever they are called, it can be said."""
    for number in range(6):
        name = f"the very long brisket in smoker {number}"
        await stage.do(START, duration=lasting(str(number + 1)), name=name)
    assert (await stage.plan(CANCEL)).asks == "name"
    await stage.do(CANCEL, name="all")
    await stage.undo()
    stage.pass_time(hours=3)
    [told] = await stage.told()
    assert told.endswith(", the last at 2:06 PM.")


async def test_the_clocks_change_while_it_runs(stage: Stage) -> None:
    """A timer lasts as long as was said, whatever the clocks do meanwhile."""
    stage.now = moment("2026-03-08 01:30")
    await stage.do(START, duration=lasting("2", "hour"))
    [timer] = await stage.memory.find(Timer)
    assert timer.ends_at.astimezone(UTC) - stage.now.astimezone(UTC) == timedelta(hours=2)
    assert await stage.do(LIST) == "Your 2 hour timer has 2 hours left."


async def test_a_number_is_the_same_in_words(stage: Stage) -> None:
    """The one hour timer is found by "one hour", as it is called, and by "1 hour"."""
    await stage.do(START, duration=lasting("1", "hour"))
    await stage.do(START, duration=lasting("10"))
    assert await stage.do(CANCEL, name="one hour") == "Cancelled: 1 hour timer."
    assert await stage.do(CANCEL, name="10 minute") == "Cancelled: 10 minute timer."
