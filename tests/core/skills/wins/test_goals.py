"""Savings goals."""

from datetime import date

import pytest

from pam_core.vocabulary.goal import Goal, Saving
from pam_core.vocabulary.money import Money
from tests.core.skills.wins.talk import Talk

TIRES = "I want to save 2000 dollars for new tires by March"


async def test_a_goal_with_what_it_takes_a_month() -> None:
    """Setting a goal says the day back, and what is to be put aside each month until then."""
    talk = Talk()
    assert await talk.say(TIRES) == (
        "Your goal: 2,000 dollars for new tires by March 1st."
        " Put aside 622 dollars a month until March 1st."
    )
    (goal,) = await talk.memory.find(Goal)
    assert (goal.name, goal.target, goal.by) == (
        "new tires",
        Money(minor=200000),
        date(2027, 3, 1),
    )
    assert await talk.undo() == "the goal of 2,000 dollars for new tires"
    assert not await talk.memory.find(Goal)


async def test_progress() -> None:
    """What was put aside adds up, and the status says what is still to go."""
    talk = Talk()
    await talk.say(TIRES)
    assert await talk.say("put 500 dollars toward the tires") == (
        "Put 500 dollars toward new tires. That is 500 dollars of 2,000 dollars."
    )
    assert (await talk.say("how close am I to my tire goal")).startswith(
        "New tires: 500 dollars of 2,000 dollars saved, 1,500 dollars to go."
    )
    assert talk.reply.table is not None
    assert talk.reply.table.rows == (
        (
            "new tires",
            {"amount": "500.00", "currency": "USD"},
            {"amount": "2000.00", "currency": "USD"},
            "2027-03-01",
        ),
    )
    assert await talk.undo() == "500 dollars toward new tires"
    assert not await talk.memory.find(Saving)


async def test_reached() -> None:
    """A goal that is reached is told as such."""
    talk = Talk()
    await talk.say("I want to save 100 dollars for a new hose")
    assert (await talk.say("put 100 dollars toward the hose")).endswith(
        "You have reached your goal of 100 dollars!"
    )
    assert await talk.say("how close am I to my hose goal") == (
        "You have reached it: 100 dollars saved for new hose."
    )


async def test_which_goal() -> None:
    """With several goals PAM asks which, and the next words are its name."""
    talk = Talk()
    await talk.say(TIRES)
    await talk.say("I want to save 3000 dollars for a trip to Alaska")
    assert await talk.say("put 100 dollars in savings") == (
        "Which goal is it? You have: trip to Alaska, new tires."
    )
    assert (await talk.say("the alaska trip")).startswith("Put 100 dollars toward trip to Alaska.")
    assert await talk.say("how are my savings goals doing") == (
        "Your goals: trip to Alaska 3 percent of 3,000 dollars, new tires 0 percent of"
        " 2,000 dollars."
    )


async def test_missing_slots_are_asked_for() -> None:
    """Name and amount are asked for one after the other."""
    talk = Talk()
    assert await talk.say("set a savings goal") == "What are you saving for?"
    assert await talk.say("a new awning") == "How much do you want to save?"
    assert await talk.say("800 dollars") == "Your goal: 800 dollars for new awning."


async def test_the_same_goal_again_is_a_revision() -> None:
    """A goal that is set again changes; what was saved stays."""
    talk = Talk()
    await talk.say(TIRES)
    await talk.say("put 500 dollars toward the tires")
    await talk.say("I want to save 2500 dollars for new tires")
    (goal,) = await talk.memory.find(Goal)
    assert (goal.revision, goal.target, goal.by) == (2, Money(minor=250000), date(2027, 3, 1))
    assert "500 dollars of 2,500 dollars" in await talk.say("how much is in the tire fund")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("I want to save 0 dollars for new tires", "You have no savings goal yet."),
        ("I want to save minus 5 dollars for new tires", "has to be more than zero"),
        ("I want to save 900 million dollars for new tires", "more than I can count"),
        ("I want to save 500 dollars for new tires by today", "That day is over"),
    ],
)
async def test_absurd_goals(said: str, answer: str) -> None:
    """Nothing is kept of a goal that cannot be meant."""
    talk = Talk()
    assert answer in await talk.say(said)
    assert not talk.memory.kept


async def test_a_goal_that_is_not_there() -> None:
    """Money for an unknown goal goes nowhere before the user has said which one is meant."""
    talk = Talk()
    await talk.say("I want to save 2000 dollars for new tires")
    assert await talk.say("put 10 dollars toward the kayak fund") == (
        "I know no goal for kayak. You have: new tires."
    )
    assert (await talk.say("the tires")).startswith("Put 10 dollars toward new tires.")


async def test_a_goal_is_dropped_after_a_yes() -> None:
    """A goal goes only after it was named and confirmed, and undo brings it back."""
    talk = Talk()
    await talk.say("I want to save 2000 dollars for new tires")
    await talk.say("put 50 dollars toward the tires")
    assert await talk.say("delete my kayak goal") == (
        "I know no goal for kayak. You have: new tires."
    )
    assert await talk.say("delete my tire goal") == (
        "Do without the goal of 2,000 dollars for new tires?"
    )
    assert await talk.say("yes") == "The goal for new tires is gone."
    assert await talk.say("how are my savings goals") == (
        "You have no savings goal yet. Say: I want to save 2000 dollars for new tires by March."
    )
    assert await talk.undo() == "the end of the goal for new tires"
    assert (await talk.say("how are my savings goals")).startswith("New tires: 50 dollars")


async def test_a_goal_of_tomorrow() -> None:
    """One day is one day."""
    assert (await Talk().say("I want to save 100 dollars for a hat by tomorrow")).endswith(
        "That leaves 1 day."
    )


async def test_saving_without_a_goal() -> None:
    """Where there is no goal PAM says how to set one, and keeps nothing."""
    talk = Talk()
    assert (await talk.say("put 50 dollars toward the tires")).startswith("You have no savings")
    assert (await talk.say("what am I saving for")).startswith("You have no savings goal yet.")
    assert not talk.memory.kept


async def test_another_money() -> None:
    """Euros do not count toward a goal in dollars."""
    talk = Talk()
    await talk.say(TIRES)
    assert "is 2,000 dollars, in that money" in await talk.say("put 50 euros toward the tires")
    assert not await talk.memory.find(Saving)


async def test_a_goal_that_is_due_soon() -> None:
    """Within a month the days are told instead of a sum a month."""
    talk = Talk()
    assert (await talk.say("I want to save 300 dollars for gifts by December 20th")).endswith(
        "That leaves 27 days."
    )
