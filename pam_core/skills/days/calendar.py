"""The calendar: appointments put in, read out, moved and cancelled; announced before they begin."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from pam_core.skills import wording
from pam_core.skills.days import when
from pam_core.skills.days.agenda import Agenda
from pam_core.skills.days.event_changes import EventChanges
from pam_core.skills.days.event_notices import EventNotices
from pam_core.skills.days.moments import (
    FURTHEST,
    at_hour,
    first_of,
    is_day,
    is_out_of_reach,
    moment_of,
)
from pam_core.skills.days.reading_out import read_out
from pam_core.skills.phrasebook import Phrasebook
from pam_core.skills.skill import Plan, SkillContext
from pam_core.vocabulary.event import Event, Occasion
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.kept import Memory
from pam_core.vocabulary.period import Period
from pam_core.vocabulary.recurrence import midnight, steady, zone_name
from pam_core.vocabulary.reply import Intent, Notice, Table

ADD, LIST, MOVE, CANCEL = "event.add", "event.list", "event.move", "event.cancel"

LOOKS_AHEAD = timedelta(days=30)
"""Where no period was said."""

_SPANS = {"day": 0, "week": 6}
"""How many days "my day" and "my week" go on after today."""

_TOO_OFTEN = ("SECONDLY", "MINUTELY", "HOURLY")


class CalendarSkill:
    """Answers `event.…` and announces what is about to begin."""

    actions = frozenset((ADD, LIST, MOVE, CANCEL))

    def __init__(self, memory: Memory, phrases: Phrasebook) -> None:
        self._say = phrases.say
        self._agenda = Agenda(memory)
        self._changes = EventChanges(self._agenda, phrases)
        self._notices = EventNotices(self._agenda, phrases)

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """Word the answer, with the event it keeps."""
        if is_out_of_reach(intent.slots):
            if is_out_of_reach({"start": intent.slots.get("start")}):
                return Plan(text=self._say("event.too_far"), asks="start")
            return Plan(text=self._say("event.out_of_reach"))
        match intent.action:
            case "event.add":
                return await self._add(intent, context)
            case "event.list":
                return await self._list(intent, context)
            case "event.move":
                return await self._changes.move(intent, context)
        return await self._changes.cancel(intent, context)

    async def due(self, now: datetime) -> Sequence[Notice]:
        """Events about to begin."""
        return await self._notices.due(now)

    async def next_at(self, now: datetime) -> datetime | None:
        """When the next one is to be announced."""
        return await self._notices.next_at(now)

    async def _add(self, intent: Intent, context: SkillContext) -> Plan:
        slots, now = intent.slots, context.now
        title = " ".join(str(slots.get("title", "")).split())
        rule, at = slots.get("repeat"), slots.get("start")
        if not title:
            return Plan(text=self._say("event.what"), asks="title")
        if isinstance(rule, dict) or (rule is None and at is None):
            return Plan(text=self._say("event.when"), asks="start")
        if rule and any(often in rule for often in _TOO_OFTEN):
            return Plan(text=self._say("event.when"), asks="start")
        starts_at = first_of(rule, at, now) if rule else moment_of(str(at), now)
        all_day = at is None or is_day(str(at))
        if starts_at is None or starts_at - now > FURTHEST:
            return Plan(text=self._say("event.too_far"), asks="start")
        if all_day:
            starts_at = midnight(starts_at)
        event = Event(
            id=new_id(now),
            created_at=now,
            title=title,
            starts_at=starts_at,
            ends_at=_end(starts_at, slots.get("end"), all_day, now),
            all_day=all_day,
            zone=zone_name(now),
            place=slots.get("place"),
            repeat=steady(rule, starts_at) if rule else None,
        )
        return await self._made(event, context)

    async def _made(self, event: Event, context: SkillContext) -> Plan:
        now = context.now
        told = {
            "title": when.shortened(event.title, 34),
            "when": when.on(when.event(event, event.starts_at, now)),
            "place": when.shortened(event.place, 16) if event.place else None,
            "repeat": f"{when.repeat(event.repeat)}, first" if event.repeat else None,
            "end": _last_told(event, now),
        }
        over = event.starts_at.date() < now.date() if event.all_day else event.starts_at < now
        if over and not context.confirmed:
            return Plan(text=self._say("event.sure_past", **told), confirms=True)
        others = await self._at_the_same_time(event)
        other = when.shortened(others[0].title, 20) if others else None
        text = self._say("event.added", other=other, **told)
        if len(text) > 120:
            text = self._say("event.added", other=None, **{**told, "place": None})
        if len(text) > 120:
            text = self._say("event.added", other=None, title=told["title"], when=told["when"])
        return Plan(
            text=when.sentence(text),
            keeps=(event,),
            what=self._say("event.named", **told),
            said_back=self._say("event.said_back", **told),
        )

    async def _at_the_same_time(self, event: Event) -> Sequence[Occasion]:
        if event.all_day:
            return ()
        ends_at = event.ends_at or event.starts_at + timedelta(minutes=1)
        found = await self._agenda.between(event.starts_at, ends_at)
        return [one for one in found if not one.event.all_day]

    async def _list(self, intent: Intent, context: SkillContext) -> Plan:
        now = context.now
        if intent.slots.get("title"):
            return await self._told(str(intent.slots["title"]), context)
        stretch = _stretch(intent, now.date())
        said = stretch is not None
        stretch = stretch or Period(first=now.date(), last=now.date() + LOOKS_AHEAD)
        found = await self._within(stretch, now)
        told = when.period(stretch, now.date())
        if not found:
            key = "event.none" if said else "event.none_ahead"
            return Plan(text=self._say(key, when=told))
        one_day = stretch.first == stretch.last
        opening = (
            self._say("event.list", when=told) if said else self._say("event.list", when="Next")
        )
        items = [_item(one, now, stretch.first if one_day else None) for one in found]
        text, rest = read_out(f"{when.sentence(opening)} ", items, between="; ", at_once=3)
        return Plan(text=text, rest=rest, table=_table(found, now))

    async def _within(self, stretch: Period, now: datetime) -> Sequence[Occasion]:
        """What takes place in these days; where they include today, what is not over yet."""
        begin = now if now.date() in stretch else at_hour(stretch.first, now, 0)
        end = at_hour(stretch.last + timedelta(days=1), now, 0)
        found = await self._agenda.between(begin, end)
        # A whole day put in elsewhere begins at another hour here; its date is the same.
        return [one for one in found if not one.event.all_day or _is_in(one, stretch)]

    async def _told(self, title: str, context: SkillContext) -> Plan:
        found = await self._agenda.next_titled(title, context.now)
        if not found:
            return Plan(text=self._say("event.unknown", title=when.shortened(title)))
        first, *others = [
            when.sentence(
                self._say(
                    "event.told",
                    title=when.shortened(one.title),
                    when=when.on(when.event(one.event, one.starts_at, context.now)),
                    place=when.shortened(one.event.place, 20) if one.event.place else None,
                )
            )
            for one in found[:4]
        ]
        return Plan(text=first, rest=tuple(others), table=_table(found, context.now))


def _stretch(intent: Intent, today: date) -> Period | None:
    """The days asked about, as a period or as "my day" and "my week"; None: nothing was said."""
    if "period" in intent.slots:
        return Period.from_slot(intent.slots["period"])
    days = _SPANS.get(str(intent.slots.get("stretch")))
    return None if days is None else Period(first=today, last=today + timedelta(days=days))


def _end(starts_at: datetime, said: str | None, all_day: bool, now: datetime) -> datetime | None:
    """When it ends: a time of day is meant of the day it starts, or of the night after."""
    if said is None:
        return starts_at + timedelta(days=1) if all_day else None
    if is_day(said):
        last = at_hour(date.fromisoformat(said) + timedelta(days=1), now, 0)
        return last if last > starts_at else starts_at + timedelta(days=1)
    ends_at = moment_of(said, now)
    if ends_at <= starts_at or ends_at - starts_at > timedelta(days=1):
        ends_at = datetime.combine(starts_at.date(), ends_at.timetz())
    return ends_at if ends_at > starts_at else ends_at + timedelta(days=1)


def _last_told(event: Event, now: datetime) -> str | None:
    """When it ends: of whole days the last one where there are several, else the time of day."""
    if event.ends_at is None:
        return None
    if not event.all_day:
        same_day = event.ends_at.date() == event.starts_at.date()
        return wording.clock(event.ends_at) if same_day else when.moment(event.ends_at, now)
    last = event.ends_at.date() - timedelta(days=1)
    return when.day(last, now.date()) if last > event.starts_at.date() else None


def _item(one: Occasion, now: datetime, only: date | None) -> str:
    """As it is read out; without its day where `only` one was asked about."""
    title = when.shortened(one.title, 26)
    if only is not None:
        if one.event.all_day:
            return title
        if one.ends_at and one.starts_at.astimezone(now.tzinfo).date() < only:
            # What goes on since the day before.
            return f"{title} until {wording.clock(one.ends_at.astimezone(now.tzinfo))}"
        return f"{title} at {_clock(one, now)}"
    return f"{title} {when.on(when.listed(one.starts_at, now, all_day=one.event.all_day))}"


def _is_in(whole_day: Occasion, stretch: Period) -> bool:
    end = whole_day.ends_at or whole_day.starts_at
    last = max(whole_day.starts_at.date(), end.date() - timedelta(days=1))
    return whole_day.starts_at.date() <= stretch.last and last >= stretch.first


def _clock(one: Occasion, now: datetime) -> str:
    return wording.clock(one.starts_at.astimezone(now.tzinfo))


def _table(found: Sequence[Occasion], now: datetime) -> Table:
    rows = tuple(
        (
            one.title,
            one.starts_at.date().isoformat()
            if one.event.all_day
            else one.starts_at.astimezone(now.tzinfo).isoformat(timespec="minutes"),
            one.event.place or "",
        )
        for one in found
    )
    return Table(columns=("event", "starts", "place"), rows=rows)
