"""A statement before a command: "I need diesel. What's the closest truck stop?"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pam_core.language.words import sentence

TRUST = 0.9
"""How surely what follows a statement is meant for PAM."""

_MOST_BREAKS = 4
_BREAK = re.compile(r"(?<=[^\s.?!,;])([.?!,;])\s+(?=\S)")
_PIECES = re.compile(r"[.?!,;](?:\s+|$)")
_BEGINS_PLAINLY = frozenset("i we it the this there that my our these".split())
_LEADS_IN = frozenset(
    "okay alright so well oh now and hey hi hello pam yes yeah right great good sorry thanks"
    " man just also".split()
)
# With one of these the words behind the break belong to the words before it: somebody is quoted,
# something is supposed or wished, or it is denied.
_LEADS_ON = frozenset(
    "say says said saying tell tells told telling ask asks asked asking answer answered reply"
    " replied yell yelled shout shouted scream screamed whisper whispered write wrote text texted"
    " read reads call called calls heard hear like goes think thinks thought guess believe bet"
    " means meant mean remember if when whenever unless until till before after while once because"
    " since though although whether wish wishes wished hope hopes hoped would should could might"
    " may maybe perhaps suppose supposed imagine pretend dreamed not never no without nobody"
    " nothing".split()
)
_HARMLESS = (
    ("can", "not", "hear"),
    ("can", "not", "see"),
    ("can", "not", "find"),
    ("can", "not", "remember"),
    ("do", "not", "have"),
    ("do", "not", "know"),
    ("do", "not", "remember"),
)
_POINTS_BACK = frozenset("it that them those these this one ones he she him her they".split())


@dataclass(frozen=True, slots=True)
class Breath:
    """A sentence cut in two at `mark`; `tail` may be the command."""

    head: str
    mark: str
    tail: str

    @property
    def pieces(self) -> tuple[str, ...]:
        """The head, whole and in its parts: any of them could be a command of its own."""
        parts = [part for part in _PIECES.split(self.head) if part.strip()]
        return (self.head, *parts) if len(parts) > 1 else (self.head,)


def breaths(text: str) -> Iterator[Breath]:
    """The ways to cut a text at a mark, the last first, where a plain statement goes before."""
    for mark in list(_BREAK.finditer(text))[: -_MOST_BREAKS - 1 : -1]:
        breath = Breath(text[: mark.start()], mark[1], text[mark.end() :])
        if _is_plain(breath):
            yield breath


def points_back(words: list[str]) -> bool:
    """Whether the words speak of what was named before: "check that off"."""
    return not _POINTS_BACK.isdisjoint(words)


def _is_plain(breath: Breath) -> bool:
    """Whether the head only says how things are: no question, quotation, condition, or denial."""
    words = [token.text for token in sentence(breath.head).tokens]
    while words and words[0] in _LEADS_IN:
        words.pop(0)
    asks = breath.mark == "?" or "?" in breath.head
    if len(words) < 2 or words[0] not in _BEGINS_PLAINLY or asks:
        return False
    for phrase in _HARMLESS:
        words = _without(words, phrase)
    return _LEADS_ON.isdisjoint(words)


def _without(words: list[str], phrase: tuple[str, ...]) -> list[str]:
    length = len(phrase)
    for at in range(len(words) - length + 1):
        if tuple(words[at : at + length]) == phrase:
            return words[:at] + words[at + length :]
    return words
