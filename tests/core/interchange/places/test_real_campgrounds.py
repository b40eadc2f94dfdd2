"""The park service's real campgrounds, from the shared folder."""

import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pam_core.interchange.places.reading import Wanted, read_places
from pam_core.interchange.places.rows import BadRow
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.place import Place

BESIDE = Path(__file__).resolve().parents[5] / "shared" / "places"
FILE = Path(os.environ.get("PAM_PLACES", BESIDE)) / "nps_campgrounds.jsonl.gz"


@pytest.fixture(scope="module")
def rows() -> list[Place | BadRow]:
    if not FILE.is_file():
        pytest.skip(f"the shared file {FILE.name} is not here (set PAM_PLACES)")
    return list(read_places(FILE, Wanted(as_of=date(2024, 2, 1))))


def test_all_of_them(rows: list[Place | BadRow]) -> None:
    """All 637 are read; the three that say nowhere where they lie are told by name."""
    bad = [row.reason.partition(":")[0] for row in rows if isinstance(row, BadRow)]
    assert len(rows) == 637
    assert bad == ["American Memorial Park", "Backcountry Camping", "Canyon View Campground"]


@pytest.mark.parametrize(
    ("name", "price", "rig_length_ft", "full"),
    [
        ("Twin Peaks Campground", 20, 45, False),
        ("Trailer Village RV Park - South Rim", 61, 50, True),
        ("Colter Bay RV Park", 102, 45, True),
        ("Furnace Creek Campground", None, None, True),
        ("Coast Campground", None, None, False),
        ("Cabin Camp 1 (By Reservation Only)", None, None, False),
    ],
)
def test_some_of_them(
    rows: list[Place | BadRow],
    name: str,
    price: int | None,
    rig_length_ft: int | None,
    full: bool,
) -> None:
    """Prices, lengths and hookups are those a reader of the page would name, or none."""
    (found,) = [row for row in rows if isinstance(row, Place) and row.name == name]
    assert found.price == (None if price is None else Money.of(Decimal(price)))
    assert found.rig_length_ft == (None if rig_length_ft is None else Decimal(rig_length_ft))
    assert ("full_hookups" in found.amenities) == full
