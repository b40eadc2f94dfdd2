"""Where the user is, as they said it."""

from dataclasses import replace
from datetime import timedelta

from pam_core.skills.wheels.camps import CampSkill
from pam_core.skills.wheels.whereabouts import WhereaboutsSkill
from pam_core.vocabulary.place import Sighting, Town
from tests.core.skills.atlas_fake import PAGE, AtlasInMemory
from tests.core.skills.wheels.places_stage import Stage, north_of_page


async def test_told() -> None:
    """The place is said back with its state, and kept with its point and its time zone."""
    stage = Stage(WhereaboutsSkill)
    plan = await stage.plan("location.set", place="page")
    assert plan.text == "You are in Page, Arizona."
    assert plan.what == "your place, Page, Arizona"
    (seen,) = await stage.kit.memory.find(Sighting)
    assert (seen.place, seen.point, seen.zone) == ("Page, Arizona", PAGE.point, "America/Denver")
    assert seen.seen_at == stage.now


async def test_another_zone() -> None:
    """Where it is another time, the time there is told."""
    stage = Stage(WhereaboutsSkill)
    stage.atlas.zone_at = pacific  # type: ignore[method-assign]
    assert await stage.say("location.set", place="Page") == (
        "You are in Page, Arizona. It is 1 PM there."
    )


async def pacific(point: object) -> str:
    return "America/Los_Angeles"


async def test_nearer_of_a_name() -> None:
    """Of two towns of a name the one nearer to the last place is meant, and said with its state."""
    stage = Stage(WhereaboutsSkill)
    assert (
        await stage.say("location.set", place="Springfield") == "You are in Springfield, Missouri."
    )
    await stage.seen_in_page()
    await stage.say("location.set", place="Springfield, Illinois")
    assert (
        await stage.say("location.set", place="Springfield") == "You are in Springfield, Illinois."
    )


async def test_unknown() -> None:
    """A place that is on no map is not kept, but asked for again."""
    stage = Stage(WhereaboutsSkill)
    plan = await stage.plan("location.set", place="Xyzzy")
    assert (plan.asks, plan.keeps) == ("place", ())
    assert (await stage.plan("location.set")).asks == "place"


async def test_where() -> None:
    """What was said a while ago is told with its age; what was never said is not known."""
    stage = Stage(WhereaboutsSkill)
    assert await stage.say("location.where") == (
        "I don't know where you are. Tell me, for example: we are in Page, Arizona."
    )
    await stage.seen_in_page()
    assert await stage.say("location.where") == "You are in Page, Arizona, as you told me."
    stage.now += timedelta(hours=5)
    assert await stage.say("location.where") == (
        "You were in Page, Arizona 5 hours ago. Tell me where you are now, and I'll go by that."
    )
    stage.now += timedelta(days=2)
    assert "You were in Page, Arizona on Monday." in await stage.say("location.where")


async def test_a_long_name() -> None:
    """Where a name is too long to be said with its state, the state is left out whole."""
    stage = Stage(WhereaboutsSkill)
    point = PAGE.point
    far = Town(
        name="Truth or Consequences", region="NM", country="US", point=point, area="New Mexico"
    )
    stage.atlas = AtlasInMemory([far])
    stage.skill = WhereaboutsSkill(replace(stage.kit, atlas=stage.atlas))
    said = await stage.say("location.set", place="Truth or Consequences")
    assert said == "You are in Truth or Consequences."


async def test_told_when_asked() -> None:
    """Who was asked where they are is not asked again; a place that is just named is not theirs."""
    stage = Stage(CampSkill, north_of_page(4))
    question = (await stage.plan("camp.find")).text
    named = await stage.plan("camp.find", near="Page")
    assert named.keeps == ()
    stage.heard_last = question
    plan = await stage.plan("camp.find", near="Page")
    assert plan.text == "Lone Rock is 4 miles north of Page, Arizona."
    assert plan.what == "your place, Page, Arizona"
    (seen,) = await stage.kit.memory.find(Sighting)
    assert seen.place == "Page, Arizona"


async def test_told_wrongly_when_asked() -> None:
    """A place that is on no map is nobody's place."""
    stage = Stage(CampSkill, north_of_page(4))
    stage.heard_last = (await stage.plan("camp.find")).text
    plan = await stage.plan("camp.find", near="Xyzzy")
    assert (plan.asks, plan.keeps) == ("near", ())
