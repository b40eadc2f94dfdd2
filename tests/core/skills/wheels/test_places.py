"""Places on the road: the nearest first, nothing invented."""

from datetime import date

import pytest

from pam_core.skills.kit import Units
from pam_core.skills.skill import SkillContext
from pam_core.skills.wheels.places import PlaceSkill
from pam_core.vocabulary.place import PlaceKind
from pam_core.vocabulary.reply import Intent
from tests.core.language.said_sentences import NOW
from tests.core.skills.wheels.places_stage import Stage, north_of_page

DUMP = frozenset({PlaceKind.DUMP_STATION})
FUEL = frozenset({PlaceKind.FUEL})


async def test_nearest() -> None:
    """The nearest is told by name, distance, direction and two amenities; "more" tells others."""
    stage = Stage(
        PlaceSkill,
        north_of_page(20, "Other Dump", kinds=DUMP),
        north_of_page(9, "Far Dump", kinds=DUMP),
        north_of_page(4, "City Dump", kinds=DUMP, amenities=frozenset({"drinking_water", "wifi"})),
    )
    await stage.seen_in_page()
    plan = await stage.plan("place.find", kind="dump_station")
    assert plan.text == (
        "City Dump is 4 miles north of Page, Arizona, with drinking water."
        " Next is Far Dump, 9 miles north."
    )
    assert plan.rest == ("Next is Other Dump, 20 miles north.",)
    assert plan.table is not None
    assert [row[0] for row in plan.table.rows] == ["City Dump", "Far Dump", "Other Dump"]
    assert plan.table.rows[0][3] == "drinking water, wifi"


async def test_near_a_town() -> None:
    """Near a town that is named it is that town that counts."""
    stage = Stage(PlaceSkill, north_of_page(4, "City Dump", kinds=DUMP))
    said = await stage.say("place.find", kind="dump_station", near="Kanab")
    assert said == "City Dump is 59 miles east of Kanab, Utah."


async def test_metric() -> None:
    """Who thinks in kilometres hears kilometres."""
    stage = Stage(PlaceSkill, north_of_page(4, "City Dump", kinds=DUMP), units=Units.METRIC)
    said = await stage.say("place.find", kind="dump_station", near="Page")
    assert said == "City Dump is 6 kilometers north of Page, Arizona."


async def test_nowhere() -> None:
    """Who has not said where they are is asked; the answer fills the slot."""
    stage = Stage(PlaceSkill, north_of_page(4, kinds=DUMP))
    plan = await stage.plan("place.find", kind="dump_station")
    assert (plan.text, plan.asks) == (
        "I don't know where you are. Which town are you near?",
        "near",
    )


async def test_unknown_town() -> None:
    """A town that is not on the map is asked for again, shortened where it is long."""
    stage = Stage(PlaceSkill, north_of_page(4, kinds=DUMP))
    plan = await stage.plan("place.find", kind="dump_station", near="Xyzzy" + " plugh" * 30)
    assert plan.asks == "near"
    assert plan.text.startswith("I don't know a town called Xyzzy plugh")


async def test_nothing_imported() -> None:
    """Where nothing was imported PAM says so, and how to get it, before it asks where."""
    stage = Stage(PlaceSkill, north_of_page(4, kinds=FUEL))
    plan = await stage.plan("place.find", kind="dump_station")
    assert plan.text == (
        "I know no dump stations yet. Get a file of them and run: pam places import."
    )
    assert plan.asks is None


async def test_none_near() -> None:
    """Where none is near PAM says how far it looked."""
    stage = Stage(PlaceSkill, north_of_page(140, kinds=FUEL))
    said = await stage.say("place.find", kind="fuel", near="Page")
    assert said == "I know of no fuel station within 100 miles of Page, Arizona."


async def test_radius() -> None:
    """A radius that is said holds."""
    stage = Stage(PlaceSkill, north_of_page(12, "Loves", kinds=FUEL))
    near = {"value": "10", "unit": "mile"}
    said = await stage.say("place.find", kind="fuel", near="Page", radius=near)
    assert said == "I know of no fuel station within 10 miles of Page, Arizona."


async def test_old_news() -> None:
    """What is older than a season is told with its age."""
    stage = Stage(PlaceSkill, north_of_page(4, "Old Gas", kinds=FUEL, as_of=date(2024, 2, 1)))
    said = await stage.say("place.find", kind="fuel", near="Page")
    assert said == "Old Gas is 4 miles north of Page, Arizona. As of February 2024."


@pytest.mark.parametrize("kind", list(PlaceKind))
async def test_every_kind(kind: PlaceKind) -> None:
    """Every kind of place can be found, and can be missing."""
    found = Stage(PlaceSkill, north_of_page(4, "It", kinds=frozenset({kind})))
    assert (await found.say("place.find", kind=str(kind), near="Page")).startswith("It is 4 miles")
    missing = Stage(PlaceSkill)
    assert "pam places import" in await missing.say("place.find", kind=str(kind))


async def test_long_names() -> None:
    """Long names and what stands in brackets are for the eye."""
    name = "The Very Long and Winding Road Travel Center (exit 62, closed on Sundays) of Page"
    stage = Stage(PlaceSkill, north_of_page(4, name, kinds=FUEL))
    plan = await stage.plan("place.find", kind="fuel", near="Page")
    assert plan.text == ("The Very Long and Winding Road is 4 miles north of Page, Arizona.")
    assert plan.table is not None
    assert plan.table.rows[0][0] == name


async def test_what_for() -> None:
    """Where nobody said what to look for, PAM asks."""
    skill = PlaceSkill(Stage(PlaceSkill).kit)
    plan = await skill.plan(Intent(action="place.find", missing=("kind",)), SkillContext(now=NOW))
    assert (plan.asks, plan.changes_something) == ("kind", False)
    assert plan.text.startswith("What are you looking for?")
