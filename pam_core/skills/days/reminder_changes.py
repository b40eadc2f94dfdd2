"""Reminders put off, done and deleted: the one named, or those that rang last."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pam_core.skills.days import when
from pam_core.skills.days.matching import meant
from pam_core.skills.days.moments import FURTHEST, later, moment_of, span_of
from pam_core.skills.days.reading_out import fitting
from pam_core.skills.days.ringing import waiting
from pam_core.skills.phrasebook import Phrasebook
from pam_core.skills.skill import Plan, SkillContext
from pam_core.vocabulary.kept import removed, revised
from pam_core.vocabulary.reminder import Reminder
from pam_core.vocabulary.reply import Intent

SNOOZES = timedelta(minutes=10)
EVERY_ONE = "all"


class ReminderChanges:
    """Plans `reminder.done`, `reminder.snooze` and `reminder.cancel`."""

    def __init__(self, phrases: Phrasebook) -> None:
        self._say = phrases.say

    def done(self, reminders: Sequence[Reminder], intent: Intent, context: SkillContext) -> Plan:
        """Done for now: what repeats comes again at its next time."""
        found = self._chosen(reminders, intent, context)
        if isinstance(found, Plan):
            return found
        keeps = tuple(finished(one, context.now) for one in found)
        upcoming = [ring for one in keeps if (ring := one.next_ring())]
        told = {
            "text": fitting([one.text for one in found], 60),
            "next": when.on(when.moment(min(upcoming), context.now)) if upcoming else None,
        }
        return Plan(
            text=self._say("reminder.done", **told),
            keeps=keeps,
            what=self._say("reminder.done_named", **told),
            said_back=self._say("reminder.done_named", **told),
            topic="",
        )

    def snooze(self, reminders: Sequence[Reminder], intent: Intent, context: SkillContext) -> Plan:
        """Told again later; after a while of the usual length where none was said."""
        found = self._chosen(reminders, intent, context)
        if isinstance(found, Plan):
            return found
        now = context.now
        try:
            until = _until(intent.slots, now)
        except OverflowError:
            until = now + 2 * FURTHEST
        if not now < until <= now + FURTHEST:
            return Plan(text=self._say("reminder.snooze_until"), asks="at")
        told = {
            "text": fitting([one.text for one in found], 60),
            "when": when.on(when.moment(until, now)),
        }
        return Plan(
            text=self._say("reminder.snoozed", **told),
            keeps=tuple(put_off(one, until, now) for one in found),
            what=self._say("reminder.snoozed_named", **told),
            said_back=self._say("reminder.snoozed_named", **told),
            topic="",
        )

    def cancel(self, reminders: Sequence[Reminder], intent: Intent, context: SkillContext) -> Plan:
        """Deleted, with all the times it would still come, once the user has said yes."""
        if not intent.slots.get("text") and not waiting(reminders):
            return Plan(text=self._say("reminder.which"), asks="text")
        if intent.slots.get("text") == EVERY_ONE and reminders:
            return self._all_cancelled(reminders, context)
        found = self._chosen(reminders, intent, context)
        if isinstance(found, Plan):
            return found
        told = {"text": when.shortened(found[0].text)}
        if not context.confirmed:
            return Plan(text=self._say("reminder.sure", **told), confirms=True)
        return Plan(
            text=self._say("reminder.cancelled", **told),
            keeps=(removed(found[0], context.now),),
            what=self._say("reminder.cancel_named", **told),
            said_back=self._say("reminder.cancel_named", **told),
        )

    def _all_cancelled(self, reminders: Sequence[Reminder], context: SkillContext) -> Plan:
        told = {"count": when.counted(len(reminders), "reminder")}
        if not context.confirmed:
            return Plan(text=self._say("reminder.sure_all", **told), confirms=True)
        return Plan(
            text=self._say("reminder.cancelled_all", **told),
            keeps=tuple(removed(one, context.now) for one in reminders),
            what=self._say("reminder.cancel_all_named", **told),
            said_back=self._say("reminder.cancel_all_named", **told),
        )

    def _chosen(
        self, reminders: Sequence[Reminder], intent: Intent, context: SkillContext
    ) -> Sequence[Reminder] | Plan:
        """The reminder named, or those that rang last; a plan that says there is none.

        "All" are all that rang and of which nothing was heard since.
        """
        said = str(intent.slots.get("text", ""))
        if said == EVERY_ONE and (rang := [one for one in reminders if one.waits]):
            return rang
        if said in ("", EVERY_ONE):
            return waiting(reminders) or Plan(text=self._say("reminder.none_rang"))
        soonest = sorted(reminders, key=lambda one: sorts(one, context.now))
        found = meant(said, soonest, lambda one: one.text)
        return found[:1] or Plan(text=self._say("reminder.unknown", text=when.shortened(said)))


def sorts(reminder: Reminder, now: datetime) -> datetime:
    """What rang and waits for the user comes first."""
    return reminder.next_ring() or reminder.rang_at or now


def finished(reminder: Reminder, now: datetime) -> Reminder:
    """Done for good; what repeats only for this time, or for the next where it has not rung."""
    if reminder.repeat is None:
        return revised(reminder, now, done=True, waits=False, snoozed_until=None)
    rang = reminder.waits or reminder.snoozed_until is not None
    skipped = reminder.rang_at if rang else reminder.next_ring()
    over = replace(reminder, rang_at=skipped, waits=False, snoozed_until=None)
    return revised(over, now, done=over.next_ring() is None)


def put_off(reminder: Reminder, until: datetime, now: datetime) -> Reminder:
    """Told again then; its own time, where that comes before, is not told any more."""
    own = reminder.next_ring()
    rang = reminder.rang_at if reminder.waits or own is None or own > until else own
    return revised(reminder, now, rang_at=rang, waits=False, snoozed_until=until)


def _until(slots: Any, now: datetime) -> datetime:
    if "at" in slots:
        return moment_of(slots["at"], now)
    duration, span = slots.get("duration"), span_of(slots.get("duration"))
    if span is None:
        return later(now, SNOOZES)
    # "Snooze a day" is the same time of day tomorrow; hours are hours.
    by_days = duration["unit"] in ("day", "week", "month", "year")
    return now + span if by_days else later(now, span)
