"""Appointments announced some minutes before they begin, or told of once when PAM was off."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from pam_core.skills import wording
from pam_core.skills.days.agenda import Agenda, in_order
from pam_core.skills.days.moments import later
from pam_core.skills.days.reading_out import all_of
from pam_core.skills.days.when import counted, sentence, shortened
from pam_core.skills.phrasebook import Phrasebook
from pam_core.vocabulary.event import Event, Occasion, occasions
from pam_core.vocabulary.kept import revised
from pam_core.vocabulary.reply import Notice, Priority

ALL_DAY_HOUR = 8
"""What lasts the whole day is told of in the morning."""

MISSED_FOR = timedelta(hours=24)
"""Older than that nobody needs to hear that it was missed."""

LATE_AFTER = timedelta(minutes=2)
LOOKS_AHEAD = timedelta(days=2)


class EventNotices:
    """What the calendar says by itself."""

    def __init__(self, agenda: Agenda, phrases: Phrasebook) -> None:
        self._agenda = agenda
        self._say = phrases.say
        self._day: date | None = None
        self._near: dict[tuple[str, int], tuple[Occasion, ...]] = {}
        """What each revision of an event does around this day: looked at again and again, and a
        calendar may hold a thousand that repeat."""

    async def due(self, now: datetime) -> Sequence[Notice]:
        """Each event that is about to begin; those missed together."""
        waiting = [one for one in await self._untold(now) if _told_at(one, now) <= now]
        missed = [one for one in waiting if _missed(one, now)]
        found = [
            self._notice([one], self._text(one, now), now) for one in waiting if one not in missed
        ]
        if missed:
            titles = [f"{shortened(one.title, 24)} at {_clock(one, now)}" for one in missed]
            text = self._say("event.missed", title=all_of(titles, 2))
            found.insert(0, self._notice(missed, text, now))
        return found

    async def next_at(self, now: datetime) -> datetime | None:
        """When the next one is to be told."""
        return min((_told_at(one, now) for one in await self._untold(now)), default=None)

    async def _untold(self, now: datetime) -> Sequence[Occasion]:
        since, until = now - MISSED_FOR, now + LOOKS_AHEAD
        if self._day != now.date():
            self._day, self._near = now.date(), {}
        events = await self._agenda.events(since, until)
        near = (one for event in events for one in self._around(event, now))
        return in_order(
            one for one in near if since <= one.starts_at < until and _is_untold(one, now)
        )

    def _around(self, event: Event, now: datetime) -> tuple[Occasion, ...]:
        key = (event.id, event.revision)
        if key not in self._near:
            begin, end = now - MISSED_FOR * 2, now + LOOKS_AHEAD * 2
            self._near[key] = tuple(occasions(event, since=begin, until=end))
        return self._near[key]

    def _text(self, one: Occasion, now: datetime) -> str:
        title = sentence(one.title)
        if one.event.all_day:
            return self._say("event.today", title=shortened(title, 60))
        minutes = round((one.starts_at.astimezone(UTC) - now).total_seconds() / 60)
        return self._say(
            "event.soon" if minutes > 0 else "event.starts",
            title=shortened(title, 50),
            minutes=_in_words(minutes),
            place=shortened(one.event.place, 30) if one.event.place else None,
        )

    def _notice(self, occasions: Sequence[Occasion], text: str, now: datetime) -> Notice:
        latest = {one.event.id: one for one in occasions}
        return Notice(
            key=";".join(f"event:{one.event.id}:{one.starts_at.isoformat()}" for one in occasions),
            text=text,
            priority=Priority.NOTICE,
            keeps=tuple(
                revised(one.event, now, told_until=one.starts_at) for one in latest.values()
            ),
            topic="event",
        )


def _is_untold(one: Occasion, now: datetime) -> bool:
    """Not told yet, and not over already when it was put in."""
    told = one.event.told_until
    new = told is None or one.starts_at > told
    if one.event.all_day:
        return new and one.starts_at.date() >= now.date()
    return new and one.starts_at >= min(one.event.created_at, now)


def _told_at(one: Occasion, now: datetime) -> datetime:
    if one.event.all_day:
        day = one.starts_at.date()
        return datetime(day.year, day.month, day.day, ALL_DAY_HOUR, tzinfo=now.tzinfo)
    return later(one.starts_at, -timedelta(minutes=one.event.notice_minutes))


def _missed(one: Occasion, now: datetime) -> bool:
    return not one.event.all_day and now - one.starts_at > LATE_AFTER


def _in_words(minutes: int) -> str:
    if minutes < 120:
        return f"in {counted(minutes, 'minute')}"
    hours, rest = divmod(minutes, 60)
    return f"in {counted(hours, 'hour')}" + (f" and {counted(rest, 'minute')}" if rest else "")


def _clock(one: Occasion, now: datetime) -> str:
    return wording.clock(one.starts_at.astimezone(now.tzinfo))
