"""Trips: planned, told, counted in fuel, their stops changed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from pam_core.skills.kit import Units
from pam_core.skills.registry import SkillRegistry
from pam_core.skills.wheels.wing import wheels
from pam_core.vocabulary.trip import Trip
from tests.core.skills.atlas_fake import (
    DENVER,
    FLAGSTAFF,
    MOAB,
    PAGE,
    SALT_LAKE_CITY,
    AtlasInMemory,
)
from tests.core.skills.wheels.talk import Talk


async def _to_flagstaff(talk: Talk) -> str:
    return await talk.say(
        "trip.plan", origin="Moab", destination="Flagstaff", via=["Page"], depart="2026-11-27"
    )


async def _stops(talk: Talk) -> list[str]:
    (trip,) = await talk.memory.find(Trip)
    return [stop.name for stop in trip.stops]


async def test_planned() -> None:
    """A trip is kept and said back: its stops, about how far, when and how many days."""
    talk = Talk()
    assert await _to_flagstaff(talk) == (
        "Moab to Flagstaff by way of Page: about 330 miles, "
        "about 6 and a half hours of driving. You leave Friday, November 27th."
    )
    assert await _stops(talk) == ["Page", "Flagstaff"]
    await talk.undo()
    assert not await talk.memory.find(Trip)


async def test_by_the_clock() -> None:
    """An hour of departure is said, and longer drives tell their days."""
    plan = await Talk().plan(
        "trip.plan", origin="Moab", destination="Denver", depart="2026-11-24T09:00:00-07:00"
    )
    assert plan.text.endswith("You leave tomorrow at 9 AM.")
    far = await Talk().plan("trip.plan", origin="Denver", destination="Springfield, Missouri")
    assert far.text.endswith("That takes 3 days.")


async def test_metric() -> None:
    """By habit it is kilometers."""
    plan = await Talk(units=Units.METRIC).plan("trip.plan", origin="Moab", destination="Page")
    assert plan.text.startswith("Moab to Page: about 300 kilometers,")


async def test_origin_is_where_we_are() -> None:
    """Without an origin the trip starts where the traveller was seen last, else it is asked for."""
    talk = Talk()
    plan = await talk.plan("trip.plan", destination="Flagstaff")
    assert (plan.asks, plan.keeps) == ("origin", ())
    await talk.seen_in(MOAB)
    assert (await talk.plan("trip.plan", destination="Flagstaff")).text.startswith(
        "Moab to Flagstaff:"
    )


@pytest.mark.parametrize(
    ("slots", "asks"),
    [
        ({}, "destination"),
        ({"origin": "Moab", "destination": "Atlantis"}, "destination"),
        ({"origin": "Atlantis", "destination": "Moab"}, "origin"),
        ({"origin": "Moab", "destination": "Page", "via": ["Atlantis"]}, "via"),
        ({"origin": "Moab", "destination": "Moab"}, "destination"),
        ({"origin": "Moab", "destination": "Page", "depart": "2026-11-20"}, "depart"),
        ({"origin": "Moab", "destination": "Page", "depart": "9999-12-31"}, "depart"),
        ({"origin": "Moab", "destination": "Page", "via": ["Page"] * 31}, "via"),
    ],
)
async def test_asked_back(slots: dict[str, Any], asks: str) -> None:
    """A place that the map does not know is never invented: it is asked for again."""
    plan = await Talk().plan("trip.plan", **slots)
    assert (plan.asks, plan.keeps) == (asks, ())


async def test_name_of_several_towns() -> None:
    """Of towns of one name the likelier is taken, and said back with its state."""
    talk = Talk()
    plan = await talk.plan("trip.plan", origin="Denver", destination="Springfield")
    assert plan.text.startswith("Denver to Springfield, Missouri:")
    other = await talk.plan("trip.plan", origin="Denver", destination="Springfield, Illinois")
    assert other.text.startswith("Denver to Springfield:")


async def test_stops_in_one_breath() -> None:
    """Towns with commas between them are several, a town and its state are one."""
    talk = Talk()
    via = ["Page, Kanab", "Flagstaff, Arizona"]
    await talk.say("trip.plan", origin="Moab", destination="Denver", via=via)
    assert await _stops(talk) == ["Page", "Kanab", "Flagstaff", "Denver"]


async def test_a_town_twice_in_a_row() -> None:
    """A town that is named twice running is stopped in once; one come back to, twice."""
    talk = Talk()
    await talk.say("trip.plan", origin="Moab", destination="Page", via=["Moab", "Page"])
    assert await _stops(talk) == ["Page"]
    talk = Talk()
    await talk.say("trip.plan", origin="Moab", destination="Moab", via=["Page"])
    assert await _stops(talk) == ["Page", "Moab"]


@pytest.mark.parametrize(
    ("action", "slots"),
    [
        ("trip.status", {}),
        ("trip.itinerary", {}),
        ("trip.cost", {}),
        ("trip.cancel", {}),
        ("trip.add_stop", {"place": "Kanab"}),
        ("trip.remove_stop", {"place": "Kanab"}),
    ],
)
async def test_no_trip(action: str, slots: dict[str, Any]) -> None:
    """Without a trip PAM says so, and how to plan one."""
    plan = await Talk().plan(action, **slots)
    assert (plan.text[:19], plan.keeps) == ("No trip is planned.", ())


async def test_status_from_the_last_position() -> None:
    """The next stop is told from where the traveller was seen last, and when that was."""
    talk = Talk()
    await _to_flagstaff(talk)
    assert (await talk.plan("trip.status")).text == (
        "Page is next: about 190 miles from Moab, about 3 and a half hours. "
        "Flagstaff, the end, is about 330 miles away."
    )
    await talk.seen_in(MOAB)
    talk.later(hours=2)
    plan = await talk.plan("trip.status")
    assert plan.text == (
        "Page is next: about 190 miles, about 3 and a half hours. "
        "That is from Moab, where you were 2 hours ago."
    )
    assert plan.rest == ("Flagstaff, the end, is about 330 miles away.",)


async def test_status_goes_on() -> None:
    """A stop that was reached lies behind; at the end the trip is over."""
    talk = Talk()
    await _to_flagstaff(talk)
    await talk.seen_in(PAGE)
    assert (await talk.plan("trip.status")).text == (
        "Flagstaff is next: about 140 miles, about 3 hours."
    )
    talk.later(hours=4)
    await talk.seen_in(FLAGSTAFF)
    for action in ("trip.status", "trip.itinerary"):
        assert (await talk.plan(action)).text == "You have reached Flagstaff, where the trip ends."


async def test_itinerary() -> None:
    """Nights are spent at stops where the next is too far for the day, with the days' dates."""
    talk = Talk(driving_hours_a_day=5.0)
    await _to_flagstaff(talk)
    plan = await talk.plan("trip.itinerary")
    assert (plan.text, *plan.rest) == (
        "Day 1, Friday, November 27th: Moab to Page, 190 miles, 3 and a half hours.",
        "Day 2, Saturday, November 28th: Page to Flagstaff, 140 miles, 3 hours.",
    )
    assert plan.table is not None
    assert [row[1] for row in plan.table.rows] == ["2026-11-27", "2026-11-28"]


async def test_no_day_is_longer_than_wanted() -> None:
    """A drive of more hours than are wanted in a day takes two, which is told with the trip."""
    talk = Talk(driving_hours_a_day=6.0)
    plan = await talk.plan(
        "trip.plan", origin="Moab", destination="Flagstaff", via=["Page"], depart="2026-11-27"
    )
    assert plan.text.endswith("of driving. You leave Friday, November 27th.")
    assert plan.rest == ("That takes 2 days.",)
    await _to_flagstaff(talk)
    plan = await talk.plan("trip.itinerary")
    assert plan.text.startswith("Day 1, Friday, November 27th: Moab to Page, 190 miles,")
    short = await talk.plan("trip.plan", origin="Moab", destination="Denver", depart="2026-11-24")
    assert short.text.endswith("You leave tomorrow.")


async def test_no_day_of_half_an_hour() -> None:
    """What is little more than a day's drive is shared out between two."""
    talk = Talk(driving_hours_a_day=6.0)
    await talk.say("trip.plan", origin="Moab", destination="Flagstaff")
    plan = await talk.plan("trip.itinerary")
    assert plan.text.count("160 miles, 3 hours.") == 2


async def test_itinerary_passes_stops() -> None:
    """Stops that a day only passes are named."""
    talk = Talk(driving_hours_a_day=8.0)
    await _to_flagstaff(talk)
    assert (await talk.plan("trip.itinerary")).text == (
        "Day 1, Friday, November 27th: Moab to Flagstaff by way of Page, 330 miles, "
        "6 and a half hours."
    )


async def test_itinerary_of_a_long_leg() -> None:
    """A leg longer than a day is broken near a town on the way."""
    talk = Talk(driving_hours_a_day=4.0)
    await talk.say("trip.plan", origin="Salt Lake City", destination="Flagstaff")
    plan = await talk.plan("trip.itinerary")
    assert plan.text.startswith("Day 1: Salt Lake City to near Richfield,")
    assert plan.rest[-1].endswith("to Flagstaff, 60 miles, an hour and a quarter.")


async def test_the_last_planned_counts() -> None:
    """The trip planned last counts; undoing it brings the one before back."""
    talk = Talk()
    await _to_flagstaff(talk)
    await talk.say("trip.plan", origin="Moab", destination="Denver")
    assert "Denver is next" in (await talk.plan("trip.status")).text
    await talk.undo()
    assert "Page is next" in (await talk.plan("trip.status")).text


async def test_given_up() -> None:
    """A trip is given up after a yes, and undo brings it back."""
    talk = Talk()
    await _to_flagstaff(talk)
    plan = await talk.plan("trip.cancel")
    assert (plan.text, plan.confirms) == ("Give up the trip to Flagstaff?", True)
    assert await talk.say("trip.cancel", confirmed=True) == "The trip to Flagstaff is off."
    assert (await talk.plan("trip.status")).text.startswith("No trip is planned.")
    await talk.undo()
    assert await _stops(talk) == ["Page", "Flagstaff"]


async def test_another_trip_is_not_given_up() -> None:
    """Where the trip that was named is not the one planned, nothing is given up."""
    talk = Talk()
    await _to_flagstaff(talk)
    assert (await talk.plan("trip.cancel", place="Flagstaff")).confirms
    plan = await talk.plan("trip.cancel", place="Denver", confirmed=True)
    assert (plan.text, plan.keeps) == (
        "No trip to Denver is planned. The one that is goes to Flagstaff.",
        (),
    )


async def test_round_trip() -> None:
    """A round trip is not over before it has begun."""
    talk = Talk()
    await talk.seen_in(MOAB)
    await talk.say("trip.plan", destination="Moab", via=["Page"])
    await talk.seen_in(MOAB, talk.now + timedelta(hours=1))
    assert (await talk.plan("trip.status")).text.startswith("Page is next")
    await talk.seen_in(PAGE, talk.now + timedelta(hours=5))
    await talk.seen_in(MOAB, talk.now + timedelta(hours=12))
    assert (await talk.plan("trip.status")).text == "You have reached Moab, where the trip ends."


async def test_seen_elsewhere() -> None:
    """The position counts wherever it is."""
    talk = Talk()
    await _to_flagstaff(talk)
    await talk.seen_in(SALT_LAKE_CITY)
    assert "Page is next: about 320 miles" in (await talk.plan("trip.status")).text
    await talk.seen_in(DENVER, talk.now + timedelta(seconds=1))
    assert "Page is next: about 480 miles" in (await talk.plan("trip.status")).text


async def test_long_names() -> None:
    """However long the names on the way are, all that is said of it fits the ear."""
    names = ["Saint-Jean-sur-Richelieu-du-Lac", "San Luis Potosi de la Frontera", "X" * 60]
    points = (MOAB.point, FLAGSTAFF.point, DENVER.point)
    towns = [
        replace(MOAB, name=name, point=point) for name, point in zip(names, points, strict=True)
    ]
    talk = Talk()
    talk.kit = replace(talk.kit, atlas=AtlasInMemory(towns))
    talk.skills = SkillRegistry(wheels(talk.kit))
    first, second, third = names
    await talk.say(
        "trip.plan",
        origin=first,
        destination=second,
        via=[third],
        depart="2026-12-05T09:30:00-07:00",
    )
    itinerary = await talk.plan("trip.itinerary")
    assert all(len(said) <= 120 for said in itinerary.rest)
    await talk.plan("trip.status")
    await talk.plan("trip.status", place=third)
    await talk.plan("trip.cost", place=second)
    await talk.plan("trip.remove_stop", place="Atlantis")
    await talk.plan("trip.add_stop", place=first, position=1)
    await talk.plan("trip.cancel")
