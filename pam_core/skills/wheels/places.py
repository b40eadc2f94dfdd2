"""Places on the road: the nearest fuel, propane, dump station, repair, food, rest area, sight."""

from collections.abc import Sequence
from datetime import date

from pam_core.skills.kit import Kit
from pam_core.skills.skill import Plan, SkillContext
from pam_core.skills.wheels import place_words
from pam_core.skills.wheels.bearings import away, direction, radius_of
from pam_core.skills.wheels.measures import that_fit
from pam_core.skills.wheels.spots import Spot, spot_of, with_place_told
from pam_core.vocabulary.place import PlaceFound, PlaceKind
from pam_core.vocabulary.reply import MOST_CHARACTERS, Intent

FIND = "place.find"

_MOST = 4


class PlaceSkill:
    """Answers `place.find` from the places the user has imported."""

    actions = frozenset((FIND,))

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._say = kit.phrases.say
        self._units = kit.habits.units

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """The nearest by name, distance and direction; two or three more on "more"."""
        plan = await self._answer(intent, context)
        return await with_place_told(self._kit, plan, intent.slots.get("near"), context)

    async def _answer(self, intent: Intent, context: SkillContext) -> Plan:
        if "kind" in intent.missing:
            return Plan(text=self._say("place.what"), asks="kind")
        kind = PlaceKind(intent.slots["kind"])
        one, many = place_words.KINDS[kind]
        if not await self._kit.atlas.known_places(kind):
            return Plan(text=self._say("place.none_imported", kinds=many))
        spot = await spot_of(self._kit, intent.slots.get("near"), "near")
        if isinstance(spot, Plan):
            return spot
        radius = radius_of(intent.slots.get("radius"), self._units)
        found = await self._kit.atlas.places(
            kind, near=spot.point, radius_km=radius.km, limit=_MOST
        )
        if not found:
            gaps = {"kind": one, "radius": radius.words, "place": spot.name}
            return Plan(text=self._say("place.none_near", **gaps))
        return self._told(found, spot, context.now.date())

    def _told(self, found: Sequence[PlaceFound], spot: Spot, today: date) -> Plan:
        first, *others = found
        old = self._old(found, today)
        told = [
            self._said("place.nearest", first, spot, MOST_CHARACTERS - len(old) - bool(old)),
            old,
            *(self._said("place.next", each, spot) for each in others),
        ]
        text, rest = that_fit(told)
        return Plan(
            text=text, rest=rest, table=place_words.table_of(found, spot.point, self._units)
        )

    def _said(self, key: str, each: PlaceFound, spot: Spot, room: int = MOST_CHARACTERS) -> str:
        """One place, with as many amenities as there is room for."""
        gaps = {
            "name": place_words.name_of(each.place),
            "distance": away(each.km, self._units),
            "direction": direction(spot.point, each.place.point),
            "place": spot.name,
        }
        for most in (2, 1):
            told = place_words.amenities(each.place, most=most)
            whole = self._say(key, amenities=told, **gaps)
            if len(whole) <= room:
                return whole
        return self._say(key, **gaps)

    def _old(self, found: Sequence[PlaceFound], today: date) -> str:
        month = place_words.age([each.place for each in found], today)
        return self._say("place.old", month=month) if month else ""
