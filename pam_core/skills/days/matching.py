"""Which of several things the user means by a few words of its name."""

import re
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

T = TypeVar("T")

_WORD = re.compile(r"[^\W_]+")
_SAYS_NOTHING = frozenset(
    "a an the my our to about for of on at in with that this and it is i me we"
    " appointment appointments meeting event reminder note".split()
)
_SOUNDS_ALIKE = 0.78
_IN_FIGURES = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
        " fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "ninety": "90"}
"""A number may be said one time and written the other: "site fourteen", "the one hour timer"."""


def words_of(text: str) -> frozenset[str]:
    """The telling words of a text, without endings of number; all where none is telling."""
    every = _every(text)
    return (every - _SAYS_NOTHING) or every


def meant(said: str, things: Sequence[T], name: Callable[[T], str]) -> Sequence[T]:
    """Those whose name holds all the telling words, else those that sound alike; in order.

    Those that are called just so come first: "milk" is not the almond milk.
    """
    wanted = words_of(said)
    holding = [one for one in things if wanted <= words_of(name(one)) | _every(name(one))]
    holding.sort(key=lambda one: words_of(name(one)) != wanted)
    return holding or [one for one in things if _alike(said, name(one))]


def best(said: str, things: Sequence[T], text: Callable[[T], str]) -> Sequence[T]:
    """Those that hold any of the telling words, the most first, then in order."""
    wanted = words_of(said)
    scored = [(len(wanted & _every(text(one))), one) for one in things]
    found = [(score, one) for score, one in scored if score]
    return [one for _, one in sorted(found, key=lambda each: -each[0])]


def _every(text: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in _WORD.findall(text.casefold()))


def _stem(word: str) -> str:
    word = _IN_FIGURES.get(word, word)
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one.casefold(), other.casefold()).ratio() >= _SOUNDS_ALIKE
