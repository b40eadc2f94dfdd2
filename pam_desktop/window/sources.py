"""Where the pages get what they show: one port a page, all of them called on the core thread."""

from dataclasses import dataclass

from pam_desktop.window.days.source import DaysSource
from pam_desktop.window.driving.source import DrivingSource
from pam_desktop.window.health.source import HealthSource
from pam_desktop.window.money.source import MoneySource
from pam_desktop.window.places.source import PlacesSource
from pam_desktop.window.trip.source import TripSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """One port for each page, see the `source.py` of its room; None where there is none."""

    money: MoneySource | None = None
    trip: TripSource | None = None
    places: PlacesSource | None = None
    health: HealthSource | None = None
    days: DaysSource | None = None
    driving: DrivingSource | None = None
