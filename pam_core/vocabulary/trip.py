"""A trip: where it starts, where it stops, when it begins."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from pam_core.vocabulary.kept import Kept
from pam_core.vocabulary.place import Point, Town


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A town on a trip; `area` is what tells it from others ("Utah"), `country` the ISO code."""

    name: str
    point: Point
    area: str = ""
    country: str = "US"

    @classmethod
    def at(cls, town: Town) -> "Stop":
        """The stop at a town of the map."""
        area = town.area or town.region
        return cls(name=town.name, point=town.point, area=area, country=town.country)

    def is_called(self, said: str) -> bool:
        """Whether that is its name, with or without what tells it from others."""
        wanted = " ".join(said.casefold().replace(",", " ").split())
        return wanted in (self.name.casefold(), f"{self.name} {self.area}".casefold())

    def is_same(self, other: "Stop") -> bool:
        """Whether both are in the same town."""
        mine, others = ((each.name, each.area, each.country) for each in (self, other))
        return mine == others


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip(Kept):
    """One revision of a trip: from `origin` by its `stops` in order, the last where it ends.

    `departs_on` is the day it begins in the user's zone, None where it was not said;
    `departs_at` the moment, where an hour was said. The trip planned last is the one that counts.
    """

    KIND: ClassVar[str] = "trip"

    planned_at: datetime
    origin: Stop
    stops: tuple[Stop, ...]
    departs_on: date | None = None
    departs_at: datetime | None = None

    @property
    def destination(self) -> Stop:
        """Where it ends."""
        return self.stops[-1]

    @property
    def way(self) -> tuple[Stop, ...]:
        """All of it in order, the origin first."""
        return (self.origin, *self.stops)
