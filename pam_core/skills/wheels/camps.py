"""Campgrounds: near a place, with hookups, under a price, long enough for the rig."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pam_core.skills.kit import Kit, Units
from pam_core.skills.skill import Plan, SkillContext
from pam_core.skills.wheels import place_words
from pam_core.skills.wheels.bearings import (
    KM_PER_FOOT,
    Radius,
    away,
    direction,
    km_of,
    radius_of,
)
from pam_core.skills.wheels.measures import counted, that_fit
from pam_core.skills.wheels.spots import Spot, spot_of, with_place_told
from pam_core.skills.wording import joined, money
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.place import PlaceFound, PlaceKind
from pam_core.vocabulary.reply import MOST_CHARACTERS, Intent

FIND = "camp.find"

_MOST = 4
_LOOKED_AT = 40
"""So many are looked at, to leave out those that only take tents."""

_TENTS_ONLY = "tents_only"
_HOOKUPS = {
    "electric": "electric_hookups",
    "water": "water_hookups",
    "sewer": "sewer_hookups",
    "full": "full_hookups",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """What the campground should be like."""

    radius: Radius
    hookups: tuple[str, ...]
    max_price: Money | None
    rig_length: Mapping[str, str] | None
    """As said, with its unit."""

    @classmethod
    def of(cls, slots: Mapping[str, Any], units: Units) -> "_Wish":
        length, price = slots.get("rig_length"), slots.get("max_price")
        return cls(
            radius=radius_of(slots.get("radius"), units),
            hookups=tuple(slots.get("hookups", ())),
            max_price=Money.from_slot(price) if price else None,
            rig_length=length,
        )

    @property
    def amenities(self) -> frozenset[str]:
        return frozenset(_HOOKUPS[hookup] for hookup in self.hookups)

    @property
    def rig_length_ft(self) -> Decimal | None:
        return km_of(self.rig_length) / KM_PER_FOOT if self.rig_length else None

    @property
    def is_plain(self) -> bool:
        """Whether any campground will do."""
        return not self.hookups and self.max_price is None and self.rig_length is None

    def in_words(self) -> str:
        """As in "with full hookups under 50 dollars for 40 feet"; "" where any will do."""
        parts = []
        if self.hookups:
            parts.append(f"with {joined(self.hookups)} hookups")
        if self.max_price is not None:
            under = f"under {money(self.max_price)}"
            parts.append(under if self.max_price.minor else "that is free")
        if self.rig_length is not None:
            length = Decimal(self.rig_length["value"])
            parts.append(f"for {counted(length, self.rig_length['unit'])}")
        return " ".join(parts)


class CampSkill:
    """Answers `camp.find` from the campgrounds the user has imported."""

    actions = frozenset((FIND,))

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._say = kit.phrases.say
        self._units = kit.habits.units

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """The nearest that is known to be as wished; where none is, the nearest of all."""
        plan = await self._answer(intent, context)
        return await with_place_told(self._kit, plan, intent.slots.get("near"), context)

    async def _answer(self, intent: Intent, context: SkillContext) -> Plan:
        if not await self._kit.atlas.known_places(PlaceKind.CAMPGROUND):
            _, many = place_words.KINDS[PlaceKind.CAMPGROUND]
            return Plan(text=self._say("place.none_imported", kinds=many))
        spot = await spot_of(self._kit, intent.slots.get("near"), "near")
        if isinstance(spot, Plan):
            return spot
        wish = _Wish.of(intent.slots, self._units)
        found = await self._found(spot, wish)
        if not found:
            return await self._none(spot, wish)
        today = context.now.date()
        # Sources name one price, and a site with hookups is seldom the cheapest.
        dearer = self._say("camp.dearer") if wish.hookups and wish.max_price else ""
        second = dearer or self._old(found, today)
        room = MOST_CHARACTERS - len(second) - bool(second)
        told = [
            self._said("camp.nearest", found[0], spot, wish, room),
            second,
            self._old(found, today) if dearer else "",
            *(self._said("place.next", each, spot, wish) for each in found[1:]),
        ]
        text, rest = that_fit(told)
        table = place_words.table_of(found, spot.point, self._units)
        return Plan(text=text, rest=rest, table=table)

    async def _found(self, spot: Spot, wish: _Wish) -> Sequence[PlaceFound]:
        found = await self._kit.atlas.places(
            PlaceKind.CAMPGROUND,
            near=spot.point,
            radius_km=wish.radius.km,
            amenities=wish.amenities,
            max_price=wish.max_price,
            rig_length_ft=wish.rig_length_ft,
            limit=_LOOKED_AT,
        )
        return [each for each in found if _TENTS_ONLY not in each.place.amenities][:_MOST]

    async def _none(self, spot: Spot, wish: _Wish) -> Plan:
        plain = _Wish(radius=wish.radius, hookups=(), max_price=None, rig_length=None)
        others = () if wish.is_plain else await self._found(spot, plain)
        radius = wish.radius.words
        none = self._say("camp.none", wish=wish.in_words(), radius=radius, place=spot.name)
        if len(none) > MOST_CHARACTERS:
            none = self._say("camp.none_so", radius=radius, place=spot.name)
        instead = self._said("camp.instead", others[0], spot, wish) if others else ""
        text, rest = that_fit((none, instead))
        table = place_words.table_of(others, spot.point, self._units) if others else None
        return Plan(text=text, rest=rest, table=table)

    def _said(
        self,
        key: str,
        each: PlaceFound,
        spot: Spot,
        wish: _Wish,
        room: int = MOST_CHARACTERS,
    ) -> str:
        """One campground, with as much about it as there is room for."""
        place = each.place
        gaps = {
            "name": place_words.name_of(place),
            "distance": away(each.km, self._units),
            "direction": direction(spot.point, place.point),
            "place": spot.name,
            "price": place_words.night_price(place),
        }
        for most in (2, 1, 0):
            # What was asked for goes without saying.
            told = place_words.amenities(place, leave_out=wish.amenities, most=most)
            whole = self._say(key, amenities=told, **gaps)
            if len(whole) <= room:
                return whole
        return self._say(key, **{**gaps, "price": None})

    def _old(self, found: Sequence[PlaceFound], today: date) -> str:
        month = place_words.age([each.place for each in found], today)
        return self._say("place.old", month=month) if month else ""
