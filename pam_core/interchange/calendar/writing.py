"""Events written as an iCalendar file that any calendar reads, PAM's own included."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from pam_core.interchange.whole_file import write_whole
from pam_core.vocabulary.event import Event
from pam_core.vocabulary.recurrence import zone_of

_PRODUCT = "-//PAM Desktop//Calendar//EN"


def write_calendar(events: Iterable[Event]) -> str:
    """The whole file, its lines ended by CRLF, the time zones described in it."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("PRODID", _PRODUCT)
    calendar.add("VERSION", "2.0")
    ordered = sorted(events, key=lambda one: (one.starts_at, one.series))
    replaced = {(one.series, one.replaces) for one in ordered if one.replaces}
    for event in ordered:
        # What is replaced is told by the event that stands for it, not as an exclusion.
        excluded = [start for start in event.excluded if (event.series, start) not in replaced]
        calendar.add_component(_component(event, excluded))
    calendar.add_missing_timezones()
    return str(calendar.to_ical().decode())


def write_file(text: str, path: Path) -> None:
    """A calendar as a file: all of it or nothing. Raises PamError (`calendar.not_written`)."""
    write_whole(path, lambda out: out.write(text), code="calendar.not_written")


def _component(event: Event, excluded: Sequence[datetime]) -> Any:
    from icalendar import Alarm, vRecur
    from icalendar import Event as Component

    component = Component()
    component.add("UID", event.series)
    component.add("DTSTAMP", event.created_at.astimezone(UTC))
    component.add("SUMMARY", event.title)
    component.add("DTSTART", _written(event, event.starts_at))
    if event.ends_at:
        component.add("DTEND", _written(event, event.ends_at))
    if event.repeat:
        component.add("RRULE", vRecur.from_ical(event.repeat))
    for name, moments in (("EXDATE", excluded), ("RDATE", event.added)):
        if moments:
            kind = {"VALUE": "DATE"} if event.all_day else {}
            component.add(name, [_written(event, one) for one in moments], parameters=kind)
    if event.replaces:
        component.add("RECURRENCE-ID", _written(event, event.replaces))
    for name, text in (("LOCATION", event.place), ("DESCRIPTION", event.notes)):
        if text:
            component.add(name, text)
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", event.title)
    alarm.add("TRIGGER", timedelta(minutes=-event.notice_minutes))
    component.add_component(alarm)
    return component


def _written(event: Event, moment: datetime) -> date | datetime:
    """In the event's zone; where only the offset is known, in UTC; all day long as its date."""
    local = moment.astimezone(zone_of(event.zone, event.starts_at))
    if event.all_day:
        return local.date()
    return local if event.zone and event.zone != "UTC" else moment.astimezone(UTC)
