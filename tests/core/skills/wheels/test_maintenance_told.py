"""Maintenance told unasked once it is due, and what is said of it then."""

from datetime import datetime
from zoneinfo import ZoneInfo

from pam_core.skills.wheels.maintenance_asked import MaintenanceDueSkill
from pam_core.vocabulary.maintenance import ServiceDone
from tests.core.skills.wheels.talk import Talk, miles

EVERY_5000 = {"every_miles": 5000}


async def _at(talk: Talk, odometer: str) -> None:
    await talk.say("vehicle.odometer", value=miles(odometer))


async def test_told_once_when_due() -> None:
    """A service that comes due is told once, and again only after it was done and is due again."""
    talk = Talk()
    watch = MaintenanceDueSkill(talk.kit)
    await _at(talk, "81300")
    await talk.say("maintenance.remind", service="oil change", every=EVERY_5000)
    assert not await watch.due(talk.now)
    await _at(talk, "86300")
    (notice,) = await watch.due(talk.now)
    assert notice.text == "Maintenance: oil change is due now."
    await talk.memory.keep(notice.keeps)
    await _at(talk, "86400")
    assert not await watch.due(talk.now)
    await talk.say("maintenance.log", service="oil change")
    assert not await watch.due(talk.now)
    talk.later(days=30)
    await _at(talk, "91500")
    (again,) = await watch.due(talk.now)
    assert again.key != notice.key


async def test_told_in_the_morning() -> None:
    """A service by date is told at nine on its day, and PAM knows when to look."""
    talk = Talk()
    watch = MaintenanceDueSkill(talk.kit)
    assert await watch.next_at(talk.now) is None
    await talk.say("maintenance.remind", service="registration", date="2026-12-01")
    nine = datetime(2026, 12, 1, 9, tzinfo=ZoneInfo("America/Denver"))
    assert await watch.next_at(talk.now) == nine
    assert not await watch.due(nine.replace(hour=8))
    (notice,) = await watch.due(nine)
    assert notice.text == "Maintenance: registration is due today."
    await talk.memory.keep(notice.keeps)
    assert not await watch.due(nine.replace(day=3))


async def _told(talk: Talk) -> list[str]:
    """What PAM says by itself, its marks kept."""
    notices = await MaintenanceDueSkill(talk.kit).due(talk.now)
    for notice in notices:
        await talk.memory.keep(notice.keeps)
        talk.topic = notice.topic
    talk.later(seconds=1)
    return [notice.text for notice in notices]


async def test_done_after_it_was_told() -> None:
    """After a notice "done" is that service, at the odometer as it was read last."""
    talk = Talk()
    await _at(talk, "81300")
    await talk.say("maintenance.remind", service="oil change", every=EVERY_5000)
    await _at(talk, "86320")
    assert await _told(talk) == ["Maintenance: oil change is 20 miles overdue."]
    plan = await talk.plan("maintenance.log")
    assert plan.topic == ""
    assert len(plan.keeps) == 1
    said = await talk.say("maintenance.log")
    assert said == "Noted: oil change at 86,320 miles. Due again in 5,000 miles."
    assert (await talk.plan("maintenance.log")).asks == "service"
    await talk.undo()
    assert not await talk.memory.find(ServiceDone)


async def test_done_by_an_old_odometer() -> None:
    """An odometer read long ago, or on another day than it was done, is not the service's."""
    talk = Talk()
    await _at(talk, "81300")
    await talk.say("maintenance.remind", service="oil change", every=EVERY_5000)
    await _at(talk, "86320")
    await _told(talk)
    assert await talk.say("maintenance.log", date="2026-11-22") == (
        "Noted: oil change yesterday. Due again in 5,000 miles."
    )
    await talk.undo()
    talk.later(days=8)
    assert (await talk.plan("maintenance.log")).text.startswith("Noted: oil change. Due")


async def test_done_of_several() -> None:
    """Of several told at once PAM asks which was done."""
    talk = Talk()
    await _at(talk, "81300")
    for service in ("oil change", "tires"):
        await talk.say("maintenance.remind", service=service, every=EVERY_5000)
    await _at(talk, "86300")
    assert len(await _told(talk)) == 2
    plan = await talk.plan("maintenance.log")
    assert (plan.text, plan.asks) == ("What was done: the oil change or the tires?", "service")
    plan = await talk.plan("maintenance.log", service="tires")
    assert (plan.topic, plan.text.split(". ")[0]) == (None, "Noted: tires at 86,300 miles")
