"""What a sentence may have been where it fits nothing as it stands: said twice, or misheard."""

from collections.abc import Iterator, Mapping

from pam_core.language.restarts import said_once
from pam_core.language.words import Sentence, sentence, words_of

TRUST = 0.9
"""How surely a sentence means what it means only once it was put right."""

_FURTHEST_WORDS = 6
"""Phrases are put right where a command begins, after a little politeness at most."""


def phrases_of(heard: Mapping[str, str]) -> dict[tuple[str, ...], str]:
    """Phrases as they are heard, in words → what was said."""
    return {words_of(phrase): meant for phrase, meant in heard.items()}


def mendings(said: Sentence, phrases: Mapping[tuple[str, ...], str]) -> Iterator[str]:
    """Texts to try instead, the likeliest first."""
    once = said_once(said)
    if once is not None:
        yield once
    rightly = _put_right(said if once is None else sentence(once), phrases)
    if rightly is not None:
        yield rightly


def _put_right(said: Sentence, phrases: Mapping[tuple[str, ...], str]) -> str | None:
    """The text with the first misheard phrase put right; None where there is none."""
    words = tuple(token.text for token in said.tokens)
    for at in range(min(len(words), _FURTHEST_WORDS)):
        for phrase, meant in phrases.items():
            end = at + len(phrase)
            if words[at:end] == phrase:
                first, last = said.tokens[at].start, said.tokens[end - 1].end
                return f"{said.text[:first]}{meant}{said.text[last:]}"
    return None
