"""The calendar as a row of occasions: what takes place when, exceptions and repeats worked in."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from pam_core.skills.days.matching import meant, words_of
from pam_core.skills.days.moments import at_hour
from pam_core.vocabulary.event import Event, Occasion, occasions
from pam_core.vocabulary.kept import Memory
from pam_core.vocabulary.period import Period

ALL = 1_000_000
AHEAD = timedelta(days=366 * 2)
"""How far on an event is looked for by its name."""

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_OF_A_DAY = re.compile(rf"(today|tomorrow|{'|'.join(_WEEKDAYS)})(?:['’]?s)?\s+", re.IGNORECASE)
"""The day that stands before what an event is called: "Friday's meeting"."""


class Agenda:
    """Reads the calendar."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def between(self, since: datetime, until: datetime) -> Sequence[Occasion]:
        """What takes place from `since` up to `until`, in order."""
        return in_order(
            occasion
            for event in await self.events(since, until)
            for occasion in occasions(event, since=since, until=until)
        )

    async def events(self, since: datetime, until: datetime) -> Sequence[Event]:
        """What may take place in that time: all that repeats is among it."""
        # A day more on both sides: events of other zones may lie on another date there.
        stretch = Period(
            first=since.date() - timedelta(days=1), last=until.date() + timedelta(days=1)
        )
        return await self._memory.find(Event, period=stretch, limit=ALL)

    async def next_titled(self, title: str, now: datetime) -> Sequence[Occasion]:
        """The next occasion of each event that is called so; what is called just so comes first.

        Of "Friday's meeting" it is the one on Friday.
        """
        found = await self._next_called(title, now)
        named = _OF_A_DAY.match(title)
        if found or named is None:
            return found
        called = await self._next_called(title[named.end() :], now)
        for day in _days_named(named[1].casefold(), now.date()):
            if there := await self.on_day(day, called, now):
                return there
        return ()

    async def _next_called(self, title: str, now: datetime) -> Sequence[Occasion]:
        events = await self._memory.find(Event, limit=ALL)
        found = meant(title, events, lambda one: one.title)
        upcoming = (next(occasions(event, since=now, until=now + AHEAD), None) for event in found)
        wanted = words_of(title)
        ordered = in_order(one for one in upcoming if one is not None)
        return sorted(ordered, key=lambda one: words_of(one.title) != wanted)

    async def on_day(
        self, day: date, found: Sequence[Occasion], now: datetime
    ) -> Sequence[Occasion]:
        """The occasions of these events on that day, in the events' order."""
        begin = at_hour(day, now, 0)
        series = [one.event.series for one in found]
        there = await self.between(begin, begin + timedelta(days=1))
        of_these = [one for one in there if one.event.series in series]
        return sorted(of_these, key=lambda one: series.index(one.event.series))

    async def series_of(self, event: Event) -> Sequence[Event]:
        """The repeating event and all that stand for single ones of it."""
        same_uid = await self._memory.find(Event, where={"uid": event.series}, limit=ALL)
        own = await self._memory.find(Event, where={"id": event.series}, limit=1)
        return list({one.id: one for one in (*own, *same_uid)}.values())


def _days_named(name: str, today: date) -> Sequence[date]:
    """Which days may be meant, the likelier first: a weekday is this one, else the next."""
    if name in ("today", "tomorrow"):
        return [today + timedelta(days=name == "tomorrow")]
    ahead = (_WEEKDAYS.index(name) - today.weekday()) % 7
    return [today + timedelta(days=ahead + weeks) for weeks in (0, 7)]


def in_order(found: Iterable[Occasion]) -> Sequence[Occasion]:
    """By when they begin."""
    return sorted(found, key=lambda one: (one.starts_at, one.title))
