"""Words said twice in a row by who thinks while speaking: "can we do the can we do the list"."""

from collections.abc import Sequence

from pam_core.language.numbers import SCALES, TENS, UNITS
from pam_core.language.words import Sentence, Token

LONGEST_RESTART_WORDS = 5
"""Whoever begins anew goes back a few words; what is further apart was meant twice."""

_COUNTED = frozenset((*UNITS, *TENS, *SCALES, "hundred", "oh", "o", "point"))


def said_once(said: Sentence) -> str | None:
    """The text with each repeated phrase once, thinking sounds between included.

    None where nothing stands there twice. Numbers stay: "four four" are two figures.
    """
    tokens, kept, last, at = said.tokens, "", 0, 0
    while at < len(tokens):
        length = _restart(tokens, at)
        if length:
            kept += said.text[last : tokens[at].start]
            at += length
            last = tokens[at].start
        else:
            at += 1
    return kept + said.text[last:] if last else None


def _restart(tokens: Sequence[Token], at: int) -> int:
    """How many words from `at` on are said again right after; the most there are, or 0."""
    for length in range(min(LONGEST_RESTART_WORDS, (len(tokens) - at) // 2), 0, -1):
        first, again = tokens[at : at + length], tokens[at + length : at + 2 * length]
        same = [token.text for token in first] == [token.text for token in again]
        if same and not all(map(_is_number, first)) and _begin_words(tokens, at, at + length):
            return length
    return 0


def _is_number(token: Token) -> bool:
    return token.text in _COUNTED or any(map(str.isdigit, token.text))


def _begin_words(tokens: Sequence[Token], *places: int) -> bool:
    """Whether each place is the beginning of a word as it stands: not the "is" of "what's"."""
    return all(at == 0 or tokens[at].start != tokens[at - 1].start for at in places)
