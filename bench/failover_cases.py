"""What goes wrong in `bench failover`, what the models say to it, and what counts as answered."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bench.failover_child import TOOL, Case
from tests.support.fake_provider import Answer, Asked, Call, FakeProvider, Wrong, fake_provider

FAULTS = {
    "refused": Wrong.REFUSED,
    "reset": Wrong.RESET,
    "401": Wrong.UNAUTHORISED,
    "429 with Retry-After": Wrong.BUSY,
    "500": Wrong.SERVER,
    "529": Wrong.OVERLOADED,
    "slow headers": Wrong.SLOW_HEADERS,
    "cut before the first token": Wrong.CUT_BEFORE,
    "cut after it": Wrong.CUT_AFTER,
    "stall": Wrong.STALL,
    "one broken line": Wrong.BROKEN_LINE,
    "error inside a 200": Wrong.IN_BAND,
}
SLOW = {Wrong.SLOW_HEADERS, Wrong.STALL}
MIDWAY = {Wrong.CUT_AFTER, Wrong.STALL, Wrong.BROKEN_LINE, Wrong.IN_BAND}

QUESTION = "why do truck tires wear more on the outside edge"
ANSWER = (
    "Scrubbing through tight curves wears the outer edge. Low pressure does the same. "
    "Have the alignment checked too."
)
OTHER_ANSWER = "Tight turns scrub them there. So does low pressure. Ask for an alignment."
"""The same from a model that begins anew."""

BREAKS_AFTER_TOKENS = 11
"""In the second sentence: one has been said, another is half shown."""

ORDER = "the waitress at Joe's says dining came to 20 dollars"
"""PAM itself does not understand it, and every argument of the call is in it."""

ARGUMENTS = '{"amount": "20", "category": "dining"}'
CALL_BREAKS_AFTER_TOKENS = 3
DONE = "Your 20 dollars are in the book."


class Kind(StrEnum):
    """When the fault strikes, and what the next model makes of what went before."""

    TEXT = "text"
    """A question; who is asked after text was shown goes on where it broke off, if told so."""
    ANEW = "anew"
    """The same, but whoever is asked next begins anew in its own words, whatever it is told."""
    CALL_BREAKS = "call breaks"
    """An order; the first model fails while it calls the tool."""
    AFTER_TOOL = "after the tool"
    """It fails after the tool has run; the next model tells what was done."""
    CALLS_AGAIN = "calls again"
    """It fails after the tool has run; the next model calls the tool once more first."""


WITH_TOOL = (Kind.CALL_BREAKS, Kind.AFTER_TOOL, Kind.CALLS_AGAIN)


AFTERWARDS = (Kind.AFTER_TOOL, Kind.CALLS_AGAIN)


class Outcome(StrEnum):
    """What the user was left with."""

    WHOLE = "whole"
    NONE = "none"
    """No answer, and told so; perhaps after some text."""
    HALF = "half"
    """Half an answer as if it were whole."""
    MUDDLED = "muddled"
    """Something said twice, or something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One turn of one client, as it went; times in seconds."""

    client: str
    kind: Kind
    fault: str
    outcome: Outcome
    first_text_seconds: float | None
    whole_seconds: float
    effects: int
    """How often the tool wrote."""
    text: str
    error: str


def turn_of(client: str, kind: Kind, fault: str, seen: Mapping[str, Any]) -> Turn:
    """What a client's child told, judged."""
    effects = len(seen["expenses"])
    return Turn(
        client=client,
        kind=kind,
        fault=fault,
        outcome=judged(kind, seen["text"], seen["error"], effects),
        first_text_seconds=seen["first_text"],
        whole_seconds=seen["whole"],
        effects=effects,
        text=seen["text"],
        error=seen["error"],
    )


def judged(kind: Kind, text: str, error: str, effects: int) -> Outcome:
    """Whether the user has got a whole answer, and an order was carried out."""
    words = " ".join(text.split())
    if error:
        return Outcome.NONE
    if kind in WITH_TOOL:
        # Of an order it matters what was done; PAM tells it in its own words.
        told = words.endswith(DONE) or words.startswith("Logged 20 dollars")
        return Outcome.WHOLE if told and effects else Outcome.MUDDLED
    wholes = {ANSWER, *_joined()} if kind is Kind.ANEW else {ANSWER}
    if words in wholes:
        return Outcome.WHOLE
    return Outcome.HALF if ANSWER.startswith(words) else Outcome.MUDDLED


def _joined() -> set[str]:
    """Whole sentences of one answer before the whole of another: clumsy, but whole."""
    sentences = ANSWER.split(". ")
    begun = [". ".join(sentences[:count]) + "." for count in range(1, len(sentences))]
    return {OTHER_ANSWER, *(f"{said} {OTHER_ANSWER}" for said in begun)}


class Models:
    """The two providers of one case; the first has the fault from its place in the case on."""

    def __init__(self, kind: Kind, wrong: Wrong | None, first: FakeProvider) -> None:
        self._kind = kind
        self._wrong = wrong
        self._first = first
        self._striking: asyncio.Task[None] | None = None

    def first(self, asked: Asked) -> Answer:
        """What the first model says; after a call of the tool it begins to fail."""
        if self._kind in AFTERWARDS and self._striking is None:
            self._striking = asyncio.create_task(self._strike_after(asked))
        return answer_to(asked.body, calls=1)

    def second(self, asked: Asked) -> Answer:
        """What the second says."""
        if self._kind is Kind.ANEW:
            return Answer(text=OTHER_ANSWER)
        return answer_to(asked.body, calls=2 if self._kind is Kind.CALLS_AGAIN else 1)

    async def _strike_after(self, asked: Asked) -> None:
        await asked.over.wait()
        if self._wrong is not None:
            self._first.goes_wrong(self._wrong)


def answer_to(body: Mapping[str, Any], calls: int) -> Answer:
    """What a model says that calls the tool so often, and goes on where an answer broke off."""
    messages = body["messages"]
    results = sum(message["role"] == "tool" for message in messages)
    if not _has_tool(body) or not any(ORDER in _text(message) for message in messages):
        return Answer(text=rest_of_answer(_begun(messages)))
    if results < calls:
        return Answer(calls=(Call(name=TOOL, arguments=ARGUMENTS, id=f"call_{results}"),))
    return Answer(text=DONE)


def rest_of_answer(begun: str) -> str:
    """What is left of the answer where somebody says how it began: its longest part in there."""
    ends = [found.start() for found in re.finditer(r" |$", ANSWER)]
    said = max((end for end in ends[2:] if ANSWER[:end] in begun), default=0)
    return ANSWER[said:]


def _has_tool(body: Mapping[str, Any]) -> bool:
    return any(tool["function"]["name"] == TOOL for tool in body.get("tools") or ())


def _begun(messages: list[Mapping[str, Any]]) -> str:
    """Where a client can tell how the answer began: the system prompt, and a begun message."""
    told = [_text(message) for message in messages if message["role"] in ("system", "developer")]
    return "\n".join([*told, _text(messages[-1])])


def _text(message: Mapping[str, Any]) -> str:
    content = message.get("content") or ""
    if isinstance(content, str):
        return content
    return "".join(part.get("text", "") for part in content)


class Stage:
    """Sets up the providers of a case for a client, and takes them down again."""

    def __init__(self, kind: Kind, wrong: Wrong | None) -> None:
        self._kind = kind
        self._wrong = wrong
        self._providers = [fake_provider(), fake_provider()]

    async def __aenter__(self) -> Case:
        """The case as a client's child is told it."""
        first, second = [await provider.__aenter__() for provider in self._providers]
        models = Models(self._kind, self._wrong, first)
        first.thinks, second.thinks = models.first, models.second
        with_tool = self._kind in WITH_TOOL
        first.temper.after_tokens = CALL_BREAKS_AFTER_TOKENS if with_tool else BREAKS_AFTER_TOKENS
        if self._kind in AFTERWARDS:
            # Struck in its telling of what was done, which is shorter.
            first.temper.after_tokens = 3
        elif self._wrong is not None:
            first.goes_wrong(self._wrong)
        return Case(
            urls=[first.base_url, second.base_url],
            question=ORDER if with_tool else QUESTION,
            with_tool=with_tool,
            goes_on=self._kind is not Kind.ANEW,
        )

    async def __aexit__(self, *_: object) -> None:
        """Close both."""
        for provider in self._providers:
            await provider.__aexit__(None, None, None)
