"""Stops of the trip: adding one where it is said or fits best, and taking one off."""

from collections.abc import Mapping
from typing import Any

from pam_core.skills import wording
from pam_core.skills.kit import Kit
from pam_core.skills.skill import Plan, SkillContext
from pam_core.skills.wheels import measures
from pam_core.skills.wheels.spots import short_name
from pam_core.skills.wheels.trips_kept import UnderWay, trip_under_way
from pam_core.skills.wheels.trips_route import hours, least_detour, length_km
from pam_core.skills.wheels.trips_towns import road_between, town_named
from pam_core.vocabulary.kept import revised
from pam_core.vocabulary.reply import Intent
from pam_core.vocabulary.trip import Stop, Trip

ADD, REMOVE = "trip.add_stop", "trip.remove_stop"

_MOST_STOPS = 30
_TOLD_AT_ONCE = 4


class StopSkill:
    """Answers `trip.add_stop`, and `trip.remove_stop` once the user has said yes."""

    actions = frozenset((ADD, REMOVE))

    def __init__(self, kit: Kit) -> None:
        self._memory = kit.memory
        self._atlas = kit.atlas
        self._say = kit.phrases.say
        self._units = kit.habits.units

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """The trip as it is to be kept, or a question."""
        under_way = await trip_under_way(self._memory)
        if under_way is None:
            return Plan(text=self._say("trip.none"))
        if "place" not in intent.slots:
            key = "trip.add_which" if intent.action == ADD else "trip.remove_which"
            return Plan(text=self._say(key), asks="place")
        said = str(intent.slots["place"])
        if intent.action == ADD:
            return await self._add(under_way, said, intent.slots, context)
        return self._remove(under_way, said, context)

    async def _add(
        self, under_way: UnderWay, said: str, slots: Mapping[str, Any], context: SkillContext
    ) -> Plan:
        trip = under_way.trip
        named = await town_named(self._atlas, said, under_way.ahead[-1].point)
        if named is None:
            place = wording.shortened(said, 30)
            return Plan(text=self._say("trip.unknown_stop", place=place), asks="place")
        stop = named.stop
        if len(trip.stops) >= _MOST_STOPS:
            return Plan(text=self._say("trip.full"))
        if _wanted(under_way, slots) is None and any(stop.is_same(each) for each in trip.way):
            return Plan(text=self._say("trip.there_already", place=named.said))
        if not road_between(trip.destination, stop):
            text = self._say(
                "trip.no_road", place=named.said, origin=short_name(trip.destination.name)
            )
            return Plan(text=text, asks="place")
        at = _index(under_way, stop, slots)
        after = revised(trip, context.now, stops=(*trip.stops[:at], stop, *trip.stops[at:]))
        between = {
            "place": named.said,
            "before": short_name(after.way[at].name),
            "after": short_name(after.way[at + 2].name) if at + 2 < len(after.way) else None,
        }
        key = "trip.added" if between["after"] else "trip.added_last"
        text, rest = measures.that_fit((self._say(key, **between), self._now(after)))
        return Plan(
            text=text,
            rest=rest,
            keeps=(after,),
            what=self._say("trip.stop_named", place=named.said),
            said_back=self._say("trip.add_said_back", place=named.said),
        )

    def _remove(self, under_way: UnderWay, said: str, context: SkillContext) -> Plan:
        trip = under_way.trip
        at = _found(under_way, said)
        if at is None:
            names = [short_name(stop.name) for stop in trip.stops]
            gaps = {"place": wording.shortened(said, 30), "stops": wording.joined(names)}
            keys = ["trip.not_on_it", "trip.not_on_it_long"][len(names) > _TOLD_AT_ONCE :]
            text = measures.first_that_fits(self._say(key, **gaps) for key in keys)
            return Plan(text=text)
        place = short_name(trip.stops[at].name)
        if len(trip.stops) == 1:
            return Plan(text=self._say("trip.only_stop", place=place))
        if not context.confirmed:
            return Plan(text=self._say("trip.sure_remove", place=place), confirms=True)
        after = revised(trip, context.now, stops=(*trip.stops[:at], *trip.stops[at + 1 :]))
        text, rest = measures.that_fit((self._say("trip.removed", place=place), self._now(after)))
        return Plan(
            text=text,
            rest=rest,
            keeps=(after,),
            what=self._say("trip.removal_named", place=place),
            said_back=self._say("trip.remove_said_back", place=place),
        )

    def _now(self, trip: Trip) -> str:
        """How long the trip has become."""
        km = length_km(trip.way)
        distance, duration = measures.roughly(km, self._units), measures.driving(hours(km))
        return self._say("trip.now", distance=distance, duration=duration)


def _index(under_way: UnderWay, stop: Stop, slots: Mapping[str, Any]) -> int:
    """Where among the stops it goes: as said, or where the detour is least; never behind us."""
    stops, reached = under_way.trip.stops, under_way.reached
    if under_way.is_over:
        return len(stops)
    wanted = _wanted(under_way, slots)
    if wanted is None:
        return least_detour(under_way.trip.way, stop, reached + 1) - 1
    return max(reached, wanted)


def _wanted(under_way: UnderWay, slots: Mapping[str, Any]) -> int | None:
    """The index that was said: "next", a number, "before Page"; the trip's end stays its end.

    Only "after" the end itself makes another end.
    """
    stops = under_way.trip.stops
    before = _found(under_way, str(slots.get("before", "")))
    after = _found(under_way, str(slots.get("after", "")))
    if before is not None:
        return before
    if after is not None:
        return after + 1
    position = slots.get("position")
    if position is None:
        return None
    named = {"next": under_way.reached, "last": len(stops) - 1}.get(str(position))
    return min(int(position) - 1 if named is None else named, len(stops) - 1)


def _found(under_way: UnderWay, said: str) -> int | None:
    """Which of the stops is meant, from the next on where a name comes twice."""
    stops, reached = under_way.trip.stops, under_way.reached
    wanted = " ".join(said.casefold().replace(",", " ").split())
    if wanted in ("next", "next stop"):
        return reached if reached < len(stops) else None
    if wanted in ("last", "last stop"):
        return max(0, len(stops) - 2)
    order = [*range(reached, len(stops)), *range(reached)]
    return next((at for at in order if stops[at].is_called(said)), None)
