"""A route without a router: lengths, driving times, and what is done in a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2, cos, degrees, hypot, radians, sin

from pam_core.vocabulary.place import EARTH_RADIUS_KM, KM_PER_MILE, Point, Sighting
from pam_core.vocabulary.trip import Stop, Trip

_ROAD_FACTORS = {"US": 1.20, "CA": 1.30, "MX": 1.46}
"""How much longer the road is than the great circle: Ballou, Rahardja and Sakai, "Selected country
circuity factors for road travel distance estimation", Transportation Research A 36 (2002). On 36
well-known drives between American cities the sum of the roads is 1.18 times that of the circles;
single ones go from 1.04 on the plains to 1.8 across canyons."""

_OTHER_ROAD_FACTOR = 1.30

KM_PER_HOUR = 50 * KM_PER_MILE
"""A rig's pace without its stops: trucks average 52 to 59 mph on the Interstates (FHWA, Freight
Facts and Figures 2010, table 3-8), and much of a trip is on lesser roads."""

NEAR_KM = 25.0
"""Seen this near to a stop, the traveller has been there."""

_OVER_HOURS = 0.25
"""So much longer than planned a day may take rather than end short of a stop: it is still told as
the hours that were planned, for driving times are told to half an hour."""

_WORTH_DRIVING_ON_HOURS = 1.0
_TINY = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day's drive: `km` by road in `hours` from one name to another.

    `via` are the stops passed. `night` is where it ends. `between` is set where that is not at a
    stop but somewhere on the way: the stops before and after it.
    """

    number: int
    start: str
    night: Point
    night_at: str
    km: float
    hours: float
    via: tuple[str, ...] = ()
    between: tuple[Stop, Stop] | None = None


def road_km(start: Stop, end: Stop) -> float:
    """Estimated kilometres by road from stop to stop."""
    return by_road(start.point, start.country, end)


def by_road(start: Point, country: str, end: Stop) -> float:
    """Estimated kilometres by road from a point in a country to a stop."""
    factors = [_ROAD_FACTORS.get(each, _OTHER_ROAD_FACTOR) for each in (country, end.country)]
    return start.km_to(end.point) * sum(factors) / 2


def length_km(way: Sequence[Stop]) -> float:
    """Estimated kilometres by road along all of a way."""
    return sum(road_km(start, end) for start, end in zip(way, way[1:], strict=False))


def hours(km: float) -> float:
    """Hours at the wheel for so many kilometres."""
    return km / KM_PER_HOUR


def stops_reached(trip: Trip, sightings: Sequence[Sighting]) -> int:
    """How many of the stops lie behind a traveller who was seen at these places on the trip."""
    seen = [sighting for sighting in sightings if sighting.seen_at >= trip.planned_at]
    done = 0
    for sighting in sorted(seen, key=lambda each: each.seen_at):
        # Before it has begun, a round trip's end is where the traveller still is.
        if done == 0 and sighting.point.km_to(trip.origin.point) <= NEAR_KM:
            continue
        ahead = range(done, len(trip.stops))
        near = (at for at in ahead if trip.stops[at].point.km_to(sighting.point) <= NEAR_KM)
        done = next(near, done - 1) + 1
    return done


def least_detour(way: Sequence[Stop], stop: Stop, first: int) -> int:
    """Where in `way` the stop adds the least: an index from `first` to before the last."""

    def added(at: int) -> float:
        before, after = way[at - 1], way[at]
        return road_km(before, stop) + road_km(stop, after) - road_km(before, after)

    return min(range(first, len(way)), key=added)


def days_of(way: Sequence[Stop], hours_a_day: float) -> tuple[Day, ...]:
    """The drive day by day.

    A night is spent at a stop wherever the next one is too far for the rest of the day; only a leg
    that is longer than a whole day is broken on its way.
    """
    days: list[Day] = []
    passed, driven = [way[0].name], 0.0
    at, point = 0, way[0].point
    while at < len(way) - 1:
        here, there = way[at], way[at + 1]
        left = hours(by_road(point, here.country, there))
        if driven + left <= hours_a_day + _OVER_HOURS:
            driven, at, point = driven + left, at + 1, there.point
            passed.append(there.name)
            continue
        spare = hours_a_day - driven
        if left - spare < _WORTH_DRIVING_ON_HOURS:
            # Nobody goes on for half an hour the next morning: both days are as long.
            spare = (driven + left) / 2 - driven
        if driven and (left <= hours_a_day or spare < _WORTH_DRIVING_ON_HOURS):
            days.append(_day(len(days), passed, driven, point, None))
            passed, driven = [here.name], 0.0
            continue
        point = _on_the_way(point, there.point, spare / left)
        days.append(_day(len(days), [*passed, ""], driven + spare, point, (here, there)))
        passed, driven = [""], 0.0
    if driven or not days:
        days.append(_day(len(days), passed, driven, point, None))
    return tuple(days)


def _day(
    before: int,
    passed: Sequence[str],
    driven: float,
    night: Point,
    between: tuple[Stop, Stop] | None,
) -> Day:
    """The day that begins at the first of the names passed and ends at the last, "" on the way."""
    return Day(
        number=before + 1,
        start=passed[0],
        via=tuple(passed[1:-1]),
        night=night,
        night_at=passed[-1],
        km=driven * KM_PER_HOUR,
        hours=driven,
        between=between,
    )


def _on_the_way(start: Point, end: Point, part: float) -> Point:
    """A point that far along the great circle: near enough to the road to name a town nearby."""
    angle = start.km_to(end) / EARTH_RADIUS_KM
    if sin(angle) < _TINY:
        # The same place, or the other side of the earth, where every way is as long.
        return end
    first, second = sin((1 - part) * angle) / sin(angle), sin(part * angle) / sin(angle)
    pairs = zip(_direction(start), _direction(end), strict=True)
    x, y, z = (first * one + second * other for one, other in pairs)
    return Point(latitude=degrees(atan2(z, hypot(x, y))), longitude=degrees(atan2(y, x)))


def _direction(point: Point) -> tuple[float, float, float]:
    """From the middle of the earth, as a vector of length one."""
    north, east = radians(point.latitude), radians(point.longitude)
    return cos(north) * cos(east), cos(north) * sin(east), sin(north)
