"""The calendar as a row of occasions: what takes place when, exceptions and repeats worked in."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from pam_core.skills.days.matching import meant
from pam_core.vocabulary.event import Event, Occasion, occasions
from pam_core.vocabulary.kept import Memory
from pam_core.vocabulary.period import Period

ALL = 1_000_000
AHEAD = timedelta(days=366 * 2)
"""How far on an event is looked for by its name."""


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
        """The next occasion of each event that is called so, in order."""
        events = await self._memory.find(Event, limit=ALL)
        found = meant(title, events, lambda one: one.title)
        upcoming = (next(occasions(event, since=now, until=now + AHEAD), None) for event in found)
        return in_order(one for one in upcoming if one is not None)

    async def series_of(self, event: Event) -> Sequence[Event]:
        """The repeating event and all that stand for single ones of it."""
        same_uid = await self._memory.find(Event, where={"uid": event.series}, limit=ALL)
        own = await self._memory.find(Event, where={"id": event.series}, limit=1)
        return list({one.id: one for one in (*own, *same_uid)}.values())


def in_order(found: Iterable[Occasion]) -> Sequence[Occasion]:
    """By when they begin."""
    return sorted(found, key=lambda one: (one.starts_at, one.title))
