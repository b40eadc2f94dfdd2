"""Kinds of places, amenities and the age of what is known, in words."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from pam_core.skills.kit import Units
from pam_core.skills.wheels.bearings import away, direction
from pam_core.skills.wording import joined, money, shortened
from pam_core.vocabulary.place import Place, PlaceFound, PlaceKind, Point
from pam_core.vocabulary.reply import Table

SEASON_DAYS = 92
"""What is older is said with its age: prices, hours and even places change with the season."""

LONGEST_NAME = 36

KINDS = {
    PlaceKind.CAMPGROUND: ("campground", "campgrounds"),
    PlaceKind.FUEL: ("fuel station", "fuel stations"),
    PlaceKind.DIESEL: ("diesel station", "diesel stations"),
    PlaceKind.PROPANE: ("place with propane", "places with propane"),
    PlaceKind.DUMP_STATION: ("dump station", "dump stations"),
    PlaceKind.REPAIR: ("repair shop", "repair shops"),
    PlaceKind.FOOD: ("place to eat", "places to eat"),
    PlaceKind.REST_AREA: ("rest area", "rest areas"),
    PlaceKind.ATTRACTION: ("sight", "sights"),
    PlaceKind.WATER: ("place with water", "places with water"),
}
"""One of them, and many."""

_TOLD = (
    ("full_hookups", "full hookups"),
    ("electric_hookups", "electric hookups"),
    ("dump_station", "a dump station"),
    ("showers", "showers"),
    ("propane", "propane"),
    ("diesel", "diesel"),
    ("truck_parking", "truck parking"),
    ("drinking_water", "drinking water"),
    ("store", "a store"),
    ("laundry", "laundry"),
    ("toilets", "toilets"),
)
"""The amenities worth telling, the dearest first; the table has all of them."""

_BRACKETS = re.compile(r"\s*\([^)]*\)?")


def amenities(place: Place, leave_out: Iterable[str] = (), most: int = 2) -> str:
    """Two amenities or `most`, as in "showers and a dump station"; "" for none."""
    left_out = {*leave_out, *(("electric_hookups",) if "full_hookups" in place.amenities else ())}
    told = [
        words
        for name, words in _TOLD
        if name in place.amenities and name not in left_out and name not in place.kinds
    ]
    return joined(told[:most]) if told[:most] else ""


def night_price(place: Place) -> str:
    """As in "sites from 25 dollars a night", "free"; "" where the source says nothing."""
    if place.price is None:
        return ""
    return f"sites from {money(place.price)} a night" if place.price.minor else "free"


def age(places: Sequence[Place], today: date) -> str:
    """The month of the oldest, as in "February 2024", where it is older than a season."""
    oldest = min(place.as_of for place in places)
    return f"{oldest:%B %Y}" if (today - oldest).days > SEASON_DAYS else ""


def name_of(place: Place) -> str:
    """The name, shortened for the ear: what sources add in brackets is for the eye."""
    return shortened(_BRACKETS.sub("", place.name) or place.name, LONGEST_NAME)


def table_of(found: Sequence[PlaceFound], start: Point, units: Units) -> Table:
    """Everything about them for the eye."""
    columns = ("Place", "Distance", "Direction", "Amenities", "Price", "Phone", "As of")
    rows = tuple(
        (
            each.place.name,
            away(each.km, units),
            direction(start, each.place.point),
            ", ".join(sorted(name.replace("_", " ") for name in each.place.amenities)),
            each.place.price.to_slot() if each.place.price else "",
            each.place.phone,
            each.place.as_of.isoformat(),
        )
        for each in found
    )
    return Table(columns=columns, rows=rows)
