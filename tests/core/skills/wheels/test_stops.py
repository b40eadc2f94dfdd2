"""Stops of the trip: added where they fit, taken off after a yes."""

from typing import Any

import pytest

from pam_core.vocabulary.trip import Trip
from tests.core.skills.atlas_fake import FLAGSTAFF, PAGE
from tests.core.skills.wheels.talk import Talk


async def _to_flagstaff(talk: Talk) -> None:
    await talk.say("trip.plan", origin="Moab", destination="Flagstaff", via=["Page"])


async def _stops(talk: Talk) -> list[str]:
    (trip,) = await talk.memory.find(Trip)
    return [stop.name for stop in trip.stops]


async def test_stop_where_it_fits() -> None:
    """A stop goes where the detour is least, and the trip's new length is said."""
    talk = Talk()
    await _to_flagstaff(talk)
    said = await talk.say("trip.add_stop", place="Kanab")
    assert said == (
        "Added Kanab between Page and Flagstaff. The trip is now about 420 miles, "
        "about 8 and a half hours."
    )
    assert await _stops(talk) == ["Page", "Kanab", "Flagstaff"]
    assert (await talk.plan("trip.add_stop", place="Kanab")).text == (
        "Kanab is on the trip already."
    )
    assert (await talk.plan("trip.add_stop", place="Moab")).text == "Moab is on the trip already."
    await talk.undo()
    assert await _stops(talk) == ["Page", "Flagstaff"]


@pytest.mark.parametrize(
    ("position", "stops"),
    [
        ("next", ["Kanab", "Page", "Flagstaff"]),
        ("last", ["Page", "Kanab", "Flagstaff"]),
        (1, ["Kanab", "Page", "Flagstaff"]),
        (2, ["Page", "Kanab", "Flagstaff"]),
        (99, ["Page", "Kanab", "Flagstaff"]),
        (0, ["Kanab", "Page", "Flagstaff"]),
    ],
)
async def test_stop_at_a_position(position: Any, stops: list[str]) -> None:
    """A position said is kept; the destination stays where the trip ends."""
    talk = Talk()
    await _to_flagstaff(talk)
    await talk.say("trip.add_stop", place="Kanab", position=position)
    assert await _stops(talk) == stops


@pytest.mark.parametrize(
    ("slots", "stops"),
    [
        ({"before": "Page"}, ["Kanab", "Page", "Flagstaff"]),
        ({"after": "page, arizona"}, ["Page", "Kanab", "Flagstaff"]),
        ({"after": "Flagstaff"}, ["Page", "Flagstaff", "Kanab"]),
        ({"before": "Atlantis"}, ["Page", "Kanab", "Flagstaff"]),
    ],
)
async def test_stop_beside_another(slots: dict[str, Any], stops: list[str]) -> None:
    """A stop goes before or after the one that was named, where that is on the trip."""
    talk = Talk()
    await _to_flagstaff(talk)
    await talk.say("trip.add_stop", place="Kanab", **slots)
    assert await _stops(talk) == stops


async def test_stop_is_never_behind() -> None:
    """A stop is added ahead of the traveller; after the end it becomes the end."""
    talk = Talk()
    await _to_flagstaff(talk)
    await talk.seen_in(PAGE)
    await talk.say("trip.add_stop", place="Kanab", position=1)
    assert await _stops(talk) == ["Page", "Kanab", "Flagstaff"]
    talk.later(hours=9)
    await talk.seen_in(FLAGSTAFF)
    said = await talk.say("trip.add_stop", place="Denver")
    assert said.startswith("Added Denver after Flagstaff.")


async def test_unknown_stop() -> None:
    """A stop that the map does not know is asked for again."""
    talk = Talk()
    await _to_flagstaff(talk)
    plan = await talk.plan("trip.add_stop", place="Atlantis")
    assert (plan.text, plan.asks) == (
        "I don't know a town called Atlantis. Which town shall I add?",
        "place",
    )
    assert (await talk.plan("trip.add_stop")).asks == "place"


@pytest.mark.parametrize("place", ["Page", "page, arizona", "next stop"])
async def test_removing_asks_first(place: str) -> None:
    """A stop is taken off after a yes, and undo puts it back."""
    talk = Talk()
    await _to_flagstaff(talk)
    plan = await talk.plan("trip.remove_stop", place=place)
    assert (plan.text, plan.confirms, plan.keeps) == ("Take Page off the trip?", True, ())
    said = await talk.say("trip.remove_stop", confirmed=True, place=place)
    assert said.startswith("Page is off the trip. The trip is now about 310 miles,")
    await talk.undo()
    assert await _stops(talk) == ["Page", "Flagstaff"]


async def test_nothing_to_remove() -> None:
    """What is not on the trip is said, with what is; the only stop stays."""
    talk = Talk()
    await _to_flagstaff(talk)
    assert (await talk.plan("trip.remove_stop", place="Kanab")).text == (
        "Kanab is not on the trip. It stops in Page and Flagstaff."
    )
    await talk.say("trip.remove_stop", confirmed=True, place="Page")
    plan = await talk.plan("trip.remove_stop", confirmed=True, place="Flagstaff")
    assert not plan.keeps
    assert plan.text.startswith("Flagstaff is where the trip goes.")
