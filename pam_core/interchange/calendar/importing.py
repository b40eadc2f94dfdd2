"""A calendar file taken into the memory: once is enough, and once undone it is gone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pam_core.interchange.calendar.reading import (
    OnProgress,
    Problem,
    Reading,
    read_calendar,
    without,
)
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.event import Event
from pam_core.vocabulary.kept import Memory, removed, revised

ALL = 1_000_000
"""More events than anybody has."""

_CONTENT = (
    "title",
    "all_day",
    "place",
    "notes",
    "repeat",
    "notice_minutes",
)
_MOMENTS = ("starts_at", "ends_at", "replaces")
_ALL_MOMENTS = ("excluded", "added")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an import did: events added, changed, unchanged and called off, and what was left out.

    `other` counts entries that are no events.
    """

    added: int
    changed: int
    unchanged: int
    called_off: int
    other: int
    problems: Sequence[Problem]


async def import_calendar(
    path: Path, memory: Memory, now: datetime, on_progress: OnProgress = lambda *_: None
) -> Report:
    """Take a file in, as one change that "undo" takes back. Raises PamError.

    An event that is there already, by its name in the file, is left alone or brought up to date.
    """
    reading = read_calendar(_text_of(path), now, on_progress)
    there = {(one.series, one.replaces): one for one in await memory.find(Event, limit=ALL)}
    _leave_out_of_kept(reading, there)
    new = [event for key, event in reading.events.items() if key not in there]
    changed = [
        _brought_up_to_date(there[key], event, now)
        for key, event in reading.events.items()
        if key in there and content(there[key]) != content(event)
    ]
    gone = [removed(there[key], now) for key in _called_off(reading) if key in there]
    if new or changed or gone:
        what = f"the import of {path.name[:40]}"
        await memory.keep([*new, *changed, *gone], what=what)
    return Report(
        added=len(new),
        changed=len(changed),
        unchanged=len(reading.events) - len(new) - len(changed),
        called_off=len(gone),
        other=reading.other,
        problems=tuple(reading.problems),
    )


def content(event: Event) -> tuple[Any, ...]:
    """What an event says, leaving out what PAM remembers of it: two that say the same are equal."""

    def told(moment: datetime | None) -> Any:
        if moment is None:
            return None
        # A whole day is the same day in every zone; else the clock it follows counts as well.
        return moment.date() if event.all_day else moment.timestamp()

    zone = "" if event.all_day else event.zone or "UTC"
    return (
        zone,
        *(getattr(event, name) for name in _CONTENT),
        *(told(getattr(event, name)) for name in _MOMENTS),
        *(tuple(map(told, getattr(event, name))) for name in _ALL_MOMENTS),
    )


def _leave_out_of_kept(
    reading: Reading, there: Mapping[tuple[str, datetime | None], Event]
) -> None:
    """Exceptions to a series that only the memory has: it leaves those starts out from now on."""
    for series, start in [*reading.called_off, *reading.events]:
        whole = reading.events.get((series, None), there.get((series, None)))
        if start is not None and whole is not None and start not in whole.excluded:
            reading.events[series, None] = without(whole, start)


def _called_off(reading: Reading) -> list[tuple[str, datetime | None]]:
    """What the file calls off and does not bring again."""
    return [key for key in dict.fromkeys(reading.called_off) if key not in reading.events]


def _brought_up_to_date(there: Event, event: Event, now: datetime) -> Event:
    moved = there.starts_at != event.starts_at or there.repeat != event.repeat
    return revised(
        replace(
            event,
            id=there.id,
            uid=there.uid,
            revision=there.revision,
            told_until=None if moved else there.told_until,
        ),
        now,
    )


def _text_of(path: Path) -> str:
    try:
        content_bytes = path.read_bytes()
    except OSError as error:
        raise PamError(
            "calendar.unreadable",
            f"I cannot read {path}: {error.strerror}.",
            mend="Check its name and where it lies.",
            fault=Fault.USER,
        ) from error
    try:
        return content_bytes.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Older calendars write Windows' own letters.
        return content_bytes.decode("cp1252", errors="replace")
