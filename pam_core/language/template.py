"""A sentence template as a tree of pieces, and how a sentence is matched against it."""

from collections.abc import Iterator
from dataclasses import dataclass

from pam_core.language.attempt import Attempt, Found, Match
from pam_core.language.lazy import lazy
from pam_core.language.slots import SlotSpec, Span
from pam_core.language.words import Token

ANYTHING = ""
"""In a set of first words: a slot stands first, so any word may."""

_ANY_FIRST = (frozenset((ANYTHING,)), False)

_FREE_RANK, _MISHEARD_RANK = 0.2, 0.9
_FREE_TRUST, _MISHEARD_TRUST = 0.85, 0.6


class Node:
    """A piece of a template."""

    def matches(self, attempt: Attempt, so_far: Match) -> Iterator[Match]:
        """Every way on from `so_far`."""
        raise NotImplementedError

    @property
    def firsts(self) -> tuple[frozenset[str], bool]:
        """The words it may begin with, and whether it may be empty."""
        raise NotImplementedError

    @property
    def needs(self) -> tuple[frozenset[str], ...]:
        """Sets of words of each of which the sentence must hold at least one."""
        return ()


@dataclass(frozen=True, eq=False)
class Word(Node):
    """A word that must stand there."""

    word: str

    def matches(self, attempt: Attempt, so_far: Match) -> Iterator[Match]:
        """The next token, when it is the word or sounds like it."""
        tokens, at = attempt.sentence.tokens, so_far.end
        if attempt.tired():
            return
        if at == len(tokens):
            attempt.ran_out = attempt.ran_out or not so_far.in_the_air
        elif tokens[at].text == self.word:
            rank, trust = so_far.rank + 1, so_far.trust + 1
            yield Match(at + 1, so_far.found, rank, trust, so_far.misheard)
        elif self.word in tokens[at].others:
            rank, trust = so_far.rank + _MISHEARD_RANK, so_far.trust + _MISHEARD_TRUST
            yield Match(at + 1, so_far.found, rank, trust, so_far.misheard + 1)

    @lazy
    def firsts(self) -> tuple[frozenset[str], bool]:
        """The word."""
        return self.needs[0], False

    @lazy
    def needs(self) -> tuple[frozenset[str], ...]:
        """The word."""
        return (frozenset((self.word,)),)


@dataclass(frozen=True, eq=False)
class Slot(Node):
    """A place for a value."""

    spec: SlotSpec

    def matches(self, attempt: Attempt, so_far: Match) -> Iterator[Match]:
        """Each reading of the slot that goes with what it holds already."""
        if attempt.tired():
            return
        if so_far.end == len(attempt.sentence.tokens):
            attempt.ran_out = attempt.ran_out or not so_far.in_the_air
        for span in attempt.spans(self.spec, so_far.end):
            if not so_far.takes(self.spec, span):
                continue
            length = span.end - so_far.end
            rank, trust = _worth(span)
            yield Match(
                span.end,
                (*so_far.found, Found(self.spec, span, so_far.end)),
                so_far.rank + length * rank,
                so_far.trust + length * trust,
                so_far.misheard + span.misheard,
            )

    @property
    def firsts(self) -> tuple[frozenset[str], bool]:
        """Anything."""
        return _ANY_FIRST


def _worth(span: Span) -> tuple[float, float]:
    """Rank and trust of each word of a slot's value."""
    if span.free:
        return _FREE_RANK, _FREE_TRUST
    return (_MISHEARD_RANK, 0.8) if span.misheard else (1.0, 1.0)


@dataclass(frozen=True, eq=False)
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

    @lazy
    def firsts(self) -> tuple[frozenset[str], bool]:
        """Those of its pieces up to the first that cannot be empty."""
        words: frozenset[str] = frozenset()
        for part in self.parts:
            more, empty = part.firsts
            words |= more
            if not empty:
                return words, False
        return words, True

    @lazy
    def needs(self) -> tuple[frozenset[str], ...]:
        """All that its pieces need."""
        needs: list[frozenset[str]] = []
        for part in self.parts:
            needs.extend(part.needs)
        return tuple(needs)


@dataclass(frozen=True, eq=False)
class Choice(Node):
    """One of several; `optional`: or none of them."""

    ways: tuple[Node, ...]
    optional: bool = False

    def matches(self, attempt: Attempt, so_far: Match) -> Iterator[Match]:
        """Each way of each choice, nothing last."""
        tokens, at = attempt.sentence.tokens, so_far.end
        if at == len(tokens) or self._may_begin(tokens[at]):
            for way in self.ways:
                yield from way.matches(attempt, so_far)
        if self.optional:
            yield so_far

    def _may_begin(self, token: Token) -> bool:
        """Whether one of the ways could begin with that word, or with any, or be empty."""
        words = self._beginnings
        return words is None or token.text in words or not words.isdisjoint(token.others)

    @lazy
    def _beginnings(self) -> frozenset[str] | None:
        """The words that the ways may begin with; None where any word will do."""
        words: frozenset[str] = frozenset()
        for way in self.ways:
            more, empty = way.firsts
            if empty or ANYTHING in more:
                return None
            words |= more
        return words

    @lazy
    def firsts(self) -> tuple[frozenset[str], bool]:
        """Those of every choice."""
        words: frozenset[str] = frozenset()
        empty = self.optional
        for way in self.ways:
            more, way_empty = way.firsts
            words |= more
            empty = empty or way_empty
        return words, empty

    @lazy
    def needs(self) -> tuple[frozenset[str], ...]:
        """One of what the choices need, when each of them needs something."""
        if self.optional:
            return ()
        words: set[str] = set()
        for way in self.ways:
            if not way.needs:
                return ()
            words |= min(way.needs, key=len)
        return (frozenset(words),)


@dataclass(frozen=True, eq=False)
class Bag(Node):
    """Any of several, as often as they come."""

    each: Node

    def matches(self, attempt: Attempt, so_far: Match) -> Iterator[Match]:
        """As many as fit, then fewer."""
        for match in self.each.matches(attempt, so_far):
            if match.end > so_far.end:
                yield from self.matches(attempt, match)
        yield so_far

    @lazy
    def firsts(self) -> tuple[frozenset[str], bool]:
        """Those of what is in it; it may be empty."""
        return self.each.firsts[0], True
