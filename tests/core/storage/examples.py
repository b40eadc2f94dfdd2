"""Expenses and turns for tests."""

from datetime import UTC, date, datetime
from typing import Any

from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.ledger import Expense
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.reply import Intent, Reply
from pam_core.vocabulary.speech import Trigger
from pam_core.vocabulary.turn import StageTimes, Turn

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


def expense(minor: int = 4500, **other: Any) -> Expense:
    given = {"category": "fuel", "spent_on": date(2026, 11, 23), "currency": "USD"} | other
    amount = Money(minor=minor, currency=given.pop("currency"))
    return Expense(**{"id": new_id(NOW), "amount": amount, "created_at": NOW} | given)


def turn(said: str, reply: str = "Okay.", **other: Any) -> Turn:
    intent = Intent(action="expense.log", slots={"category": "fuel"}, confidence=0.9)
    given: dict[str, Any] = {
        "turn_id": new_id(NOW),
        "conversation_id": "talk",
        "said_at": NOW,
        "trigger": Trigger.KEY,
        "said": said,
        "confidence": 0.9,
        "reply": Reply(text=reply, intent=intent, provider="local"),
        "heard": reply,
        "interrupted": False,
        "times": StageTimes(transcript=0.2),
    }
    return Turn(**given | other)
