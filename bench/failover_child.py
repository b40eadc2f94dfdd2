"""One client in a process of its own: a case comes in as a line of JSON, what was seen goes out."""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

FIRST_TOKEN_SECONDS = 8.0
STALL_SECONDS = 10.0
CONNECT_SECONDS = 3.0
"""PAM's own patience; every client is given the same where it can be told."""

CAP_SECONDS = 40.0
"""A turn that takes longer counts as not answered."""

MOST_ROUNDS = 5
"""Requests in a turn, where the client leaves the tools to its caller."""

TOOL = "expense-log"
TOOL_PURPOSE = "Writes down what was spent."
TOOL_PARAMETERS = {
    "type": "object",
    "properties": {
        "amount": {"type": "string", "description": "dollars"},
        "category": {"type": "string"},
        "merchant": {"type": "string"},
    },
    "required": ["amount", "category"],
}


@dataclass(slots=True)
class Case:
    """One turn: who can be asked, in order, what is asked, and whether there is a tool.

    `goes_on`: a model here goes on from an answer that it is given the beginning of.
    """

    urls: list[str]
    question: str
    with_tool: bool
    goes_on: bool


@dataclass(slots=True)
class Seen:
    """What the user of a client saw, and when; times are seconds since the turn began."""

    began: float = field(default_factory=time.perf_counter)
    took: float | None = None
    text: str = ""
    first_text: float | None = None
    expenses: list[dict[str, Any]] = field(default_factory=list)
    """What the tool wrote down."""

    def begin(self) -> None:
        """What was done until now was setting up; every client is set up anew for each turn."""
        self.began = time.perf_counter()

    def end(self) -> None:
        """The turn is over; what follows is taking down."""
        if self.took is None:
            self.took = time.perf_counter() - self.began

    def say(self, words: str) -> None:
        """Some more of the answer was given."""
        self.glimpse(words)
        self.text += words

    def glimpse(self, words: str) -> None:
        """Something of the answer could be seen."""
        if words.strip() and self.first_text is None:
            self.first_text = time.perf_counter() - self.began

    def log_expense(self, amount: str, category: str, merchant: str = "") -> str:
        """The tool: it writes, and each time it is run there is one expense more."""
        self.expenses.append({"amount": amount, "category": category, "merchant": merchant})
        return "Logged."


Answer = Callable[[Case, Seen], Awaitable[None]]
"""Has a client answer one turn; raises what the client raises."""


def serve(answer: Answer) -> None:
    """Take cases from the standard input until it ends."""
    # What a library prints must not get between the lines of JSON.
    replies, sys.stdout = sys.stdout, sys.stderr
    asyncio.run(_serve(answer, replies.write, replies.flush))


async def _serve(answer: Answer, write: Callable[[str], int], flush: Callable[[], None]) -> None:
    while line := await asyncio.to_thread(sys.stdin.readline):
        write(json.dumps(await take(answer, Case(**json.loads(line)))) + "\n")
        flush()


async def take(answer: Answer, case: Case) -> dict[str, Any]:
    """Have a client answer one turn; what was seen, ready for JSON."""
    seen = Seen()
    error = ""
    try:
        async with asyncio.timeout(CAP_SECONDS):
            await answer(case, seen)
    except Exception as trouble:
        # Whatever it is: the client told its user that there is no answer.
        error = f"{type(trouble).__name__}: {trouble}"[:300]
    seen.end()
    return {
        "text": seen.text,
        "first_text": seen.first_text,
        "whole": seen.took,
        "expenses": seen.expenses,
        "error": error,
    }
