"""How the trip stands: what is next, and how far; the drive day by day."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from pam_core.skills import wording
from pam_core.skills.kit import Kit
from pam_core.skills.skill import Plan, SkillContext
from pam_core.skills.wheels import measures
from pam_core.skills.wheels.spots import short_name, with_place_told
from pam_core.skills.wheels.trips_kept import UnderWay, trip_under_way
from pam_core.skills.wheels.trips_route import Day, by_road, days_of, hours, length_km
from pam_core.skills.wheels.trips_way import way_to
from pam_core.vocabulary.place import KM_PER_MILE, Sighting
from pam_core.vocabulary.reply import Intent, Table

STATUS, ITINERARY = "trip.status", "trip.itinerary"

_THERE_KM = 1.0
_FRESH = timedelta(minutes=30)
_COLUMNS = ("day", "date", "from", "to", "about_miles", "about_hours")


class TripAskedSkill:
    """Answers `trip.status` and `trip.itinerary`."""

    actions = frozenset((STATUS, ITINERARY))

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._memory = kit.memory
        self._atlas = kit.atlas
        self._say = kit.phrases.say
        self._habits = kit.habits

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """The way to a place that was named, else how the trip planned last stands."""
        if "place" in intent.slots:
            plan = await self._far(intent, context.now)
            return await with_place_told(self._kit, plan, intent.slots.get("origin"), context)
        under_way = await trip_under_way(self._memory)
        if under_way is None:
            return Plan(text=self._say("trip.none"))
        if under_way.is_over:
            return Plan(
                text=self._say("trip.over", place=short_name(under_way.trip.destination.name))
            )
        if intent.action == ITINERARY:
            return await self._itinerary(under_way, context.now.date())
        return self._status(under_way, context.now)

    async def _far(self, intent: Intent, now: datetime) -> Plan:
        way = await way_to(self._kit, intent.slots)
        if isinstance(way, Plan):
            return way
        age = self._age(way.seen, now) if way.seen else ""
        if way.km < _THERE_KM:
            key = "trip.far_here" if way.seen else "trip.same_town"
            return Plan(text=f"{self._say(key, place=way.place)} {age}".strip())
        first = self._say(
            "trip.far",
            place=way.place,
            distance=measures.roughly(way.km, self._habits.units),
            whence="away" if way.seen else f"from {way.origin}",
            duration=measures.driving(hours(way.km)),
        )
        text, rest = measures.that_fit((first, age))
        return Plan(text=text, rest=rest)

    def _status(self, under_way: UnderWay, now: datetime) -> Plan:
        here, following, *later = under_way.ahead
        seen = under_way.seen
        point = seen.point if seen else here.point
        km = by_road(point, here.country, following)
        units = self._habits.units
        way_there = {
            "place": short_name(following.name),
            "distance": measures.roughly(km, units),
            "duration": measures.driving(hours(km)),
        }
        if seen is None:
            first = self._say("trip.next_from", origin=short_name(here.name), **way_there)
        else:
            first = self._say("trip.next", **way_there)
        end = ""
        if later:
            km += length_km((following, *later))
            left = measures.roughly(km, units)
            end = self._say("trip.end", place=short_name(later[-1].name), distance=left)
        age = self._age(seen, now) if seen else ""
        text, rest = measures.that_fit((first, age, end))
        return Plan(text=text, rest=rest)

    def _age(self, seen: Sighting, now: datetime) -> str:
        """Where and when the traveller was seen last, "" where that was just now."""
        passed = now - seen.seen_at
        if passed < _FRESH:
            return ""
        place = wording.shortened(seen.place, 30)
        return self._say("trip.seen", place=place, when=measures.ago(seen.seen_at, now))

    async def _itinerary(self, under_way: UnderWay, today: date) -> Plan:
        trip = under_way.trip
        days = days_of(under_way.ahead, self._habits.driving_hours_a_day)
        first = trip.departs_on if under_way.reached == 0 else today
        nights = [await self._night(day) for day in days]
        starts = [short_name(under_way.ahead[0].name), *nights[:-1]]
        dates = [first + timedelta(days=at) if first else None for at in range(len(days))]
        said = [
            measures.first_that_fits(self._day(day, on, today, start, night))
            for day, on, start, night in zip(days, dates, starts, nights, strict=True)
        ]
        rows = tuple(
            (
                day.number,
                on.isoformat() if on else None,
                start,
                night,
                round(day.km / KM_PER_MILE),
                round(day.hours, 1),
            )
            for day, on, start, night in zip(days, dates, starts, nights, strict=True)
        )
        text, rest = measures.that_fit(said)
        return Plan(text=text, rest=rest, table=Table(columns=_COLUMNS, rows=rows))

    def _day(self, day: Day, on: date | None, today: date, start: str, night: str) -> Iterator[str]:
        """A day's drive in words, then with less and less about it."""
        when = measures.day_ahead(on, today) if on else None
        via = wording.joined([short_name(each) for each in day.via[:2]]) if day.via else None
        for said_when, said_via in ((when, via), (when, None), (None, None)):
            yield self._say(
                "trip.day",
                number=str(day.number),
                day=said_when,
                origin=start,
                place=night,
                via=said_via,
                distance=measures.roughly(day.km, self._habits.units).removeprefix("about "),
                duration=measures.driving(day.hours),
            )

    async def _night(self, day: Day) -> str:
        """Where a day ends: a stop, or the town nearest to a point on the way."""
        if day.between is None:
            return short_name(day.night_at)
        town = await self._atlas.nearest_town(day.night)
        before, after = day.between
        if town is not None:
            return f"near {short_name(town.name)}"
        return f"between {short_name(before.name)} and {short_name(after.name)}"
