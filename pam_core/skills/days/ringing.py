"""Which reminders ring now, and in what words: on time each by itself, late ones together."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pam_core.skills.days.reading_out import all_of
from pam_core.skills.days.when import shortened
from pam_core.skills.phrasebook import Phrasebook
from pam_core.vocabulary.kept import revised
from pam_core.vocabulary.reminder import Reminder
from pam_core.vocabulary.reply import Notice, Priority

TOPIC = "reminder"
"""What the talk is about once one rang: then "done" and "later" are for it."""

LATE_AFTER = timedelta(minutes=2)
"""PAM looks every few seconds: what is later was missed because PAM did not run."""


class Ringing:
    """Makes the notices of reminders."""

    def __init__(self, phrases: Phrasebook) -> None:
        self._say = phrases.say

    def notices(self, reminders: Sequence[Reminder], now: datetime) -> Sequence[Notice]:
        """What is due: at most one notice for those on time and one for those that are late."""
        due = sorted(
            # The last made comes first from the memory: of two at one time the older is told first.
            (
                (ring, one)
                for one in reversed(reminders)
                if (ring := one.next_ring()) and ring <= now
            ),
            key=lambda each: each[0],
        )
        late = [(ring, one) for ring, one in due if now - ring > LATE_AFTER]
        on_time = [each for each in due if each not in late]
        found = []
        for group, key in ((late, "reminder.missed"), (on_time, "reminder.rings")):
            if group:
                found.append(self._notice(group, key, now))
        return found

    def _notice(self, due: Sequence[tuple[datetime, Reminder]], key: str, now: datetime) -> Notice:
        longest = 60 if len(due) == 1 else 24
        texts = [shortened(one.text, longest) for _, one in due]
        return Notice(
            # The same for the same rings, so that a notice is not said again while it is unmarked.
            key=";".join(f"reminder:{one.id}:{ring.isoformat()}" for ring, one in due),
            text=self._say(key, text=all_of(texts)),
            priority=Priority.NOTICE,
            keeps=tuple(_rung(one, now) for _, one in due),
            topic=TOPIC,
        )


def waiting(reminders: Sequence[Reminder]) -> Sequence[Reminder]:
    """Those that rang last and of which the user has not said what became of them."""
    # The last made comes first from the memory; they are named as they were told.
    rang = [one for one in reversed(reminders) if one.waits]
    last = max((one.created_at for one in rang), default=None)
    return [one for one in rang if one.created_at == last]


def _rung(reminder: Reminder, now: datetime) -> Reminder:
    own = reminder.last_due(now) or reminder.rang_at
    return revised(reminder, now, rang_at=own, waits=True, snoozed_until=None)
