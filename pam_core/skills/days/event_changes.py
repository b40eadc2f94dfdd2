"""Appointments moved and cancelled: the one meant, asked after where it may be another."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from pam_core.skills.days import when
from pam_core.skills.days.agenda import Agenda
from pam_core.skills.days.moments import FURTHEST, is_day, moment_of
from pam_core.skills.phrasebook import Phrasebook
from pam_core.skills.skill import Plan, SkillContext
from pam_core.vocabulary.event import Event, Occasion
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.kept import removed, revised
from pam_core.vocabulary.reply import Intent


class EventChanges:
    """Plans `event.move` and `event.cancel`."""

    def __init__(self, agenda: Agenda, phrases: Phrasebook) -> None:
        self._agenda = agenda
        self._say = phrases.say

    async def move(self, intent: Intent, context: SkillContext) -> Plan:
        """To another time; of what repeats, only the next one."""
        slots, now = intent.slots, context.now
        if not slots.get("title"):
            return Plan(text=self._say("event.what"), asks="title")
        found = await self._agenda.next_titled(str(slots["title"]), now)
        if not found:
            return self._unknown(str(slots["title"]))
        if "start" not in slots:
            return Plan(text=self._say("event.new_when"), asks="start")
        chosen = found[0]
        starts_at, all_day = _new_start(chosen, str(slots["start"]), now)
        if starts_at - now > FURTHEST:
            return Plan(text=self._say("event.too_far"), asks="start")
        own_day = _on_its_own_day(chosen, str(slots["start"]), starts_at, now)
        if own_day is not None and not self._own_day_denied(chosen, starts_at, own_day, context):
            starts_at = own_day
        unsure = len(found) > 1 or own_day is not None or starts_at < now
        if unsure and not context.confirmed:
            return Plan(text=self._question(chosen, starts_at, all_day, now), confirms=True)
        told = _told(chosen, starts_at, all_day, now)
        return Plan(
            text=when.sentence(self._say("event.moved", **told)),
            keeps=_moved(chosen, starts_at, all_day, now),
            what=self._say("event.move_named", **told),
            said_back=self._say("event.move_named", **told),
        )

    def _own_day_denied(
        self, chosen: Occasion, said: datetime, own_day: datetime, context: SkillContext
    ) -> bool:
        """Whether the user, asked about its own day, has named the other one again.

        "To three" and "to today at three" are heard alike: its own day is offered first.
        """
        if context.confirmed:
            return context.last_text == self._question(chosen, said, False, context.now)
        return context.last_text == self._question(chosen, own_day, False, context.now)

    def _question(self, chosen: Occasion, starts_at: datetime, all_day: bool, now: datetime) -> str:
        told = _told(chosen, starts_at, all_day, now)
        text = self._say("event.sure_move", **told)
        return text if len(text) <= 120 else self._say("event.sure_move", **told | {"old": None})

    async def cancel(self, intent: Intent, context: SkillContext) -> Plan:
        """Taken off the calendar once the user has said yes; all of what repeats, or one day."""
        slots, now = intent.slots, context.now
        if not slots.get("title"):
            return Plan(text=self._say("event.what"), asks="title")
        found = await self._agenda.next_titled(str(slots["title"]), now)
        if "date" in slots:
            found = await self._agenda.on_day(date.fromisoformat(slots["date"]), found, now)
        if not found:
            return self._unknown(str(slots["title"]))
        chosen = found[0]
        every = chosen.event.repeat is not None and "date" not in slots
        told = {
            "title": when.shortened(chosen.title, 34),
            "when": when.event(chosen.event, chosen.starts_at, now),
            "repeat": when.repeat(chosen.event.repeat) if chosen.event.repeat else None,
        }
        if not context.confirmed:
            key = "event.sure_cancel_all" if every else "event.sure_cancel"
            return Plan(text=when.sentence(self._say(key, **told)), confirms=True)
        series = await self._agenda.series_of(chosen.event) if every else (chosen.event,)
        keeps = (
            tuple(removed(one, now) for one in series)
            if every or not chosen.event.repeat
            else (_without(chosen, now),)
        )
        return Plan(
            text=when.sentence(self._say("event.cancelled", **told)),
            keeps=keeps,
            what=self._say("event.cancel_named", **told),
            said_back=self._say("event.cancel_named", **told),
        )

    def _unknown(self, title: str) -> Plan:
        return Plan(text=self._say("event.unknown", title=when.shortened(title)))


def _told(
    chosen: Occasion, starts_at: datetime, all_day: bool, now: datetime
) -> dict[str, str | None]:
    same_day = _local(chosen, now).date() == starts_at.date()
    return {
        "title": when.shortened(chosen.title, 34),
        "old": None if same_day else when.event(chosen.event, chosen.starts_at, now),
        "when": when.event(replace(chosen.event, all_day=all_day), starts_at, now),
    }


def _on_its_own_day(
    chosen: Occasion, said: str, starts_at: datetime, now: datetime
) -> datetime | None:
    """The time of day said on the day it is on, where just that may have been meant.

    "To ten" is heard as the next ten o'clock; None where its own day is the same or that is past.
    """
    old = _local(chosen, now)
    is_near = now < starts_at < now + timedelta(days=1)
    if is_day(said) or not is_near or old.date() == starts_at.date():
        return None
    own_day = datetime.combine(old.date(), starts_at.timetz())
    return own_day if own_day > now else None


def _new_start(chosen: Occasion, said: str, now: datetime) -> tuple[datetime, bool]:
    """Where only a day was said, the time of day stays."""
    start = moment_of(said, now)
    if not is_day(said):
        return start, False
    old = _local(chosen, now)
    return datetime.combine(start.date(), old.timetz()), chosen.event.all_day


def _moved(
    chosen: Occasion, starts_at: datetime, all_day: bool, now: datetime
) -> tuple[Event, ...]:
    lasts = chosen.ends_at - chosen.starts_at if chosen.ends_at else None
    if chosen.event.all_day and not all_day:
        lasts = None
    changes: dict[str, Any] = {
        "starts_at": starts_at,
        "ends_at": starts_at + lasts if lasts else None,
        "all_day": all_day,
        "told_until": None,
    }
    event = chosen.event
    if not event.repeat:
        return (revised(event, now, **changes),)
    single = replace(event, **changes, repeat=None, excluded=(), added=())
    return (
        _without(chosen, now),
        replace(
            single,
            id=new_id(now),
            created_at=now,
            revision=1,
            uid=event.series,
            replaces=chosen.starts_at,
        ),
    )


def _without(chosen: Occasion, now: datetime) -> Event:
    excluded = tuple(sorted({*chosen.event.excluded, chosen.starts_at}))
    return revised(chosen.event, now, excluded=excluded)


def _local(chosen: Occasion, now: datetime) -> datetime:
    return chosen.starts_at if chosen.event.all_day else chosen.starts_at.astimezone(now.tzinfo)
