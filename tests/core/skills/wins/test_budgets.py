"""Budgets: their state, their forecast, and that PAM speaks up once."""

from datetime import datetime, timedelta

import pytest

from pam_core.vocabulary.budget import Cycle
from pam_core.vocabulary.money import Money
from tests.core.skills.wins.talk import Talk


async def test_status_with_forecast() -> None:
    """The status says what is spent, the limit, what is left, and where the month will end."""
    talk = Talk()
    await talk.say("set my fuel budget to 400 a month")
    await talk.spent("230.00", "fuel", "2026-11-10")
    assert await talk.say("how am I doing on my fuel budget") == (
        "Fuel: 230 dollars of 400 dollars spent this month, 170 dollars left."
        " At this pace it ends at 300 dollars."
    )


async def test_nothing_spent() -> None:
    """Nothing is said as such, and a cent is not rounded away."""
    talk = Talk()
    assert await talk.say("set my fuel budget to 400 a month") == (
        "Your fuel budget is 400 dollars a month. Nothing spent so far this month."
    )
    assert await talk.say("how am I doing on my fuel budget") == (
        "Fuel: nothing of 400 dollars spent this month, 400 dollars left."
    )
    await talk.say("I spent 1 cent on fuel")
    assert (await talk.say("how am I doing on my fuel budget")).endswith("ends at 1 cent.")


async def test_overspent() -> None:
    """What is too much is said as such."""
    talk = Talk()
    await talk.say("set my fuel budget to 100 a month")
    await talk.spent("130.50", "fuel", "2026-11-10")
    assert (await talk.say("how am I doing on my fuel budget")).startswith(
        "Fuel: 130 dollars and 50 cents of 100 dollars spent this month,"
        " 30 dollars and 50 cents too much."
    )


async def test_no_forecast_from_two_days() -> None:
    """Early in the month PAM says that it is too early, rather than guess."""
    talk = Talk(datetime.fromisoformat("2026-11-02T14:00:00-07:00"))
    await talk.say("set my fuel budget to 400 a month")
    await talk.spent("100.00", "fuel", "2026-11-01")
    assert (await talk.say("how is my fuel budget")).endswith(
        "It is too early in the month for a forecast."
    )


async def test_a_month_that_is_over_has_no_forecast() -> None:
    """Last month is told as it ended."""
    talk = Talk()
    await talk.say("set my fuel budget to 400 a month")
    await talk.spent("100.00", "fuel", "2026-10-11")
    assert await talk.say("how did I do on my fuel budget last month") == (
        "Fuel: 100 dollars of 400 dollars spent last month, 300 dollars left."
    )


@pytest.mark.parametrize(("first_weekday", "spent"), [(0, "20 dollars"), (6, "50 dollars")])
async def test_a_week_is_the_users_week(first_weekday: int, spent: str) -> None:
    """A weekly budget counts from the day on which the user's weeks begin."""
    talk = Talk(first_weekday=first_weekday)
    await talk.say("set my dining budget to 100 dollars a week")
    await talk.spent("30.00", "dining", "2026-11-22")
    await talk.spent("20.00", "dining", "2026-11-23")
    assert f"Dining: {spent} of 100 dollars spent" in await talk.say("how is my dining budget")


async def test_other_money_is_told_apart() -> None:
    """Only the budget's own currency counts; the rest is named."""
    talk = Talk()
    await talk.say("set my fuel budget to 400 a month")
    await talk.spent("300.00 MXN", "fuel", "2026-11-10")
    await talk.spent("23.00", "fuel", "2026-11-10")
    assert (await talk.say("how is my fuel budget")).startswith("Fuel: 23 dollars of 400")
    assert await talk.say("more") == "300 Mexican pesos besides, in other money."


async def test_a_new_limit_is_a_revision() -> None:
    """There is one budget for a category; setting it again changes it, and undo changes it back."""
    talk = Talk()
    await talk.say("set my fuel budget to 400 a month")
    assert (await talk.say("set my fuel budget to 120 a week")).startswith(
        "Your fuel budget is 120 dollars a week, before it was 400 dollars a month."
    )
    budget = await talk.budget("fuel")
    assert (budget.revision, budget.cycle, budget.limit) == (2, Cycle.WEEK, Money(minor=12000))
    assert await talk.undo() == "your fuel budget of 120 dollars a week"
    assert (await talk.budget("fuel")).limit == Money(minor=40000)


async def test_all_budgets() -> None:
    """Without a category all are told, the fullest first."""
    talk = Talk()
    await talk.say("set my fuel budget to 400 a month")
    await talk.say("set my grocery budget to 200 a month")
    await talk.spent("150.00", "groceries", "2026-11-10")
    assert await talk.say("how are my budgets doing") == (
        "Your budgets: groceries 150 dollars of 200 dollars, fuel nothing of 400 dollars."
    )


async def test_no_budget() -> None:
    """Where there is no budget PAM says so and how to set one."""
    talk = Talk()
    assert (await talk.say("how am I doing on my budget")).startswith("You have no budget yet.")
    assert (await talk.say("how am I doing on my food budget")).startswith(
        "You have no budget for groceries."
    )


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("can I afford 40 dollars for dinner", "Yes, 60 dollars would be left of that budget."),
        ("can I afford 140 dollars for dinner", "No, that would be 40 dollars over budget."),
    ],
)
async def test_can_i_afford(said: str, answer: str) -> None:
    """Whether a price fits is told by what is left."""
    talk = Talk()
    await talk.say("set my dining budget to 100 a month")
    assert (await talk.say(said)).startswith(answer)


async def test_missing_slots_are_asked_for() -> None:
    """Category and amount are asked for one after the other."""
    talk = Talk()
    assert await talk.say("set up a budget") == "A budget for what?"
    assert await talk.say("fuel") == "How much may it be?"
    await talk.say("400 a month")
    assert (await talk.budget("fuel")).limit == Money(minor=40000)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("set my fuel budget to minus 5 dollars", "more than zero"),
        ("set my fuel budget to zero dollars", "You have no budget for fuel."),
        ("set my fuel budget to 900 million dollars", "more than I can count"),
    ],
)
async def test_absurd_limits(said: str, answer: str) -> None:
    """No budget of nothing, and none of nobody's size."""
    talk = Talk()
    assert answer in await talk.say(said)
    assert not talk.memory.kept


async def test_what_is_not_there_is_not_dropped() -> None:
    """Without a budget there is none to do without."""
    assert await Talk().say("delete my camping budget") == (
        "You have no budget for camping. Say: set my camping budget to 400 dollars a month."
    )


async def test_a_budget_is_dropped_after_a_yes() -> None:
    """A budget goes only after it was named and confirmed."""
    talk = Talk()
    await talk.say("set my fuel budget to 400 a month")
    assert await talk.say("delete my fuel budget") == (
        "Do without the fuel budget of 400 dollars a month?"
    )
    assert await talk.say("yes") == "The fuel budget is gone."
    assert "no budget for fuel" in await talk.say("how is my fuel budget")


async def test_alerts_come_once_each() -> None:
    """At 80 and at 100 percent PAM speaks up, once each, whoever wrote the expense."""
    talk = Talk()
    await talk.say("set my fuel budget to 100 a month")
    assert not await talk.notices()
    await talk.spent("79.99", "fuel", "2026-11-10")
    assert not await talk.notices()
    await talk.spent("0.01", "fuel", "2026-11-10")
    assert [notice.text for notice in await talk.notices()] == [
        "80 percent of your fuel budget is spent. 20 dollars is left this month."
    ]
    assert not await talk.notices()
    await talk.spent("10.00", "fuel", "2026-11-11")
    assert not await talk.notices()
    await talk.spent("10.00", "fuel", "2026-11-12")
    assert [notice.text for notice in await talk.notices()] == [
        "Your fuel budget for this month is all spent."
    ]
    await talk.spent("10.00", "fuel", "2026-11-12")
    assert not await talk.notices()


async def test_passing_both_at_once_is_one_alert() -> None:
    """One big expense is told of once, with how much is too much."""
    talk = Talk()
    await talk.say("set my fuel budget to 100 a month")
    await talk.spent("120.00", "fuel", "2026-11-10")
    assert [notice.text for notice in await talk.notices()] == [
        "Your fuel budget for this month is overspent by 20 dollars."
    ]
    assert not await talk.notices()


async def test_a_new_month_alerts_anew() -> None:
    """The marks of a month are no marks of the next."""
    talk = Talk()
    await talk.say("set my fuel budget to 100 a month")
    await talk.spent("90.00", "fuel", "2026-11-10")
    assert len(await talk.notices()) == 1
    talk.now += timedelta(days=10)
    assert not await talk.notices()
    await talk.spent("90.00", "fuel", "2026-12-02")
    assert len(await talk.notices()) == 1


async def test_a_changed_limit_arms_anew() -> None:
    """A budget that was raised may run out again; what the answer told is not told twice."""
    talk = Talk()
    await talk.say("set my fuel budget to 100 a month")
    await talk.spent("90.00", "fuel", "2026-11-10")
    assert len(await talk.notices()) == 1
    await talk.say("set my fuel budget to 200 a month")
    assert not await talk.notices()
    await talk.spent("75.00", "fuel", "2026-11-11")
    assert len(await talk.notices()) == 1
    assert (await talk.say("set my fuel budget to 170 a month")).endswith(
        "165 dollars spent so far this month."
    )
    assert not await talk.notices()


async def test_everything_together() -> None:
    """The overall budget counts all categories."""
    talk = Talk()
    await talk.say("set my overall budget to 1000 dollars a month")
    await talk.spent("400.00", "fuel", "2026-11-10")
    await talk.spent("420.00", "groceries", "2026-11-10")
    assert [notice.text for notice in await talk.notices()] == [
        "82 percent of your overall budget is spent. 180 dollars is left this month."
    ]


async def test_it_looks_again() -> None:
    """Spending that comes in past this program is seen within a quarter of an hour."""
    talk = Talk()
    assert await talk.budgets.next_at(talk.now) == talk.now + timedelta(minutes=15)
