"""Timers: started, asked after, given more time, cancelled; an alert when one runs out."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from pam_core.skills import wording
from pam_core.skills.days import when
from pam_core.skills.days.matching import meant
from pam_core.skills.days.moments import span_of
from pam_core.skills.days.reading_out import fitting, read_out
from pam_core.skills.phrasebook import Phrasebook
from pam_core.skills.skill import Plan, SkillContext
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.kept import Memory, removed, revised
from pam_core.vocabulary.reply import Intent, Notice, Priority, Table
from pam_core.vocabulary.timer import Timer

START, LIST, EXTEND, CANCEL = "timer.start", "timer.list", "timer.extend", "timer.cancel"

LONGEST = timedelta(days=7)
"""Longer is a matter for a reminder."""

LATE_AFTER = timedelta(minutes=2)
EVERY_ONE = "all"


class TimerSkill:
    """Answers `timer.…` and watches over the timers that run."""

    actions = frozenset((START, LIST, EXTEND, CANCEL))

    def __init__(self, memory: Memory, phrases: Phrasebook) -> None:
        self._memory = memory
        self._say = phrases.say

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """Word the answer, with the timer it keeps."""
        match intent.action:
            case "timer.start":
                return self._start(intent, context)
            case "timer.list":
                return self._list(await self._running(), intent, context)
            case "timer.extend":
                return self._extend(await self._running(), intent, context)
        return self._cancel(await self._running(), intent, context)

    async def due(self, now: datetime) -> Sequence[Notice]:
        """Timers that have run out."""
        over = [one for one in await self._running() if one.ends_at <= now]
        late = [one for one in over if now - one.ends_at > LATE_AFTER]
        found = [self._notice([one], "timer.over", now) for one in over if one not in late]
        return [self._notice(late, "timer.missed", now), *found] if late else found

    async def next_at(self, now: datetime) -> datetime | None:
        """When the next one runs out."""
        return min((one.ends_at for one in await self._running()), default=None)

    async def _running(self) -> Sequence[Timer]:
        return sorted(await self._memory.find(Timer), key=lambda one: one.ends_at)

    def _notice(self, timers: Sequence[Timer], key: str, now: datetime) -> Notice:
        names = fitting([self._named(one) for one in timers], 60)
        ended = wording.clock(timers[-1].ends_at.astimezone(now.tzinfo))
        several = len(timers) > 1
        return Notice(
            key=";".join(f"timer:{one.id}" for one in timers),
            text=self._say(
                key,
                name=names,
                ended=None if several else ended,
                last=ended if several else None,
            ),
            priority=Priority.ALERT,
            keeps=tuple(removed(one, now) for one in timers),
        )

    def _named(self, timer: Timer) -> str:
        """As in "egg timer", "12 minute timer"."""
        name = when.shortened(_one_of(timer.name), 30)
        return f"{name or _as_adjective(timer.seconds)} timer"

    def _start(self, intent: Intent, context: SkillContext) -> Plan:
        now = context.now
        span = self._span(intent, "timer.how_long")
        if isinstance(span, Plan):
            return span
        timer = Timer(
            id=new_id(now),
            created_at=now,
            seconds=round(span.total_seconds()),
            # In UTC: a timer lasts as long however the clocks change.
            ends_at=now.astimezone(UTC) + span,
            name=" ".join(str(intent.slots.get("name", "")).split()),
        )
        told = {
            "name": when.sentence(self._named(timer)) if timer.name else None,
            "span": when.span(timer.seconds),
        }
        return Plan(
            text=self._say("timer.started", **told),
            keeps=(timer,),
            what=self._say("timer.named", name=self._named(timer)),
            said_back=self._say("timer.said_back", **told),
        )

    def _span(self, intent: Intent, question: str) -> timedelta | Plan:
        """How long was said; the question for it where it was not, or would not do."""
        try:
            span = span_of(intent.slots.get("duration"))
        except OverflowError:
            span = LONGEST * 2
        if span is None:
            return Plan(text=self._say(question), asks="duration")
        if span < timedelta(seconds=1):
            return Plan(text=self._say("timer.no_time"), asks="duration")
        if span > LONGEST:
            return Plan(text=self._say("timer.too_long"), asks="duration")
        return span

    def _list(self, timers: Sequence[Timer], intent: Intent, context: SkillContext) -> Plan:
        said = str(intent.slots.get("name", ""))
        shown = meant(said, timers, lambda one: one.name) if said else timers
        if not shown:
            return Plan(text=self._say("timer.none"))
        left = [_left(one, context.now) for one in shown]
        if len(shown) == 1:
            text = self._say("timer.left", name=self._named(shown[0]), left=left[0])
            return Plan(text=text)
        items = [f"{self._named(one)}, {span} left" for one, span in zip(shown, left, strict=True)]
        text, rest = read_out(self._say("timer.list") + " ", items, between="; ", at_once=3)
        rows = tuple((self._named(one), span) for one, span in zip(shown, left, strict=True))
        return Plan(text=text, rest=rest, table=Table(columns=("timer", "left"), rows=rows))

    def _extend(self, timers: Sequence[Timer], intent: Intent, context: SkillContext) -> Plan:
        chosen = self._chosen(timers, intent)
        if isinstance(chosen, Plan):
            return chosen
        span = self._span(intent, "timer.more")
        if isinstance(span, Plan):
            return span
        more = round(span.total_seconds())
        if any(one.seconds + more > LONGEST.total_seconds() for one in chosen):
            return Plan(text=self._say("timer.too_long"), asks="duration")
        keeps = tuple(
            revised(one, context.now, seconds=one.seconds + more, ends_at=one.ends_at + span)
            for one in chosen
        )
        told = {"name": self._named(chosen[0]), "span": when.span(more)}
        return Plan(
            text=self._say("timer.extended", left=_left(keeps[0], context.now), **told),
            keeps=keeps,
            what=self._say("timer.extend_named", **told),
            said_back=self._say("timer.extend_back", **told),
        )

    def _chosen(self, timers: Sequence[Timer], intent: Intent) -> Sequence[Timer] | Plan:
        """The timer named, the only one there is, or all; a plan that asks or finds none."""
        said = str(intent.slots.get("name", ""))
        if not timers:
            return Plan(text=self._say("timer.none"))
        if said == EVERY_ONE or (not said and len(timers) == 1):
            return timers
        if not said:
            names = fitting([self._named(one) for one in timers], 90)
            return Plan(text=self._say("timer.which", name=names), asks="name")
        found = meant(said, timers, self._named)[:1]
        return found or Plan(text=self._say("timer.unknown", name=when.shortened(said, 30)))

    def _cancel(self, timers: Sequence[Timer], intent: Intent, context: SkillContext) -> Plan:
        chosen = self._chosen(timers, intent)
        if isinstance(chosen, Plan):
            return chosen
        # Cancelling destroys nothing that "undo" would not bring back, so it is done at once.
        names = fitting([self._named(one) for one in chosen], 80)
        return Plan(
            text=self._say("timer.cancelled", name=names),
            keeps=tuple(removed(one, context.now) for one in chosen),
            what=self._say("timer.cancel_named", name=names),
            said_back=self._say("timer.cancel_back", name=names),
        )


def _left(timer: Timer, now: datetime) -> str:
    """Rounded to what matters: nobody asks for the seconds of an hour."""
    seconds = max(0, round((timer.ends_at - now).total_seconds()))
    return when.span(seconds if seconds < 600 else round(seconds / 60) * 60)


def _one_of(name: str) -> str:
    """The timer for the eggs is the egg timer."""
    if name.endswith("s") and not name.endswith(("ss", "es", "us", "is")) and " " not in name:
        return name.removesuffix("s")
    return name


def _as_adjective(seconds: int) -> str:
    told = when.span(seconds)
    one_unit = " and " not in told and ", " not in told
    return told.removesuffix("s") if one_unit else told
