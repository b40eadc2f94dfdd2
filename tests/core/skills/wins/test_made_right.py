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
        "Shall I change 45 dollars for fuel to 50 dollars for fuel?"
    )
    assert await talk.say("yes") == "Okay: 50 dollars for fuel, not 45 dollars."


async def test_an_old_expense_is_named_first() -> None:
    """What was logged hours ago is not changed by a mere "make that fifty"."""
    talk = Talk()
    await talk.say("I spent 45 dollars on fuel")
    talk.now += timedelta(hours=2)
    assert (await talk.say("make that fifty")).startswith("Shall I change 45 dollars for fuel")
    await talk.say("no")
    assert (await talk.last()).amount == Money(minor=4500)
