"""The fuel log and what it says of the rig."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pam_core.skills.kit import Units
from pam_core.vocabulary.fuel import FuelStop, FuelUnit
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.vehicle import OdometerReading
from tests.core.skills.wheels.talk import Talk, dollars, gallons, miles


async def _fill(talk: Talk, volume: str, odometer: str, price: str = "4.00") -> str:
    return await talk.say(
        "fuel.log",
        volume=gallons(volume),
        price_per_unit=dollars(price),
        odometer=miles(odometer),
    )


async def test_stop_expense_and_odometer_are_one_change() -> None:
    """A fill keeps the stop, its expense and the odometer together, and undo takes all back."""
    talk = Talk()
    said = await talk.say(
        "fuel.log",
        volume=gallons("42"),
        price_per_unit=dollars("3.89"),
        odometer=miles("81250"),
        place="Love's",
    )
    assert said == "Logged 42 gallons for 163 dollars and 38 cents at Love's. Odometer 81,250."
    (stop,) = await talk.memory.find(FuelStop)
    (expense,) = await talk.ledger.expenses()
    (reading,) = await talk.memory.find(OdometerReading)
    assert (expense.amount, expense.category) == (Money(minor=16338), "fuel")
    assert (expense.merchant, expense.id) == ("Love's", stop.expense_id)
    assert (reading.miles, reading.read_on) == (Decimal("81250"), date(2026, 11, 23))
    await talk.undo()
    assert not await talk.memory.find(FuelStop)
    assert not await talk.memory.find(OdometerReading)
    assert not await talk.ledger.expenses()


@pytest.mark.parametrize(
    ("slots", "total", "unit_price"),
    [
        ({"price_per_unit": dollars("3.899")}, Money(minor=16376), Decimal("3.899")),
        ({"total": dollars("163.38")}, Money(minor=16338), Decimal("3.890")),
        (
            {"price_per_unit": dollars("3.89"), "total": dollars("163.38")},
            Money(minor=16338),
            Decimal("3.89"),
        ),
        ({}, None, None),
    ],
)
async def test_third_figure(
    slots: dict[str, Any], total: Money | None, unit_price: Decimal | None
) -> None:
    """Of volume, price and total the third is worked out, to the tenth of a cent."""
    talk = Talk()
    await talk.say("fuel.log", volume=gallons("42"), **slots)
    (stop,) = await talk.memory.find(FuelStop)
    assert (stop.total, stop.unit_price) == (total, unit_price)


async def test_no_price_no_expense() -> None:
    """Without a price PAM invents none: it says so, and logs no expense."""
    talk = Talk()
    said = await talk.say("fuel.log", volume=gallons("42"))
    assert said == "Logged 42 gallons, without a price."
    assert not await talk.ledger.expenses()


async def test_volume_is_asked_for() -> None:
    """A fill without its volume is asked for it, in the user's unit."""
    us, metric = Talk(), Talk(units=Units.METRIC)
    assert (await us.plan("fuel.log")).text == "How many gallons did you put in?"
    plan = await metric.plan("fuel.log")
    assert (plan.text, plan.asks) == ("How many liters did you put in?", "volume")


@pytest.mark.parametrize(
    ("slots", "asks"),
    [
        ({"volume": gallons("0")}, "volume"),
        ({"volume": gallons("-3")}, "volume"),
        ({"volume": gallons("5000")}, "volume"),
        ({"volume": gallons("42"), "total": dollars("0.00")}, "total"),
        ({"volume": gallons("42"), "total": dollars("1000000.00")}, "total"),
        ({"volume": gallons("42"), "price_per_unit": dollars("0.00")}, "price_per_unit"),
        ({"volume": gallons("42"), "odometer": miles("9999999")}, "odometer"),
        ({"volume": gallons("42"), "date": "2026-11-30"}, "date"),
    ],
)
async def test_impossible(slots: dict[str, Any], asks: str) -> None:
    """What cannot be is asked for again; nothing is kept."""
    plan = await Talk().plan("fuel.log", confirmed=True, **slots)
    assert (plan.asks, plan.keeps) == (asks, ())


@pytest.mark.parametrize(
    ("slots", "question"),
    [
        (
            {"volume": gallons("42"), "price_per_unit": dollars("38.90")},
            "38 dollars and 90 cents a gallon? "
            "Shall I log 42 gallons for 1,633 dollars and 80 cents?",
        ),
        (
            {"volume": gallons("42"), "total": dollars("3.89")},
            "9.3 cents a gallon? Shall I log 42 gallons for 3 dollars and 89 cents?",
        ),
        ({"volume": gallons("420")}, "420 gallons? Shall I log that?"),
        (
            {
                "volume": gallons("42"),
                "price_per_unit": dollars("3.89"),
                "total": dollars("130.00"),
            },
            "That would come to 163 dollars and 38 cents. Shall I log 130 dollars anyway?",
        ),
    ],
)
async def test_probably_misheard(slots: dict[str, Any], question: str) -> None:
    """What was probably heard wrong is asked about, and logged after a yes."""
    talk = Talk()
    plan = await talk.plan("fuel.log", **slots)
    assert (plan.text, plan.confirms, plan.keeps) == (question, True, ())
    assert (await talk.plan("fuel.log", confirmed=True, **slots)).keeps


async def test_more_than_the_tank_holds() -> None:
    """More than the rig's tank holds is asked about."""
    talk = Talk()
    await talk.say("vehicle.set", field="tank", value=gallons("80"))
    plan = await talk.plan("fuel.log", volume=gallons("120"))
    assert plan.text == "Your tank holds 80 gallons. Shall I log 120 gallons anyway?"
    assert not (await talk.plan("fuel.log", volume=gallons("82"))).confirms


async def test_odometer_runs_back() -> None:
    """A lower odometer than before is asked about; a yes makes it the odometer."""
    talk = Talk()
    await _fill(talk, "42", "81300")
    plan = await talk.plan("fuel.log", volume=gallons("40"), odometer=miles("81250"))
    assert plan.text == (
        "The last odometer I noted is 81,300 miles. Shall I take 81,250 miles anyway?"
    )
    assert plan.confirms


async def test_earlier_fill() -> None:
    """A fill of an earlier day may have a lower odometer, not a higher; its day is said."""
    talk = Talk()
    await _fill(talk, "42", "81300")
    said = await talk.say(
        "fuel.log", volume=gallons("40"), odometer=miles("81000"), date="2026-11-22"
    )
    assert said.startswith("Logged 40 gallons yesterday, without a price.")
    later = await talk.plan(
        "fuel.log", volume=gallons("40"), odometer=miles("81400"), date="2026-11-22"
    )
    assert later.confirms


async def test_a_day_has_so_many_miles() -> None:
    """More miles than two drivers make in a day are asked about."""
    talk = Talk()
    await _fill(talk, "42", "81300")
    plan = await talk.plan("fuel.log", volume=gallons("40"), odometer=miles("813500"))
    assert plan.confirms


async def test_economy_from_full_to_full() -> None:
    """Miles between full tanks, over what was filled after the first of them."""
    talk = Talk()
    await _fill(talk, "42", "81000")
    talk.later(days=1)
    await talk.say("fuel.log", volume=gallons("10"), total=dollars("40.00"))
    talk.later(days=1)
    said = await _fill(talk, "30", "81400")
    assert said.endswith("Odometer 81,400, 10 miles a gallon since the last fill.")
    plan = await talk.plan("fuel.economy")
    assert plan.text == (
        "You get 10 miles a gallon, over 400 miles since Monday. Fuel costs you 40 cents a mile."
    )


async def test_economy_metric() -> None:
    """By habit it is liters per 100 kilometers."""
    talk = Talk(units=Units.METRIC)
    await _fill(talk, "42", "81000")
    await _fill(talk, "40", "81400")
    assert (await talk.plan("fuel.economy")).text == (
        "You get 23.5 liters per 100 kilometers, over 644 kilometers. "
        "Fuel costs you 25 cents a kilometer."
    )


async def test_too_few_fills() -> None:
    """Without two full tanks and their odometer PAM says what it needs."""
    talk = Talk()
    assert (await talk.plan("fuel.economy")).text.startswith("I have no fuel logged.")
    await _fill(talk, "42", "81000")
    assert (await talk.plan("fuel.economy")).text.startswith("I need two fill-ups")


async def test_unlikely_economy() -> None:
    """An economy no rig has is named as a mistake in the log."""
    talk = Talk()
    await _fill(talk, "42", "81000")
    await _fill(talk, "4", "82000")
    assert (await talk.plan("fuel.economy")).text == (
        "The log gives 250 miles a gallon, so an odometer or a volume in it is wrong."
    )


async def test_economy_of_a_period() -> None:
    """Asked for a period, only its fills count."""
    talk = Talk()
    await _fill(talk, "42", "81000")
    await _fill(talk, "40", "81400")
    period = {"from": "2026-10-01", "to": "2026-10-31"}
    assert (await talk.plan("fuel.economy", period=period)).text.startswith(
        "I have no fuel logged last month."
    )


async def test_some_prices_unknown() -> None:
    """The cost of a mile is not told where the price of a fill is unknown."""
    talk = Talk()
    await _fill(talk, "42", "81000")
    await talk.say("fuel.log", volume=gallons("40"), odometer=miles("81400"))
    assert "some fills have no price" in (await talk.plan("fuel.economy")).text


async def test_liters() -> None:
    """Liters are kept as liters and count as gallons."""
    talk = Talk()
    await talk.say("fuel.log", volume={"value": "70", "unit": "liter"}, total=dollars("90.00"))
    (stop,) = await talk.memory.find(FuelStop)
    assert (stop.volume, stop.unit) == (Decimal(70), FuelUnit.LITER)
    assert round(stop.gallons, 2) == Decimal("18.49")


async def test_long_place() -> None:
    """Where all does not fit the ear the odometer is said back, and the economy on "more"."""
    talk = Talk()
    await _fill(talk, "42", "81000")
    plan = await talk.plan(
        "fuel.log",
        volume=gallons("38.512"),
        price_per_unit=dollars("3.899"),
        odometer=miles("81400"),
        place="Love's Travel Stop in Albuquerque",
    )
    assert plan.text.endswith("at Love's Travel Stop. Odometer 81,400.")
    assert plan.rest == ("That is 10.4 miles a gallon since the last fill.",)


async def test_last_fill() -> None:
    """The last fill is told with its price, the odometer on "more"."""
    talk = Talk()
    assert (await talk.plan("fuel.last")).text.startswith("I have no fuel logged.")
    await _fill(talk, "42", "81250", "3.899")
    talk.later(days=1)
    plan = await talk.plan("fuel.last")
    assert plan.text == (
        "Last fill yesterday: 42 gallons for 163 dollars and 76 cents. "
        "That was 3 dollars and 89.9 cents a gallon."
    )
    assert plan.rest == ("Odometer 81,250.",)
