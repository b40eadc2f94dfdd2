"""The clock follows the place the user is at."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pam_core.storage.file import DatabaseFile
from pam_core.storage.memory import SqliteMemory
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.place import Point, Sighting
from pam_desktop.app.clock import SystemClock
from pam_desktop.app.travelling import Travelling

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


def seen(zone: str, at: datetime = NOW) -> Sighting:
    point = Point(latitude=36.9, longitude=-111.5)
    return Sighting(id=new_id(at), created_at=at, place="Page", point=point, seen_at=at, zone=zone)


@pytest.fixture
async def memory(tmp_path: Path) -> AsyncIterator[SqliteMemory]:
    file = DatabaseFile(tmp_path / "pam.db")
    yield SqliteMemory(file)
    await file.close()


def travelling(
    memory: SqliteMemory, clock: SystemClock, system: str = "America/New_York", chosen: str = ""
) -> Travelling:
    zone = ZoneInfo(chosen) if chosen else None
    return Travelling(memory, clock, chosen=zone, system_zone=lambda: system)


async def test_nowhere(memory: SqliteMemory) -> None:
    """Without a place the clock follows the computer."""
    clock = SystemClock()
    await travelling(memory, clock).follow()
    assert clock.zone is None


async def test_place(memory: SqliteMemory) -> None:
    """The zone is that of the place last seen, also after a restart."""
    await memory.keep([seen("America/Denver"), seen("America/Phoenix", NOW + timedelta(hours=1))])
    for clock in (SystemClock(), SystemClock()):
        await travelling(memory, clock).follow()
        assert clock.zone == ZoneInfo("America/Phoenix")


async def test_computer_follows_by_itself(memory: SqliteMemory) -> None:
    """Where the computer's own zone has changed since, the computer knows better."""
    clock = SystemClock()
    await memory.keep([seen("America/Phoenix")])
    await travelling(memory, clock, "America/New_York").follow()
    await travelling(memory, clock, "America/Chicago").follow()
    assert clock.zone is None


async def test_chosen(memory: SqliteMemory) -> None:
    """A zone that the user has set stays."""
    clock = SystemClock(ZoneInfo("Europe/Berlin"))
    await memory.keep([seen("America/Phoenix")])
    await travelling(memory, clock, chosen="Europe/Berlin").follow()
    assert clock.zone == ZoneInfo("Europe/Berlin")
