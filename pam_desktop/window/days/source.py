"""What the page about days shows, and where it gets it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class OccasionLine:
    """Something that takes place: when (in the user's zone), what, where."""

    starts_at: datetime
    title: str
    place: str = ""
    all_day: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLine:
    """A day with what takes place on it; days without anything are left out."""

    day: date
    occasions: Sequence[OccasionLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderLine:
    """A reminder; `at` is when it is told next, `waits`: it was, and nobody has said more."""

    id: str
    text: str
    at: datetime | None
    waits: bool = False
    repeats: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine:
    """One thing on a list."""

    id: str
    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLine:
    """A list by its name, the latest thing last."""

    name: str
    items: Sequence[ItemLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLine:
    """A checklist that is gone through, also by voice: `step` counts from 0."""

    title: str
    steps: Sequence[str]
    step: int
    skipped: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysSheet:
    """All of it; `today` is the user's."""

    today: date
    days: Sequence[DayLine] = ()
    reminders: Sequence[ReminderLine] = ()
    lists: Sequence[ListLine] = ()
    run: RunLine | None = None
    checklists: Sequence[str] = ()


class DaysSource(Protocol):
    """Called on the core thread. Methods raise PamError; what they return is said to the user."""

    async def sheet(self) -> DaysSheet:
        """What is and what comes."""
        ...

    async def done(self, reminder_id: str) -> str:
        """A reminder is done; what it is called for undoing."""
        ...

    async def snooze(self, reminder_id: str, minutes: int) -> str:
        """Tell a reminder again later; what it is called for undoing."""
        ...

    async def forget(self, reminder_id: str) -> str:
        """Take a reminder back; what it is called for undoing."""
        ...

    async def put(self, name: str, item: str) -> str:
        """Put something on a list; PAM's answer."""
        ...

    async def take(self, item_id: str) -> str:
        """Take something off its list; what it is called for undoing."""
        ...

    async def begin(self, checklist: str) -> str:
        """Begin a checklist anew; PAM's answer."""
        ...

    async def step(self, outcome: str) -> str:
        """Go on in the checklist: "done", "skip" or "back"; PAM's answer."""
        ...

    async def stop(self) -> str:
        """End the checklist where it is; PAM's answer."""
        ...

    async def undo(self) -> str:
        """Take the last change back; what it was called, "" where there is none."""
        ...
