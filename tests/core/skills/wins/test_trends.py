"""Trends: like is compared with like."""

from datetime import datetime

from tests.core.skills.wins.talk import Talk


async def test_more_than_last_month() -> None:
    """This month so far stands against the same days of last month, not against all of it."""
    talk = Talk()
    await talk.spent("240.00", "fuel", "2026-11-20")
    await talk.spent("180.00", "fuel", "2026-10-23")
    await talk.spent("500.00", "fuel", "2026-10-24")
    assert await talk.say("am I spending more on fuel than last month") == (
        "You spent 240 dollars on fuel so far this month,"
        " 60 dollars more than by this day last month."
    )


async def test_the_table_is_ready_for_a_picture() -> None:
    """Month, category, amount, and through which day it counts."""
    talk = Talk()
    await talk.spent("240.00", "fuel", "2026-11-20")
    await talk.spent("180.00", "fuel", "2026-10-23")
    await talk.say("am I spending more on fuel than last month")
    assert talk.reply.table is not None
    assert talk.reply.table.columns == ("month", "category", "amount", "through")
    assert talk.reply.table.rows == (
        ("2026-10", "fuel", {"amount": "180.00", "currency": "USD"}, "2026-10-23"),
        ("2026-11", "fuel", {"amount": "240.00", "currency": "USD"}, "2026-11-23"),
    )


async def test_all_together_names_what_moved() -> None:
    """Without a category the one that moved the sum most is named."""
    talk = Talk()
    await talk.spent("300.00", "fuel", "2026-11-10")
    await talk.spent("100.00", "fuel", "2026-10-10")
    await talk.spent("40.00", "dining", "2026-11-10")
    await talk.spent("60.00", "dining", "2026-10-10")
    assert await talk.say("compare this month with last month") == (
        "You spent 340 dollars so far this month, 180 dollars more than by this day last month."
    )
    assert await talk.say("more") == "Most of that is fuel, up 200 dollars."


async def test_less_and_the_same() -> None:
    """Less is said as less, and the same as the same."""
    talk = Talk()
    await talk.spent("40.00", "dining", "2026-11-10")
    await talk.spent("60.00", "dining", "2026-10-10")
    assert (await talk.say("what is my dining trend")).endswith(
        "20 dollars less than by this day last month."
    )
    await talk.spent("20.00", "dining", "2026-11-11")
    assert (await talk.say("what is my dining trend")).endswith(
        "just as much as by this day last month."
    )


async def test_over_several_months() -> None:
    """Over more months the mean of their same days is what is usual."""
    talk = Talk()
    for month, amount in ((8, "100.00"), (9, "200.00"), (10, "300.00"), (11, "250.00")):
        await talk.spent(amount, "groceries", f"2026-{month:02}-10")
    assert await talk.say("how has my grocery spending changed over the last four months") == (
        "You spent 250 dollars on groceries so far this month,"
        " 50 dollars more than usual by this day in the 3 months before."
    )


async def test_nothing_to_compare() -> None:
    """Where there is nothing PAM says so and compares nothing."""
    talk = Talk()
    assert await talk.say("am I spending more on fuel than last month") == (
        "I have nothing logged for fuel in these months, so there is nothing to compare."
    )
    await talk.spent("240.00", "fuel", "2026-11-20")
    assert await talk.say("am I spending more on fuel than last month") == (
        "You spent 240 dollars on fuel so far this month;"
        " for the same days of last month I have nothing."
    )


async def test_other_money_is_left_out() -> None:
    """Only the user's own currency is compared, and the rest is named."""
    talk = Talk()
    await talk.spent("240.00", "fuel", "2026-11-20")
    await talk.spent("180.00", "fuel", "2026-10-20")
    await talk.spent("900.00 MXN", "fuel", "2026-11-20")
    await talk.say("am I spending more on fuel than last month")
    assert await talk.say("more") == "Other money is left out: 900 Mexican pesos."


async def test_the_last_day_of_a_longer_month() -> None:
    """On the 31st the shorter month before counts whole; February has its leap day."""
    talk = Talk(datetime.fromisoformat("2028-03-31T14:00:00-06:00"))
    await talk.spent("50.00", "fuel", "2028-02-29")
    await talk.spent("70.00", "fuel", "2028-03-31")
    assert "20 dollars more" in await talk.say("am I spending more on fuel than last month")
