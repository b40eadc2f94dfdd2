"""What sounds like a command and is none: denied, taken back, or only asked about."""

from itertools import pairwise

from pam_core.language.attempt import Found, Match
from pam_core.language.words import Sentence

_NEGATIONS = frozenset(("not", "never", "no", "without"))
_TAKEN_BACK = tuple(
    tuple(phrase.split())
    for phrase in (
        "never mind",
        "nevermind",
        "forget it",
        "forget that",
        "forget about it",
        "cancel that",
        "scratch that",
        "no wait",
        "wait no",
        "actually no",
        "just kidding",
        "do not",
        "do not do that",
        "do not do it",
        "do not log it",
        "do not log that",
        "do not add it",
        "do not save that",
        "do not save it",
    )
)
_PUT_RIGHT = (("no", "wait"), ("wait", "no"), ("scratch", "that"), ("oh", "wait"))
"""What is said behind these is said instead: "… at nine, no wait, at ten"."""

_LITTLE_WORDS = frozenset("and at in that this to two too for four by it on or of the".split())
_STATES = frozenset(("i", "we"))
_ASKED = frozenset("who whose why what which how".split())
_ASKS = frozenset(
    "what how when where which who why can could would will want need like remind tell know"
    " wonder hear please".split()
)


def is_denied(said: Sentence, match: Match, text: str) -> bool:
    """Whether the words deny what the match found in them, take it back, or only ask.

    Only a slot of free text takes in such words: "don't … in my calendar", "… never mind".
    """
    words = [token.text for token in said.tokens]
    if text.rstrip().endswith("?") and words[0] in _STATES and _ASKS.isdisjoint(words):
        # "I spent 45 dollars on groceries?" wants to know whether it was so.
        return True
    if match.misheard and words[0] in _LITTLE_WORDS and any(map(_is_long, match.found)):
        # "And that is why" is not "add that: is why".
        return True
    return any(_takes_back(words, each) for each in match.found if each.span.free)


def _is_long(found: Found) -> bool:
    return found.spec.kind == "text"


def _takes_back(words: list[str], found: Found) -> bool:
    """Whether free text holds what denies the rest of the sentence, or asks something."""
    free = words[found.start : found.span.end]
    if found.start == 0 and not _NEGATIONS.isdisjoint(free):
        return True
    if words[found.start - 1] == "me" and free[0] in _ASKED:
        # "Remind me why we bought this" wants an answer.
        return True
    if any(pair in _PUT_RIGHT for pair in pairwise(free)):
        return True
    at_end = found.span.end == len(words)
    return at_end and any(tuple(free[-len(tail) :]) == tail for tail in _TAKEN_BACK)
