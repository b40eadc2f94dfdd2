"""Logging, asking for and listing expenses."""

from datetime import date

import pytest

from pam_core.vocabulary.money import Money
from tests.core.skills.wins.talk import Talk


async def test_log_and_ask() -> None:
    """What was logged is told again."""
    talk = Talk()
    assert await talk.say("I spent $45 on groceries at Whole Foods") == (
        "Logged 45 dollars for groceries at Whole Foods."
    )
    assert await talk.say("how much did I spend on groceries this month") == (
        "You spent 45 dollars on groceries this month."
    )
    assert await talk.undo() == "45 dollars for groceries"


async def test_follow_ups() -> None:
    """What was asked is asked again of another category, shop or time."""
    talk = Talk()
    await talk.spent("80.00", "fuel", "2026-11-02", merchant="Pilot")
    await talk.spent("30.00", "dining", "2026-11-03")
    await talk.spent("20.00", "dining", "2026-10-03")
    await talk.spent("10.00", "dining", "2026-09-03")
    assert await talk.say("how much did I spend on fuel") == (
        "You spent 80 dollars on fuel this month."
    )
    assert await talk.say("and on dining?") == "You spent 30 dollars on dining this month."
    assert await talk.say("what about last month") == "You spent 20 dollars on dining last month."
    assert await talk.say("and the month before") == (
        "You spent 10 dollars on dining in September."
    )


async def test_currencies_are_kept_apart() -> None:
    """Money of two currencies is never added up."""
    talk = Talk()
    await talk.spent("80.00", "fuel", "2026-11-02")
    await talk.spent("30.00 CAD", "fuel", "2026-11-02")
    assert await talk.say("how much did I spend on fuel") == (
        "You spent 80 dollars on fuel this month. And 30 Canadian dollars."
    )


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("I spent 0 dollars on coffee", "has to be more than zero"),
        ("I spent -5 dollars on coffee", "has to be more than zero"),
        ("I spent 900 million dollars on coffee", "more than I can log"),
        ("I spent a million dollars on coffee", "1,000,000 dollars for dining? Shall I log that?"),
    ],
)
async def test_absurd_amounts(said: str, answer: str) -> None:
    """Nothing absurd is logged without being asked about."""
    talk = Talk()
    assert answer in await talk.say(said)
    assert not talk.ledger.kept


async def test_long_names_are_cut_for_the_ear() -> None:
    """A long shop's name is kept whole and said short."""
    talk = Talk()
    shop = "Extraordinarily Wonderful Mountain Provisions Emporium"
    await talk.say(f"I spent 1234 dollars and 56 cents on entertainment at {shop}")
    await talk.say("yes")
    assert (await talk.last()).merchant == shop


async def test_last_three() -> None:
    """The last expenses are read out, the last first, with a table for the eye."""
    talk = Talk()
    await talk.spent("10.00", "tolls", "2026-11-01")
    await talk.spent("80.00", "fuel", "2026-11-20", merchant="Pilot")
    await talk.spent("30.00", "dining", "2026-11-22")
    await talk.say("I spent 45 dollars on groceries")
    assert await talk.say("what were my last three expenses") == (
        "The last 3: 45 dollars for groceries today, 30 dollars for dining yesterday,"
        " 80 dollars for fuel at Pilot on Friday."
    )
    assert talk.reply.table is not None
    assert talk.reply.table.columns == ("date", "amount", "category", "merchant", "description")
    assert talk.reply.table.rows[2] == (
        "2026-11-20",
        {"amount": "80.00", "currency": "USD"},
        "fuel",
        "Pilot",
        None,
    )


async def test_a_long_list_comes_in_pieces() -> None:
    """Of many a few are said, and "more" says the next; all of them are in the table."""
    talk = Talk()
    for day in range(1, 11):
        await talk.spent(f"{day}.00", "tolls", f"2026-11-{day:02}")
    assert (await talk.say("list my toll expenses this month")).startswith(
        "10 expenses for tolls this month: 10 dollars"
    )
    assert talk.reply.table is not None
    assert len(talk.reply.table.rows) == 10
    assert (await talk.say("more")).startswith("7 dollars")


async def test_nothing_to_list() -> None:
    """Without expenses PAM says so."""
    talk = Talk()
    assert await talk.say("what did I buy yesterday") == "I have nothing logged yesterday."
    assert await talk.say("list my expenses") == "I have nothing logged."


async def test_the_year_9999_is_no_date() -> None:
    """A year that no calendar of ours has is not taken for a date."""
    talk = Talk()
    await talk.say("add 20 dollars for tolls on 9999-12-31")
    assert all(one.spent_on <= date(2026, 11, 23) for one in talk.ledger.kept)


async def test_sums_to_the_cent() -> None:
    """Ten dimes are a dollar."""
    talk = Talk()
    for _ in range(10):
        await talk.spent("0.10", "tolls", "2026-11-02")
    assert await talk.ledger.total_spent() == [Money(minor=100)]
