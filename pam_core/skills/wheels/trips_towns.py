"""Towns as the user names them: which one is meant, and whether its state has to be said."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from pam_core.skills.wheels.spots import short_name
from pam_core.vocabulary.place import Atlas, Point, Sighting, Town
from pam_core.vocabulary.trip import Stop

_RIVAL = 0.2
"""A town of the same name with a fifth of the people may be the one that was meant."""

_NOT_ON_EARTH = frozenset(("moon", "sun", "stars", "sky", "heaven"))
"""Asked after in jest; a map that looks for names heard badly has a Monon in Indiana."""

_LAND = frozenset(("US", "CA", "MX"))
_ISLANDS = frozenset(("Hawaii", "Puerto Rico"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A stop, and how it is said back: with its state where the name alone leaves doubt."""

    stop: Stop
    said: str


async def town_named(atlas: Atlas, name: str, near: Point | None) -> Named | None:
    """The likeliest town of that name, None where the map has none.

    It is said with its state where another may be meant, or its name was heard as another.
    """
    if name.casefold().removeprefix("the ") in _NOT_ON_EARTH:
        return None
    towns = await atlas.towns(name, near=near)
    if not towns:
        return None
    town = towns[0]
    doubtful = _in_doubt(towns) or _plain(town.name) not in _plain(name)
    return Named(stop=Stop.at(town), said=short_name(town.full_name if doubtful else town.name))


async def where_seen(atlas: Atlas, seen: Sighting) -> Named:
    """Where the traveller was seen last, in the country of the town nearest to it."""
    town = await atlas.nearest_town(seen.point)
    name, _, area = seen.place.partition(", ")
    stop = Stop(name=name, point=seen.point, area=area, country=town.country if town else "US")
    return Named(stop=stop, said=short_name(name))


def road_between(one: Stop, other: Stop) -> bool:
    """Whether a rig can drive from one to the other, as far as a list of islands can tell."""
    if (one.area in _ISLANDS or other.area in _ISLANDS) and one.area != other.area:
        return False
    return one.country == other.country or {one.country, other.country} <= _LAND


def _in_doubt(towns: Sequence[Town]) -> bool:
    first, *others = towns
    rivals = (town for town in others if town.name.casefold() == first.name.casefold())
    return any(rival.population >= first.population * _RIVAL for rival in rivals)


def _plain(name: str) -> str:
    """Letters without their accents: "San Luis Rio Colorado" is said so."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if letter.isalnum())
