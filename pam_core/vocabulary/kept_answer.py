"""Answers to open questions that may be given once more where nobody can be asked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """An answer with what it hangs on.

    `question` is the question with case, marks and politeness taken off; `context` is where and
    with what it was asked (a place, a rig), "" for nothing. `turn_id` is the turn it was given in:
    it is forgotten with that.
    """

    question: str
    context: str
    text: str
    answered_at: datetime
    provider: str
    model: str
    turn_id: str


class AnswerShelf(Protocol):
    """One user's answers, the latest 2,000. Every method raises PamError (`storage.…`)."""

    async def put(self, answer: KeptAnswer) -> None:
        """Keep an answer; it replaces an older one to the same question in the same context."""
        ...

    async def find(self, question: str, context: str) -> KeptAnswer | None:
        """The answer to that very question in that very context."""
        ...
