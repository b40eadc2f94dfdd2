"""What the page about the trip shows, from a real database."""

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import cast

import pytest

from pam_core.settings.paths import Places
from pam_core.settings.schema import Settings
from pam_core.vocabulary.fuel import FuelStop, FuelUnit
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.place import Point
from pam_core.vocabulary.trip import Stop, Trip
from pam_desktop.app.clock import SystemClock
from pam_desktop.app.live import Live
from pam_desktop.app.pages.trip import LiveTrip
from pam_desktop.app.rooms import open_rooms
from pam_desktop.window.trip.source import TripSheet
from tests.desktop.app.test_money_page import OpenLive, keep

FLAGSTAFF = Stop(name="Flagstaff", area="Arizona", point=Point(latitude=35.2, longitude=-111.65))
PAGE = Stop(name="Page", area="Arizona", point=Point(latitude=36.91, longitude=-111.46))
MOAB = Stop(name="Moab", area="Utah", point=Point(latitude=38.57, longitude=-109.55))


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[OpenLive]:
    names = ("config", "data", "cache", "log", "files")
    places = Places(**{f"{name}_folder": tmp_path / name for name in names})
    clock = SystemClock()
    rooms = await open_rooms(places, Settings(), clock, demo=False)
    yield OpenLive(rooms, clock)
    await rooms.close()


def trip(live: OpenLive) -> Trip:
    now = live.now()
    return Trip(
        id=new_id(now),
        created_at=now,
        planned_at=now,
        origin=FLAGSTAFF,
        stops=(PAGE, MOAB),
        departs_on=now.date() + timedelta(days=3),
    )


def fuel(live: OpenLive, days_ago: int, gallons: str, odometer: str) -> FuelStop:
    now = live.now()
    return FuelStop(
        id=new_id(now),
        created_at=now,
        filled_on=now.date() - timedelta(days=days_ago),
        volume=Decimal(gallons),
        unit=FuelUnit.GALLON,
        odometer_miles=Decimal(odometer),
    )


async def test_nothing_planned(live: OpenLive) -> None:
    """Without a trip and fuel stops there is nothing, and nothing is invented."""
    assert await LiveTrip(cast(Live, live)).sheet() == TripSheet()


async def test_the_way_day_by_day(live: OpenLive) -> None:
    """Stops, days at the wheel and PAM's own sentences about the trip planned last."""
    planned = trip(live)
    await keep(live, planned)
    sheet = await LiveTrip(cast(Live, live)).sheet()
    assert [(it.name, it.is_reached) for it in sheet.stops] == [
        ("Flagstaff", True),
        ("Page", False),
        ("Moab", False),
    ]
    assert (sheet.days[0].start, sheet.days[-1].end) == ("Flagstaff", "Moab")
    assert sheet.days[0].on == planned.departs_on
    assert "Page" in sheet.status
    assert "about" in sheet.cost


async def test_economy_from_tank_to_tank(live: OpenLive) -> None:
    """Each full tank after another gives a point; what no rig does is left out."""
    await keep(
        live,
        fuel(live, 30, "40", "1000"),
        fuel(live, 20, "40", "1400"),
        fuel(live, 10, "20", "1640"),
        fuel(live, 5, "0.1", "9640"),
    )
    points = (await LiveTrip(cast(Live, live)).sheet()).economy
    assert [it.value for it in points] == [10.0, 12.0]
