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
_BEGINS_WITH_AN_ORDER = frozenset("let please do try make have get go keep give take".split())
"""An order to somebody else: what follows may be for them too."""

_LEADS_IN = frozenset(
    "okay alright so well oh now and hey hi hello pam yes yeah right great good sorry thanks"
    " man just also thank you perfect nice cool awesome sounds fine wonderful morning afternoon"
    " evening excellent lovely".split()
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
_POINTS_BACK = frozenset("them ones he she him her they".split())
_POINTS = frozenset("that this those these one".split())
_AFTER_WHAT_POINTS = frozenset(
    "to on off of out up down in into onto from for back again please as at by with too now then"
    " until till when and so today tomorrow tonight".split()
)
_ASKS_OF_IT = frozenset("is was will would does did has can could".split())


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
    """The ways to cut a text at a mark, the last first."""
    for mark in list(_BREAK.finditer(text))[: -_MOST_BREAKS - 1 : -1]:
        yield Breath(text[: mark.start()], mark[1], text[mark.end() :])


def points_back(words: list[str]) -> bool:
    """Whether the words speak of what was named before: "check that off"; not "this month"."""
    return any(_points_back(words, at) for at in range(len(words)))


def _points_back(words: list[str], at: int) -> bool:
    word, before, after = words[at], words[at - 1 : at], words[at + 1 : at + 2]
    if word == "it":
        # "What time is it", "will it rain" speak of nothing.
        return _ASKS_OF_IT.isdisjoint(before)
    if word in _POINTS:
        return not after or after[0] in _AFTER_WHAT_POINTS
    return word in _POINTS_BACK


def is_plain(breath: Breath) -> bool:
    """Whether the head only says how things are: no question, quotation, condition, or denial."""
    words = [token.text for token in sentence(breath.head).tokens]
    while words and words[0] in _LEADS_IN:
        words.pop(0)
    if breath.mark == "?" or "?" in breath.head:
        return False
    if not words:
        # "Sounds good. …": nothing but manners.
        return True
    closed = breath.mark in ".!"
    if not closed and (len(words) == 1 or words[0] not in _BEGINS_PLAINLY):
        return False
    if closed and words[0] in _BEGINS_WITH_AN_ORDER:
        return False
    for phrase in _HARMLESS:
        words = _without(words, phrase)
    # "The shop called. …": behind a full stop nobody's words follow.
    quoted = _LEADS_ON - {"called", "texted"} if closed else _LEADS_ON
    return quoted.isdisjoint(words)


def _without(words: list[str], phrase: tuple[str, ...]) -> list[str]:
    length = len(phrase)
    for at in range(len(words) - length + 1):
        if tuple(words[at : at + length]) == phrase:
            return words[:at] + words[at + length :]
    return words
