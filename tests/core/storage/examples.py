"""Expenses, turns and what comes of asking language models, for tests."""

from datetime import UTC, date, datetime
from typing import Any

from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.kept_answer import KeptAnswer
from pam_core.vocabulary.ledger import Expense
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.reply import Intent, Reply
from pam_core.vocabulary.speech import Trigger
from pam_core.vocabulary.tool_use import Access, ToolUse
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


def use(call_id: str, **other: Any) -> ToolUse:
    given: dict[str, Any] = {
        "turn_id": "turn",
        "at": NOW,
        "provider": "openai",
        "model": "small",
        "action": "expense.log",
        "arguments": '{"amount": "45"}',
        "access": Access.WRITE,
    }
    return ToolUse(call_id=call_id, **(given | other))


def answer(question: str, text: str, **other: Any) -> KeptAnswer:
    given: dict[str, Any] = {
        "context": "moab",
        "answered_at": NOW,
        "provider": "openai",
        "model": "small",
        "turn_id": "turn",
    }
    return KeptAnswer(question=question, text=text, **(given | other))
