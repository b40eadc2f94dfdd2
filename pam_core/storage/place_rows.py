"""A place as a row of the file, and back."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pam_core.storage.text import clean
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.place import Place, PlaceKind, Point

KIND_NUMBERS = {
    PlaceKind.CAMPGROUND: 0,
    PlaceKind.FUEL: 1,
    PlaceKind.DIESEL: 2,
    PlaceKind.PROPANE: 3,
    PlaceKind.DUMP_STATION: 4,
    PlaceKind.REPAIR: 5,
    PlaceKind.FOOD: 6,
    PlaceKind.REST_AREA: 7,
    PlaceKind.ATTRACTION: 8,
    PlaceKind.WATER: 9,
}
"""As they lie in files: never changed, only added to, up to 15."""

COLUMNS = (
    "id source name kinds latitude longitude as_of region amenities"
    " price_minor price_currency rig_length_ft phone url note"
).split()
"""In the order of the table, without its number."""


def row_of(place: Place) -> dict[str, Any]:
    """The columns of a place."""
    return {
        "id": clean(place.id),
        "source": clean(place.source),
        "name": clean(place.name),
        "kinds": " ".join(sorted(place.kinds)),
        "latitude": place.point.latitude,
        "longitude": place.point.longitude,
        "as_of": place.as_of.isoformat(),
        "region": clean(place.region),
        "amenities": " ".join(sorted(place.amenities)),
        "price_minor": place.price.minor if place.price else None,
        "price_currency": place.price.currency if place.price else None,
        "rig_length_ft": None if place.rig_length_ft is None else str(place.rig_length_ft),
        "phone": clean(place.phone),
        "url": clean(place.url),
        "note": clean(place.note),
    }


def place_of(row: Mapping[str, Any]) -> Place:
    """The place that lies in these columns."""
    minor, length = row["price_minor"], row["rig_length_ft"]
    return Place(
        id=row["id"],
        name=row["name"],
        kinds=frozenset(PlaceKind(kind) for kind in row["kinds"].split()),
        point=Point(latitude=row["latitude"], longitude=row["longitude"]),
        source=row["source"],
        as_of=date.fromisoformat(row["as_of"]),
        region=row["region"],
        amenities=frozenset(row["amenities"].split()),
        price=None if minor is None else Money(minor=minor, currency=row["price_currency"]),
        rig_length_ft=None if length is None else Decimal(length),
        phone=row["phone"],
        url=row["url"],
        note=row["note"],
    )
