"""The wall clock in the user's zone."""

import time
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
import tzlocal

from pam_desktop.app.clock import SystemClock


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    yield monkeypatch
    monkeypatch.undo()
    time.tzset()
    tzlocal.reload_localzone()


def _set(system: pytest.MonkeyPatch, zone: str) -> None:
    system.setenv("TZ", zone)
    time.tzset()


def test_zone_has_a_name(system: pytest.MonkeyPatch) -> None:
    """The system's zone is told by name, so that what repeats follows summer time."""
    _set(system, "America/Denver")
    tzlocal.reload_localzone()
    assert SystemClock().now().tzinfo == ZoneInfo("America/Denver")


def test_system_changes(system: pytest.MonkeyPatch) -> None:
    """A system that is put to another zone is followed at once."""
    _set(system, "America/Denver")
    tzlocal.reload_localzone()
    clock = SystemClock()
    clock.now()
    _set(system, "Asia/Tokyo")
    assert clock.now().tzinfo == ZoneInfo("Asia/Tokyo")


def test_zone_without_a_name(system: pytest.MonkeyPatch) -> None:
    """Where the system only has a rule of its own, its offset still tells the time."""
    _set(system, "XYZ-3")
    now = SystemClock().now()
    assert now.strftime("%z") == "+0300"
