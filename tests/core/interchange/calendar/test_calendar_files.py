"""Calendars in and out of files."""

import os
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from pam_core.interchange.calendar.importing import Report, content, import_calendar
from pam_core.interchange.calendar.reading import Reading, read_calendar
from pam_core.interchange.calendar.writing import write_calendar, write_file
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.event import Event, occasions
from tests.core.language.said_sentences import NOW
from tests.core.skills.ledger_fake import LedgerInMemory
from tests.core.skills.memory_fake import MemoryInMemory

HOME = ZoneInfo("America/Denver")

SERIES = """BEGIN:VEVENT
UID:staff@camp
DTSTART;TZID=America/Denver:20261102T090000
DTEND;TZID=America/Denver:20261102T100000
RRULE:FREQ=WEEKLY;BYDAY=MO
EXDATE;TZID=America/Denver:20261109T090000
SUMMARY:Staff call
END:VEVENT
BEGIN:VEVENT
UID:staff@camp
RECURRENCE-ID;TZID=America/Denver:20261116T090000
DTSTART;TZID=America/Denver:20261117T110000
DTEND;TZID=America/Denver:20261117T120000
SUMMARY:Staff call (moved)
END:VEVENT
BEGIN:VEVENT
UID:staff@camp
RECURRENCE-ID;TZID=America/Denver:20261123T090000
DTSTART;TZID=America/Denver:20261123T090000
STATUS:CANCELLED
SUMMARY:Staff call
END:VEVENT
"""

OUTLOOK_ZONE = """BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16011104T020000
RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11
TZOFFSETFROM:-0500
TZOFFSETTO:-0600
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010311T020000
RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3
TZOFFSETFROM:-0600
TZOFFSETTO:-0500
END:DAYLIGHT
END:VTIMEZONE
"""


def calendar(*parts: str) -> str:
    body = "".join(parts).replace("\n", "\r\n")
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\n{body}END:VCALENDAR\r\n"


def event(*lines: str) -> str:
    return "\n".join(("BEGIN:VEVENT", "UID:1", "SUMMARY:Oil change", *lines, "END:VEVENT", ""))


def only(reading: Reading) -> Event:
    assert reading.problems == []
    (found,) = reading.events.values()
    return found


def starts(reading: Reading) -> list[str]:
    found = [
        occasion.starts_at
        for one in reading.events.values()
        for occasion in occasions(
            one,
            since=datetime(2026, 11, 1, tzinfo=HOME),
            until=datetime(2026, 12, 1, tzinfo=HOME),
        )
    ]
    return [one.strftime("%d %H:%M") for one in sorted(found)]


def test_series_with_exceptions() -> None:
    """A weekly event leaves out what is excluded and called off, and what moved is elsewhere."""
    assert starts(read_calendar(calendar(SERIES), NOW)) == ["02 09:00", "17 11:00", "30 09:00"]


@pytest.mark.parametrize(
    ("line", "starts_at", "zone"),
    [
        ("DTSTART:20261201T160000Z", "2026-12-01T16:00+00:00", "UTC"),
        ("DTSTART:20261201T090000", "2026-12-01T09:00-07:00", "America/Denver"),
        (
            "DTSTART;TZID=America/Chicago:20261201T090000",
            "2026-12-01T09:00-06:00",
            "America/Chicago",
        ),
        (
            "DTSTART;TZID=Mountain Standard Time:20261201T090000",
            "2026-12-01T09:00-07:00",
            "America/Denver",
        ),
        (
            "DTSTART;TZID=/vendor/20200101/America/Denver:20261201T090000",
            "2026-12-01T09:00-07:00",
            "America/Denver",
        ),
        (
            "DTSTART;TZID=Customized Time Zone:20261201T090000",
            "2026-12-01T09:00-06:00",
            "America/Chicago",
        ),
    ],
)
def test_zones(line: str, starts_at: str, zone: str) -> None:
    """A start is in the zone it names or the file describes, else in the user's."""
    found = only(read_calendar(calendar(OUTLOOK_ZONE, event(line)), NOW))
    assert (found.starts_at, found.zone) == (datetime.fromisoformat(starts_at), zone)


def test_whole_day() -> None:
    """A day without a time is that whole day."""
    found = only(read_calendar(calendar(event("DTSTART;VALUE=DATE:20261201")), NOW))
    assert found.all_day
    assert found.starts_at == datetime(2026, 12, 1, tzinfo=HOME)
    assert found.ends_at == datetime(2026, 12, 2, tzinfo=HOME)


def test_duration_alarm_and_text() -> None:
    """How long it lasts, when it is announced, and commas in its text come along."""
    alarm = "BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-PT1H\nEND:VALARM"
    lines = ("DTSTART:20261201T160000Z", "DURATION:PT90M", r"LOCATION:Page\, Arizona", alarm)
    found = only(read_calendar(calendar(event(*lines)), NOW))
    assert found.ends_at == found.starts_at + timedelta(minutes=90)
    assert (found.place, found.notice_minutes) == ("Page, Arizona", 60)


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("DTSTART:garbage",),
        ("DTSTART:20261301T160000Z",),
        ("DTSTART:20261201T160000Z", "RRULE:FREQ=NEVER"),
        ("DTSTART:20261201T160000Z", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
        ("DTSTART:20261201T160000Z", "DTEND:20261201T150000Z"),
        ("DTSTART:20261201T160000Z", "EXDATE:soon"),
        ("DTSTART:20261201T160000Z", "DTSTART:20261202T160000Z"),
        ("DTSTART:20261201T160000Z", "RRULE is no line"),
        ("DTSTART:20261201T160000Z", "BEGIN:VALARM"),
        ("DTSTART:00010101T000000Z",),
        ("DTSTART:99991231T235959Z", "RRULE:FREQ=YEARLY"),
        ("DTSTART:20261201T160000Z", "DTEND:99991231T235959Z"),
        ("DTSTART:20261201T160000Z", "RDATE:99991231T235959Z"),
        ("DTSTART:20261201T160000Z", "RRULE:FREQ=SECONDLY"),
        ("DTSTART:20261201T160000Z", "RRULE:FREQ=MINUTELY;INTERVAL=5"),
    ],
)
def test_broken_event(lines: tuple[str, ...]) -> None:
    """A broken event is reported with its line; the others are read."""
    good = event("DTSTART:20261203T160000Z").replace("UID:1", "UID:2")
    reading = read_calendar(calendar(event(*lines), good), NOW)
    assert [problem.line for problem in reading.problems] == [4]
    assert [one.uid for one in reading.events.values()] == ["2"]


async def test_the_ends_of_time(tmp_path: Path) -> None:
    """What a file says of the years 1 and 9999 cannot stop it from being taken in."""
    path = tmp_path / "far.ics"
    far = event("DTSTART;VALUE=DATE:99991231"), event("DTSTART:00010101T000000Z")
    good = event("DTSTART:20261203T160000Z").replace("UID:1", "UID:2")
    path.write_text(calendar(*far, good), encoding="utf-8")
    report = await import_calendar(path, MemoryInMemory(LedgerInMemory()), NOW)
    assert (report.added, len(report.problems)) == (1, 2)


def test_the_last_of_several_alarms() -> None:
    """Of an alarm a day before and one ten minutes before, it is the later that rings."""
    alarms = [
        f"BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:{before}\nEND:VALARM"
        for before in ("-P1D", "-PT10M", "PT5M")
    ]
    found = only(read_calendar(calendar(event("DTSTART:20261201T160000Z", *alarms)), NOW))
    assert found.notice_minutes == 10


def test_an_alarm_far_ahead() -> None:
    """An alarm earlier than PAM looks ahead rings as early as it looks."""
    alarm = "BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-P99999999D\nEND:VALARM"
    found = only(read_calendar(calendar(event("DTSTART:20261201T160000Z", alarm)), NOW))
    assert found.starts_at - timedelta(minutes=found.notice_minutes) > NOW


def test_broken_line_that_does_not_matter() -> None:
    """A line that says nothing of when or how often is passed over."""
    lines = ("DTSTART:20261201T160000Z", "X-APPLE-RADIUS=49.9")
    assert only(read_calendar(calendar(event(*lines)), NOW)).title == "Oil change"


def test_event_without_an_end() -> None:
    """An event that is not closed does not swallow the next."""
    cut = event("DTSTART:20261201T160000Z").replace("END:VEVENT\n", "")
    good = event("DTSTART:20261203T160000Z").replace("UID:1", "UID:2")
    reading = read_calendar(calendar(cut, good), NOW)
    assert [problem.sentence for problem in reading.problems] == ["its end is missing"]
    assert [one.uid for one in reading.events.values()] == ["2"]


def test_tasks_are_counted() -> None:
    """What is no event is left out and counted."""
    task = "BEGIN:VTODO\nUID:9\nSUMMARY:Wash\nEND:VTODO\n"
    assert read_calendar(calendar(task, event("DTSTART:20261201")), NOW).other == 1


def test_not_a_calendar() -> None:
    """A file that is no calendar is refused."""
    with pytest.raises(PamError) as caught:
        read_calendar("date,amount\n2026-01-01,5", NOW)
    assert caught.value.code == "calendar.not_a_calendar"


async def _import(text: str, memory: MemoryInMemory, folder: Path) -> Report:
    file = folder / "calendar.ics"
    file.write_text(text, encoding="utf-8", newline="")
    return await import_calendar(file, memory, NOW)


async def test_twice_is_once(tmp_path: Path) -> None:
    """The same file taken in again changes nothing; an altered event is brought up to date."""
    memory = MemoryInMemory(LedgerInMemory())
    first = await _import(calendar(SERIES), memory, tmp_path)
    again = await _import(calendar(SERIES), memory, tmp_path)
    altered = await _import(calendar(SERIES.replace("(moved)", "(late)")), memory, tmp_path)
    assert (first.added, again.added, again.unchanged, altered.changed) == (2, 0, 2, 1)
    titles = {one.title for one in await memory.find(Event)}
    assert titles == {"Staff call", "Staff call (late)"}


async def test_undo(tmp_path: Path) -> None:
    """An import is one change, and taken back as one."""
    memory = MemoryInMemory(LedgerInMemory())
    await _import(calendar(SERIES), memory, tmp_path)
    change = await memory.last_change()
    assert change is not None
    assert change.what == "the import of calendar.ics"
    await memory.undo(change, NOW)
    assert await memory.find(Event) == []


async def test_called_off(tmp_path: Path) -> None:
    """An event that the file now calls off goes."""
    memory = MemoryInMemory(LedgerInMemory())
    start = "DTSTART:20261201T160000Z"
    await _import(calendar(event(start)), memory, tmp_path)
    report = await _import(calendar(event(start, "STATUS:CANCELLED")), memory, tmp_path)
    assert report.called_off == 1
    assert await memory.find(Event) == []


async def test_broken_change_keeps_the_others(tmp_path: Path) -> None:
    """What is in the memory already stays as it is where the file is broken."""
    memory = MemoryInMemory(LedgerInMemory())
    await _import(calendar(event("DTSTART:20261201T160000Z")), memory, tmp_path)
    report = await _import(calendar(event("DTSTART:nonsense")), memory, tmp_path)
    assert len(report.problems) == 1
    assert len(await memory.find(Event)) == 1


async def test_missing_file(tmp_path: Path) -> None:
    """A file that cannot be read is named."""
    with pytest.raises(PamError) as caught:
        await import_calendar(tmp_path / "no.ics", MemoryInMemory(LedgerInMemory()), NOW)
    assert caught.value.code == "calendar.unreadable"


MINUTES = some.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)
ZONES = some.sampled_from(["America/Denver", "America/Phoenix", "Europe/London", "UTC"])
TEXT = some.text(
    some.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=40
).map(str.strip)
RULES = some.sampled_from(
    [None, "FREQ=WEEKLY;INTERVAL=2", "FREQ=MONTHLY;BYDAY=1MO", "FREQ=YEARLY;COUNT=5"]
)


@some.composite
def events(draw: some.DrawFn) -> Event:
    zone = draw(ZONES)
    # As moments are: a time that the clocks leave out is not one.
    starts_at = draw(MINUTES).replace(tzinfo=ZoneInfo(zone))
    starts_at = starts_at.astimezone(ZoneInfo("UTC")).astimezone(ZoneInfo(zone)).replace(fold=0)
    lasts = draw(some.none() | some.integers(1, 3000))
    return Event(
        id=f"{draw(some.uuids())}",
        created_at=NOW,
        title=draw(TEXT.filter(bool)),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=lasts) if lasts else None,
        zone=zone,
        place=draw(some.none() | TEXT.filter(bool)),
        repeat=draw(RULES),
        notice_minutes=draw(some.integers(0, 600)),
    )


@settings(max_examples=40, deadline=None)
@given(made=events())
def test_out_and_in(made: Event) -> None:
    """What is written and read again says the same."""
    back = only(read_calendar(write_calendar([made]), NOW))
    assert content(back) == content(made)
    assert back.series == made.series


def test_out_and_in_with_exceptions() -> None:
    """Exceptions and whole days survive the way out and in."""
    whole_day = event(
        "DTSTART;VALUE=DATE:20261201", "RRULE:FREQ=DAILY", "EXDATE;VALUE=DATE:20261203"
    )
    first = read_calendar(calendar(SERIES, whole_day), NOW)
    second = read_calendar(write_calendar(first.events.values()), NOW)
    assert {key: content(one) for key, one in second.events.items()} == {
        key: content(one) for key, one in first.events.items()
    }


def test_ten_thousand_events() -> None:
    """A calendar of ten thousand events is read whole, and how far it is can be shown."""
    one = event("DTSTART;TZID=America/Denver:20261201T090000")
    many = "".join(one.replace("UID:1", f"UID:{number}") for number in range(10_000))
    progress: list[tuple[int, int]] = []
    reading = read_calendar(calendar(many), NOW, lambda done, total: progress.append((done, total)))
    assert len(reading.events) == 10_000
    assert progress[-1] == (10_000, 10_000)


def test_own_event_is_known_again() -> None:
    """An event of PAM's own, written out and taken in again, is the same."""
    own = Event(id="0192", created_at=NOW, title="Oil", starts_at=NOW, zone="America/Denver")
    back = only(read_calendar(write_calendar([own]), NOW))
    assert (back.series, content(replace(back, uid=""))) == ("0192", content(own))


async def test_exception_alone(tmp_path: Path) -> None:
    """An exception to a series that came earlier takes the place of that one start."""
    memory = MemoryInMemory(LedgerInMemory())
    series, moved, _ = SERIES.split("END:VEVENT\n")[:3]
    await _import(calendar(f"{series}END:VEVENT\n"), memory, tmp_path)
    report = await _import(calendar(f"{moved}END:VEVENT\n"), memory, tmp_path)
    assert (report.added, report.changed) == (1, 1)
    found = Reading(events={(one.uid, one.replaces): one for one in await memory.find(Event)})
    assert starts(found) == ["02 09:00", "17 11:00", "23 09:00", "30 09:00"]


def test_only_a_file_is_written_over(tmp_path: Path) -> None:
    """What is there and no file, a folder or a device, stays what it is."""
    device = tmp_path / "device"
    os.mkfifo(device)
    for path in (device, tmp_path):
        with pytest.raises(PamError, match="it is no file"):
            write_file("BEGIN:VCALENDAR", path)
    assert device.is_fifo()
    write_file("BEGIN:VCALENDAR", tmp_path / "new.ics")
    write_file("END:VCALENDAR", tmp_path / "new.ics")
    assert (tmp_path / "new.ics").read_text(encoding="utf-8") == "END:VCALENDAR"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["device", "new.ics"]
