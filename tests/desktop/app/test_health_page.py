"""What the page about PAM's health shows, from a real database, disk and log."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import pytest

from pam_core.settings.paths import Places
from pam_core.settings.schema import Settings
from pam_core.vocabulary.turn import StageTimes
from pam_desktop.app.clock import SystemClock
from pam_desktop.app.live import Live
from pam_desktop.app.pages.health import LATEST_LINES, LATEST_TURNS, LiveHealth
from pam_desktop.app.rooms import Rooms, open_rooms
from tests.desktop.window.test_showing import turn


@dataclass
class OpenLive:
    rooms: Rooms
    places: Places

    async def memory(self) -> Rooms:
        return self.rooms


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[OpenLive]:
    names = ("config", "data", "cache", "log", "files")
    places = Places(**{f"{name}_folder": tmp_path / name for name in names})
    rooms = await open_rooms(places, Settings(), SystemClock(), demo=False)
    yield OpenLive(rooms, places)
    await rooms.close()


async def test_a_new_pam(live: OpenLive) -> None:
    """Where nothing was said there is nothing to measure; the disk's room is true."""
    sheet = await LiveHealth(cast(Live, live)).sheet()
    assert (sheet.times, sheet.log, sheet.waiting, sheet.map_is_there) == ((), (), None, False)
    assert sheet.free_bytes > 0


async def test_the_latest_turns_are_measured(live: OpenLive) -> None:
    """The latest turns that were answered aloud, the oldest first; typed ones have no sound."""
    for place in range(LATEST_TURNS + 5):
        times = StageTimes(first_sound=float(place))
        await live.rooms.chats.record(replace(turn(), turn_id=f"t{place}", times=times))
    await live.rooms.chats.record(replace(turn(), turn_id="typed", times=StageTimes()))
    times = (await LiveHealth(cast(Live, live)).sheet()).times
    assert [it.seconds for it in times] == [float(it) for it in range(6, LATEST_TURNS + 5)]


async def test_the_end_of_the_log(live: OpenLive) -> None:
    """Of a long log the latest lines are shown, however odd its bytes."""
    live.places.log_folder.mkdir()
    lines = [b"line %d" % it for it in range(LATEST_LINES + 50)] + [b"odd \xff"]
    (live.places.log_folder / "pam.log").write_bytes(b"\n".join(lines))
    log = (await LiveHealth(cast(Live, live)).sheet()).log
    assert len(log) == LATEST_LINES
    assert log[-1].startswith("odd ")
