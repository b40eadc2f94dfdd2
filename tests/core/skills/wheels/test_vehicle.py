"""The rig's profile and its odometer."""

from typing import Any

import pytest

from pam_core.skills.kit import Units
from pam_core.vocabulary.vehicle import OdometerReading, Vehicle
from tests.core.skills.wheels.talk import Talk, gallons, miles


def feet(value: str) -> dict[str, str]:
    return {"value": value, "unit": "foot"}


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("height", feet("13.5"), "Got it: 13 feet 6 inches high."),
        ("height", feet("12.0833"), "Got it: 12 feet 1 inch high."),
        ("height", feet("13"), "Got it: 13 feet high."),
        ("length", {"value": "11.5", "unit": "meter"}, "Got it: 11.5 meters long."),
        ("weight", {"value": "24000", "unit": "pound"}, "Got it: 24,000 pounds."),
        ("tank", gallons("80"), "Got it: a tank of 80 gallons."),
        ("fuel", "diesel", "Got it: diesel for fuel."),
    ],
)
async def test_kept(field: str, value: Any, said: str) -> None:
    """Each field is kept as it was said, and said back."""
    talk = Talk()
    assert await talk.say("vehicle.set", field=field, value=value) == said
    (rig,) = await talk.memory.find(Vehicle)
    assert getattr(rig, field)


async def test_one_rig() -> None:
    """There is one rig: fields come together, and undo takes back the last alone."""
    talk = Talk()
    assert "I know nothing of your rig yet." in (await talk.plan("vehicle.tell")).text
    await talk.say("vehicle.set", field="height", value=feet("13.5"))
    await talk.say("vehicle.set", field="fuel", value="diesel")
    told = await talk.plan("vehicle.tell")
    assert told.text == "Your rig: 13 feet 6 inches high, diesel for fuel."
    await talk.undo()
    assert (await talk.plan("vehicle.tell", field="fuel")).text.startswith(
        "I don't know the fuel of your rig."
    )
    assert (await talk.plan("vehicle.tell", field="height")).text == (
        "Your rig: 13 feet 6 inches high."
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("height", {"value": "13", "unit": "pound"}),
        ("height", feet("0")),
        ("tank", feet("13")),
        ("weight", gallons("80")),
        ("fuel", gallons("80")),
        ("tank", "diesel"),
    ],
)
async def test_another_measure(field: str, value: Any) -> None:
    """A measure of another kind is asked for again."""
    plan = await Talk().plan("vehicle.set", confirmed=True, field=field, value=value)
    assert (plan.asks, plan.keeps) == ("value", ())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("height", feet("30")),
        ("height", feet("1")),
        ("weight", {"value": "24", "unit": "pound"}),
        ("tank", gallons("8000")),
    ],
)
async def test_unlikely(field: str, value: Any) -> None:
    """What no rig measures is asked about before it is kept."""
    talk = Talk()
    assert (await talk.plan("vehicle.set", field=field, value=value)).confirms
    assert (await talk.plan("vehicle.set", confirmed=True, field=field, value=value)).keeps


async def test_missing() -> None:
    """What is missing is asked for, one at a time."""
    talk = Talk()
    assert (await talk.plan("vehicle.set")).asks == "field"
    plan = await talk.plan("vehicle.set", field="height")
    assert (plan.text, plan.asks) == ("What is its height?", "value")
    assert (await talk.plan("vehicle.odometer")).asks == "value"


async def test_odometer() -> None:
    """A reading is kept; a lower one is asked about."""
    talk = Talk()
    assert await talk.say("vehicle.odometer", value=miles("81300")) == "Odometer 81,300 miles."
    plan = await talk.plan("vehicle.odometer", value=miles("8130"))
    assert plan.confirms
    assert (
        plan.text == "The last odometer I noted is 81,300 miles. Shall I take 8,130 miles anyway?"
    )
    await talk.say("vehicle.odometer", confirmed=True, value=miles("8130"))
    assert len(await talk.memory.find(OdometerReading)) == 2
    assert not (await talk.plan("vehicle.odometer", value=miles("8131"))).confirms


async def test_kilometers() -> None:
    """An odometer in kilometers is said in kilometers."""
    talk = Talk(units=Units.METRIC)
    value = {"value": "130000", "unit": "kilometer"}
    assert await talk.say("vehicle.odometer", value=value) == "Odometer 130,000 kilometers."


@pytest.mark.parametrize("value", ["-5", "99999999"])
async def test_no_odometer(value: str) -> None:
    """What no odometer reads is asked for again."""
    assert (await Talk().plan("vehicle.odometer", confirmed=True, value=miles(value))).asks
