"""What the page about days shows and does, on a real database."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest

from pam_core.settings.paths import Places
from pam_core.settings.schema import Settings
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.event import Event
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.reminder import Reminder
from pam_desktop.app.clock import SystemClock
from pam_desktop.app.live import Live
from pam_desktop.app.pages.days import LiveDays
from pam_desktop.app.rooms import open_rooms
from tests.desktop.app.test_money_page import OpenLive, keep


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[OpenLive]:
    names = ("config", "data", "cache", "log", "files")
    places = Places(**{f"{name}_folder": tmp_path / name for name in names})
    clock = SystemClock()
    rooms = await open_rooms(places, Settings(), clock, demo=False)
    yield OpenLive(rooms, clock)
    await rooms.close()


@pytest.fixture
def days(live: OpenLive) -> LiveDays:
    return LiveDays(cast(Live, live))


def reminder(live: OpenLive, text: str, minutes: int) -> Reminder:
    now = live.now()
    return Reminder(id=new_id(now), created_at=now, text=text, at=now + timedelta(minutes=minutes))


async def test_an_empty_page(days: LiveDays) -> None:
    """Without anything kept there are only the checklists that come with PAM."""
    sheet = await days.sheet()
    assert (sheet.days, sheet.reminders, sheet.lists, sheet.run) == ((), (), (), None)
    assert "departure" in sheet.checklists


async def test_the_agenda_is_what_pam_says(live: OpenLive, days: LiveDays) -> None:
    """A repeating event stands on each of its days of the next two weeks."""
    now = live.now()
    weekly = Event(
        id=new_id(now),
        created_at=now,
        title="dump tanks",
        starts_at=now + timedelta(hours=30),
        repeat="FREQ=WEEKLY",
    )
    await keep(live, weekly)
    found = (await days.sheet()).days
    assert [it.occasions[0].title for it in found] == ["dump tanks", "dump tanks"]
    assert found[1].day - found[0].day == timedelta(days=7)


async def test_a_reminder_is_done_and_comes_back(live: OpenLive, days: LiveDays) -> None:
    """Done takes a reminder off the page, and Undo brings it back as it was."""
    await keep(live, reminder(live, "call mom", 60), reminder(live, "check the tires", 30))
    lines = (await days.sheet()).reminders
    assert [it.text for it in lines] == ["check the tires", "call mom"]
    assert await days.done(lines[0].id) == "check the tires"
    assert [it.text for it in (await days.sheet()).reminders] == ["call mom"]
    assert await days.undo() == "check the tires"
    assert (await days.sheet()).reminders == lines


async def test_a_reminder_is_put_off_or_forgotten(live: OpenLive, days: LiveDays) -> None:
    """Snoozed it comes later, forgotten it does not come."""
    await keep(live, reminder(live, "call mom", 1))
    (line,) = (await days.sheet()).reminders
    await days.snooze(line.id, 10)
    (later,) = (await days.sheet()).reminders
    assert line.at is not None
    assert later.at is not None
    assert later.at - line.at > timedelta(minutes=8)
    await days.forget(line.id)
    assert (await days.sheet()).reminders == ()


async def test_things_are_put_on_a_list_and_taken_off(days: LiveDays) -> None:
    """What is typed goes where the voice would put it: commas part things, names are the same."""
    assert "shopping" in await days.put("groceries", "milk, eggs")
    (line,) = (await days.sheet()).lists
    assert line.name == "shopping"
    assert sorted(it.item for it in line.items) == ["eggs", "milk"]
    await days.take(line.items[0].id)
    assert len((await days.sheet()).lists[0].items) == 1
    await days.undo()
    assert len((await days.sheet()).lists[0].items) == 2


async def test_a_checklist_is_gone_through(days: LiveDays) -> None:
    """Done, skip and back move the run that the voice moves, and the end tells what was skipped."""
    await days.begin("departure")
    run = (await days.sheet()).run
    assert run is not None
    await days.step("skip")
    await days.step("done")
    await days.step("back")
    moved = (await days.sheet()).run
    assert moved is not None
    assert (moved.step, moved.skipped) == (1, (run.steps[0],))
    answer = await days.stop()
    assert "skipped" in answer.lower()
    assert (await days.sheet()).run is None


async def test_what_is_gone_is_said_so(days: LiveDays) -> None:
    """What somebody else took back meanwhile cannot be done any more, and is named so."""
    with pytest.raises(PamError) as caught:
        await days.done("nothing")
    assert caught.value.code == "days.gone"
