"""The demo's month, told to the mind."""

from pathlib import Path

from pam_core.settings.paths import Places
from pam_core.settings.schema import Settings
from pam_core.skills.wheels.trips_kept import last_seen
from pam_core.storage.gazetteer.build import build
from pam_core.vocabulary.trip import Trip
from pam_desktop.app.clock import SystemClock
from pam_desktop.app.demo_life import live_through, told
from pam_desktop.app.rooms import open_rooms


async def test_all_of_it_is_kept(tmp_path: Path) -> None:
    """Each sentence of the demo is understood, and leaves something behind."""
    names = ("config", "data", "cache", "log", "files")
    places = Places(**{f"{name}_folder": tmp_path / name for name in names})
    clock = SystemClock()
    rooms = await open_rooms(places, Settings(), clock, demo=False)
    before = sum((await rooms.kit.archive.counts()).values())
    replies = await live_through(rooms.mind, clock.now())
    after = sum((await rooms.kit.archive.counts()).values())
    await rooms.close()
    assert [
        reply.text for reply in replies if reply.expects_answer or not reply.intent.action
    ] == []
    assert after >= before + len(list(told(clock.now())))


async def test_the_road_ahead(tmp_path: Path) -> None:
    """Once there is a map the demo knows where it is, and where it is going."""
    names = ("config", "data", "cache", "log", "files")
    places = Places(**{f"{name}_folder": tmp_path / name for name in names})
    clock = SystemClock()
    build(places.gazetteer_file)
    rooms = await open_rooms(places, Settings(), clock, demo=True)
    await rooms.warm_up()
    seen = await last_seen(rooms.kit.memory)
    trips = await rooms.kit.memory.find(Trip)
    await rooms.close()
    assert seen is not None
    assert "Flagstaff" in seen.place
    assert len(trips) == 1
