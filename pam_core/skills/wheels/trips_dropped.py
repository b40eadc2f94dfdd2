"""Giving a trip up."""

from pam_core.skills import wording
from pam_core.skills.kit import Kit
from pam_core.skills.skill import Plan, SkillContext
from pam_core.skills.wheels.spots import short_name
from pam_core.skills.wheels.trips_kept import trip_under_way
from pam_core.vocabulary.kept import removed
from pam_core.vocabulary.reply import Intent

CANCEL = "trip.cancel"


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
