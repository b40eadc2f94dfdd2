"""The trip that counts, and how far along it the traveller is."""

from dataclasses import dataclass

from pam_core.skills.wheels.trips_route import stops_reached
from pam_core.vocabulary.kept import Memory
from pam_core.vocabulary.place import Sighting
from pam_core.vocabulary.trip import Stop, Trip

_LATEST = 20
"""Sightings come in the order they were made, which is nearly that in which they were seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderWay:
    """A trip, how many of its stops are reached, and where the traveller was seen last."""

    trip: Trip
    reached: int
    seen: Sighting | None

    @property
    def ahead(self) -> tuple[Stop, ...]:
        """From the stop reached last, or the origin, to the end."""
        return self.trip.way[self.reached :]

    @property
    def is_over(self) -> bool:
        """Whether the last stop is reached."""
        return self.reached == len(self.trip.stops)


async def trip_under_way(memory: Memory) -> UnderWay | None:
    """The trip planned last; None where none was planned."""
    trips = await memory.find(Trip)
    if not trips:
        return None
    trip = max(trips, key=lambda each: each.planned_at)
    sightings = await memory.find(Sighting)
    seen = max(sightings, key=lambda each: each.seen_at, default=None)
    return UnderWay(trip=trip, reached=stops_reached(trip, sightings), seen=seen)


async def last_seen(memory: Memory) -> Sighting | None:
    """Where the traveller was seen last, None where that was never told."""
    sightings = await memory.find(Sighting, limit=_LATEST)
    return max(sightings, key=lambda each: each.seen_at, default=None)
