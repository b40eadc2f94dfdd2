"""The page about the trip, from the trip planned last and the log of fuel."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from pam_core.skills.skill import SkillContext
from pam_core.skills.wheels import measures
from pam_core.skills.wheels.fuel_economy import economy_of, fuel_log
from pam_core.skills.wheels.spots import short_name
from pam_core.skills.wheels.trips_kept import UnderWay, trip_under_way
from pam_core.skills.wheels.trips_route import Day, days_of
from pam_core.vocabulary.fuel import FuelStop
from pam_core.vocabulary.reply import Intent
from pam_core.vocabulary.units import Units
from pam_desktop.app.live import Live
from pam_desktop.app.rooms import Rooms
from pam_desktop.window.trip.source import DriveLine, EconomyPoint, StopLine, TripSheet

LITERS_A_100_KM = Decimal("235.215")
"""Divided by miles to the US gallon."""

MOST_POINTS = 40


class LiveTrip:
    """The port `TripSource` on the live PAM; every method runs on the core's loop."""

    def __init__(self, live: Live) -> None:
        self._live = live

    async def sheet(self) -> TripSheet:
        """How the trip stands."""
        rooms, today = await self._live.memory(), self._live.now().date()
        metric = rooms.kit.habits.units is Units.METRIC
        economy = _economy(await fuel_log(rooms.kit.memory), metric=metric)
        unit = "L/100 km" if metric else "mpg"
        under_way = await trip_under_way(rooms.kit.memory)
        if under_way is None:
            return TripSheet(economy=economy, unit=unit)
        trip = under_way.trip
        return TripSheet(
            stops=tuple(
                StopLine(name=short_name(stop.name), is_reached=place <= under_way.reached)
                for place, stop in enumerate(trip.way)
            ),
            departs_on=trip.departs_on,
            days=() if under_way.is_over else await _days(rooms, under_way, today),
            status=await self._said(rooms, "trip.status"),
            cost=await self._said(rooms, "trip.cost"),
            economy=economy,
            unit=unit,
        )

    async def _said(self, rooms: Rooms, action: str) -> str:
        # Asked as by voice, and not spoken: eye and ear get the same answer.
        plan = await rooms.skills.plan(
            Intent(action=action, confidence=1.0), SkillContext(now=self._live.now())
        )
        return " ".join((plan.text, *plan.rest))


async def _days(rooms: Rooms, under_way: UnderWay, today: date) -> tuple[DriveLine, ...]:
    units = rooms.kit.habits.units
    first = under_way.trip.departs_on if under_way.reached == 0 else today
    found = days_of(under_way.ahead, rooms.kit.habits.driving_hours_a_day)
    ends = [await _end(rooms, day) for day in found]
    starts = [short_name(under_way.ahead[0].name), *ends[:-1]]
    return tuple(
        DriveLine(
            number=day.number,
            start=start,
            end=end,
            distance=measures.roughly(day.km, units),
            duration=measures.driving(day.hours),
            on=first + timedelta(days=place) if first else None,
        )
        for place, (day, start, end) in enumerate(zip(found, starts, ends, strict=True))
    )


async def _end(rooms: Rooms, day: Day) -> str:
    if day.between is None:
        return short_name(day.night_at)
    town = await rooms.kit.atlas.nearest_town(day.night)
    return short_name(town.name if town else day.between[1].name)


def _economy(stops: Sequence[FuelStop], *, metric: bool) -> tuple[EconomyPoint, ...]:
    """From each full tank to the next; what no rig does was heard wrong and is left out."""
    full = [at for at, stop in enumerate(stops) if stop.full and stop.odometer_miles is not None]
    points = []
    for since, until in zip(full, full[1:], strict=False):
        found = economy_of(stops[since : until + 1])
        if found is not None and found.is_likely:
            value = LITERS_A_100_KM / found.miles_per_gallon if metric else found.miles_per_gallon
            points.append(EconomyPoint(filled_on=found.last, value=float(round(value, 1))))
    return tuple(points[-MOST_POINTS:])
