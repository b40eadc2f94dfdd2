"""How far it is, and what it costs in fuel: of the trip, and to a place that is named."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from pam_core.skills.kit import Units
from pam_core.skills.skill import Plan
from pam_core.skills.wheels.trips_way import Way, way_to
from pam_core.vocabulary.place import Point, Town
from tests.core.skills.atlas_fake import MOAB, PAGE, AtlasInMemory
from tests.core.skills.wheels.talk import Talk, dollars, gallons, miles


async def _to_flagstaff(talk: Talk) -> str:
    return await talk.say(
        "trip.plan", origin="Moab", destination="Flagstaff", via=["Page"], depart="2026-11-27"
    )


async def test_cost_needs_economy_and_price() -> None:
    """What is not known is named, never invented."""
    talk = Talk()
    await _to_flagstaff(talk)
    assert "I don't know your mileage" in (await talk.plan("trip.cost")).text
    await talk.say("fuel.log", volume=gallons("42"), odometer=miles("81000"))
    await talk.say("fuel.log", volume=gallons("40"), odometer=miles("81400"))
    assert "I know no price you paid" in (await talk.plan("trip.cost")).text


async def test_cost() -> None:
    """Distance by the rig's own economy by the price paid last, with where both are from."""
    talk = Talk()
    await _to_flagstaff(talk)
    for odometer in ("81000", "81400"):
        await talk.say(
            "fuel.log",
            volume=gallons("40"),
            price_per_unit=dollars("3.899"),
            odometer=miles(odometer),
        )
    talk.later(days=1)
    plan = await talk.plan("trip.cost")
    assert plan.text == (
        "Fuel comes to about 128 dollars for about 330 miles. "
        "At 10 miles a gallon and 3 dollars 90, paid yesterday."
    )
    assert plan.rest == ("It takes 33 gallons; your mileage is from 400 miles since yesterday.",)


async def test_how_far_is_a_place() -> None:
    """A place needs no trip: about how far it is from the last position, and how old that is."""
    talk = Talk()
    await talk.seen_in(MOAB)
    plan = await talk.plan("trip.status", place="Denver")
    assert plan.text == "Denver is about 310 miles away, about 6 hours."
    talk.later(hours=3)
    plan = await talk.plan("trip.status", place="Denver")
    assert plan.text == (
        "Denver is about 310 miles away, about 6 hours. "
        "That is from Moab, where you were 3 hours ago."
    )
    assert plan.keeps == ()
    between = await talk.plan("trip.status", place="Page", origin="Denver")
    assert between.text == "Page is about 480 miles from Denver, about 9 and a half hours."
    assert (
        await Talk(units=Units.METRIC).plan("trip.status", place="Page", origin="Moab")
    ).text == ("Page is about 300 kilometers from Moab, about 3 and a half hours.")


async def test_how_far_along_the_trip() -> None:
    """A stop of the trip is reached by the stops before it."""
    talk = Talk()
    await _to_flagstaff(talk)
    assert (await talk.plan("trip.status", place="Flagstaff, Arizona")).text == (
        "Flagstaff is about 330 miles from Moab, about 6 and a half hours."
    )
    await talk.seen_in(PAGE)
    assert (await talk.plan("trip.status", place="Flagstaff")).text == (
        "Flagstaff is about 140 miles away, about 3 hours."
    )
    assert (await talk.plan("trip.status", place="Page")).text == "You are in Page, or close by."


@pytest.mark.parametrize("action", ["trip.status", "trip.cost"])
@pytest.mark.parametrize(
    ("slots", "said", "asks"),
    [
        ({"place": "moon", "origin": "Moab"}, "I don't know a place called moon.", None),
        ({"place": "Moab", "origin": "moon"}, "I don't know a place called moon.", None),
        ({"place": "moon"}, "I don't know a place called moon.", None),
        ({"place": "Moab"}, "I don't know where you are. Which town are you near?", "origin"),
    ],
)
async def test_how_far_is_nowhere(
    action: str, slots: dict[str, Any], said: str, asks: str | None
) -> None:
    """No distance is made up to a place that the map does not know, nor from nowhere."""
    plan = await Talk().plan(action, **slots)
    assert (plan.text, plan.asks) == (said, asks)


async def test_cost_to_a_place() -> None:
    """The fuel to a place costs what its distance takes."""
    talk = Talk()
    await talk.seen_in(MOAB)
    assert (await talk.plan("trip.cost", place="Denver")).text.startswith(
        "It's about 310 miles, but"
    )
    for odometer in ("81000", "81400"):
        await talk.say(
            "fuel.log",
            volume=gallons("40"),
            price_per_unit=dollars("4.00"),
            odometer=miles(odometer),
        )
    plan = await talk.plan("trip.cost", place="Denver")
    assert plan.text == (
        "Fuel to Denver comes to about 124 dollars for about 310 miles. "
        "At 10 miles a gallon and 4 dollars, paid today."
    )


async def test_cost_by_another_unit() -> None:
    """A price is told with its unit where that is not the user's own."""
    talk = Talk(units=Units.METRIC)
    for odometer in ("81000", "81400"):
        await talk.say(
            "fuel.log",
            volume=gallons("40"),
            price_per_unit=dollars("4.00"),
            odometer=miles(odometer),
        )
    plan = await talk.plan("trip.cost", place="Denver", origin="Moab")
    assert plan.rest[0] == ("At 23.5 liters per 100 kilometers and 4 dollars a gallon, paid today.")


async def test_name_heard_otherwise() -> None:
    """A town that is called otherwise than was heard is said with its state."""

    class HeardBadly(AtlasInMemory):
        async def towns(
            self, name: str, *, near: Point | None = None, limit: int = 5
        ) -> Sequence[Town]:
            return [MOAB]

    talk = Talk()
    await talk.seen_in(PAGE)
    way = await way_to(replace(talk.kit, atlas=HeardBadly()), {"place": "Mohab"})
    assert isinstance(way, Way)
    assert way.place == "Moab, Utah"
    nowhere = await way_to(replace(talk.kit, atlas=HeardBadly()), {"place": "the moon"})
    assert isinstance(nowhere, Plan)
