"""The spot a question is about: the place that was named, or where the user was seen last."""

from dataclasses import dataclass, replace

from pam_core.skills.kit import Kit
from pam_core.skills.skill import Plan, SkillContext
from pam_core.skills.wheels.trips_kept import last_seen
from pam_core.skills.wording import shortened
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.place import Point, Sighting, Town

LONGEST_NAME = 32
"""Of a place's name so much is said; the table has all of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A named point; its name is short enough to be said."""

    name: str
    point: Point


def short_name(full_name: str) -> str:
    """As in "Page, Arizona"; without its state where it is too long: half a state is another."""
    if len(full_name) <= LONGEST_NAME:
        return full_name
    return shortened(full_name.rpartition(", ")[0] or full_name, LONGEST_NAME)


async def spot_of(kit: Kit, said: str | None, slot: str) -> Spot | Plan:
    """The spot; or a plan that asks for it under the name of its slot."""
    seen = await last_seen(kit.memory)
    if said:
        towns = await kit.atlas.towns(said, near=seen.point if seen else None, limit=1)
        if not towns:
            name = shortened(said, LONGEST_NAME)
            return Plan(text=kit.phrases.say("place.unknown", place=name), asks=slot)
        return Spot(name=short_name(towns[0].full_name), point=towns[0].point)
    if seen is None:
        return Plan(text=kit.phrases.say("place.where_are_you"), asks=slot)
    return Spot(name=short_name(seen.place), point=seen.point)


async def sighting_in(kit: Kit, town: Town, context: SkillContext) -> Sighting:
    """That the user is in a town now, to be kept."""
    return Sighting(
        id=new_id(context.now),
        created_at=context.now,
        place=town.full_name,
        point=town.point,
        seen_at=context.now,
        zone=await kit.atlas.zone_at(town.point),
    )


async def with_place_told(kit: Kit, plan: Plan, said: str | None, context: SkillContext) -> Plan:
    """The plan, which also keeps where the user is if PAM had just asked that.

    Who has said "Moab" to "Which town are you near?" must not be asked again.
    """
    asked = kit.phrases.say("place.where_are_you") in context.last_text
    if not said or not asked or plan.asks:
        return plan
    towns = await kit.atlas.towns(said, limit=1)
    if not towns:
        return plan
    place = short_name(towns[0].full_name)
    return replace(
        plan,
        keeps=(await sighting_in(kit, towns[0], context),),
        what=kit.phrases.say("location.named", place=place),
        said_back=kit.phrases.say("location.said_back", place=place),
    )
