"""The calendar: put in, read out, moved, cancelled, announced."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from pam_core.skills.days.calendar import CalendarSkill
from pam_core.vocabulary.event import Event
from tests.core.skills.days.days_stage import Stage, moment

ADD, LIST, MOVE, CANCEL = "event.add", "event.list", "event.move", "event.cancel"
TUESDAY = "2026-12-01T09:00:00-07:00"
TODAY = {"from": "2026-11-23", "to": "2026-11-23"}


@pytest.fixture
def stage() -> Stage:
    return Stage(CalendarSkill)


@pytest.mark.parametrize(
    ("slots", "said"),
    [
        (
            {"start": TUESDAY},
            "Oil change is on your calendar on Tuesday the first of December at 9 AM.",
        ),
        ({"start": "2026-11-24"}, "Oil change is on your calendar tomorrow."),
        (
            {"start": "2026-11-24T09:00:00-07:00", "place": "Jiffy Lube"},
            "Oil change is on your calendar tomorrow at 9 AM, Jiffy Lube.",
        ),
        (
            {"start": "2026-11-24T10:00:00-07:00", "repeat": "FREQ=WEEKLY;BYDAY=TU"},
            "Oil change is on your calendar every Tuesday, first tomorrow at 10 AM.",
        ),
        (
            {"start": "2028-12-01"},
            "Oil change is on your calendar on Friday the first of December 2028.",
        ),
    ],
)
async def test_added(stage: Stage, slots: dict[str, str], said: str) -> None:
    """When it is is said back, with the whole date where the day is not clear."""
    assert await stage.do(ADD, title="oil change", **slots) == said
    await stage.undo()
    assert await stage.memory.find(Event) == []


@pytest.mark.parametrize(
    ("slots", "asks"),
    [
        ({"start": TUESDAY}, "title"),
        ({"title": "  ", "start": TUESDAY}, "title"),
        ({"title": "oil change"}, "start"),
        ({"title": "oil change", "start": "9999-12-31"}, "start"),
        ({"title": "oil change", "repeat": {"every_miles": 5000}}, "start"),
    ],
)
async def test_asks(stage: Stage, slots: dict[str, Any], asks: str) -> None:
    """What is missing or absurd is asked for, and nothing is kept."""
    plan = await stage.plan(ADD, **slots)
    assert (plan.asks, plan.keeps) == (asks, ())


async def test_past_is_asked_first(stage: Stage) -> None:
    """What has passed is put in only after a yes."""
    slots = {"title": "oil change", "start": "2026-11-23T09:00:00-07:00"}
    assert (await stage.plan(ADD, **slots)).confirms
    await stage.do(ADD, confirmed=True, **slots)
    assert len(await stage.memory.find(Event)) == 1


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (TUESDAY, "2026-12-01T10:00:00-07:00", 1),
        (TUESDAY, "2026-11-24T10:00:00-07:00", 1),
        ("2026-12-01T22:00:00-07:00", "2026-12-01T01:00:00-07:00", 3),
        ("2026-12-01", "2026-12-03", 72),
        ("2026-12-01", "2026-11-03", 24),
    ],
)
async def test_end(stage: Stage, start: str, end: str, hours: int) -> None:
    """An end is on the day of the start or in the night after; a last day counts whole."""
    await stage.do(ADD, title="trip", start=start, end=end)
    event = (await stage.memory.find(Event))[0]
    assert event.ends_at is not None
    assert event.ends_at - event.starts_at == timedelta(hours=hours)


async def test_same_time_is_said(stage: Stage) -> None:
    """What is at the same time already is said."""
    await stage.do(ADD, title="staff call", start=TUESDAY, end="2026-12-01T10:00:00-07:00")
    said = await stage.do(ADD, title="haircut", start="2026-12-01T09:30:00-07:00")
    assert said.endswith("You also have staff call then.")


async def test_read_out(stage: Stage) -> None:
    """A day is read with its times in order; nothing is said so."""
    await stage.do(ADD, title="dinner", start="2026-11-23T18:00:00-07:00")
    await stage.do(ADD, title="oil change", start="2026-11-23T16:30:00-07:00")
    assert await stage.do(LIST, period=TODAY) == ("Today: oil change at 4:30 PM; dinner at 6 PM.")
    friday = {"from": "2026-11-27", "to": "2026-11-27"}
    assert await stage.do(LIST, period=friday) == (
        "You have nothing on your calendar on Friday the twenty-seventh of November."
    )


async def test_elsewhere(stage: Stage) -> None:
    """In another zone an event is told in its time; a whole day stays on its date."""
    await stage.do(ADD, title="call", start="2026-11-25T09:00:00-07:00")
    await stage.do(ADD, title="Ann's birthday", start="2026-11-25")
    for zone, hour in (("America/New_York", "11 AM"), ("America/Los_Angeles", "8 AM")):
        stage.now = stage.now.astimezone(ZoneInfo(zone))
        wednesday = {"from": "2026-11-25", "to": "2026-11-25"}
        plan = await stage.plan(LIST, period=wednesday)
        assert plan.table is not None
        assert {row[0] for row in plan.table.rows} == {"Ann's birthday", "call"}
        assert f"call at {hour}" in plan.text
        for day in ("2026-11-24", "2026-11-26"):
            said = (await stage.plan(LIST, period={"from": day, "to": day})).text
            assert said.startswith("You have nothing")


async def test_what_is_over_is_not_read(stage: Stage) -> None:
    """Of this week only what is still to come is read; of a week gone by all."""
    await stage.do(ADD, title="breakfast", start="2026-11-24T08:00:00-07:00")
    await stage.do(ADD, title="dinner", start="2026-11-24T18:00:00-07:00")
    stage.now = moment("2026-11-24 12:00")
    week = {"from": "2026-11-23", "to": "2026-11-29"}
    assert await stage.do(LIST, period=week) == "This week: dinner today at 6 PM."
    stage.now = moment("2026-12-01 12:00")
    plan = await stage.plan(LIST, period=week)
    assert plan.table is not None
    assert len(plan.table.rows) == 2


async def test_long_day(stage: Stage) -> None:
    """Of many a few are read at once and the rest on "more"; the table has all."""
    for hour in range(15, 24):
        await stage.do(ADD, title=f"stop number {hour}", start=f"2026-11-23T{hour}:00:00-07:00")
    plan = await stage.plan(LIST, period=TODAY)
    assert plan.text.endswith("There are 6 more.")
    together = " ".join((plan.text, *plan.rest))
    assert all(f"stop number {hour}" in together for hour in range(15, 24))
    assert plan.table is not None
    assert len(plan.table.rows) == 9


async def test_next_one_by_name(stage: Stage) -> None:
    """An event asked for by its name is told with its time, whatever it is called besides."""
    await stage.do(ADD, title="dentist appointment", start=TUESDAY)
    said = await stage.do(LIST, title="the dentist")
    assert said == "Dentist appointment is on Tuesday the first of December at 9 AM."
    assert await stage.do(LIST, title="vet") == "I find no vet on your calendar."


async def test_moved(stage: Stage) -> None:
    """A moved event keeps how long it lasts; a new day alone keeps its time of day."""
    await stage.do(ADD, title="oil change", start=TUESDAY, end="2026-12-01T11:00:00-07:00")
    assert await stage.do(MOVE, title="oil change", start="2026-12-04") == (
        "Oil change is moved to Friday the fourth of December at 9 AM."
    )
    event = (await stage.memory.find(Event))[0]
    assert event.starts_at == moment("2026-12-04 09:00")
    assert event.ends_at == moment("2026-12-04 11:00")
    await stage.undo()
    assert (await stage.memory.find(Event))[0].starts_at == moment("2026-12-01 09:00")


async def test_a_time_alone_is_of_its_own_day(stage: Stage) -> None:
    """A time alone is meant of the day the event is on; nothing is moved before a yes."""
    await stage.do(ADD, title="oil change", start=TUESDAY)
    to_three = {"title": "oil change", "start": "2026-11-23T15:00:00-07:00"}
    plan = await stage.plan(MOVE, **to_three)
    assert plan.confirms
    assert plan.text == "Move oil change to Tuesday the first of December at 3 PM?"
    await stage.do(MOVE, confirmed=True, last_text=plan.text, **to_three)
    assert (await stage.memory.find(Event))[0].starts_at == moment("2026-12-01 15:00")


async def test_the_day_that_was_not_meant_is_named_again(stage: Stage) -> None:
    """Who says once more when, asked about the event's own day, means the other day."""
    await stage.do(ADD, title="oil change", start=TUESDAY)
    to_three = {"title": "oil change", "start": "2026-11-23T15:00:00-07:00"}
    first = await stage.plan(MOVE, **to_three)
    second = await stage.plan(MOVE, last_text=first.text, **to_three)
    assert second.confirms
    assert second.text.endswith("to today at 3 PM?")
    await stage.do(MOVE, confirmed=True, last_text=second.text, **to_three)
    assert (await stage.memory.find(Event))[0].starts_at == moment("2026-11-23 15:00")


async def test_one_of_a_series_moves_alone(stage: Stage) -> None:
    """Of what repeats only the next one moves; "undo" puts it back."""
    weekly = {"start": "2026-11-24T10:00:00-07:00", "repeat": "FREQ=WEEKLY;BYDAY=TU"}
    await stage.do(ADD, title="staff call", **weekly)
    await stage.do(MOVE, title="staff call", start="2026-11-26T11:00:00-07:00")
    fortnight = {"from": "2026-11-23", "to": "2026-12-06"}
    plan = await stage.plan(LIST, period=fortnight)
    assert plan.table is not None
    starts = [row[1] for row in plan.table.rows]
    assert starts == ["2026-11-26T11:00-07:00", "2026-12-01T10:00-07:00"]
    await stage.undo()
    plan = await stage.plan(LIST, period=fortnight)
    assert plan.table is not None
    assert [row[1][:10] for row in plan.table.rows] == ["2026-11-24", "2026-12-01"]


async def test_cancel_asks_first(stage: Stage) -> None:
    """Nothing is cancelled before a yes, and "undo" brings it back."""
    await stage.do(ADD, title="dentist appointment", start=TUESDAY)
    plan = await stage.plan(CANCEL, title="dentist")
    assert (plan.confirms, plan.keeps) == (True, ())
    assert plan.text == "Cancel dentist appointment, Tuesday the first of December at 9 AM?"
    said = await stage.do(CANCEL, title="dentist", confirmed=True)
    assert said == "Dentist appointment is cancelled."
    assert await stage.memory.find(Event) == []
    await stage.undo()
    assert len(await stage.memory.find(Event)) == 1


async def test_cancel_one_day_of_a_series(stage: Stage) -> None:
    """Of what repeats one day can be cancelled, or, after saying so, all."""
    weekly = {"start": "2026-11-24T10:00:00-07:00", "repeat": "FREQ=WEEKLY;BYDAY=TU"}
    await stage.do(ADD, title="staff call", **weekly)
    await stage.do(CANCEL, title="staff call", date="2026-12-01", confirmed=True)
    assert await stage.do(LIST, title="staff call") == "Staff call is tomorrow at 10 AM."
    assert (await stage.plan(CANCEL, title="staff call")).text == (
        "Staff call repeats every Tuesday. Shall I cancel all of them?"
    )
    await stage.do(CANCEL, title="staff call", confirmed=True)
    assert await stage.memory.find(Event) == []


@pytest.mark.parametrize("action", [MOVE, CANCEL])
async def test_unknown_event(stage: Stage, action: str) -> None:
    """What is not in the calendar cannot be moved or cancelled, and that is said."""
    plan = await stage.plan(action, title="haircut", start=TUESDAY)
    assert plan.text == "I find no haircut on your calendar."
    assert (await stage.plan(action)).asks == "title"


async def test_announced_once(stage: Stage) -> None:
    """An event is told of a quarter of an hour ahead, once."""
    await stage.do(ADD, title="oil change", start="2026-11-23T16:00:00-07:00", place="Moab")
    assert await stage.next_at() == moment("2026-11-23 15:45")
    assert await stage.told() == []
    stage.now = moment("2026-11-23 15:45")
    assert await stage.told() == ["Oil change in 15 minutes, Moab."]
    stage.pass_time(minutes=5)
    assert await stage.told() == []


async def test_each_of_a_series_is_announced(stage: Stage) -> None:
    """Of what repeats each one is announced, across a change of the clocks at the same hour."""
    stage.now = moment("2026-10-30 12:00")
    daily = {"start": "2026-10-31T09:00:00-06:00", "repeat": "FREQ=DAILY"}
    await stage.do(ADD, title="walk", **daily)
    for day in ("2026-10-31", "2026-11-01", "2026-11-02"):
        assert await stage.next_at() == moment(f"{day} 08:45")
        stage.now = moment(f"{day} 08:50")
        assert await stage.told() == ["Walk in 10 minutes."]


async def test_missed_while_off(stage: Stage) -> None:
    """What began while PAM was off is told together, once; what is older is not."""
    await stage.do(ADD, title="oil change", start="2026-11-23T16:00:00-07:00")
    await stage.do(ADD, title="haircut", start="2026-11-24T08:00:00-07:00")
    await stage.do(ADD, title="lunch", start="2026-11-24T12:00:00-07:00")
    stage.now = moment("2026-11-24 17:00")
    assert await stage.told() == ["While I was off: haircut at 8 AM and lunch at 12 PM."]
    assert await stage.told() == []


async def test_whole_day_in_the_morning(stage: Stage) -> None:
    """What lasts all day is told of at eight in the morning."""
    await stage.do(ADD, title="Ann's birthday", start="2026-11-24")
    assert await stage.next_at() == moment("2026-11-24 08:00")
    stage.now = moment("2026-11-24 08:00")
    assert await stage.told() == ["Today: Ann's birthday."]


async def test_moved_is_announced_anew(stage: Stage) -> None:
    """An event that was announced and then moved is announced again."""
    await stage.do(ADD, title="oil change", start="2026-11-23T14:10:00-07:00")
    assert await stage.told() == ["Oil change in 10 minutes."]
    await stage.do(MOVE, title="oil change", start="2026-11-23T16:00:00-07:00")
    assert await stage.next_at() == moment("2026-11-23 15:45")


@pytest.mark.parametrize(
    ("title", "start"),
    [
        ("Friday's meeting", "2026-11-27T10:00-07:00"),
        ("tomorrow's meeting", "2026-11-24T10:00-07:00"),
        ("monday meeting", "2026-11-30T10:00-07:00"),
    ],
)
async def test_told_apart_by_its_day(stage: Stage, title: str, start: str) -> None:
    """Of several that are called the same it is the one on the day named before it."""
    for day in ("24", "27", "30"):
        await stage.do(ADD, title="meeting with Bob", start=f"2026-11-{day}T10:00:00-07:00")
    plan = await stage.plan(LIST, title=title)
    assert plan.table is not None
    assert [row[1] for row in plan.table.rows] == [start]


async def test_nothing_on_that_day(stage: Stage) -> None:
    """Where nothing called so is on the day named, none of another day is taken for it."""
    await stage.do(ADD, title="meeting with Bob", start="2026-11-27T10:00:00-07:00")
    said = await stage.do_nothing(CANCEL, title="Thursday's meeting")
    assert said == "I find no Thursday's meeting on your calendar."


async def test_a_day_in_the_title_itself(stage: Stage) -> None:
    """An event whose title begins with a day is found by it, on whatever day it is."""
    await stage.do(ADD, title="Friday night potluck", start="2026-11-28T19:00:00-07:00")
    plan = await stage.plan(CANCEL, title="friday night potluck")
    assert plan.confirms


async def test_a_week_read_out_tells_each_time(stage: Stage) -> None:
    """In a list of days the time of each is said whole, however long its title."""
    for day in ("26", "27"):
        title = "the yearly meeting with Sue about the whole fleet"
        await stage.do(ADD, title=title, start=f"2026-11-{day}T11:00:00-07:00")
    plan = await stage.plan(LIST, period={"from": "2026-11-23", "to": "2026-11-29"})
    told = (plan.text, *plan.rest)
    assert "on Thursday at 11 AM" in told[0]
    assert "on Friday at 11 AM" in " ".join(told)
    assert all(len(each) <= 120 for each in told)


@pytest.mark.parametrize(
    ("slots", "said"),
    [
        (
            {"start": "2026-11-27T14:00:00-07:00", "end": "2026-11-27T15:00:00-07:00"},
            "Training is on your calendar on Friday the twenty-seventh of November at 2 PM"
            " until 3 PM.",
        ),
        (
            {"start": "2026-11-24", "end": "2026-11-26"},
            "Training is on your calendar tomorrow until Thursday the twenty-sixth of November.",
        ),
    ],
)
async def test_its_end_is_said_back(stage: Stage, slots: dict[str, str], said: str) -> None:
    """Who says until when hears it back."""
    assert await stage.do(ADD, title="training", **slots) == said


async def test_every_day_of_many_fits_the_ear(stage: Stage) -> None:
    """A title, a place and a repeat that are long together are said within the ear's measure."""
    long_one = {
        "title": "walking all the dogs of the whole campground",
        "place": "the far end of the campground",
        "start": "2026-12-23T18:30:00-07:00",
        "end": "2026-12-23T19:30:00-07:00",
        "repeat": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,SA,SU",
    }
    assert "Walking all the dogs" in await stage.do(ADD, **long_one)
    await stage.do(ADD, **long_one)
    assert "repeats every day but Friday. " in await stage.do_nothing(CANCEL, title="dogs")


async def test_my_day_and_my_week(stage: Stage) -> None:
    """What is said of "my day" is of today, of "my week" of the seven days from today."""
    await stage.do(ADD, title="dentist", start="2026-11-23T16:00:00-07:00")
    await stage.do(ADD, title="oil change", start="2026-11-29T10:00:00-07:00")
    await stage.do(ADD, title="haircut", start="2026-11-30T10:00:00-07:00")
    day, week = await stage.plan(LIST, stretch="day"), await stage.plan(LIST, stretch="week")
    assert day.text == "Today: dentist at 4 PM."
    assert week.table is not None
    assert [row[0] for row in week.table.rows] == ["dentist", "oil change"]


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
async def test_out_of_reach(stage: Stage, day: str) -> None:
    """Of years that nobody plans for PAM says so, whatever is asked, and keeps nothing."""
    await stage.do(ADD, title="oil change", start=TUESDAY)
    for action, slots in (
        (ADD, {"title": "party", "start": day}),
        (ADD, {"title": "party", "start": f"{day}T23:59:00-07:00"}),
        (ADD, {"title": "party", "start": "2026-11-25", "end": day}),
        (MOVE, {"title": "oil change", "start": f"{day}T00:00:00-07:00"}),
        (CANCEL, {"title": "oil change", "date": day}),
        (LIST, {"period": {"from": day, "to": day}}),
    ):
        assert "too far away" in await stage.do_nothing(action, **slots)


async def test_announced_in_time_when_the_clocks_change(stage: Stage) -> None:
    """A quarter of an hour before is that, on the night of a clock change too."""
    stage.now = moment("2027-03-13 20:00")
    await stage.do(ADD, title="set off", start="2027-03-14T03:10:00-06:00")
    assert await stage.next_at() == moment("2027-03-14 01:55")
    stage.now = moment("2027-03-14 01:55")
    assert await stage.told() == ["Set off in 15 minutes."]


async def test_what_goes_on_since_the_night_before(stage: Stage) -> None:
    """Of a day PAM tells until when something goes on that began the day before."""
    drive = {"start": "2026-11-24T22:00:00-07:00", "end": "2026-11-25T06:00:00-07:00"}
    await stage.do(ADD, title="night drive", **drive)
    for day, said in (("24", "Tomorrow: night drive at 10 PM."), ("25", "night drive until 6 AM.")):
        period = {"from": f"2026-11-{day}", "to": f"2026-11-{day}"}
        assert (await stage.do(LIST, period=period)).endswith(said)


async def test_just_what_was_named_is_meant(stage: Stage) -> None:
    """Lunch is the lunch, not the lunch with Bob before it; on a day that is named as well."""
    await stage.do(ADD, title="lunch with Bob", start="2026-11-24T11:00:00-07:00")
    await stage.do(ADD, title="lunch", start="2026-11-24T13:00:00-07:00")
    for slots in ({"title": "lunch"}, {"title": "lunch", "date": "2026-11-24"}):
        assert await stage.do_nothing(CANCEL, **slots) == "Cancel lunch, tomorrow at 1 PM?"
    assert "Cancel lunch, tomorrow" in await stage.do_nothing(CANCEL, title="tomorrow's lunch")
