"""The page about places, from the places the user imported and the map."""

from pam_core.skills.wheels.bearings import away, direction
from pam_core.skills.wheels.spots import short_name
from pam_core.skills.wheels.trips_kept import last_seen
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.place import PlaceFound, Point
from pam_desktop.app.live import Live
from pam_desktop.app.rooms import Rooms
from pam_desktop.window.look.wording import amount
from pam_desktop.window.places.source import PlaceLine, PlacesSheet, PlacesWish

RADIUS_KM = 320.0
"""Two hundred miles: further than a day's detour is not near."""

MOST = 20


class LivePlaces:
    """The port `PlacesSource` on the live PAM; every method runs on the core's loop."""

    def __init__(self, live: Live) -> None:
        self._live = live

    async def find(self, wish: PlacesWish) -> PlacesSheet:
        """The nearest places that fit. Raises PamError (`places.unknown_town`)."""
        rooms = await self._live.memory()
        known = await rooms.kit.atlas.known_places(wish.kind)
        seen = await last_seen(rooms.kit.memory)
        if wish.near:
            point, name = await _named(rooms, wish.near, seen.point if seen else None)
        elif seen is not None:
            point, name = seen.point, short_name(seen.place)
        else:
            return PlacesSheet(known=known)
        found = await rooms.kit.atlas.places(
            wish.kind, near=point, radius_km=RADIUS_KM, amenities=wish.amenities, limit=MOST
        )
        return PlacesSheet(
            near=name,
            seen_at=seen.seen_at if seen and not wish.near else None,
            known=known,
            lines=tuple(_line(rooms, each, point) for each in found),
        )


async def _named(rooms: Rooms, name: str, near: Point | None) -> tuple[Point, str]:
    towns = await rooms.kit.atlas.towns(name, near=near, limit=1)
    if not towns:
        raise PamError(
            "places.unknown_town",
            f"There is no town called “{name[:40]}” on the map.",
            mend="Try it with its state, such as Page, Arizona.",
            fault=Fault.USER,
        )
    return towns[0].point, short_name(towns[0].full_name)


def _line(rooms: Rooms, found: PlaceFound, start: Point) -> PlaceLine:
    place = found.place
    far = away(found.km, rooms.kit.habits.units)
    return PlaceLine(
        name=place.name,
        away=f"{far} {direction(start, place.point)}",
        amenities=tuple(sorted(it.replace("_", " ") for it in place.amenities)),
        price=amount(place.price) if place.price else "",
        phone=place.phone,
        region=place.region,
        source=place.source,
        as_of=place.as_of,
    )
