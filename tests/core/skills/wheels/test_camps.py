"""Campgrounds: those that are known to be as wished, the nearest first."""

from decimal import Decimal

from pam_core.skills.wheels.camps import CampSkill
from pam_core.vocabulary.money import Money
from tests.core.skills.wheels.places_stage import Stage, dollars, north_of_page

FULL = frozenset({"full_hookups", "electric_hookups", "water_hookups", "sewer_hookups"})
ELECTRIC = frozenset({"electric_hookups", "showers"})


async def test_nearest() -> None:
    """The nearest is told with its price for a night and what it has."""
    stage = Stage(
        CampSkill,
        north_of_page(4, "Lone Rock", price=dollars("14"), amenities=ELECTRIC),
        north_of_page(9, "Wahweap", amenities=FULL),
    )
    await stage.seen_in_page()
    plan = await stage.plan("camp.find")
    assert plan.text == (
        "Lone Rock is 4 miles north of Page, Arizona, sites from 14 dollars a night,"
        " with electric hookups and showers."
    )
    assert plan.rest == ("Next is Wahweap, 9 miles north, with full hookups.",)


async def test_hookups() -> None:
    """Only those with the hookups asked for; what was asked for is not told again."""
    stage = Stage(
        CampSkill,
        north_of_page(4, "Lone Rock", amenities=ELECTRIC),
        north_of_page(9, "Wahweap", amenities=FULL | {"laundry"}),
    )
    said = await stage.say("camp.find", near="Page", hookups=["full"])
    assert said == "Wahweap is 9 miles north of Page, Arizona, with laundry."
    said = await stage.say("camp.find", near="Page", hookups=["electric", "water"])
    assert said.startswith("Wahweap is")


async def test_price_and_length() -> None:
    """A place that does not say its price or its longest rig is not taken for fitting."""
    stage = Stage(
        CampSkill,
        north_of_page(2, "Silent"),
        north_of_page(4, "Dear", price=dollars("60"), rig_length_ft=Decimal(50)),
        north_of_page(9, "Short", price=dollars("20"), rig_length_ft=Decimal(30)),
        north_of_page(12, "Good", price=dollars("30"), rig_length_ft=Decimal(40)),
    )
    fifty = {"amount": "50.00", "currency": "USD"}
    rig = {"value": "40", "unit": "foot"}
    twelve_meters = {"value": "12", "unit": "meter"}
    for length in (rig, twelve_meters):
        said = await stage.say("camp.find", near="Page", max_price=fifty, rig_length=length)
        assert said.startswith("Good is 12 miles")


async def test_hookups_under_a_price() -> None:
    """A source's one price may be for a site without hookups, and PAM says so."""
    stage = Stage(CampSkill, north_of_page(9, "Wahweap", amenities=FULL, price=dollars("30")))
    fifty = {"amount": "50.00", "currency": "USD"}
    said = await stage.say("camp.find", near="Page", hookups=["full"], max_price=fifty)
    assert said == (
        "Wahweap is 9 miles north of Page, Arizona, sites from 30 dollars a night."
        " A site with hookups may cost more."
    )


async def test_radius() -> None:
    """Within the radius that was said, in miles or kilometres."""
    stage = Stage(CampSkill, north_of_page(12, "Good"))
    far, near = {"value": "20", "unit": "kilometer"}, {"value": "10", "unit": "mile"}
    assert (await stage.say("camp.find", near="Page", radius=far)).startswith("Good is 12 miles")
    said = await stage.say("camp.find", near="Page", radius=near)
    assert said == "I know of no campground within 10 miles of Page, Arizona."


async def test_none_as_wished() -> None:
    """Where none is as wished the nearest of all is told instead, as what it is."""
    stage = Stage(CampSkill, north_of_page(4, "Lone Rock"))
    plan = await stage.plan("camp.find", near="Page", hookups=["full"])
    assert plan.text == (
        "I know of no campground with full hookups within 100 miles of Page, Arizona."
    )
    assert plan.rest == ("The nearest of all is Lone Rock, 4 miles north.",)


async def test_many_wishes() -> None:
    """However much is wished for, the answer is short."""
    stage = Stage(CampSkill, north_of_page(4, "Lone Rock"))
    said = await stage.say(
        "camp.find",
        near="Page",
        hookups=["electric", "water", "sewer"],
        max_price={"amount": "45.50", "currency": "USD"},
        rig_length={"value": "40", "unit": "foot"},
    )
    assert said.startswith("I know of no campground like that within 100 miles of Page, Arizona.")


async def test_tents_only() -> None:
    """Where only tents may stand no rig is sent."""
    stage = Stage(
        CampSkill,
        north_of_page(2, "Walk In", amenities=frozenset({"tents_only"})),
        north_of_page(9, "Wahweap"),
    )
    assert (await stage.say("camp.find", near="Page")).startswith("Wahweap is")


async def test_free() -> None:
    """What costs nothing is free."""
    stage = Stage(CampSkill, north_of_page(2, "Free Camp", price=Money(minor=0)))
    said = await stage.say("camp.find", near="Page")
    assert said == "Free Camp is 2 miles north of Page, Arizona, free."


async def test_nothing_imported() -> None:
    """Without campgrounds PAM says how to get some."""
    assert await Stage(CampSkill).say("camp.find", near="Page") == (
        "I know no campgrounds yet. Get a file of them and run: pam places import."
    )


async def test_only_what_is_free() -> None:
    """Who asks for a free campground hears of none that costs, or of none without a price."""
    zero = {"amount": "0.00", "currency": "USD"}
    stage = Stage(
        CampSkill,
        north_of_page(2, "Silent"),
        north_of_page(4, "Dear", price=dollars("60")),
    )
    plan = await stage.plan("camp.find", near="Page", max_price=zero)
    assert plan.text == (
        "I know of no campground that is free within 100 miles of Page, Arizona."
        " The nearest of all is Silent, 2 miles north."
    )
    stage.atlas.imported.append(north_of_page(9, "Stateline", price=Money(minor=0)))
    said = await stage.say("camp.find", near="Page", max_price=zero)
    assert said == "Stateline is 9 miles north of Page, Arizona, free."


async def test_the_radius_is_said_back() -> None:
    """A radius is told in the words it was asked in: another figure would be another claim."""
    stage = Stage(CampSkill, north_of_page(200, "Far"))
    for value, unit, words in (
        ("100", "foot", "100 feet"),
        ("100", "kilometer", "100 kilometers"),
        ("-5", "mile", "5 miles"),
    ):
        asked = {"value": value, "unit": unit}
        said = await stage.say("camp.find", near="Page", radius=asked)
        assert said == f"I know of no campground within {words} of Page, Arizona."
