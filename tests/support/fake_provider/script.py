"""What the fake provider answers, as values that can be written as JSON."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

HUGE_TEXT = "All work and no play makes Jack a dull boy. " * 4655
"""A little more than 200,000 characters."""
HTML_TEXT = (
    "<!DOCTYPE html><html><head><title>Tyres</title><script>alert('pwned')</script></head>"
    "<body><h1>Tyres</h1><p>Keep them at <b>80 psi</b>. <a href='http://evil.example'>More</a>.</p>"
    "</body></html>"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A tool call; `arguments` is sent letter by letter as it is, so it may be broken JSON."""

    name: str
    arguments: str = "{}"
    id: str = "call_1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One scripted answer.

    `finish` is in the vendor's own words, "" for the usual one. `pause_seconds` is waited before
    each token but the first. After `hold_after` tokens the fake waits for `FakeProvider.let_go`.
    """

    text: str = ""
    calls: tuple[Call, ...] = ()
    finish: str = ""
    tokens_in: int = 11
    tokens_out: int = 7
    pause_seconds: float = 0.0
    hold_after: int | None = None

    @property
    def tokens(self) -> list[str]:
        """The text in pieces: a word with the blank before it; a long text in pieces of 400."""
        if len(self.text) > 20_000:
            return [self.text[i : i + 400] for i in range(0, len(self.text), 400)]
        return re.findall(r"\s*\S+|\s+$", self.text)


def answer_of(said: "str | Mapping[str, Any] | Answer") -> Answer:
    """An answer from its text, or from a JSON object with Answer's fields."""
    if isinstance(said, Answer):
        return said
    if isinstance(said, str):
        return Answer(text=said)
    calls = tuple(
        Call(
            name=call["name"],
            arguments=call["arguments"]
            if isinstance(call.get("arguments"), str)
            else json.dumps(call.get("arguments", {})),
            id=call.get("id", f"call_{number}"),
        )
        for number, call in enumerate(said.get("calls", ()), start=1)
    )
    return Answer(**{**said, "calls": calls})
