"""The page about days, from the user's calendar, reminders, lists and checklists."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from pam_core.skills.days.agenda import Agenda
from pam_core.skills.days.moments import at_hour
from pam_core.skills.days.reminder_changes import finished, put_off
from pam_core.skills.wheels.checklist_shelf import ChecklistShelf
from pam_core.vocabulary.checklist import ChecklistRun
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.kept import K, removed
from pam_core.vocabulary.list_item import ListItem
from pam_core.vocabulary.reminder import Reminder
from pam_desktop.app.live import Live
from pam_desktop.app.pages.acting import act
from pam_desktop.app.pages.undoing import keep_changed, undo_last
from pam_desktop.app.rooms import Rooms
from pam_desktop.window.days.source import (
    DayLine,
    DaysSheet,
    ItemLine,
    ListLine,
    OccasionLine,
    ReminderLine,
    RunLine,
)

AHEAD = timedelta(days=14)
MOST = 1000
"""Of reminders and list items; a page with more would not be read."""


class LiveDays:
    """The port `DaysSource` on the live PAM; every method runs on the core's loop."""

    def __init__(self, live: Live) -> None:
        self._live = live

    async def sheet(self) -> DaysSheet:
        """What is and what comes."""
        rooms, now = await self._live.memory(), self._live.now()
        shelf = ChecklistShelf(rooms.kit.files / "checklists")
        return DaysSheet(
            today=now.date(),
            days=await _days(rooms, now),
            reminders=await _reminders(rooms, now),
            lists=await _lists(rooms),
            run=await _run(rooms),
            checklists=tuple(await asyncio.to_thread(shelf.names)),
        )

    async def done(self, reminder_id: str) -> str:
        """A reminder is done."""
        found = await self._found(Reminder, reminder_id)
        return await keep_changed(self._live, finished(found, self._live.now()), found.text)

    async def snooze(self, reminder_id: str, minutes: int) -> str:
        """Tell a reminder again later."""
        found, now = await self._found(Reminder, reminder_id), self._live.now()
        later = put_off(found, now + timedelta(minutes=minutes), now)
        return await keep_changed(self._live, later, found.text)

    async def forget(self, reminder_id: str) -> str:
        """Take a reminder back."""
        found = await self._found(Reminder, reminder_id)
        return await keep_changed(self._live, removed(found, self._live.now()), found.text)

    async def put(self, name: str, item: str) -> str:
        """Put something on a list."""
        return await act(self._live, "list.add", {"list": name, "item": item})

    async def take(self, item_id: str) -> str:
        """Take something off its list."""
        found = await self._found(ListItem, item_id)
        return await keep_changed(self._live, removed(found, self._live.now()), found.item)

    async def begin(self, checklist: str) -> str:
        """Begin a checklist anew."""
        return await act(self._live, "checklist.start", {"name": checklist})

    async def step(self, outcome: str) -> str:
        """Go on in the checklist."""
        return await act(self._live, "checklist.next", {"outcome": outcome})

    async def stop(self) -> str:
        """End the checklist where it is."""
        return await act(self._live, "checklist.stop", {})

    async def undo(self) -> str:
        """Take the last change back."""
        return await undo_last(self._live)

    async def _found(self, kind: type[K], id: str) -> K:
        found = await (await self._live.memory()).kit.memory.one(kind, id)
        if found is None:
            raise PamError(
                "days.gone",
                "This is not there any more.",
                mend="Look at the list again.",
                fault=Fault.USER,
            )
        return found


async def _days(rooms: Rooms, now: datetime) -> tuple[DayLine, ...]:
    since = at_hour(now.date(), now, 0)
    found: dict[date, list[OccasionLine]] = {}
    for occasion in await Agenda(rooms.kit.memory).between(since, since + AHEAD):
        starts = occasion.starts_at.astimezone(now.tzinfo)
        line = OccasionLine(
            starts_at=starts,
            title=occasion.title,
            place=occasion.event.place or "",
            all_day=occasion.event.all_day,
        )
        # What began before and goes on is part of today.
        found.setdefault(max(starts.date(), now.date()), []).append(line)
    return tuple(DayLine(day=day, occasions=tuple(found[day])) for day in sorted(found))


async def _reminders(rooms: Rooms, now: datetime) -> tuple[ReminderLine, ...]:
    lines = []
    for one in await rooms.kit.memory.find(Reminder, where={"done": False}, limit=MOST):
        at = one.next_ring()
        lines.append(
            ReminderLine(
                id=one.id,
                text=one.text,
                at=at.astimezone(now.tzinfo) if at else None,
                waits=one.waits,
                repeats=one.repeat is not None,
            )
        )
    # What rang and waits for an answer comes first, then by when it rings.
    return tuple(sorted(lines, key=lambda it: (not it.waits, it.at or now, it.text)))


async def _lists(rooms: Rooms) -> tuple[ListLine, ...]:
    found: dict[str, list[ItemLine]] = {}
    latest_first: Sequence[ListItem] = await rooms.kit.memory.find(ListItem, limit=MOST)
    for one in reversed(latest_first):
        found.setdefault(one.list, []).append(ItemLine(id=one.id, item=one.item))
    return tuple(ListLine(name=name, items=tuple(found[name])) for name in sorted(found))


async def _run(rooms: Rooms) -> RunLine | None:
    found = await rooms.kit.memory.find(ChecklistRun, where={"ended": False}, limit=1)
    if not found:
        return None
    run = found[0]
    return RunLine(title=run.title, steps=run.steps, step=run.step, skipped=run.skipped)
