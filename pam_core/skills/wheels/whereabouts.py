"""Where the user is: told by them, said back with its state, and asked for."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from pam_core.skills import wording
from pam_core.skills.kit import Kit
from pam_core.skills.skill import Plan, SkillContext
from pam_core.skills.wheels.measures import ago
from pam_core.skills.wheels.spots import LONGEST_NAME, short_name, sighting_in
from pam_core.skills.wheels.trips_kept import last_seen
from pam_core.vocabulary.reply import Intent

WHERE, SET = "location.where", "location.set"

_SURE = timedelta(hours=2)
"""So long a traveller is likely to be still where they said."""


class WhereaboutsSkill:
    """Answers `location.where` and `location.set`."""

    actions = frozenset((WHERE, SET))

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._say = kit.phrases.say

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """The last known place with its age; or a new one, which is kept."""
        if intent.action == SET:
            return await self._set(intent, context)
        return await self._where(context)

    async def _where(self, context: SkillContext) -> Plan:
        seen = await last_seen(self._kit.memory)
        if seen is None:
            return Plan(text=self._say("location.unknown"))
        place = short_name(seen.place)
        if context.now - seen.seen_at < _SURE:
            return Plan(text=self._say("location.here", place=place))
        when = ago(seen.seen_at, context.now) or "earlier today"
        return Plan(text=self._say("location.last", place=place, when=when))

    async def _set(self, intent: Intent, context: SkillContext) -> Plan:
        said = intent.slots.get("place")
        if not said:
            return Plan(text=self._say("location.which"), asks="place")
        seen = await last_seen(self._kit.memory)
        towns = await self._kit.atlas.towns(said, near=seen.point if seen else None, limit=1)
        if not towns:
            place = wording.shortened(said, LONGEST_NAME)
            return Plan(text=self._say("place.unknown", place=place), asks="place")
        name = short_name(towns[0].full_name)
        sighting = await sighting_in(self._kit, towns[0], context)
        return Plan(
            text=self._say("location.set", place=name, clock=_clock_there(sighting.zone, context)),
            keeps=(sighting,),
            what=self._say("location.named", place=name),
            said_back=self._say("location.said_back", place=name),
        )


def _clock_there(zone: str, context: SkillContext) -> str:
    """The time there, where it is another than the clock's; else ""."""
    if not zone:
        return ""
    there = context.now.astimezone(ZoneInfo(zone))
    return "" if there.utcoffset() == context.now.utcoffset() else wording.clock(there)
