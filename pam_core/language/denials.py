"""What sounds like a command and is none: denied, taken back, or only asked about."""

from collections.abc import Iterable

from pam_core.language.template import Found
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
_STATES = frozenset(("i", "we"))
_ASKS = frozenset(
    "what how when where which who why can could would will want need like remind tell know"
    " wonder hear please".split()
)


def is_denied(said: Sentence, found: Iterable[Found], text: str) -> bool:
    """Whether the words deny what the slots `found` in them say, take it back, or only ask.

    Only a slot of free text takes in such words: "don't … in my calendar", "… never mind".
    """
    words = [token.text for token in said.tokens]
    if text.rstrip().endswith("?") and words[0] in _STATES and _ASKS.isdisjoint(words):
        # "I spent 45 dollars on groceries?" wants to know whether it was so.
        return True
    for each in found:
        if not each.span.free:
            continue
        free = words[each.start : each.span.end]
        if each.start == 0 and not _NEGATIONS.isdisjoint(free):
            return True
        at_end = each.span.end == len(words)
        if at_end and any(tuple(free[-len(tail) :]) == tail for tail in _TAKEN_BACK):
            return True
    return False
