"""Joins an answer that another provider goes on with to what was said of it already."""

import re

LEAST_WORDS = 3
"""Fewer words than these may well be meant twice: "on and on and on"."""

WIDEST_GAP = 40
"""Characters between two words; what is farther apart is no repetition."""

# An apostrophe belongs to its word, a point or comma between digits to its number.
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+|(?<=\d)[.,:]\d[^\W_]*)*")
_MAY_GO_ON = "'’.,:"
_CONNECTIVE = re.compile(r"[\s….]*")
_MARKS = re.compile(r"[^\w\s]*")
_SENTENCE_ENDS = frozenset(".!?…")
_BREAKS = _SENTENCE_ENDS | frozenset(",;:")


class StreamJoiner:
    """Takes away what a continuation repeats of the words `said`, and never a word that is new.

    A repetition is all that was said, or the end of it: three words or more, or a whole sentence
    with its mark. Case, marks and white space may differ, and "…" may lead it. No more is held back
    than what may still become one; once a word is new, so is everything after it.
    """

    def __init__(self, said: str) -> None:
        self._said = _Said(said)
        self._step = self._take_connective if self._said.words else self._pass
        self._held = ""
        self._compared_to = 0
        self._compared_words = 0
        # Words of what was said, by number, from which on the continuation has repeated them.
        self._alive = list(range(len(self._said.words)))
        self._repeated_to: int | None = None

    def feed(self, text: str) -> str:
        """Add a piece of the continuation; returns what is certainly new of it."""
        self._held += text
        return self._step(over=False)

    def finish(self) -> str:
        """No more comes: what was held back and is new."""
        return self._step(over=True)

    def _take_connective(self, *, over: bool) -> str:
        rest = _CONNECTIVE.sub("", self._held, count=1)
        connective = self._held[: len(self._held) - len(rest)]
        if connective.endswith(".."):
            keep = ""
        else:
            # A single point belongs to what follows it: ".5 miles".
            keep = "." if connective.endswith(".") else ""
        if not rest:
            self._held = connective[-2:].lstrip() if keep or connective.endswith("..") else ""
            return ""
        self._held = keep + rest
        self._step = self._compare
        return self._compare(over=over)

    def _compare(self, *, over: bool) -> str:
        while self._alive and (match := _WORD.search(self._held, self._compared_to)):
            if match.start() - self._compared_to > WIDEST_GAP:
                self._alive = []
                break
            after = self._held[match.end() : match.end() + 2]
            whole = over or len(after) > 1 or (after != "" and after not in _MAY_GO_ON)
            self._keep_alive(_key(match.group()), whole=whole)
            if not whole and self._alive:
                return ""
            self._compared_to = match.end()
            self._compared_words += 1
            self._note_repetition(mark=after[:1])
        if self._alive and not over and len(self._held) - self._compared_to <= WIDEST_GAP:
            return ""
        return self._decide(over=over)

    def _keep_alive(self, key: str, *, whole: bool) -> None:
        words, count = self._said.words, self._compared_words
        self._alive = [
            first
            for first in self._alive
            if words[first + count] == key or (not whole and words[first + count].startswith(key))
        ]

    def _note_repetition(self, *, mark: str) -> None:
        first = len(self._said.words) - self._compared_words
        if first in self._alive:
            self._alive.remove(first)
            if self._said.is_repeated_from(first, mark=mark):
                self._repeated_to = self._compared_to

    def _decide(self, *, over: bool) -> str:
        if self._repeated_to is None:
            self._step = self._pass
        else:
            self._held = self._held[self._repeated_to :]
            self._step = self._skip_marks
        return self._step(over=over)

    def _skip_marks(self, *, over: bool) -> str:
        self._held = _MARKS.sub("", self._held, count=1)
        if not self._held:
            return ""
        self._step = self._skip_space
        return self._step(over=over)

    def _skip_space(self, *, over: bool) -> str:
        self._held = self._held.lstrip()
        if not self._held:
            return ""
        self._step = self._pass
        return self._step(over=over)

    def _pass(self, *, over: bool) -> str:
        new, self._held = self._held, ""
        return new


class _Said:
    """What was said, for comparing: its words, and where its sentences begin."""

    def __init__(self, text: str) -> None:
        found = list(_WORD.finditer(text))
        self.words = [_key(match.group()) for match in found]
        gaps = [text[a.end() : b.start()] for a, b in zip(found, found[1:], strict=False)]
        self._sentences = {0} | {
            number for number, gap in enumerate(gaps, start=1) if _SENTENCE_ENDS & set(gap)
        }
        self._is_sentence = bool(found) and bool(_SENTENCE_ENDS & set(text[found[-1].end() :]))

    def is_repeated_from(self, first: int, *, mark: str) -> bool:
        """Whether who says the words from the number `first` on, and then `mark`, repeats them."""
        if first == 0:
            return True
        marked = mark in _BREAKS if mark else True
        if len(self.words) - first >= LEAST_WORDS:
            # "... in the morning. In the morning it is cool" is no repetition.
            return first in self._sentences or not self._is_sentence or marked
        return first in self._sentences and self._is_sentence and mark in _SENTENCE_ENDS


def _key(word: str) -> str:
    return word.casefold().replace("’", "'")
