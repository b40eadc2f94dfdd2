"""Where a reply may be cut so that its first words can be spoken while the rest is synthesised.

A 5 s sentence takes Piper some 400 ms before any sound; its first clause takes 150 ms. A clause
must last long enough to cover the synthesis of the next (about an eighth of that one's playing
time), and be cut only where a speaker would breathe.
"""

import re

SHORTEST_CUT = 14
"""Characters on either side of a cut inside a sentence: about a second of speech."""

LONG_SENTENCE = 44
"""Characters from which a sentence is also cut before a joining word, if it has no comma."""

_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9])|\n+")
_ABBREVIATION = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|Mt|Ft|No|Ave|vs|approx|e\.g|i\.e|[A-Z])\.$")
_LONGEST_ABBREVIATION = 12
# What stands behind a mark may belong to the next sentence.
_NEXT_ONE = re.compile(r"(?<=[.!?…])[\"')\]]*\s+[\"'(\[]?$")
_BREATH = re.compile(r"(?<=[,;:])\s+|\s+(?=[–—-]\s)")
# "and", "or" and "of" may stand inside a number or an amount.
_JOINING = re.compile(
    r"\s+(?=(?:but|so|because|which|that|for|at|on|in|with|from|by|until|since)\s)"
)


def sentences(text: str) -> list[str]:
    """Cut a text into sentences; abbreviations, initials and decimals do not end one."""
    found: list[str] = []
    begin = 0
    for end in _SENTENCE_END.finditer(text):
        piece = text[max(begin, end.start() - _LONGEST_ABBREVIATION) : end.start()]
        # A line's end ends any sentence. Looking at the last word only keeps long texts quick.
        if "\n" not in end.group() and _ABBREVIATION.search(piece):
            continue
        found.append(text[begin : end.end()])
        begin = end.end()
    found.append(text[begin:])
    return [stripped for piece in found if (stripped := piece.strip())]


def clauses(text: str) -> list[str]:
    """Cut a text into clauses: every sentence, and the first one once more where it can breathe."""
    whole = sentences(text)
    if not whole:
        return []
    return [*_first_breath(whole[0]), *whole[1:]]


def _first_breath(sentence: str) -> list[str]:
    cut = _cut_at(_BREATH, sentence)
    if cut is None and len(sentence) >= LONG_SENTENCE:
        cut = _cut_at(_JOINING, sentence)
    if cut is None:
        return [sentence]
    return [sentence[:cut].rstrip(), sentence[cut:].lstrip()]


def _cut_at(border: re.Pattern[str], sentence: str) -> int | None:
    for match in border.finditer(sentence):
        if SHORTEST_CUT <= match.start() and len(sentence) - match.end() >= SHORTEST_CUT:
            return match.start()
    return None


class ClauseStream:
    """Cuts a reply that arrives in pieces: feed the pieces, take whole clauses as they come.

    A clause is given as soon as nothing that follows can change it: a sentence once the next one
    begins or its line ends, and the very first clause once enough follows its breath. How the reply
    is cut into pieces changes no clause.
    """

    def __init__(self) -> None:
        self._text = ""
        self._first = True

    @property
    def tail(self) -> str:
        """What was fed and not given yet."""
        return self._text.strip()

    def feed(self, piece: str) -> list[str]:
        """Add a piece; returns the clauses that can no longer change."""
        self._text += piece
        ready = sentences(self._text)
        if self._text.rstrip(" \t").endswith("\n"):
            complete, self._text = ready, ""
            return self._cut(complete)
        # The last one may still grow.
        complete, rest = ready[:-1], ready[-1:]
        if not complete:
            return self._early_breath(rest[0]) if rest and self._first else []
        self._text = rest[0] + (" " if self._text[-1:].isspace() else "")
        return self._cut(complete)

    def finish(self) -> list[str]:
        """No more comes: the rest."""
        rest, self._text = sentences(self._text), ""
        return self._cut(rest)

    def _early_breath(self, growing: str) -> list[str]:
        cut = _cut_at(_BREATH, _NEXT_ONE.sub("", growing))
        if cut is None:
            return []
        self._first = False
        self._text = growing[cut:].lstrip() + (" " if self._text[-1:].isspace() else "")
        return [growing[:cut].rstrip()]

    def _cut(self, complete: list[str]) -> list[str]:
        if not complete or not self._first:
            return complete
        self._first = False
        return [*_first_breath(complete[0]), *complete[1:]]
