"""The way to a place that is asked about: along the trip, or straight there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pam_core.skills.kit import Kit
from pam_core.skills.skill import Plan
from pam_core.skills.wheels.spots import short_name
from pam_core.skills.wheels.trips_kept import UnderWay, last_seen, trip_under_way
from pam_core.skills.wheels.trips_route import length_km
from pam_core.skills.wheels.trips_towns import Named, road_between, town_named, where_seen
from pam_core.skills.wording import shortened
from pam_core.vocabulary.place import Sighting
from pam_core.vocabulary.trip import Stop

_LONGEST_NAME = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """From one stop to another by those between.

    `origin` and `place` are how its ends are said; `seen` is set where it starts at the place where
    the traveller was seen last.
    """

    stops: tuple[Stop, ...]
    origin: str
    place: str
    seen: Sighting | None

    @property
    def km(self) -> float:
        """Estimated kilometres by road."""
        return length_km(self.stops)


async def way_to(kit: Kit, slots: Mapping[str, Any]) -> Way | Plan:
    """The way to the `place` of these slots, or what has to be said instead.

    It starts at their `origin`, else where the traveller was seen last, else where the trip starts;
    a stop of the trip is reached by the stops before it.
    """
    seen = None if "origin" in slots else await last_seen(kit.memory)
    under_way = None if "origin" in slots else await trip_under_way(kit.memory)
    start: Named | None = None
    if "origin" in slots:
        start = await town_named(kit.atlas, str(slots["origin"]), None)
        if start is None:
            return _unknown(kit, str(slots["origin"]))
    elif seen is not None:
        start = await where_seen(kit.atlas, seen)
    elif under_way is not None:
        origin = under_way.trip.origin
        start = Named(stop=origin, said=short_name(origin.name))
    between, end = await _end(kit, str(slots["place"]), start, under_way)
    if end is None:
        return _unknown(kit, str(slots["place"]))
    if start is None:
        return Plan(text=kit.phrases.say("place.where_are_you"), asks="origin")
    said = {"origin": start.said, "place": end.said}
    if not road_between(start.stop, end.stop):
        return Plan(text=kit.phrases.say("trip.no_way", **said))
    return Way(stops=(start.stop, *between, end.stop), seen=seen, **said)


async def _end(
    kit: Kit, said: str, start: Named | None, under_way: UnderWay | None
) -> tuple[tuple[Stop, ...], Named | None]:
    """Where the way ends, and the stops of the trip before it where it is one of them."""
    ahead = under_way.ahead[1:] if under_way else ()
    called = next((stop for stop in ahead if stop.is_called(said)), None)
    if called is not None:
        end: Named | None = Named(stop=called, said=short_name(called.name))
    else:
        end = await town_named(kit.atlas, said, start.stop.point if start else None)
    if end is None:
        return (), None
    at = next((at for at, stop in enumerate(ahead) if stop.is_same(end.stop)), 0)
    return ahead[:at], end


def _unknown(kit: Kit, name: str) -> Plan:
    return Plan(text=kit.phrases.say("trip.unknown_place", place=shortened(name, _LONGEST_NAME)))
