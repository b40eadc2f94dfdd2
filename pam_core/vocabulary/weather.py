"""The weather as PAM last heard of it, for a place: kept, so that it can be told without a net."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from pam_core.vocabulary.kept import Kept
from pam_core.vocabulary.place import Point


@dataclass(frozen=True, slots=True, kw_only=True)
class DayForecast:
    """One day's forecast, worded to be read out: "a high of 52 and a chance of rain"."""

    day: date
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WeatherReport(Kept):
    """What a weather service said of a place at `fetched_at`.

    `conditions` are those of that moment, worded to be read out ("41 degrees and windy"), ""
    where the service gave none. `alerts` are the warnings then in force, by their names.
    """

    KIND: ClassVar[str] = "weather_report"

    place: str
    point: Point
    fetched_at: datetime
    conditions: str = ""
    days: tuple[DayForecast, ...] = ()
    alerts: tuple[str, ...] = ()
