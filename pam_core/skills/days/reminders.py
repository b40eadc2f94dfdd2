"""Reminders: made, read, snoozed, done; they ring on time, or late when PAM was off."""

from collections.abc import Sequence
from datetime import datetime

from pam_core.skills import wording
from pam_core.skills.days import when
from pam_core.skills.days.moments import (
    FURTHEST,
    first_of,
    is_day,
    is_out_of_reach,
    moment_of,
)
from pam_core.skills.days.reading_out import read_out
from pam_core.skills.days.reminder_changes import ReminderChanges, sorts
from pam_core.skills.days.ringing import Ringing
from pam_core.skills.phrasebook import Phrasebook
from pam_core.skills.skill import Plan, SkillContext
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.kept import Memory
from pam_core.vocabulary.period import Period
from pam_core.vocabulary.recurrence import parts_of, steady, zone_name
from pam_core.vocabulary.reminder import Reminder
from pam_core.vocabulary.reply import Intent, Notice, Table

ADD, LIST, DONE = "reminder.add", "reminder.list", "reminder.done"
SNOOZE, CANCEL = "reminder.snooze", "reminder.cancel"

ALL = 100_000
_TOO_OFTEN = ("SECONDLY", "MINUTELY")


class ReminderSkill:
    """Answers `reminder.…` and watches over what is due."""

    actions = frozenset((ADD, LIST, DONE, SNOOZE, CANCEL))

    def __init__(self, memory: Memory, phrases: Phrasebook) -> None:
        self._memory = memory
        self._say = phrases.say
        self._changes = ReminderChanges(phrases)
        self._ringing = Ringing(phrases)

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """Word the answer, with the reminder it keeps."""
        if is_out_of_reach(intent.slots):
            return self._out_of_reach(intent)
        match intent.action:
            case "reminder.add":
                return self._add(intent, context)
            case "reminder.list":
                return self._list(await self._open(), intent, context)
            case "reminder.done":
                return self._changes.done(await self._open(), intent, context)
            case "reminder.snooze":
                return self._changes.snooze(await self._open(), intent, context)
        return self._changes.cancel(await self._open(), intent, context)

    def _out_of_reach(self, intent: Intent) -> Plan:
        if intent.action == LIST:
            return Plan(text=self._say("event.out_of_reach"))
        return Plan(text=self._say("reminder.too_far"), asks="at")

    async def due(self, now: datetime) -> Sequence[Notice]:
        """Reminders whose time has come."""
        return self._ringing.notices(await self._open(), now)

    async def next_at(self, now: datetime) -> datetime | None:
        """When the next one rings."""
        rings = [ring for one in await self._open() if (ring := one.next_ring())]
        return min(rings, default=None)

    async def _open(self) -> Sequence[Reminder]:
        return await self._memory.find(Reminder, where={"done": False}, limit=ALL)

    def _add(self, intent: Intent, context: SkillContext) -> Plan:
        slots, now = intent.slots, context.now
        text = " ".join(str(slots.get("text", "")).split()).strip(" .,:;")
        rule, at = slots.get("repeat"), slots.get("at")
        if not text:
            return Plan(text=self._say("reminder.of_what"), asks="text")
        if isinstance(rule, dict):
            return Plan(text=self._say("reminder.by_miles"))
        if rule is None and (at is None or _is_today(at, now)):
            key = "reminder.when" if at is None else "reminder.when_today"
            return Plan(text=self._say(key), asks="at")
        if rule and parts_of(rule)["FREQ"] in _TOO_OFTEN:
            return Plan(text=self._say("reminder.too_often"), asks="at")
        first = first_of(rule, at, now) if rule else moment_of(str(at), now)
        if first is None or first - now > FURTHEST:
            return Plan(text=self._say("reminder.too_far"), asks="at")
        if first <= now:
            return Plan(text=self._say("reminder.past"), asks="at")
        return self._made(text, first, rule, now)

    def _made(self, text: str, first: datetime, rule: str | None, now: datetime) -> Plan:
        reminder = Reminder(
            id=new_id(now),
            created_at=now,
            text=text,
            at=first,
            zone=zone_name(now),
            repeat=steady(rule, first) if rule else None,
        )
        told = {
            "text": when.shortened(text),
            "when": when.on(when.moment(first, now)),
            "repeat": when.repeat(rule) if rule else None,
        }
        key = "reminder.made_repeating" if rule else "reminder.made"
        return Plan(
            text=self._say(key, **told),
            keeps=(reminder,),
            what=self._say("reminder.named", **told),
            said_back=self._say("reminder.said_back", **told),
        )

    def _list(self, reminders: Sequence[Reminder], intent: Intent, context: SkillContext) -> Plan:
        now = context.now
        stretch = Period.from_slot(intent.slots["period"]) if "period" in intent.slots else None
        shown = sorted(
            (one for one in reminders if _in(one, stretch, now)), key=lambda one: sorts(one, now)
        )
        told = when.period(stretch, now.date()) if stretch else None
        if not shown:
            return Plan(text=self._say("reminder.none", when=told))
        opening = self._say("reminder.list", count=when.counted(len(shown), "reminder"), when=told)
        one_day = stretch is not None and stretch.first == stretch.last
        items = [f"{_told_when(one, now, one_day)}, {when.shortened(one.text)}" for one in shown]
        text, rest = read_out(f"{opening} ", items, between="; ", at_once=3)
        table = Table(
            columns=("reminder", "when", "repeats"),
            rows=tuple((one.text, _told_when(one, now), one.repeat or "") for one in shown),
        )
        return Plan(text=text, rest=rest, table=table)


def _is_today(at: str, now: datetime) -> bool:
    """A mere "today": at nine in the morning would be over, or a guess."""
    return is_day(at) and at == now.date().isoformat()


def _in(reminder: Reminder, stretch: Period | None, now: datetime) -> bool:
    ring = reminder.next_ring()
    return stretch is None or (ring or now).astimezone(now.tzinfo).date() in stretch


def _told_when(reminder: Reminder, now: datetime, one_day: bool = False) -> str:
    """When it rings next; where only one day was asked about, the time of day is enough."""
    ring = reminder.next_ring()
    if ring is None:
        return "still open"
    if one_day and reminder.repeat is None:
        return f"at {wording.clock(ring.astimezone(now.tzinfo))}"
    repeats = f"{when.repeat(reminder.repeat)}, next " if reminder.repeat else ""
    return f"{repeats}{when.listed(ring, now)}"
