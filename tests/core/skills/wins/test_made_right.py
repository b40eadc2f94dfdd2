"""What "make that fifty" corrects: what the talk is about, and nothing else unasked."""

from datetime import timedelta

from pam_core.vocabulary.goal import Goal, Saving
from pam_core.vocabulary.income import Income
from pam_core.vocabulary.money import Money
from tests.core.skills.wins.talk import Talk


async def test_a_budget() -> None:
    """Right after a budget was set it is its limit, and no expense changes."""
    talk = Talk()
    await talk.say("I spent 45 dollars on fuel")
    await talk.say("set my fuel budget to 400 a month")
    assert (await talk.say("make that 500")).startswith("Your fuel budget is 500 dollars a month")
    assert (await talk.say("no, 150 a week")).startswith("Your fuel budget is 150 dollars a week")
    assert len(talk.ledger.kept) == 1


async def test_a_budget_keeps_its_cycle() -> None:
    """A weekly budget stays weekly where only its limit is put right."""
    talk = Talk()
    await talk.say("set my groceries budget to 150 a week")
    assert (await talk.say("make that 160")).startswith(
        "Your groceries budget is 160 dollars a week, before it was 150 dollars."
    )
    assert (await talk.say("no, 700 a month")).startswith(
        "Your groceries budget is 700 dollars a month, before it was 160 dollars a week."
    )


async def test_what_is_asked_about_comes_before_what_is_kept() -> None:
    """While PAM asks whether to log something, other figures are that one's."""
    talk = Talk()
    await talk.say("I got paid 1800 dollars from camp hosting")
    await talk.say("I got paid 50000 dollars from the lottery")
    assert await talk.say("no, 500") == "Logged 500 dollars of income from lottery."
    await talk.say("I spent 20 dollars on fuel tomorrow")
    assert await talk.say("no, yesterday") == "Logged 20 dollars for fuel yesterday."
    await talk.say("I spent 1000000 dollars on coffee")
    assert await talk.say("make that 5") == "Logged 5 dollars for dining."
    assert {one.amount.minor for one in await talk.memory.find(Income)} == {180000, 50000}


async def test_what_is_old_is_named_first() -> None:
    """Hours later a mere "make that fifty" changes no income, saving, budget or goal unasked."""
    for kept in (
        "I got paid 1800 dollars from camp hosting",
        "I want to save 2000 dollars for new tires",
        "put 70 dollars toward the tires",
        "set my fuel budget to 400 a month",
    ):
        talk = Talk()
        await talk.say("I want to save 2000 dollars for new tires")
        await talk.say(kept)
        before = len(talk.memory.kept)
        talk.now += timedelta(hours=2)
        assert (await talk.say("no, 50 dollars")).endswith("?")
        assert len(talk.memory.kept) == before


async def test_an_unusual_income_is_asked_about_when_corrected_too() -> None:
    """A slip of the ear is no better as a correction."""
    talk = Talk()
    await talk.say("I got paid 1800 dollars")
    assert await talk.say("make that 90000") == (
        "Shall I change 1,800 dollars of income to 90,000 dollars?"
    )
    assert await talk.say("yes") == "Okay: 90,000 dollars of income, not 1,800 dollars."
    assert await talk.say("make that 999 million") == (
        "That is more than I can log. How much was it?"
    )


async def test_other_money_is_asked_about() -> None:
    """Bare figures mean the user's own money; what was said in another is not changed unasked."""
    talk = Talk()
    await talk.say("I spent 300 pesos on tacos")
    assert await talk.say("make that 40") == (
        "Change 300 Mexican pesos for dining to 40 dollars for dining?"
    )
    await talk.say("no")
    await talk.say("I want to save 2000 dollars for new tires")
    await talk.say("put 50 dollars toward the tires")
    assert await talk.say("make that 60 euros") == (
        "Your goal for new tires is 2,000 dollars, in that money. How much of it?"
    )
    assert await talk.say("55") == "Okay: 55 dollars toward new tires, not 50 dollars."


async def test_an_income() -> None:
    """Right after an income was logged it is that income: a revision, not another one."""
    talk = Talk()
    await talk.say("I got paid 1800 dollars from camp hosting")
    assert await talk.say("make that 1900 dollars") == (
        "Okay: 1,900 dollars of income from camp hosting, not 1,800 dollars."
    )
    (income,) = await talk.memory.find(Income)
    assert (income.revision, income.amount) == (2, Money(minor=190000))
    assert await talk.undo() == "the change to 1,900 dollars of income from camp hosting"


async def test_a_goal_and_a_saving() -> None:
    """Right after a goal was set it is its sum; after money was put aside it is that money."""
    talk = Talk()
    await talk.say("I want to save 2000 dollars for new tires")
    assert await talk.say("make that 2500") == "Your goal: 2,500 dollars for new tires."
    await talk.say("put 50 dollars toward the tires")
    assert await talk.say("no, 60 dollars") == "Okay: 60 dollars toward new tires, not 50 dollars."
    (goal,) = await talk.memory.find(Goal)
    (saving,) = await talk.memory.find(Saving)
    assert (goal.target, saving.amount) == (Money(minor=250000), Money(minor=6000))


async def test_an_expense_while_the_talk_is_about_other_money() -> None:
    """An expense is named and asked about where another thing may be meant."""
    talk = Talk()
    await talk.say("I spent 45 dollars on fuel")
    await talk.say("set my fuel budget to 400 a month")
    assert await talk.say("change the last expense to 50 dollars") == (
        "Change 45 dollars for fuel to 50 dollars for fuel?"
    )
    assert await talk.say("yes") == "Okay: 50 dollars for fuel, not 45 dollars."


async def test_an_old_expense_is_named_first() -> None:
    """What was logged hours ago is not changed by a mere "make that fifty"."""
    talk = Talk()
    await talk.say("I spent 45 dollars on fuel")
    talk.now += timedelta(hours=2)
    assert (await talk.say("make that fifty")).startswith("Change 45 dollars for fuel")
    await talk.say("no")
    assert (await talk.last()).amount == Money(minor=4500)
