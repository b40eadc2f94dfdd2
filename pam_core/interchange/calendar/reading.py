"""An iCalendar file read into events; what cannot be read is named and left out."""

import re
import uuid
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from pam_core.interchange.calendar.pieces import Piece, pieces
from pam_core.interchange.calendar.zones import described_zones, localised
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.event import NOTICE_MINUTES, Event
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.recurrence import check_rule, parts_of, zone_name, zone_of

LONGEST_TITLE, LONGEST_NOTES = 200, 4000
UNTITLED = "Untitled"

_DECIDES = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "UID")
"""Broken lines of these break the event; others are passed over."""
_YEARS = range(1000, 9000)
"""Outside of them no moment can be told in another zone, or so much earlier."""

_TOO_OFTEN = ("SECONDLY", "MINUTELY")
_LONGEST_NOTICE = timedelta(days=2)
"""Further ahead PAM does not look for what is to be announced."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
OnProgress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What was left out: the line its component begins on, from 1, and why."""

    line: int
    sentence: str


@dataclass(slots=True)
class Reading:
    """What a file holds: events by series and replaced start, and what was no event.

    `called_off` are the events that the file says do not take place; `other` counts entries that
    are no events (tasks, journals).
    """

    events: dict[tuple[str, datetime | None], Event] = field(default_factory=dict)
    called_off: list[tuple[str, datetime | None]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    other: int = 0


def read_calendar(text: str, now: datetime, on_progress: OnProgress = lambda *_: None) -> Reading:
    """Read a whole file. `now` tells the user's zone; `on_progress` hears entries done and all.

    Raises PamError (`calendar.not_a_calendar`) where it is none.
    """
    if not any(line.strip().upper() == "BEGIN:VCALENDAR" for line in text.splitlines()):
        raise PamError(
            "calendar.not_a_calendar",
            "That file is no calendar.",
            mend="Export an .ics file from your calendar and give me that.",
            fault=Fault.USER,
        )
    *entries, frame = pieces(text)
    home = zone_of(zone_name(now), now)
    zones = described_zones(frame.text, zone_name(now))
    reading = Reading()
    for done, piece in enumerate(entries, start=1):
        _read(piece, reading, zones, home, now)
        on_progress(done, len(entries))
    _leave_out(reading)
    return reading


def _read(
    piece: Piece, reading: Reading, zones: Mapping[str, tzinfo], home: tzinfo, now: datetime
) -> None:
    if piece.name != "VEVENT":
        reading.other += 1
        return
    try:
        if not piece.closed:
            raise ValueError("its end is missing")
        component = _component(piece.text)
        event = _event(component, zones, home, now)
    except ValueError as error:
        reading.problems.append(Problem(line=piece.line, sentence=f"{error}"))
        return
    except (OverflowError, TypeError, KeyError, IndexError, AttributeError):
        # icalendar raises these where a component is not what it should be.
        reading.problems.append(Problem(line=piece.line, sentence="it makes no sense"))
        return
    key = (event.series, event.replaces)
    if str(component.get("STATUS", "")).upper() == "CANCELLED":
        reading.called_off.append(key)
    else:
        reading.events[key] = event


def _component(text: str) -> Any:
    from icalendar import Event as Component

    with warnings.catch_warnings():
        # It guesses what zone is meant by "/vendor/America/Denver", and guesses right.
        warnings.simplefilter("ignore")
        component = Component.from_ical(text)
    for name, error in component.errors:
        # A line that has no name at all is told by what it says.
        if name in _DECIDES or (name is None and any(each in str(error) for each in _DECIDES)):
            raise ValueError(str(error))
    return component


def _event(component: Any, zones: Mapping[str, tzinfo], home: tzinfo, now: datetime) -> Event:
    if "DTSTART" not in component:
        raise ValueError("it does not say when it starts")

    def moment(value: Any, named: str) -> datetime:
        if isinstance(value, datetime):
            return localised(value, named, zones, home)
        return datetime.combine(value, starts_at.timetz() if starts_at else time(0, 0, 0, 0, home))

    starts_at: datetime | None = None
    all_day = not isinstance(component["DTSTART"].dt, datetime)
    starts_at = moment(component["DTSTART"].dt, _zone_named(component["DTSTART"]))
    ends_at = _end(component, starts_at, all_day, moment)
    replaces = component.get("RECURRENCE-ID")
    title = _clean(component.get("SUMMARY"), LONGEST_TITLE) or UNTITLED
    added = _moments(component.get("RDATE"), moment)
    far = [one for one in (starts_at, ends_at, *added) if one and one.year not in _YEARS]
    if far:
        raise ValueError(f"the year {far[0].year} is out of reach")
    return Event(
        id=new_id(now),
        created_at=now,
        title=title,
        starts_at=starts_at,
        ends_at=ends_at,
        all_day=all_day,
        zone=zone_name(starts_at),
        place=_clean(component.get("LOCATION"), LONGEST_TITLE) or None,
        notes=_clean(component.get("DESCRIPTION"), LONGEST_NOTES) or None,
        repeat=_rule(component),
        excluded=_moments(component.get("EXDATE"), moment),
        added=added,
        uid=_clean(component.get("UID"), LONGEST_TITLE) or _uid(title, starts_at),
        replaces=moment(replaces.dt, _zone_named(replaces)) if replaces else None,
        notice_minutes=_notice(component),
    )


def _end(
    component: Any, starts_at: datetime, all_day: bool, moment: Callable[[Any, str], datetime]
) -> datetime | None:
    if "DTEND" in component:
        value = component["DTEND"].dt
        end = (
            moment(value, _zone_named(component["DTEND"]))
            if isinstance(value, datetime)
            else (datetime.combine(value, time(0, 0, 0, 0, starts_at.tzinfo)))
        )
    else:
        lasts = component["DURATION"].dt if "DURATION" in component else timedelta(days=all_day)
        end = starts_at + lasts
    if end < starts_at:
        raise ValueError("it ends before it starts")
    if all_day and end == starts_at:
        return starts_at + timedelta(days=1)
    return end if end > starts_at else None


def _rule(component: Any) -> str | None:
    rules = component.get("RRULE")
    if rules is None:
        return None
    if isinstance(rules, list):
        raise ValueError("it repeats in several ways at once")
    rule = str(rules.to_ical().decode())
    check_rule(rule)
    if parts_of(rule).get("FREQ") in _TOO_OFTEN:
        raise ValueError("it comes round more often than every hour")
    return rule


def _moments(value: Any, moment: Callable[[Any, str], datetime]) -> tuple[datetime, ...]:
    lists = value if isinstance(value, list) else [value] if value is not None else []
    found: set[datetime] = set()
    for each in lists:
        for one in each.dts:
            # A period counts by its beginning.
            start = one.dt[0] if isinstance(one.dt, tuple) else one.dt
            found.add(moment(start, _zone_named(each)))
    return tuple(sorted(found))


def _notice(component: Any) -> int:
    """How many minutes before it starts its last alarm rings: PAM tells of each event once."""
    triggers = [getattr(alarm.get("TRIGGER"), "dt", None) for alarm in component.walk("VALARM")]
    ahead = [-each for each in triggers if isinstance(each, timedelta) and each <= timedelta()]
    if not ahead:
        return NOTICE_MINUTES
    return int(min(*ahead, _LONGEST_NOTICE) / timedelta(minutes=1))


def _leave_out(reading: Reading) -> None:
    """What is called off or replaced is left out of the series."""
    for series, start in [*reading.called_off, *reading.events]:
        whole = reading.events.get((series, None))
        if start is not None and whole is not None:
            reading.events[series, None] = without(whole, start)


def without(event: Event, start: datetime) -> Event:
    """A repeating event that leaves out one start."""
    return replace(event, excluded=tuple(sorted({*event.excluded, start})))


def _zone_named(value: Any) -> str:
    return str(value.params.get("TZID", ""))


def _clean(value: Any, longest: int) -> str:
    first: Sequence[Any] = value if isinstance(value, list) else [value]
    return _CONTROL.sub(" ", str(first[0] or "")).strip()[:longest]


def _uid(title: str, starts_at: date) -> str:
    """A name for what came without one, the same each time the file is read."""
    return f"{uuid.uuid5(uuid.NAMESPACE_URL, f'{title} {starts_at.isoformat()}')}"
