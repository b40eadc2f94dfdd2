"""Places on the map: points, towns, places to stop at, and the door to what is known of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt
from typing import ClassVar, Protocol

from pam_core.vocabulary.kept import Kept
from pam_core.vocabulary.money import Money

EARTH_RADIUS_KM = 6371.0088
"""Mean radius, IUGG."""

KM_PER_MILE = 1.609344


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Degrees north and east (WGS 84)."""

    latitude: float
    longitude: float

    def km_to(self, other: "Point") -> float:
        """Kilometres to another point along the great circle."""
        north, south = radians(self.latitude), radians(other.latitude)
        half_height = sin((south - north) / 2) ** 2
        half_width = sin(radians(other.longitude - self.longitude) / 2) ** 2
        root = sqrt(min(1.0, half_height + cos(north) * cos(south) * half_width))
        return 2 * EARTH_RADIUS_KM * asin(root)


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A town of the gazetteer, or a postcode's.

    `region` is the state or province by its short name ("UT"), `country` the ISO code ("US").
    `area` is what people add to the name to tell it from others ("Utah", "France").
    """

    name: str
    region: str
    country: str
    point: Point
    population: int = 0
    area: str = ""

    @property
    def full_name(self) -> str:
        """As in "Page, Arizona": short names of states are read badly by a voice."""
        beyond = self.area or self.region
        return f"{self.name}, {beyond}" if beyond else self.name


class PlaceKind(StrEnum):
    """Kinds of places that travellers look for."""

    CAMPGROUND = "campground"
    FUEL = "fuel"
    DIESEL = "diesel"
    PROPANE = "propane"
    DUMP_STATION = "dump_station"
    REPAIR = "repair"
    FOOD = "food"
    REST_AREA = "rest_area"
    ATTRACTION = "attraction"
    WATER = "water"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An imported place. What the source does not say is None or left out, never guessed.

    `id` is made from the source and its own key, so that importing twice gives one place.
    `amenities` are lower-case words from a closed list in docs/places.md ("full_hookups", "showers"
    …). `price` is for one night or unit where the source names one. `rig_length_ft` is the longest
    rig admitted. `as_of` is the day the source was made or imported.
    """

    id: str
    name: str
    kinds: frozenset[PlaceKind]
    point: Point
    source: str
    as_of: date
    region: str = ""
    amenities: frozenset[str] = frozenset()
    price: Money | None = None
    rig_length_ft: Decimal | None = None
    phone: str = ""
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFound:
    """A place and how far away it is, in kilometres along the great circle."""

    place: Place
    km: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting(Kept):
    """Where the user was at a moment: said, or from a position source."""

    KIND: ClassVar[str] = "sighting"

    place: str
    point: Point
    seen_at: datetime
    zone: str = ""


class Atlas(Protocol):
    """What is known of the map without a network. Raises PamError (`storage.…`)."""

    async def towns(
        self, name: str, *, near: Point | None = None, limit: int = 5
    ) -> Sequence[Town]:
        """Towns of that name ("Moab", "Page, Arizona", "86040"), the likeliest first.

        Of several of a name the one nearer to `near` or larger is likelier. Empty: unknown.
        """
        ...

    async def nearest_town(self, point: Point) -> Town | None:
        """The town a person would say they are near."""
        ...

    async def zone_at(self, point: Point) -> str:
        """The IANA time zone there ("America/Denver")."""
        ...

    async def places(
        self,
        kind: PlaceKind,
        *,
        near: Point,
        radius_km: float,
        amenities: frozenset[str] = frozenset(),
        max_price: Money | None = None,
        rig_length_ft: Decimal | None = None,
        limit: int = 5,
    ) -> Sequence[PlaceFound]:
        """Imported places of a kind within a radius, the nearest first.

        A place whose source does not say whether it has an amenity, admits the rig or costs no more
        is left out where that was asked for.
        """
        ...

    async def known_places(self, kind: PlaceKind) -> int:
        """How many places of a kind were imported: none is another answer than none near."""
        ...
