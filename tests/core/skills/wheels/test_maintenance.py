"""Maintenance: done, to come, due."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from pam_core.vocabulary.maintenance import ServiceDone, ServiceDue
from tests.core.skills.wheels.talk import Talk, miles

EVERY_5000 = {"every_miles": 5000}
HALF_YEARLY = "FREQ=MONTHLY;INTERVAL=6"


async def _at(talk: Talk, odometer: str) -> None:
    await talk.say("vehicle.odometer", value=miles(odometer))


async def test_by_miles() -> None:
    """A service by miles counts from the odometer when it was told, then from when it was done."""
    talk = Talk()
    await _at(talk, "81300")
    said = await talk.say("maintenance.remind", service="oil change", every=EVERY_5000)
    assert said == "Oil change: I'll remind you every 5,000 miles."
    await _at(talk, "86100")
    assert (await talk.plan("maintenance.due")).text == "Oil change is due in 200 miles."
    said = await talk.say("maintenance.log", service="oil change", odometer=miles("86200"))
    assert said == "Noted: oil change at 86,200 miles. Due again in 5,000 miles."
    await _at(talk, "91300")
    assert (await talk.plan("maintenance.due")).text == "Oil change is 100 miles overdue."


async def test_whichever_comes_first() -> None:
    """Of miles and months the one that comes first at the rig's pace is told."""
    talk = Talk()
    await _at(talk, "81300")
    await talk.say(
        "maintenance.remind", service="oil change", every=EVERY_5000, or_every=HALF_YEARLY
    )
    (plan,) = await talk.memory.find(ServiceDue)
    assert (plan.every_miles, plan.every) == (5000, HALF_YEARLY)
    assert (await talk.plan("maintenance.due")).text == "Oil change is due in 5,000 miles."
    talk.later(days=150)
    assert (await talk.plan("maintenance.due")).text == (
        "Oil change is due in 4 weeks. The odometer is from November 23rd."
    )


async def test_every_is_said_once() -> None:
    """Of "every 5,000 miles or 6 months" both halves count, in whichever order they come."""
    six_months = {"every": EVERY_5000, "or_months": 6}
    miles_last = {"every": HALF_YEARLY, "or_miles": miles("5000")}
    for slots in (six_months, miles_last):
        talk = Talk()
        await talk.say("maintenance.remind", service="oil change", **slots)
        (plan,) = await talk.memory.find(ServiceDue)
        assert (plan.every_miles, plan.every) == (5000, HALF_YEARLY)


async def test_one_entry_a_service() -> None:
    """What is told later of a service joins what was told before."""
    talk = Talk()
    await talk.say("maintenance.remind", service="oil change", every=EVERY_5000)
    said = await talk.say("maintenance.remind", service="oil change", every=HALF_YEARLY)
    assert said.startswith("Oil change: I'll remind you every 5,000 miles or every 6 months.")
    assert len(await talk.memory.find(ServiceDue)) == 1


async def test_what_is_added_moves_nothing() -> None:
    """Months that are added later leave the miles counting from where they began."""
    talk = Talk()
    await _at(talk, "80000")
    await talk.say("maintenance.remind", service="oil change", every=EVERY_5000)
    talk.later(days=30)
    await _at(talk, "82000")
    await talk.say("maintenance.remind", service="oil change", every=HALF_YEARLY)
    assert (await talk.plan("maintenance.due")).text == "Oil change is due in 3,000 miles."


async def test_what_came_once_is_over() -> None:
    """A day that was told once does not come back when the service was done and repeats."""
    talk = Talk()
    await _at(talk, "80000")
    await talk.say("maintenance.remind", service="oil change", date="2026-12-01")
    talk.later(days=2)
    await talk.say("maintenance.log", service="oil change")
    said = await talk.say("maintenance.remind", service="oil change", every=EVERY_5000)
    assert said == "Oil change: I'll remind you every 5,000 miles."
    assert (await talk.plan("maintenance.due")).text == "Oil change is due in 5,000 miles."


async def test_without_an_odometer() -> None:
    """Without an odometer PAM says that it cannot count, and starts once it is told."""
    talk = Talk()
    said = await talk.say("maintenance.remind", service="oil change", every=EVERY_5000)
    assert said.endswith("Tell me the odometer, and I'll count from there.")
    assert (await talk.plan("maintenance.due")).text == (
        "Oil change every 5,000 miles. Tell me the odometer for those by miles."
    )
    await _at(talk, "81300")
    assert (await talk.plan("maintenance.due")).text == "Oil change is due in 5,000 miles."


async def test_most_urgent_first() -> None:
    """The most urgent comes first, three at a time, the rest on "more"."""
    talk = Talk()
    await _at(talk, "81300")
    for service, every in (
        ("wheel bearings", 12_000),
        ("tire rotation", 7_500),
        ("oil change", 5_000),
        ("fuel filter", 15_000),
    ):
        await talk.say("maintenance.remind", service=service, every={"every_miles": every})
    await talk.say("maintenance.remind", service="registration", date="2026-11-25")
    plan = await talk.plan("maintenance.due")
    assert plan.text == (
        "Registration is due in 2 days, oil change is due in 5,000 miles, "
        "tire rotation is due in 7,500 miles."
    )
    assert plan.rest == (
        "Wheel bearings are due in 12,000 miles, fuel filter is due in 15,000 miles.",
    )
    assert plan.table is not None
    assert len(plan.table.rows) == 5


async def test_one_service() -> None:
    """Asked about one service, only that is told."""
    talk = Talk()
    await _at(talk, "81300")
    await talk.say("maintenance.remind", service="brakes", every={"every_miles": 30000})
    assert (await talk.plan("maintenance.due", service="brakes")).text == (
        "Brakes are due in 30,000 miles."
    )
    assert (await talk.plan("maintenance.due", service="belts")).text.startswith(
        "I don't know when the belts comes due."
    )


async def test_once_at_a_reading() -> None:
    """A limit that comes once is gone when the service was done."""
    talk = Talk()
    await _at(talk, "81300")
    await talk.say("maintenance.remind", service="fuel filter", odometer=miles("90000"))
    assert (await talk.plan("maintenance.due")).text == "Fuel filter is due in 8,700 miles."
    await talk.say("maintenance.log", service="fuel filter")
    assert (await talk.plan("maintenance.due")).text.startswith("I know of no maintenance")


async def test_so_many_miles_from_now() -> None:
    """A limit "in 3,000 miles" counts from the odometer, which must be known."""
    talk = Talk()
    slots: dict[str, Any] = {"service": "brakes", "after": miles("3000")}
    unknown = await talk.plan("maintenance.remind", **slots)
    assert (unknown.keeps, unknown.text[:32]) == ((), "I don't know the odometer yet. S")
    await _at(talk, "81300")
    said = await talk.say("maintenance.remind", **slots)
    assert said == "Brakes: I'll remind you at 84,300 miles."


async def test_years_ahead() -> None:
    """What is years away is told in years."""
    talk = Talk()
    await talk.say("maintenance.remind", service="registration", date="2029-12-01")
    assert (await talk.plan("maintenance.due")).text == "Registration is due in 3 years."


async def test_overdue_by_date() -> None:
    """A day that has passed is said as the day it was due."""
    talk = Talk()
    await talk.say("maintenance.remind", service="registration", date="2026-12-01")
    talk.later(days=30)
    assert (await talk.plan("maintenance.due")).text == "Registration was due on December 1st."


async def test_end_of_the_month() -> None:
    """Every six months from the 31st of August is the last of February."""
    talk = Talk()
    talk.now = datetime(2026, 8, 31, 12, tzinfo=ZoneInfo("America/Denver"))
    await talk.say("maintenance.remind", service="generator service", every=HALF_YEARLY)
    plan = await talk.plan("maintenance.due")
    assert plan.table is not None
    assert plan.table.rows[0][2] == "2027-02-28"


@pytest.mark.parametrize(
    ("slots", "asks"),
    [
        ({}, "service"),
        ({"service": "brakes"}, "every"),
        ({"service": "brakes", "every": {"every_miles": 0}}, "every"),
        ({"service": "brakes", "every": {"every_miles": 0.5}}, "every"),
        ({"service": "brakes", "every": {"every_miles": 9_000_000}}, "every"),
        ({"service": "brakes", "every": "FREQ=SOMETIMES"}, "every"),
        ({"service": "generator service", "every": "FREQ=HOURLY;INTERVAL=150"}, "every"),
        ({"service": "brakes", "date": "2026-11-01"}, "date"),
        ({"service": "brakes", "odometer": miles("80000")}, "odometer"),
    ],
)
async def test_not_to_come(slots: dict[str, Any], asks: str) -> None:
    """What is missing or cannot be is asked for; nothing is kept."""
    talk = Talk()
    await _at(talk, "81300")
    plan = await talk.plan("maintenance.remind", **slots)
    assert (plan.asks, plan.keeps) == (asks, ())


@pytest.mark.parametrize(
    ("slots", "asks"),
    [
        ({}, "service"),
        ({"service": "brakes", "date": "2026-12-24"}, "date"),
        ({"service": "brakes", "odometer": miles("99999999")}, "odometer"),
    ],
)
async def test_not_done(slots: dict[str, Any], asks: str) -> None:
    """A service is not logged without its name, for a day to come, or at no odometer."""
    plan = await Talk().plan("maintenance.log", **slots)
    assert (plan.asks, plan.keeps) == (asks, ())


async def test_log_and_undo() -> None:
    """A service done keeps its day and its odometer; undo takes both back."""
    talk = Talk()
    said = await talk.say(
        "maintenance.log", service="oil change", odometer=miles("81300"), date="2026-11-20"
    )
    assert said == "Noted: oil change at 81,300 miles on Friday."
    (done,) = await talk.memory.find(ServiceDone)
    assert (done.done_on, done.at_miles) == (date(2026, 11, 20), Decimal(81300))
    await talk.undo()
    assert not await talk.memory.find(ServiceDone)


async def test_when_last() -> None:
    """The last time of a service is told with the miles since; what was never noted is said."""
    talk = Talk()
    assert (await talk.plan("maintenance.last")).text.startswith("I have no maintenance noted.")
    await talk.say("maintenance.log", service="brakes", date="2026-11-05")
    await talk.say("maintenance.log", service="oil change", odometer=miles("81300"))
    await _at(talk, "82500")
    assert (await talk.plan("maintenance.last", service="oil change")).text == (
        "Oil change: last done today at 81,300 miles, 1,200 miles ago."
    )
    assert (await talk.plan("maintenance.last", service="belts")).text == ("I have no belts noted.")
    assert (await talk.plan("maintenance.last")).rest == ("Brakes: last done on November 5th.",)


async def test_where_it_was_done() -> None:
    """Where a service was done is kept and said back."""
    talk = Talk()
    said = await talk.say("maintenance.log", service="oil change", place="Speedco")
    assert said == "Noted: oil change at Speedco."


async def test_odometer_runs_back() -> None:
    """A service at a lower odometer than today's, or earlier at a higher, is asked about."""
    talk = Talk()
    await _at(talk, "81300")
    plan = await talk.plan("maintenance.log", service="brakes", odometer=miles("8130"))
    assert plan.confirms
    assert not plan.keeps
    slots: dict[str, Any] = {"odometer": miles("81400"), "date": "2026-11-20"}
    assert (await talk.plan("maintenance.log", service="brakes", **slots)).confirms


@pytest.mark.parametrize(
    ("month", "now", "due"),
    [
        ("may", "2026-11-23", "2027-05-31"),
        ("november", "2026-11-23", "2026-11-30"),
        ("this month", "2026-11-23", "2026-11-30"),
        ("next month", "2026-12-31", "2027-01-31"),
        ("next month", "2028-01-31", "2028-02-29"),
        ("february", "2026-11-23", "2027-02-28"),
    ],
)
async def test_due_in_a_month(month: str, now: str, due: str) -> None:
    """A month without a day is meant to its last."""
    talk = Talk()
    talk.now = datetime.fromisoformat(f"{now}T14:00:00-07:00")
    plan = await talk.plan("maintenance.remind", service="registration", month=month)
    (kept,) = plan.keeps
    assert isinstance(kept, ServiceDue)
    assert kept.due_on == date.fromisoformat(due)


@pytest.mark.parametrize(
    "slots", [{"odometer": miles("0")}, {"odometer": miles("3000001")}, {"after": miles("9999999")}]
)
async def test_no_odometer_gets_there(slots: dict[str, Any]) -> None:
    """A reading that no odometer comes to is asked about."""
    talk = Talk()
    await _at(talk, "81300")
    plan = await talk.plan("maintenance.remind", service="oil change", **slots)
    assert (plan.keeps, plan.asks) == ((), "every")
