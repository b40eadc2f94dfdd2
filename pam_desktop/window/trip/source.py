"""What the page about the trip shows, and where it gets it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class StopLine:
    """A stop of the trip, the origin first."""

    name: str
    is_reached: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DriveLine:
    """A day at the wheel: `distance` and `duration` in words, `on` where the day is known."""

    number: int
    start: str
    end: str
    distance: str
    duration: str
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EconomyPoint:
    """From one full tank to the next: distance a volume, as `unit` says."""

    filled_on: date
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TripSheet:
    """The trip planned last; no `stops` where none is.

    `status` and `cost` are PAM's own sentences, `unit` is that of the economy ("mpg").
    """

    stops: Sequence[StopLine] = ()
    departs_on: date | None = None
    days: Sequence[DriveLine] = ()
    status: str = ""
    cost: str = ""
    economy: Sequence[EconomyPoint] = ()
    unit: str = "mpg"


class TripSource(Protocol):
    """Called on the core thread; raises PamError (`storage.…`)."""

    async def sheet(self) -> TripSheet:
        """How the trip stands."""
        ...
