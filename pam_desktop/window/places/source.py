"""What the page about places shows, and where it gets it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from pam_core.vocabulary.place import PlaceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLine:
    """A place: how far and in which direction ("12 miles northeast"), and what is known of it.

    `amenities` are words as people say them; `price` is "" where the source names none.
    """

    name: str
    away: str
    amenities: Sequence[str] = ()
    price: str = ""
    phone: str = ""
    region: str = ""
    source: str = ""
    as_of: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesSheet:
    """What was found near a spot.

    `near` is the spot's name, "" where none is known: then nothing can be near. `seen_at` is when
    the user was there, None where the spot was named. `known` counts the places of the kind that
    were imported at all.
    """

    near: str = ""
    seen_at: datetime | None = None
    known: int = 0
    lines: Sequence[PlaceLine] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesWish:
    """What is looked for: a kind, near a town ("" is where the user is), with these amenities."""

    kind: PlaceKind
    near: str = ""
    amenities: frozenset[str] = frozenset()


class PlacesSource(Protocol):
    """Called on the core thread; raises PamError (`storage.…`, `places.unknown_town`)."""

    async def find(self, wish: PlacesWish) -> PlacesSheet:
        """The nearest places that fit, at most twenty."""
        ...
