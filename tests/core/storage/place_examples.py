"""Imported places for tests."""

from datetime import date
from decimal import Decimal
from typing import Any

from pam_core.vocabulary.money import Money
from pam_core.vocabulary.place import Place, PlaceKind, Point

MOAB = Point(latitude=38.57332, longitude=-109.54984)
PAGE = Point(latitude=36.91472, longitude=-111.45583)


def place(name: str = "Devils Garden", **fields: Any) -> Place:
    """A campground north of Moab, unless `fields` say otherwise."""
    return Place(
        **{
            "id": f"test:{name}",
            "name": name,
            "kinds": frozenset({PlaceKind.CAMPGROUND}),
            "point": Point(latitude=38.777, longitude=-109.587),
            "source": "test",
            "as_of": date(2026, 11, 1),
            "region": "UT",
            "amenities": frozenset({"toilets", "drinking_water"}),
            "price": Money.of(Decimal(25)),
            "rig_length_ft": Decimal(40),
            **fields,
        }
    )
