"""Planning a trip, from where to where, by which stops and when; and giving it up."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pam_core.skills import wording
from pam_core.skills.kit import Kit
from pam_core.skills.skill import Plan, SkillContext
from pam_core.skills.wheels import measures
from pam_core.skills.wheels.spots import short_name
from pam_core.skills.wheels.trips_kept import last_seen, trip_under_way
from pam_core.skills.wheels.trips_route import days_of, hours, length_km, road_km
from pam_core.skills.wheels.trips_towns import Named, road_between, town_named, where_seen
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.kept import removed
from pam_core.vocabulary.place import KM_PER_MILE
from pam_core.vocabulary.reply import MOST_CHARACTERS, Intent, Table
from pam_core.vocabulary.trip import Stop, Trip

PLAN, CANCEL = "trip.plan", "trip.cancel"

_NAMED_AT_ONCE = 2
_MOST_STOPS = 30
_MOST_DAYS_AHEAD = 3_660
"""Nobody plans a drive for more than ten years ahead: the year was heard wrong."""

_COLUMNS = ("from", "to", "about_miles", "about_hours")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A question instead of a trip: its text and the slot it asks for."""

    text: str
    slot: str


class TripPlanSkill:
    """Answers `trip.plan`. The trip planned last is the one that counts."""

    actions = frozenset((PLAN,))

    def __init__(self, kit: Kit) -> None:
        self._memory = kit.memory
        self._atlas = kit.atlas
        self._say = kit.phrases.say
        self._habits = kit.habits

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """The trip to keep, or a question about what is missing or unknown."""
        found = await self._way(intent.slots)
        if isinstance(found, _Asked):
            return Plan(text=found.text, asks=found.slot)
        departs_on, departs_at = _departure(intent.slots.get("depart"))
        days_ahead = (departs_on - context.now.date()).days if departs_on else 0
        if not 0 <= days_ahead <= _MOST_DAYS_AHEAD:
            key = "trip.past" if days_ahead < 0 else "trip.too_far_ahead"
            return Plan(text=self._say(key), asks="depart")
        origin, *stops = (named.stop for named in found)
        trip = Trip(
            id=new_id(context.now),
            created_at=context.now,
            planned_at=context.now,
            origin=origin,
            stops=tuple(stops),
            departs_on=departs_on,
            departs_at=departs_at,
        )
        gaps = self._told(found)
        planned = measures.first_that_fits(self._planned(gaps, len(stops) - 1))
        room = MOST_CHARACTERS - len(planned) - 1
        text, rest = measures.that_fit((planned, *self._days(trip, context.now.date(), room)))
        return Plan(
            text=text,
            rest=rest,
            table=legs_table(trip.way),
            keeps=(trip,),
            what=self._say("trip.named", **gaps),
            said_back=self._say("trip.said_back", **gaps),
        )

    async def _way(self, slots: Any) -> list[Named] | _Asked:
        """Origin, stops on the way and destination."""
        if "destination" not in slots:
            return _Asked(text=self._say("trip.where_to"), slot="destination")
        seen = await last_seen(self._memory)
        if "origin" not in slots and seen is None:
            # An unknown destination is told at once, not after another question.
            if await town_named(self._atlas, str(slots["destination"]), None) is None:
                return self._unknown("destination", str(slots["destination"]))
            return _Asked(text=self._say("trip.where_from"), slot="origin")
        near = seen.point if seen else None
        way: list[Named] = []
        if "origin" not in slots and seen is not None:
            way.append(await where_seen(self._atlas, seen))
        wanted = [("via", name) for said in slots.get("via", ()) for name in await self._each(said)]
        if len(wanted) > _MOST_STOPS:
            return _Asked(text=self._say("trip.too_many"), slot="via")
        wanted.append(("destination", slots["destination"]))
        if "origin" in slots:
            wanted.insert(0, ("origin", slots["origin"]))
        for slot, name in wanted:
            named = await town_named(self._atlas, str(name), way[0].stop.point if way else near)
            if named is None:
                return self._unknown(slot, str(name))
            if way and not road_between(way[-1].stop, named.stop):
                text = self._say("trip.no_road", place=named.said, origin=way[-1].said)
                return _Asked(text=text, slot=slot)
            again = bool(way) and way[-1].stop.is_same(named.stop)
            if not again or (slot == "destination" and len(way) == 1):
                way.append(named)
        if len(way) == 2 and length_km([named.stop for named in way]) < 1:
            return _Asked(text=self._say("trip.same_place", place=way[-1].said), slot="destination")
        return way

    def _unknown(self, slot: str, name: str) -> _Asked:
        place = wording.shortened(name, 30)
        return _Asked(text=self._say(f"trip.unknown_{slot}", place=place), slot=slot)

    async def _each(self, said: str) -> Sequence[str]:
        """The towns of "Page, Kanab", but "Page, Arizona" is one."""
        if "," not in said or await self._atlas.towns(said, limit=1):
            return (said,)
        return [name.strip() for name in said.split(",")]

    def _told(self, way: Sequence[Named]) -> dict[str, str | None]:
        via = [named.said for named in way[1:-1]]
        km = length_km([named.stop for named in way])
        if len(via) > _NAMED_AT_ONCE:
            via = [f"{len(via)} stops"]
        return {
            "origin": way[0].said,
            "destination": way[-1].said,
            "via": wording.joined(via) if via else None,
            "distance": measures.roughly(km, self._habits.units),
            "duration": measures.driving(hours(km)),
        }

    def _planned(self, gaps: Mapping[str, str | None], between: int) -> Iterator[str]:
        yield self._say("trip.planned", **gaps)
        counted = wording.counted(between, "stop") if between else None
        yield self._say("trip.planned", **{**gaps, "via": counted})
        yield self._say("trip.planned_short", **gaps)

    def _days(self, trip: Trip, today: date, room: int) -> tuple[str, ...]:
        """When it begins and how many days it takes, in one sentence where there is room for it."""
        days = len(days_of(trip.way, self._habits.driving_hours_a_day))
        takes = self._say("trip.takes", days=f"{days} days") if days > 1 else ""
        if trip.departs_on is None:
            return (takes,)
        day = measures.day_ahead(trip.departs_on, today)
        at = wording.clock(trip.departs_at) if trip.departs_at else None
        both = self._say("trip.leaves_for_days", day=day, clock=at, days=f"{days} days")
        if takes and len(both) <= room:
            return (both,)
        return (self._say("trip.leaves", day=day, clock=at), takes)


class TripCancelSkill:
    """Answers `trip.cancel` once the user has said yes; the trip planned before counts again."""

    actions = frozenset((CANCEL,))

    def __init__(self, kit: Kit) -> None:
        self._memory = kit.memory
        self._say = kit.phrases.say

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """The trip taken back, or the question whether it shall be."""
        under_way = await trip_under_way(self._memory)
        if under_way is None:
            return Plan(text=self._say("trip.none"))
        place = intent.slots.get("place")
        if place is not None and not any(stop.is_called(place) for stop in under_way.trip.stops):
            named = wording.shortened(str(place), 30)
            goes = short_name(under_way.trip.destination.name)
            return Plan(text=self._say("trip.other_trip", place=named, destination=goes))
        gaps = {"destination": short_name(under_way.trip.destination.name)}
        if not context.confirmed:
            return Plan(text=self._say("trip.sure_cancel", **gaps), confirms=True)
        return Plan(
            text=self._say("trip.cancelled", **gaps),
            keeps=(removed(under_way.trip, context.now),),
            what=self._say("trip.cancel_named", **gaps),
            said_back=self._say("trip.cancel_said_back", **gaps),
        )


def legs_table(way: Sequence[Stop]) -> Table:
    """Each leg with its estimated miles and hours."""
    legs = ((start, end, road_km(start, end)) for start, end in zip(way, way[1:], strict=False))
    rows = tuple(
        (start.name, end.name, round(km / KM_PER_MILE), round(hours(km), 1))
        for start, end, km in legs
    )
    return Table(columns=_COLUMNS, rows=rows)


def _departure(slot: str | None) -> tuple[date | None, datetime | None]:
    """The day, and the moment where an hour was said."""
    if slot is None:
        return None, None
    if "T" not in slot:
        return date.fromisoformat(slot), None
    moment = datetime.fromisoformat(slot)
    return moment.date(), moment
