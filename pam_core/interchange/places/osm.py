"""OpenStreetMap extracts (.osm, .osm.pbf): places that travellers stop at."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from pam_core.interchange.places.rows import BadRow, Origin, RowError, place, point_at
from pam_core.interchange.places.words import length_ft, price_of, with_included
from pam_core.vocabulary.place import Place, PlaceKind, Point

SOURCE = "osm"

_KINDS: Mapping[tuple[str, str], PlaceKind] = {
    ("amenity", "fuel"): PlaceKind.FUEL,
    ("fuel:HGV_diesel", "yes"): PlaceKind.DIESEL,
    ("fuel:diesel", "yes"): PlaceKind.DIESEL,
    ("fuel:lpg", "yes"): PlaceKind.PROPANE,
    ("fuel:propane", "yes"): PlaceKind.PROPANE,
    ("shop", "gas"): PlaceKind.PROPANE,
    ("amenity", "sanitary_dump_station"): PlaceKind.DUMP_STATION,
    ("sanitary_dump_station", "yes"): PlaceKind.DUMP_STATION,
    ("shop", "car_repair"): PlaceKind.REPAIR,
    ("shop", "truck_repair"): PlaceKind.REPAIR,
    ("shop", "tyres"): PlaceKind.REPAIR,
    ("tourism", "camp_site"): PlaceKind.CAMPGROUND,
    ("tourism", "caravan_site"): PlaceKind.CAMPGROUND,
    ("tourism", "attraction"): PlaceKind.ATTRACTION,
    ("tourism", "museum"): PlaceKind.ATTRACTION,
    ("tourism", "viewpoint"): PlaceKind.ATTRACTION,
    ("highway", "rest_area"): PlaceKind.REST_AREA,
    ("highway", "services"): PlaceKind.REST_AREA,
    ("amenity", "drinking_water"): PlaceKind.WATER,
    ("amenity", "water_point"): PlaceKind.WATER,
    ("amenity", "restaurant"): PlaceKind.FOOD,
    ("amenity", "fast_food"): PlaceKind.FOOD,
    ("amenity", "cafe"): PlaceKind.FOOD,
}
_AMENITIES = {
    "power_supply": "electric_hookups",
    "water_supply": "water_hookups",
    "sewerage": "sewer_hookups",
    "sanitary_dump_station": "dump_station",
    "drinking_water": "drinking_water",
    "shower": "showers",
    "toilets": "toilets",
    "washing_machine": "laundry",
    "laundry": "laundry",
    "caravans": "rv_sites",
    "dog": "pets",
    "swimming_pool": "pool",
    "bbq": "fire_rings",
    "openfire": "fire_rings",
    "picnic_table": "picnic_tables",
    "fuel:diesel": "diesel",
    "fuel:HGV_diesel": "diesel",
    "fuel:lpg": "propane",
    "fuel:propane": "propane",
    "fuel:adblue": "def",
    "hgv": "truck_lanes",
}
_NO = ("no", "none", "private", "limited")
_CLOSED = ("disused", "abandoned", "demolished", "private", "no")
_UNNAMED = {
    PlaceKind.DUMP_STATION: "Dump station",
    PlaceKind.WATER: "Drinking water",
    PlaceKind.REST_AREA: "Rest area",
    PlaceKind.FUEL: "Fuel station",
    PlaceKind.CAMPGROUND: "Campground",
    PlaceKind.REPAIR: "Repair shop",
}
"""Of these an unnamed one is of use; nobody can be sent to an unnamed restaurant."""


def read_osm(path: Path, origin: Origin) -> Iterator[Place | BadRow]:
    """Nodes, and ways by their middle. Raises ValueError where the file cannot be read."""
    import osmium

    processor = osmium.FileProcessor(path, osmium.osm.NODE | osmium.osm.WAY)
    entries: Any = processor.with_locations().with_filter(osmium.filter.TagFilter(*_KINDS))
    try:
        for each in entries:
            tags = {tag.k: tag.v for tag in each.tags}
            if tags.get("access") in _CLOSED:
                continue
            kind = "node" if each.is_node() else "way"
            try:
                yield _place(f"{kind}/{each.id}", tags, _point(each), origin)
            except RowError as trouble:
                yield BadRow(where=f"{kind} {each.id}", reason=str(trouble))
    except (RuntimeError, osmium.InvalidLocationError) as error:
        raise ValueError(f"OpenStreetMap's reader says: {error}") from error


def made_on(path: Path) -> date | None:
    """The day an extract was made, where its header says so. Raises ValueError as `read_osm`."""
    import osmium

    try:
        with osmium.io.Reader(path, osmium.osm.NOTHING) as reader:
            written = reader.header().get("osmosis_replication_timestamp")
    except RuntimeError as error:
        raise ValueError(f"OpenStreetMap's reader says: {error}") from error
    try:
        return datetime.fromisoformat(written).date() if written else None
    except ValueError:
        return None


def _point(each: Any) -> Point:
    if each.is_node():
        if not each.location.valid():
            raise RowError("it lies off the globe")
        return point_at(each.location.lat, each.location.lon)
    corners = [node.location for node in each.nodes if node.location.valid()]
    if not corners:
        raise RowError("its corners are not in the extract")
    return point_at(
        round(sum(corner.lat for corner in corners) / len(corners), 7),
        round(sum(corner.lon for corner in corners) / len(corners), 7),
    )


def _place(key: str, tags: Mapping[str, str], point: Point, origin: Origin) -> Place:
    kinds = {kind for tag, kind in _KINDS.items() if tags.get(tag[0]) == tag[1]}
    if tags.get("drinking_water") == "no":
        kinds.discard(PlaceKind.WATER)
    unnamed = next((name for kind, name in _UNNAMED.items() if kind in kinds), "")
    return place(
        origin,
        name=tags.get("name") or tags.get("brand") or tags.get("operator") or unnamed,
        point=point,
        kinds=kinds,
        key=key,
        region=tags.get("addr:state", ""),
        amenities=_amenities(tags),
        price=_price(tags, origin) if PlaceKind.CAMPGROUND in kinds else None,
        rig_length_ft=_length_ft(tags),
        phone=tags.get("phone") or tags.get("contact:phone", ""),
        url=tags.get("website") or tags.get("contact:website", ""),
        note=tags.get("opening_hours", ""),
    )


def _amenities(tags: Mapping[str, str]) -> frozenset[str]:
    found = {amenity for tag, amenity in _AMENITIES.items() if tag in tags and tags[tag] not in _NO}
    if tags.get("internet_access") in ("yes", "wlan"):
        found.add("wifi")
    if tags.get("caravans") == "no":
        found.add("tents_only")
    elif tags.get("tourism") == "caravan_site":
        found.add("rv_sites")
    return with_included(found)


def _price(tags: Mapping[str, str], origin: Origin) -> Any:
    if tags.get("fee") == "no":
        return price_of("free", origin.currency)
    # A charge without its unit may be for anything: a car, a person, a day.
    charge = tags.get("charge", "")
    return price_of(charge, origin.currency) if "night" in charge.lower() else None


def _length_ft(tags: Mapping[str, str]) -> Decimal | None:
    """OpenStreetMap's lengths are in metres where no unit is written."""
    length = tags.get("maxlength", "")
    return length_ft(f"{length} m" if length.replace(".", "").isdecimal() else length)
