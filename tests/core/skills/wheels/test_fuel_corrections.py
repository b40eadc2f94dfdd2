"""The last stop for fuel put right or taken out, and fills out of the usual order."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pam_core.skills.kit import Units
from pam_core.vocabulary.fuel import FuelStop
from pam_core.vocabulary.kept import revised
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.vehicle import OdometerReading
from tests.core.skills.wheels.talk import Talk, dollars, gallons, miles


async def _filled(talk: Talk) -> None:
    await talk.say(
        "fuel.log",
        volume=gallons("42"),
        price_per_unit=dollars("3.89"),
        odometer=miles("81250"),
    )


@pytest.mark.parametrize(
    ("slots", "volume", "total", "unit_price"),
    [
        ({"volume": gallons("43")}, "43", 16727, "3.89"),
        ({"price_per_unit": dollars("3.99")}, "42", 16758, "3.99"),
        ({"total": dollars("160.00")}, "42", 16000, "3.810"),
    ],
)
async def test_changed(slots: dict[str, Any], volume: str, total: int, unit_price: str) -> None:
    """The stop and its expense get their next revisions, and undo takes both back."""
    talk = Talk()
    await _filled(talk)
    await talk.say("fuel.change", **slots)
    (stop,), (expense,) = await talk.memory.find(FuelStop), await talk.ledger.expenses()
    assert (stop.volume, stop.unit_price) == (Decimal(volume), Decimal(unit_price))
    assert stop.total == expense.amount == Money(minor=total)
    assert (stop.revision, expense.revision) == (2, 2)
    await talk.undo()
    (stop,), (expense,) = await talk.memory.find(FuelStop), await talk.ledger.expenses()
    assert stop.volume == 42
    assert stop.total == expense.amount == Money(minor=16338)


async def test_odometer_put_right() -> None:
    """A corrected odometer takes the place of the reading that was logged with the stop."""
    talk = Talk()
    await _filled(talk)
    said = await talk.say("fuel.change", odometer=miles("81350"))
    assert said == "Changed: odometer 81,350 at the last fill-up."
    (reading,) = await talk.memory.find(OdometerReading)
    assert reading.miles == 81350


async def test_a_total_that_was_told_stays() -> None:
    """Where the total was read off the pump, other gallons change the price of one, not it."""
    talk = Talk()
    await talk.say("fuel.log", volume=gallons("40"), total=dollars("160.00"))
    said = await talk.say("fuel.change", volume=gallons("32"))
    assert said == "Changed: 32 gallons for 160 dollars."
    (stop,), (expense,) = await talk.memory.find(FuelStop), await talk.ledger.expenses()
    assert (stop.unit_price, expense.amount) == (Decimal(5), Money(minor=16000))


async def test_the_expense_follows() -> None:
    """The expense says where and how much, as the corrected stop does."""
    talk = Talk()
    await _filled(talk)
    await talk.say("fuel.change", volume=gallons("43"), place="Loves")
    (expense,) = await talk.ledger.expenses()
    assert (expense.merchant, expense.description) == ("Loves", "43 gallons")


async def test_odometer_in_kilometers() -> None:
    """A corrected odometer is told in the unit it was said in."""
    talk = Talk(units=Units.METRIC)
    await talk.say("fuel.log", volume={"value": "100", "unit": "liter"})
    said = await talk.say("fuel.change", odometer={"value": "130100", "unit": "kilometer"})
    assert said == "Changed: odometer 130,100 at the last fill-up."


async def test_price_comes_later() -> None:
    """A price told later makes the stop an expense."""
    talk = Talk()
    await talk.say("fuel.log", volume=gallons("42"))
    said = await talk.say("fuel.change", price_per_unit=dollars("3.89"))
    assert said == "Changed: 42 gallons for 163 dollars and 38 cents."
    (expense,) = await talk.ledger.expenses()
    assert expense.amount == Money(minor=16338)


@pytest.mark.parametrize(
    "slots",
    [
        {},
        {"volume": gallons("0")},
        {"volume": gallons("9000")},
        {"total": dollars("-5.00")},
        {"odometer": miles("99999999")},
    ],
)
async def test_nothing_to_change(slots: dict[str, Any]) -> None:
    """What changes nothing or cannot be keeps nothing, and PAM says what can be changed."""
    talk = Talk()
    await _filled(talk)
    plan = await talk.plan("fuel.change", confirmed=True, **slots)
    assert plan.keeps == ()
    assert plan.text.startswith("I can change its gallons")


async def test_doubtful_change() -> None:
    """What was probably heard wrong is asked about here, too."""
    talk = Talk()
    await _filled(talk)
    assert (await talk.plan("fuel.change", price_per_unit=dollars("39.90"))).confirms


async def test_removed() -> None:
    """A stop is deleted with its expense and odometer after a yes; undo brings all back."""
    talk = Talk()
    assert (await talk.plan("fuel.remove")).text.startswith("I have no fuel logged.")
    await _filled(talk)
    plan = await talk.plan("fuel.remove")
    assert plan.text == "Delete the fill-up of 42 gallons for 163 dollars and 38 cents?"
    assert plan.confirms
    await talk.say("fuel.remove", confirmed=True)
    assert not await talk.memory.find(FuelStop)
    assert not await talk.ledger.expenses()
    assert not await talk.memory.find(OdometerReading)
    await talk.undo()
    assert await talk.memory.find(OdometerReading)
    assert await talk.memory.find(FuelStop)
    assert await talk.ledger.expenses()


async def test_told_later_than_it_was() -> None:
    """A fill of an earlier day is measured by the fills before it, not by later ones."""
    talk = Talk()
    for day, odometer in (("2026-11-02", "80000"), ("2026-11-22", "81000")):
        await talk.say("fuel.log", volume=gallons("40"), odometer=miles(odometer), date=day)
    said = await talk.say(
        "fuel.log", volume=gallons("40"), odometer=miles("80400"), date="2026-11-10"
    )
    assert said.endswith("Odometer 80,400, 10 miles a gallon since the last fill.")


async def test_a_partial_fill() -> None:
    """A tank that was not full counts for the gallons, and no economy is told by it."""
    talk = Talk()
    await talk.say("fuel.log", volume=gallons("40"), odometer=miles("80000"))
    partly = {"fill": "partial", "odometer": miles("80200")}
    said = await talk.say("fuel.log", volume=gallons("10"), **partly)
    assert said == "Logged 10 gallons, without a price. Odometer 80,200."
    said = await talk.say("fuel.log", volume=gallons("30"), odometer=miles("80400"))
    assert said.endswith("10 miles a gallon since the last fill.")


async def test_the_expense_says_what_was_paid() -> None:
    """An expense that was put right after the stop gives its price, cost and day; undo as well."""
    talk = Talk()
    await _filled(talk)
    talk.later(days=1)
    await talk.say(
        "fuel.log", volume=gallons("40"), price_per_unit=dollars("4.00"), odometer=miles("81650")
    )
    expense, _ = await talk.ledger.expenses()
    talk.later(minutes=1)
    right = revised(expense, talk.now, amount=Money(minor=20000), spent_on=date(2026, 11, 23))
    await talk.memory.keep((right,), what="the correction")
    last = await talk.plan("fuel.last")
    assert last.text == (
        "Last fill yesterday: 40 gallons for 200 dollars. That was 5 dollars a gallon."
    )
    economy = await talk.plan("fuel.economy")
    assert economy.text.endswith("Fuel costs you 50 cents a mile.")
    await talk.undo()
    last = await talk.plan("fuel.last")
    assert last.text == "Last fill today: 40 gallons for 160 dollars. That was 4 dollars a gallon."


async def test_gallons_put_right_after_the_expense() -> None:
    """The total that was put right stays when the gallons are."""
    talk = Talk()
    await _filled(talk)
    (expense,) = await talk.ledger.expenses()
    talk.later(minutes=1)
    await talk.memory.keep((revised(expense, talk.now, amount=Money(minor=15000)),), what="it")
    assert await talk.say("fuel.change", volume=gallons("40")) == (
        "Changed: 40 gallons for 150 dollars."
    )
    (expense,) = await talk.ledger.expenses()
    assert expense.amount == Money(minor=15000)


async def test_gallons_that_were_liters() -> None:
    """The price of a gallon is not that of a liter."""
    talk = Talk()
    await _filled(talk)
    liters = {"value": "159", "unit": "liter"}
    assert await talk.say("fuel.change", volume=liters) == (
        "Changed: 159 liters for 163 dollars and 45 cents."
    )
    (stop,) = await talk.memory.find(FuelStop)
    assert stop.unit_price == Decimal("1.028")


async def test_removed_without_a_price() -> None:
    """No expense is said to be deleted where there was none."""
    talk = Talk()
    await talk.say("fuel.log", volume=gallons("42"))
    said = await talk.say("fuel.remove", confirmed=True)
    assert said == "The fill-up of 42 gallons is deleted."
