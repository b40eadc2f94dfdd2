"""Answers cut to what can be listened to while driving; the remainder waits for "more"."""

import re
from textwrap import wrap

from pam_core.vocabulary.reply import MOST_CHARACTERS as MOST_CHARACTERS

MOST_SENTENCES = 2

_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
_CLAUSE_END = re.compile(r"(?<=[,;])\s+")


def portions(text: str, rest: tuple[str, ...] = ()) -> tuple[str, tuple[str, ...]]:
    """What is said now, and what "more" says, portion by portion.

    A portion has at most two sentences and 120 characters; a longer sentence is cut behind a comma,
    one without a comma between words, and an endless word anywhere.
    """
    first, *more = [portion for each in (text, *rest) for portion in _cut(each)] or [""]
    return first, tuple(more)


def _cut(text: str) -> list[str]:
    found: list[str] = []
    current: list[str] = []
    for sentence in _SENTENCE_END.split(text.strip()):
        together = " ".join((*current, sentence))
        if current and (len(current) >= MOST_SENTENCES or len(together) > MOST_CHARACTERS):
            found.append(" ".join(current))
            current = []
        *whole, last = _shortened(sentence)
        found += whole
        current.append(last)
    return [*found, " ".join(current)] if current != [""] else found


def _shortened(sentence: str) -> list[str]:
    if len(sentence) <= MOST_CHARACTERS:
        return [sentence]
    pieces, current = [], ""
    for part in _CLAUSE_END.split(sentence):
        for line in wrap(part, MOST_CHARACTERS, break_on_hyphens=False):
            longer = f"{current} {line}".strip()
            if len(longer) > MOST_CHARACTERS and current:
                pieces.append(current)
                longer = line
            current = longer
    return [*pieces, current]


def is_one_sentence(text: str) -> bool:
    """Whether another sentence may be said before it."""
    return len(_SENTENCE_END.split(text.strip())) == 1
