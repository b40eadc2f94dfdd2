"""What the page about places finds, on a small map."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest

from pam_core.settings.paths import Places
from pam_core.settings.schema import Settings
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.place import Place, PlaceFound, PlaceKind, Point, Sighting, Town
from pam_desktop.app.clock import SystemClock
from pam_desktop.app.live import Live
from pam_desktop.app.pages.places import LivePlaces
from pam_desktop.app.rooms import open_rooms
from pam_desktop.window.places.source import PlacesWish
from tests.desktop.app.test_money_page import OpenLive, keep

PAGE = Town(
    name="Page",
    region="AZ",
    country="US",
    point=Point(latitude=36.91, longitude=-111.46),
    area="Arizona",
)
WAHWEAP = Place(
    id="nps-1",
    name="Wahweap",
    kinds=frozenset((PlaceKind.CAMPGROUND,)),
    point=Point(latitude=37.0, longitude=-111.46),
    source="National Park Service",
    as_of=date(2026, 3, 1),
    region="AZ",
    amenities=frozenset(("full_hookups", "showers")),
    price=Money(minor=3000),
)


@dataclass
class SmallMap:
    """One town and one campground, asked of and noted."""

    asked: list[dict[str, Any]]

    async def towns(
        self, name: str, *, near: Point | None = None, limit: int = 5
    ) -> Sequence[Town]:
        return [PAGE] if name == "Page" else []

    async def known_places(self, kind: PlaceKind) -> int:
        return 1 if kind is PlaceKind.CAMPGROUND else 0

    async def places(self, kind: PlaceKind, *, near: Point, **others: Any) -> Sequence[PlaceFound]:
        self.asked.append({"kind": kind, "near": near, **others})
        return [PlaceFound(place=WAHWEAP, km=near.km_to(WAHWEAP.point))]


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[OpenLive]:
    names = ("config", "data", "cache", "log", "files")
    places = Places(**{f"{name}_folder": tmp_path / name for name in names})
    clock = SystemClock()
    rooms = await open_rooms(places, Settings(), clock, demo=False)
    kit = replace(rooms.kit, atlas=cast(Any, SmallMap([])))
    yield OpenLive(replace(rooms, kit=kit), clock)
    await rooms.close()


def wish(near: str = "", kind: PlaceKind = PlaceKind.CAMPGROUND, **others: Any) -> PlacesWish:
    return PlacesWish(kind=kind, near=near, **others)


async def test_near_a_town(live: OpenLive) -> None:
    """A place near a named town comes with its way, offers, price and age."""
    sheet = await LivePlaces(cast(Live, live)).find(wish("Page"))
    (line,) = sheet.lines
    assert (sheet.near, sheet.seen_at) == ("Page, Arizona", None)
    assert (line.name, line.away, line.price) == ("Wahweap", "6 miles north", "$30.00")
    assert line.amenities == ("full hookups", "showers")
    assert (line.source, line.as_of) == ("National Park Service", date(2026, 3, 1))


async def test_near_where_the_user_was(live: OpenLive) -> None:
    """Without a town it is where the user was seen last, told with that moment."""
    now = live.now()
    seen = Sighting(
        id=new_id(now), created_at=now, place="Page, Arizona", point=PAGE.point, seen_at=now
    )
    await keep(live, seen)
    sheet = await LivePlaces(cast(Live, live)).find(wish())
    assert (sheet.near, sheet.seen_at) == ("Page, Arizona", now)


async def test_nowhere_known(live: OpenLive) -> None:
    """Where nobody knows where the user is, nothing is near."""
    sheet = await LivePlaces(cast(Live, live)).find(wish())
    assert (sheet.near, sheet.known, sheet.lines) == ("", 1, ())


async def test_an_unknown_town(live: OpenLive) -> None:
    """A town that is on no map is named, with how to try again."""
    with pytest.raises(PamError) as caught:
        await LivePlaces(cast(Live, live)).find(wish("Xyzzy"))
    assert caught.value.code == "places.unknown_town"
    assert "Xyzzy" in caught.value.sentence


async def test_what_it_must_offer_is_asked_for(live: OpenLive) -> None:
    """The amenity goes to the map: what does not say that it has it is left out there."""
    await LivePlaces(cast(Live, live)).find(wish("Page", amenities=frozenset(("showers",))))
    atlas = cast(SmallMap, live.rooms.kit.atlas)
    assert atlas.asked[-1]["amenities"] == frozenset(("showers",))
