"""Something PAM is to remind its user of."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from pam_core.vocabulary.kept import Kept
from pam_core.vocabulary.recurrence import starts

_LOOK_AHEAD = timedelta(days=366 * 9)
"""Further than from one 29th of February to the next, over a century too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder(Kept):
    """A reminder, once or again and again.

    `text` is what to do, as the user said it ("call mom"). `at` is when, or when first; with
    `repeat`, an RFC 5545 rule, it comes round in the wall time of `zone`. `rang_at` is the latest
    of these moments that it was told for; `waits`: the user has not said since what became of it.
    `snoozed_until`: they want to hear of that one again. `done`: it is over for good.
    """

    KIND: ClassVar[str] = "reminder"

    text: str
    at: datetime
    zone: str = ""
    repeat: str | None = None
    rang_at: datetime | None = None
    waits: bool = False
    snoozed_until: datetime | None = None
    done: bool = False

    def next_ring(self) -> datetime | None:
        """When it is to be told next; None: not again."""
        if self.done:
            return None
        by_rule = self._after_last()
        if self.snoozed_until is not None and by_rule is not None:
            return min(self.snoozed_until, by_rule)
        return self.snoozed_until or by_rule

    def last_due(self, now: datetime) -> datetime | None:
        """The latest of its own moments that has come and was not told yet."""
        due = self._after_last()
        if due is None or due > now or self.repeat is None:
            return due if due is not None and due <= now else None
        late = starts(
            self.at, self.repeat, zone=self.zone, since=due, until=now + timedelta(microseconds=1)
        )
        return max(late, default=due)

    def after(self, moment: datetime) -> datetime | None:
        """The first of its own moments later than that."""
        if self.repeat is None:
            return self.at if self.at > moment else None
        since = moment + timedelta(microseconds=1)
        return next(
            starts(self.at, self.repeat, zone=self.zone, since=since, until=since + _LOOK_AHEAD),
            None,
        )

    def _after_last(self) -> datetime | None:
        if self.rang_at is None:
            return self.at
        return self.after(self.rang_at)
