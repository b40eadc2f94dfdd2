"""An appointment in the calendar, and the occasions on which it takes place."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar

from pam_core.vocabulary.kept import Kept
from pam_core.vocabulary.recurrence import starts, zone_of

NOTICE_MINUTES = 15
"""How long before it begins an appointment is announced where nothing else was wished."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Kept):
    """An appointment, once or again and again.

    `starts_at` and `ends_at` carry an offset; `zone` names the zone whose clock they follow ("" is
    the offset alone). `all_day`: they are midnights, the end not included. `repeat` is an RFC 5545
    rule; `excluded` are starts that it leaves out, `added` further ones. `uid` is its name in
    calendar files ("" until it came from one). An event with `replaces` stands for that one start
    of the repeating event with the same `uid` or id, which leaves that start out.

    `notice_minutes` before each start it is announced; `told_until` is the last start that was.
    """

    KIND: ClassVar[str] = "event"

    title: str
    starts_at: datetime
    ends_at: datetime | None = None
    all_day: bool = False
    zone: str = ""
    place: str | None = None
    notes: str | None = None
    repeat: str | None = None
    excluded: tuple[datetime, ...] = ()
    added: tuple[datetime, ...] = ()
    uid: str = ""
    replaces: datetime | None = None
    notice_minutes: int = NOTICE_MINUTES
    told_until: datetime | None = None

    def day(self) -> date | None:
        """The day it takes place; None where it is on several."""
        if self.repeat or self.added:
            return None
        last = (self.ends_at or self.starts_at) - timedelta(microseconds=1)
        return self.starts_at.date() if last.date() <= self.starts_at.date() else None

    @property
    def series(self) -> str:
        """What all the revisions and exceptions of one appointment share."""
        return self.uid or self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """One time that an event takes place."""

    event: Event
    starts_at: datetime
    ends_at: datetime | None

    @property
    def title(self) -> str:
        """What it is."""
        return self.event.title


def occasions(event: Event, *, since: datetime, until: datetime) -> Iterator[Occasion]:
    """When it takes place, as far as that begins before `until` and is not over by `since`."""
    lasts = event.ends_at - event.starts_at if event.ends_at else timedelta()
    left_out = set(event.excluded)
    for start in _starts(event, since - lasts, until):
        end = start + lasts if event.ends_at else None
        # What lasts no time at all is over when it begins.
        over = end is not None and lasts and end <= since
        if start not in left_out and not over and (lasts or start >= since):
            yield Occasion(event=event, starts_at=start, ends_at=end)


def _starts(event: Event, since: datetime, until: datetime) -> Iterator[datetime]:
    home = zone_of(event.zone, event.starts_at)
    once = {event.starts_at, *event.added} if not event.repeat else set(event.added)
    found = {start.astimezone(home) for start in once if since <= start < until}
    if event.repeat:
        found |= set(
            starts(event.starts_at, event.repeat, zone=event.zone, since=since, until=until)
        )
    yield from sorted(found)
