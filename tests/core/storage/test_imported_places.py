"""Imported places: kept once, found nearest first."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pam_core.storage.boxes import boxes_around
from pam_core.storage.file import DatabaseFile
from pam_core.storage.imported_places import PLACES, ImportedPlaces, Kept
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.place import PlaceKind, Point
from tests.core.storage.place_examples import MOAB, place


@pytest.fixture
async def imported(tmp_path: Path) -> AsyncIterator[ImportedPlaces]:
    file = DatabaseFile(tmp_path / "places.db", PLACES)
    yield ImportedPlaces(file)
    await file.close()


async def names(imported: ImportedPlaces, **asked: Any) -> list[str]:
    found = await imported.nearest(
        **{
            "kind": PlaceKind.CAMPGROUND,
            "near": MOAB,
            "radius_km": 500,
            "amenities": frozenset(),
            "max_price": None,
            "rig_length_ft": None,
            "limit": 5,
            **asked,
        }
    )
    return [each.place.name for each in found]


async def test_twice(imported: ImportedPlaces) -> None:
    """The same place twice is one place; a changed one is brought up to date."""
    first = place()
    assert await imported.keep([first, place("Other")]) == Kept(new=2)
    assert await imported.keep([first, place("Other")]) == Kept(same=2)
    moved = replace(
        first, point=Point(latitude=40, longitude=-110), kinds=frozenset({PlaceKind.WATER})
    )
    assert await imported.keep([moved]) == Kept(changed=1)
    assert await names(imported) == ["Other"]
    assert await names(imported, kind=PlaceKind.WATER) == ["Devils Garden"]


async def test_as_it_was(imported: ImportedPlaces) -> None:
    """A place comes back as it was kept, what it does not say included."""
    full = place(phone="435 719 2299", url="https://www.nps.gov", note="no shade")
    bare = place("Bare", amenities=frozenset(), price=None, rig_length_ft=None, region="")
    await imported.keep([full, bare])
    found = await imported.nearest(
        PlaceKind.CAMPGROUND,
        near=MOAB,
        radius_km=100,
        amenities=frozenset(),
        max_price=None,
        rig_length_ft=None,
        limit=5,
    )
    assert {each.place.name: each.place for each in found} == {full.name: full, bare.name: bare}
    assert found[0].km == pytest.approx(MOAB.km_to(full.point))


async def test_nearest_first(imported: ImportedPlaces) -> None:
    """The nearest first, none beyond the radius, no more than asked for."""
    await imported.keep(
        [
            place(f"{north:02}", point=Point(latitude=38.6 + north / 10, longitude=-109.55))
            for north in range(30)
        ]
    )
    assert await names(imported, limit=3) == ["00", "01", "02"]
    assert await names(imported, radius_km=30, limit=50) == ["00", "01", "02"]
    assert await names(imported, radius_km=1) == []


async def test_what_is_asked_for(imported: ImportedPlaces) -> None:
    """Who asks for an amenity, a price or a length gets only places that are known to have it."""
    await imported.keep(
        [
            place("plain", amenities=frozenset(), price=None, rig_length_ft=None),
            place("electric", amenities=frozenset({"electric_hookups"})),
            place("dear", price=Money.of(Decimal("50.01"))),
            place("peso", price=Money.of(Decimal(10), "MXN")),
            place("short", rig_length_ft=Decimal(24)),
        ]
    )
    assert await names(imported, amenities=frozenset({"electric_hookups"})) == ["electric"]
    assert await names(imported, max_price=Money.of(Decimal(50))) == ["electric", "short"]
    assert await names(imported, rig_length_ft=Decimal(30)) == ["dear", "electric", "peso"]


async def test_free_in_any_currency(imported: ImportedPlaces) -> None:
    """Nothing is nothing in any currency; a price that is not known is not nothing."""
    free = Money(minor=0, currency="CAD")
    await imported.keep([place("free", price=free), place("dear"), place("silent", price=None)])
    assert await names(imported, max_price=Money(minor=0)) == ["free"]


async def test_kinds_apart(imported: ImportedPlaces) -> None:
    """A place of two kinds is found, and counted, as each of them."""
    both = frozenset({PlaceKind.FUEL, PlaceKind.DIESEL})
    await imported.keep([place("Loves", kinds=both), place()])
    assert await names(imported, kind=PlaceKind.FUEL) == ["Loves"]
    assert await names(imported, kind=PlaceKind.DIESEL) == ["Loves"]
    counts = await imported.counts()
    assert (counts[PlaceKind.FUEL], counts[PlaceKind.CAMPGROUND], counts[PlaceKind.WATER]) == (
        1,
        1,
        0,
    )


async def test_sources(imported: ImportedPlaces) -> None:
    """Each source says how much it brought, of which days; it is removed whole and alone."""
    await imported.keep(
        [place("a"), place("b", as_of=date(2026, 1, 2)), place("c", id="other:c", source="other")]
    )
    assert [(s.source, s.places, s.oldest, s.newest) for s in await imported.sources()] == [
        ("other", 1, date(2026, 11, 1), date(2026, 11, 1)),
        ("test", 2, date(2026, 1, 2), date(2026, 11, 1)),
    ]
    assert await imported.remove("test") == 2
    assert await names(imported) == ["c"]
    assert await imported.named("a", 5) == []
    assert await imported.remove("nobody") == 0


async def test_all_or_nothing(imported: ImportedPlaces) -> None:
    """A batch that cannot be kept whole is not kept at all."""
    broken = place("broken", point=Point(latitude="north", longitude=None))  # type: ignore[arg-type]
    with pytest.raises(PamError):
        await imported.keep([place("first"), broken])
    assert await names(imported) == []


@pytest.mark.parametrize("name", ["", '"', "a OR b", "NEAR(a)", "name:x", "\0", "*"])
async def test_any_name(imported: ImportedPlaces, name: str) -> None:
    """No name, however strange, upsets the search."""
    await imported.keep([place()])
    assert await imported.named(name, 5) == []


async def test_across_the_date_line(imported: ImportedPlaces) -> None:
    """The 180th meridian divides nothing."""
    await imported.keep([place("east", point=Point(latitude=52, longitude=-179.9))])
    near = Point(latitude=52, longitude=179.9)
    assert await names(imported, near=near, radius_km=50) == ["east"]


async def test_another_file(tmp_path: Path) -> None:
    """The user's own database is not taken for a file of places."""
    ledger = DatabaseFile(tmp_path / "pam.db")
    await ledger.open()
    await ledger.close()
    file = DatabaseFile(tmp_path / "pam.db", PLACES)
    with pytest.raises(PamError) as caught:
        await file.open()
    assert caught.value.code == "storage.foreign"
    await file.close()


degrees_north = st.floats(-89.9, 89.9)
degrees_east = st.floats(-180, 180)


@given(degrees_north, degrees_east, st.floats(-1, 1), st.floats(-1, 1), st.floats(0.1, 2000))
def test_boxes_hold_the_circle(
    north: float, east: float, up: float, right: float, km: float
) -> None:
    """Every point within the distance lies in one of the boxes, anywhere on the globe."""
    here = Point(latitude=north, longitude=east)
    degrees = km / 111
    there = Point(
        latitude=max(-90.0, min(90.0, north + up * degrees)),
        longitude=(east + right * degrees * 3 + 180) % 360 - 180,
    )
    inside = [
        south <= there.latitude <= top and west <= there.longitude <= far
        for south, top, west, far in boxes_around(here, km)
    ]
    assert any(inside) or here.km_to(there) > km
