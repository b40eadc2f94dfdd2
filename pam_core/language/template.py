"""Sentence templates: how they are written, and how a sentence is matched against one.

spent               a word
[please]            may be left out
(spent|paid)        one of these
(<at>|<when>)*      any of these, in any order, each slot once
{amount}            a slot of the action; {amount.priced}: taken as another kind here
<me>                a rule, spelled out elsewhere
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pam_core.language.slots import Context, SlotKinds, SlotSpec, Span
from pam_core.language.words import Sentence

_PIECE = re.compile(r"\{[\w.]+\}|<\w+>|\)\*|[()\[\]|]|[^\s()\[\]|{}<>]+")

ANYTHING = ""
"""In a set of first words: a slot stands first, so any word may."""

MAX_STEPS = 4000
"""Words tried before a sentence is given up: no sentence a person speaks comes near."""

_FREE_RANK, _MISHEARD_RANK = 0.2, 0.9
_FREE_TRUST, _MISHEARD_TRUST = 0.85, 0.6


@dataclass(frozen=True, slots=True)
class Found:
    """A slot with its value and the tokens it stands on."""

    spec: SlotSpec
    span: Span
    start: int


@dataclass(frozen=True, slots=True)
class Match:
    """How far a match has come: the next token, the slots, how well and how surely it fits."""

    end: int
    found: tuple[Found, ...] = ()
    rank: float = 0.0
    trust: float = 0.0

    def has(self, name: str) -> bool:
        """Whether the slot is filled already."""
        return any(found.spec.name == name for found in self.found)


@dataclass(slots=True)
class Attempt:
    """One sentence being matched: what it may use, and what was learnt on the way."""

    sentence: Sentence
    kinds: SlotKinds
    context: Context
    ran_out: bool = False
    """A template wanted more where the sentence ended: it may be the beginning of one."""
    steps: int = 0
    _spans: dict[tuple[str, str, int], list[Span]] = field(default_factory=dict)

    def spans(self, spec: SlotSpec, start: int) -> list[Span]:
        """The slot's readings from `start`, worked out once."""
        key = (spec.kind, spec.lean, start)
        if key not in self._spans:
            self._spans[key] = self.kinds.spans(self.sentence, start, self.context, spec)
        return self._spans[key]

    def tired(self) -> bool:
        """Whether enough was tried."""
        self.steps += 1
        return self.steps > MAX_STEPS


class Node:
    """A piece of a template."""

    def matches(self, attempt: Attempt, so_far: Match) -> Iterator[Match]:
        """Every way on from `so_far`."""
        raise NotImplementedError

    def firsts(self) -> tuple[frozenset[str], bool]:
        """The words it may begin with, and whether it may be empty."""
        raise NotImplementedError

    def needs(self) -> list[frozenset[str]]:
        """Sets of words of each of which the sentence must hold at least one."""
        return []


@dataclass(frozen=True, slots=True)
class Word(Node):
    """A word that must stand there."""

    word: str

    def matches(self, attempt: Attempt, so_far: Match) -> Iterator[Match]:
        """The next token, when it is the word or sounds like it."""
        tokens, at = attempt.sentence.tokens, so_far.end
        if attempt.tired():
            return
        if at == len(tokens):
            attempt.ran_out = True
        elif tokens[at].text == self.word:
            yield Match(at + 1, so_far.found, so_far.rank + 1, so_far.trust + 1)
        elif self.word in tokens[at].others:
            rank, trust = so_far.rank + _MISHEARD_RANK, so_far.trust + _MISHEARD_TRUST
            yield Match(at + 1, so_far.found, rank, trust)

    def firsts(self) -> tuple[frozenset[str], bool]:
        """The word."""
        return frozenset((self.word,)), False

    def needs(self) -> list[frozenset[str]]:
        """The word."""
        return [frozenset((self.word,))]


@dataclass(frozen=True, slots=True)
class Slot(Node):
    """A place for a value."""

    spec: SlotSpec

    def matches(self, attempt: Attempt, so_far: Match) -> Iterator[Match]:
        """Each reading of the slot, unless it has its value already."""
        if so_far.has(self.spec.name) or attempt.tired():
            return
        if so_far.end == len(attempt.sentence.tokens):
            attempt.ran_out = True
        for span in attempt.spans(self.spec, so_far.end):
            length = span.end - so_far.end
            yield Match(
                span.end,
                (*so_far.found, Found(self.spec, span, so_far.end)),
                so_far.rank + length * (_FREE_RANK if span.free else 1.0),
                so_far.trust + length * (_FREE_TRUST if span.free else 1.0),
            )

    def firsts(self) -> tuple[frozenset[str], bool]:
        """Anything."""
        return frozenset((ANYTHING,)), False


@dataclass(frozen=True, slots=True)
class Row(Node):
    """One piece after another."""

    parts: tuple[Node, ...]

    def matches(self, attempt: Attempt, so_far: Match) -> Iterator[Match]:
        """Each way through all the pieces."""
        return self._from(0, attempt, so_far)

    def _from(self, part: int, attempt: Attempt, so_far: Match) -> Iterator[Match]:
        if part == len(self.parts):
            yield so_far
            return
        for match in self.parts[part].matches(attempt, so_far):
            yield from self._from(part + 1, attempt, match)

    def firsts(self) -> tuple[frozenset[str], bool]:
        """Those of its pieces up to the first that cannot be empty."""
        words: frozenset[str] = frozenset()
        for part in self.parts:
            more, empty = part.firsts()
            words |= more
            if not empty:
                return words, False
        return words, True

    def needs(self) -> list[frozenset[str]]:
        """All that its pieces need."""
        return [need for part in self.parts for need in part.needs()]


@dataclass(frozen=True, slots=True)
class Choice(Node):
    """One of several; `optional`: or none of them."""

    ways: tuple[Node, ...]
    optional: bool = False

    def matches(self, attempt: Attempt, so_far: Match) -> Iterator[Match]:
        """Each way of each choice, nothing last."""
        for way in self.ways:
            yield from way.matches(attempt, so_far)
        if self.optional:
            yield so_far

    def firsts(self) -> tuple[frozenset[str], bool]:
        """Those of every choice."""
        all_firsts = [way.firsts() for way in self.ways]
        words = frozenset(word for firsts, _ in all_firsts for word in firsts)
        return words, self.optional or any(empty for _, empty in all_firsts)

    def needs(self) -> list[frozenset[str]]:
        """One of what the choices need, when each of them needs something."""
        needs = [way.needs() for way in self.ways]
        if self.optional or not all(needs):
            return []
        return [frozenset(word for need in needs for word in min(need, key=len))]


@dataclass(frozen=True, slots=True)
class Bag(Node):
    """Any of several, as often as they come."""

    each: Node

    def matches(self, attempt: Attempt, so_far: Match) -> Iterator[Match]:
        """As many as fit, then fewer."""
        for match in self.each.matches(attempt, so_far):
            if match.end > so_far.end:
                yield from self.matches(attempt, match)
        yield so_far

    def firsts(self) -> tuple[frozenset[str], bool]:
        """Those of what is in it; it may be empty."""
        return self.each.firsts()[0], True


class TemplateError(ValueError):
    """A template that cannot be read; says which and why."""


def compiled(
    text: str,
    slots: Mapping[str, SlotSpec],
    rules: Mapping[str, str],
    inside: tuple[str, ...] = (),
) -> Node:
    """Read a template. Raises TemplateError."""
    pieces = _PIECE.findall(text)
    if "".join(pieces) != re.sub(r"\s+", "", text):
        raise TemplateError(f"{text!r}: not a template")
    node, rest = _choice(pieces, slots, rules, inside)
    if rest:
        raise TemplateError(f"{text!r}: too many {rest[0]!r}")
    return node


def _choice(pieces: list[str], *where: Any) -> tuple[Node, list[str]]:
    ways: list[Node] = []
    row: list[Node] = []
    while pieces and pieces[0] not in (")", "]", ")*"):
        piece, pieces = pieces[0], pieces[1:]
        if piece == "|":
            ways.append(Row(tuple(row)))
            row = []
        elif piece in ("(", "["):
            node, pieces = _group(piece, pieces, *where)
            row.append(node)
        else:
            row.append(_leaf(piece, *where))
    ways.append(Row(tuple(row)) if len(row) != 1 else row[0])
    return (ways[0] if len(ways) == 1 else Choice(tuple(ways))), pieces


def _group(opening: str, pieces: list[str], *where: Any) -> tuple[Node, list[str]]:
    inner, pieces = _choice(pieces, *where)
    closing = pieces[0] if pieces else "its end"
    if closing not in {"(": (")", ")*"), "[": ("]",)}[opening]:
        raise TemplateError(f"{opening!r} is closed by {closing!r}")
    if closing == ")*":
        return Bag(inner), pieces[1:]
    if opening == "[":
        return Choice((inner,), optional=True), pieces[1:]
    return inner, pieces[1:]


def _leaf(
    piece: str, slots: Mapping[str, SlotSpec], rules: Mapping[str, str], inside: tuple[str, ...]
) -> Node:
    if piece.startswith("{"):
        name, _, kind = piece[1:-1].partition(".")
        if name not in slots:
            raise TemplateError(f"there is no slot {piece}")
        return Slot(replace(slots[name], kind=kind) if kind else slots[name])
    if piece.startswith("<"):
        name = piece[1:-1]
        if name not in rules or name in inside:
            raise TemplateError(f"there is no rule {piece}, or it holds itself")
        return compiled(rules[name], slots, rules, (*inside, name))
    return Word(piece.lower())
