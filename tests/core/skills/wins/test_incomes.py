"""Income."""

from datetime import date

import pytest

from pam_core.vocabulary.income import Income
from pam_core.vocabulary.money import Money
from tests.core.skills.wins.talk import Talk


async def test_log_and_ask() -> None:
    """What came in is told again, by source and by time."""
    talk = Talk()
    assert await talk.say("I got paid $1,800 from camp hosting") == (
        "Logged 1,800 dollars of income from camp hosting."
    )
    await talk.say("I made 80 dollars in tips yesterday")
    assert await talk.say("how much did I earn this month") == (
        "You took in 1,880 dollars this month."
    )
    assert await talk.say("and from tips") == "You took in 80 dollars from tips this month."
    assert await talk.say("what about last month") == (
        "I have no income logged from tips last month."
    )


async def test_the_day_and_undo() -> None:
    """Income belongs to the day it was said to have come in, and can be taken back."""
    talk = Talk()
    await talk.say("the broker paid me 2400 dollars on Friday")
    (income,) = await talk.memory.find(Income)
    assert (income.received_on, income.source) == (date(2026, 11, 20), "broker")
    assert await talk.undo() == "2,400 dollars of income from broker on Friday"
    assert not await talk.memory.find(Income)


async def test_the_amount_is_asked_for() -> None:
    """Income without an amount asks for it."""
    talk = Talk()
    assert await talk.say("log my paycheck") == "How much did you get?"
    assert await talk.say("nine hundred fifty dollars") == "Logged 950 dollars of income."


async def test_currencies_are_kept_apart() -> None:
    """Money of two currencies is never added up."""
    talk = Talk()
    await talk.say("I got paid 1800 dollars")
    await talk.say("I got paid 500 euros")
    assert await talk.say("how much did I earn") == (
        "You took in 1,800 dollars this month. And 500 euros."
    )


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("I got paid 0 dollars", "has to be more than zero"),
        ("I got paid minus 50 dollars", "has to be more than zero"),
        ("I got paid 900 million dollars", "more than I can log"),
        ("I got paid 90000 dollars", "90,000 dollars came in? Shall I log that?"),
    ],
)
async def test_absurd_amounts(said: str, answer: str) -> None:
    """Nothing absurd is logged without being asked about."""
    talk = Talk()
    assert answer in await talk.say(said)
    assert not talk.memory.kept


async def test_a_yes_logs_what_is_unusual() -> None:
    """What was confirmed is kept."""
    talk = Talk()
    await talk.say("I got paid 90000 dollars")
    await talk.say("yes")
    assert [one.amount for one in await talk.memory.find(Income)] == [Money(minor=9000000)]


async def test_income_is_deleted_after_a_yes() -> None:
    """A deposit that was no income goes after it was named and confirmed; undo brings it back."""
    talk = Talk()
    assert await talk.say("delete the last income") == "I have no income logged."
    await talk.say("I got paid 1800 dollars from camp hosting")
    await talk.say("I got paid 200 dollars from ebay yesterday")
    assert await talk.say("delete the income from camp hosting") == (
        "Delete 1,800 dollars of income from camp hosting?"
    )
    assert await talk.say("no") == "Okay, I won't. Say it again if you like."
    assert await talk.say("delete the last income") == (
        "Delete 200 dollars of income from ebay yesterday?"
    )
    assert await talk.say("yes") == "Deleted 200 dollars of income from ebay yesterday."
    assert await talk.say("how much did I earn this month") == (
        "You took in 1,800 dollars this month."
    )
    assert await talk.undo() == "the deletion of 200 dollars of income from ebay"
    assert len(await talk.memory.find(Income)) == 2
