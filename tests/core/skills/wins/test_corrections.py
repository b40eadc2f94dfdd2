"""Correcting and deleting what was logged."""

from datetime import date

import pytest

from pam_core.vocabulary.money import Money
from tests.core.skills.wins.talk import Talk


async def test_a_correction_is_a_further_revision() -> None:
    """The earlier revision stays in the ledger; what stands is the corrected one."""
    talk = Talk()
    await talk.say("I spent 45 dollars on fuel")
    assert await talk.say("make that fifty dollars") == "Okay: 50 dollars for fuel, not 45 dollars."
    first, second = talk.ledger.kept
    assert (first.id, first.revision, first.amount) == (second.id, 1, Money(minor=4500))
    assert (second.revision, second.amount) == (2, Money(minor=5000))
    assert await talk.ledger.total_spent() == [Money(minor=5000)]


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ("make that fifty", "amount", Money(minor=5000)),
        ("that was fifty dollars", "amount", Money(minor=5000)),
        ("change the last one to groceries", "category", "groceries"),
        ("it was for groceries", "category", "groceries"),
        ("that was yesterday", "spent_on", date(2026, 11, 22)),
        ("make it last Friday", "spent_on", date(2026, 11, 20)),
        ("it was at Safeway", "merchant", "Safeway"),
        ("change the store to Trader Joe's", "merchant", "Trader Joe's"),
        ("change the description to new hose", "description", "new hose"),
    ],
)
async def test_each_field_may_be_put_right_right_after(
    said: str, field: str, value: object
) -> None:
    """Right after an expense its parts are put right in a few words."""
    talk = Talk()
    await talk.say("I spent 45 dollars on fuel")
    await talk.say(said)
    assert talk.reply.intent.action == "expense.change"
    assert getattr(await talk.last(), field) == value


@pytest.mark.parametrize(
    ("which", "found"),
    [
        ("fuel expense", "fuel"),
        ("45 dollar one", "fuel"),
        ("Walmart charge", "supplies"),
        ("last expense", "dining"),
    ],
)
async def test_an_earlier_one_is_named_by_what_it_was(which: str, found: str) -> None:
    """The expense may be named by its category, amount or shop."""
    talk = Talk()
    await talk.say("I spent 45 dollars on fuel")
    await talk.say("I spent 30 dollars on supplies at Walmart")
    await talk.say("I spent 12 dollars on lunch")
    await talk.say(f"change the {which} to 20 dollars")
    assert {one.category for one in await talk.ledger.expenses() if one.amount.minor == 2000} == {
        found
    }


async def test_undo_of_a_correction() -> None:
    """Undo puts the expense back as it was, and says what it takes back."""
    talk = Talk()
    await talk.say("I spent 45 dollars on fuel")
    await talk.say("make that fifty")
    assert await talk.undo() == "the change to 50 dollars for fuel"
    assert (await talk.last()).amount == Money(minor=4500)


async def test_the_new_value_is_asked_for() -> None:
    """A change without its value asks, and the next words are the value."""
    talk = Talk()
    await talk.say("I spent 45 dollars on fuel")
    assert await talk.say("change the last expense") == (
        "45 dollars for fuel. What shall I change it to?"
    )
    assert await talk.say("fifty dollars") == "Okay: 50 dollars for fuel, not 45 dollars."


async def test_a_value_that_is_there_already() -> None:
    """Nothing is kept where nothing would change."""
    talk = Talk()
    await talk.say("I spent 45 dollars on fuel")
    assert await talk.say("make that 45 dollars") == "It is that already: 45 dollars for fuel."
    assert len(talk.ledger.kept) == 1


@pytest.mark.parametrize("said", ["make that zero dollars", "make that minus 5 dollars"])
async def test_no_expense_of_nothing(said: str) -> None:
    """An amount that no expense can have is refused, and another asked for."""
    talk = Talk()
    await talk.say("I spent 45 dollars on fuel")
    assert "can't change it to that" in await talk.say(said)
    assert await talk.say("fifty dollars") == "Okay: 50 dollars for fuel, not 45 dollars."


async def test_an_unusual_amount_is_asked_about() -> None:
    """A million for coffee is confirmed before the correction is kept."""
    talk = Talk()
    await talk.say("I spent 5 dollars on coffee")
    assert await talk.say("make that a million dollars") == (
        "1,000,000 dollars for dining? Shall I change it to that?"
    )
    assert len(talk.ledger.kept) == 1
    await talk.say("no")
    assert (await talk.last()).amount == Money(minor=500)


async def test_deleting_asks_and_names_what_goes() -> None:
    """Nothing is deleted before a yes to the very expense."""
    talk = Talk()
    await talk.say("I spent 45 dollars on fuel at Love's")
    assert await talk.say("delete the last expense") == "Delete 45 dollars for fuel at Love's?"
    assert await talk.ledger.expenses()
    assert await talk.say("yes") == "Deleted 45 dollars for fuel at Love's."
    assert not await talk.ledger.expenses()
    assert await talk.undo() == "the deletion of 45 dollars for fuel"
    assert (await talk.last()).amount == Money(minor=4500)


async def test_deleting_another_one() -> None:
    """Told that it is not that one, PAM asks about the one that is meant."""
    talk = Talk()
    await talk.say("I spent 45 dollars on fuel at Love's")
    await talk.say("I spent 12 dollars on coffee")
    assert await talk.say("delete the last expense") == "Delete 12 dollars for dining?"
    assert await talk.say("no, the fuel one") == "Delete 45 dollars for fuel at Love's?"
    assert await talk.say("yes") == "Deleted 45 dollars for fuel at Love's."
    assert (await talk.last()).category == "dining"


async def test_undo_names_what_was_changed() -> None:
    """A change of the day or the shop is told from one of the amount."""
    talk = Talk()
    await talk.say("I spent 45 dollars on fuel")
    await talk.say("change the date to November 5th")
    assert await talk.undo() == "the change to 45 dollars for fuel on November 5th"
    await talk.say("change the shop to Shell")
    assert await talk.undo() == "the change to 45 dollars for fuel at Shell"


async def test_only_what_was_named_is_deleted() -> None:
    """Where another expense came in before the yes, that one is asked about first."""
    talk = Talk()
    await talk.spent("12.00", "dining", "2026-11-23")
    assert await talk.say("delete the last expense") == "Delete 12 dollars for dining?"
    await talk.spent("45.00", "fuel", "2026-11-23")
    assert await talk.say("yes") == "Delete 45 dollars for fuel?"
    assert await talk.say("no") == "Okay, I won't. Say it again if you like."
    assert (await talk.last()).category == "fuel"


async def test_deleting_is_called_off() -> None:
    """No means no."""
    talk = Talk()
    await talk.say("I spent 45 dollars on fuel")
    await talk.say("delete the last expense")
    await talk.say("no")
    assert len(await talk.ledger.expenses()) == 1


async def test_what_is_not_there() -> None:
    """Where there is no such expense PAM says so, and changes nothing."""
    talk = Talk()
    assert await talk.say("delete the last expense") == "There is no expense yet."
    await talk.say("I spent 45 dollars on fuel")
    assert "find no expense like that" in await talk.say("delete the propane expense")
    assert "find no expense like that" in await talk.say("change the 99 dollar one to 5 dollars")
    assert len(talk.ledger.kept) == 1


async def test_later_words_do_not_correct() -> None:
    """Once the talk is about something else, chatter corrects nothing."""
    talk = Talk()
    await talk.say("it was at Safeway")
    assert talk.reply.intent.action is None
