"""An answer on its way to the ear: from a model's pieces to clauses that are said and stay said."""

import re

from pam_core.orchestrator.words.for_the_ear import portions
from pam_core.orchestrator.words.plain_words import PlainWords
from pam_core.orchestrator.words.stream_joiner import StreamJoiner
from pam_core.speaking.clauses import ClauseStream, sentences

MOST_REST_CHARACTERS = 1200
"""What is kept for "more"."""

_PIECE = 4000
"""Of a longer piece no more is looked at than can be taken."""

_LOOSE_MARK = re.compile(r"[,.;:!?…)]+(?:\s|$)")
_SENTENCE_END = re.compile(r"[.!?…][\"')\]”’]*$")
_SAYABLE = re.compile(r"\w|[$€£+=<>°%&#@]")


class AnswerText:
    """What is said of an answer, whoever gives it, and what is kept for "more".

    Whole clauses are said, up to `most_characters`; of a first sentence that is longer, its first
    portion. The next 1,200 characters are kept. Said is said: when a provider fails, another one
    goes on, and what it repeats is taken away.
    """

    def __init__(self, *, most_characters: int) -> None:
        self._most = most_characters
        self._said = ""
        self._beyond: list[str] = []
        self._full = False
        self.begin()

    @property
    def said(self) -> str:
        """All that was released: whole clauses with single spaces."""
        return self._said

    @property
    def draft(self) -> str:
        """What will have been said, as it looks by now: all that was said, and what may be next."""
        whole = _joined(self._said, self._clauses.tail)
        if self._beyond or self._full:
            return self._said
        if len(whole) <= self._most:
            return whole
        return portions(whole)[0] if self._is_first_sentence else self._said

    @property
    def rest(self) -> tuple[str, ...]:
        """What goes beyond what is said, portion by portion."""
        return tuple(_pieces(" ".join(self._beyond))) if self._beyond else ()

    @property
    def full(self) -> bool:
        """No more can be taken: nobody needs to read on."""
        return self._full

    @property
    def is_empty(self) -> bool:
        """Whether nothing has come yet that one could say."""
        return not self._beyond and not _SAYABLE.search(self.draft)

    def begin(self) -> None:
        """A provider begins, or goes on after what was said; what is kept stays."""
        self._plain = PlainWords()
        self._joiner = StreamJoiner(self._said)
        self._clauses = ClauseStream()

    def feed(self, text: str) -> list[str]:
        """Add a piece of the answer; returns the clauses that may be said now."""
        released: list[str] = []
        for begin in range(0, len(text), _PIECE):
            if self._full:
                break
            words = self._joiner.feed(self._plain.feed(text[begin : begin + _PIECE]))
            released += self._take(self._clauses.feed(words))
            if not self._full and len(self._clauses.tail) > self._most + MOST_REST_CHARACTERS:
                # A sentence without an end.
                released += self._take(self._clauses.finish())
                self._full = True
        return released

    def finish(self) -> list[str]:
        """The answer is complete; returns the last clauses to be said."""
        if self._full:
            return []
        last = self._joiner.feed(self._plain.finish()) + self._joiner.finish()
        return self._take([*self._clauses.feed(last), *self._clauses.finish()])

    def drop(self) -> None:
        """The provider failed: what was not said of its answer is forgotten."""
        self._beyond.clear()
        self._full = False
        self.begin()

    @property
    def _is_first_sentence(self) -> bool:
        return len(sentences(self._said)) <= 1 and not _SENTENCE_END.search(self._said)

    def _take(self, clauses: list[str]) -> list[str]:
        released: list[str] = []
        for clause in clauses:
            if not _SAYABLE.search(clause):
                continue
            if self._beyond or self._full:
                self._keep([clause])
            elif len(_joined(self._said, clause)) <= self._most:
                released.append(clause)
                self._said = _joined(self._said, clause)
            else:
                first, *others = self._first_portion(clause)
                released += [first] if first else []
                self._said = _joined(self._said, first)
                self._keep(others)
        return released

    def _first_portion(self, clause: str) -> list[str]:
        """What of a clause that is too long is said, perhaps nothing, and then what is kept."""
        if not self._is_first_sentence:
            return ["", clause]
        first, *others = _pieces(_joined(self._said, clause))
        if not first.startswith(self._said):
            return ["", clause]
        return [first[len(self._said) :].strip(), *others]

    def _keep(self, clauses: list[str]) -> None:
        for clause in clauses:
            for piece in [clause] if len(clause) <= self._room else _pieces(clause):
                self._full = self._full or len(piece) > self._room
                if self._full:
                    return
                self._beyond.append(piece)

    @property
    def _room(self) -> int:
        return MOST_REST_CHARACTERS - sum(len(kept) + 1 for kept in self._beyond)


def _pieces(text: str) -> list[str]:
    first, more = portions(text)
    return [first, *more]


def _joined(said: str, more: str) -> str:
    if not said or not more or _LOOSE_MARK.match(more):
        return said + more
    return f"{said} {more}"
