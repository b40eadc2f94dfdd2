"""A map of a few true towns."""

from collections.abc import Sequence
from decimal import Decimal

from pam_core.vocabulary.money import Money
from pam_core.vocabulary.place import Place, PlaceFound, PlaceKind, Point, Town

_AREAS = {
    "UT": "Utah",
    "AZ": "Arizona",
    "CO": "Colorado",
    "MO": "Missouri",
    "IL": "Illinois",
}


def _town(name: str, region: str, latitude: float, longitude: float, population: int) -> Town:
    return Town(
        name=name,
        region=region,
        country="US",
        point=Point(latitude=latitude, longitude=longitude),
        population=population,
        area=_AREAS[region],
    )


MOAB = _town("Moab", "UT", 38.573, -109.550, 5_366)
PAGE = _town("Page", "AZ", 36.915, -111.456, 7_440)
KANAB = _town("Kanab", "UT", 37.048, -112.526, 4_683)
FLAGSTAFF = _town("Flagstaff", "AZ", 35.198, -111.651, 76_831)
SALT_LAKE_CITY = _town("Salt Lake City", "UT", 40.761, -111.891, 199_723)
DENVER = _town("Denver", "CO", 39.739, -104.985, 715_522)
GREEN_RIVER = _town("Green River", "UT", 38.995, -110.162, 847)
RICHFIELD = _town("Richfield", "UT", 38.772, -112.084, 8_201)
SPRINGFIELD_MISSOURI = _town("Springfield", "MO", 37.215, -93.298, 169_176)
SPRINGFIELD_ILLINOIS = _town("Springfield", "IL", 39.802, -89.644, 114_394)
TOWNS = (
    MOAB,
    PAGE,
    KANAB,
    FLAGSTAFF,
    SALT_LAKE_CITY,
    DENVER,
    GREEN_RIVER,
    RICHFIELD,
    SPRINGFIELD_MISSOURI,
    SPRINGFIELD_ILLINOIS,
)


class AtlasInMemory:
    """The `Atlas` port; `imported` are the places it knows besides the towns."""

    def __init__(self, towns: Sequence[Town] = TOWNS, imported: Sequence[Place] = ()) -> None:
        self._towns = towns
        self.imported = list(imported)

    async def towns(
        self, name: str, *, near: Point | None = None, limit: int = 5
    ) -> Sequence[Town]:
        wanted, _, region = (part.strip() for part in name.casefold().partition(","))
        found = [
            town
            for town in self._towns
            if town.name.casefold() == wanted
            and region in ("", town.region.casefold(), town.area.casefold())
            or f"{town.name} {town.area}".casefold() == wanted
        ]
        by_size = sorted(found, key=lambda town: -town.population)
        return sorted(by_size, key=lambda town: near.km_to(town.point) if near else 0)[:limit]

    async def nearest_town(self, point: Point) -> Town | None:
        return min(self._towns, key=lambda town: point.km_to(town.point), default=None)

    async def zone_at(self, point: Point) -> str:
        return "America/Denver" if point.longitude > -114 else "America/Los_Angeles"

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
        found = [
            PlaceFound(place=place, km=near.km_to(place.point))
            for place in self.imported
            if kind in place.kinds
            and amenities <= place.amenities
            and (max_price is None or _costs_at_most(place, max_price))
            and (rig_length_ft is None or (place.rig_length_ft or 0) >= rig_length_ft)
        ]
        nearest = sorted(found, key=lambda each: each.km)
        return [each for each in nearest if each.km <= radius_km][:limit]

    async def known_places(self, kind: PlaceKind) -> int:
        return sum(kind in place.kinds for place in self.imported)


def _costs_at_most(place: Place, most: Money) -> bool:
    return place.price is not None and place.price.minor <= most.minor
