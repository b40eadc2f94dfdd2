"""A sentence as tokens: lower-cased words and numbers that remember where they stood."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

MAX_CHARACTERS = 600
"""Longer texts are no commands to PAM; they are left to whoever answers open questions."""

MAX_TOKENS = 120
"""A sentence of more words is none: a note must not lose its end."""

_FRACTION = re.compile(r"(?:(\d+)\s?)?([¼½¾⅐-⅞])")
_TOKEN = re.compile(
    r"""
      \d{4}-\d{1,2}-\d{1,2}                       # 2026-11-05
    | \d{1,2}[/-]\d{1,2}(?:[/-]\d{2,4})?\b        # 11/5, 11-5, 11/5/2026
    | \d{1,2}:\d{2}                               # 9:30
    | \d+(?:st|nd|rd|th)\b                        # 5th
    | [-−]?[$€£]\s?[-−]?\d+(?:,\d+)*(?:\.\d+)?  # $1,200.50
    | (?<![\w.])[-−]?(?:\d+(?:,\d+)*(?:\.\d+)?|\.\d+)  # 67.50, -5, .50
    | [^\W\d_](?:\.[^\W\d_])+\.?                  # a.m.
    | [^\W\d_]+(?:['’][^\W\d_]+)*                 # words, love's
    | [&%$€£]
    """,
    re.VERBOSE | re.IGNORECASE,
)

_FEET_AND_INCHES = re.compile(r"(?<!\d)(\d{1,3})['′] ?(\d{1,2})(?:[\"″”]|'')")

_SPELLED = {
    "&": "and",
    "%": "percent",
    "ok": "okay",
    "gonna": "going to",
    "wanna": "want to",
    "whats": "what is",
    "what'd": "what did",
    "where'd": "where did",
    "how'd": "how did",
    "when'd": "when did",
    "hows": "how is",
    "dont": "do not",
    "didnt": "did not",
    "ive": "i have",
    "im": "i am",
    "weve": "we have",
    "lets": "let us",
    "can't": "can not",
    "won't": "will not",
    "let's": "let us",
    "gimme": "give me",
    "login": "log in",
}
_ENDINGS = {
    "n't": " not",
    "'ve": " have",
    "'ll": " will",
    "'re": " are",
    "'m": " am",
    "'d": " would",
}
_IS = {"what", "how", "it", "that", "there", "where", "who", "when", "here", "he", "she"}

FILLERS = frozenset("um uh er erm hmm hm uhm mm mhm ah eh".split())
"""Sounds of thinking: dropped from a sentence, telling at its end."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word as it is compared, the other words it may have been, and its place in the text."""

    text: str
    start: int
    end: int
    others: frozenset[str] = frozenset()

    def could_be(self, word: str) -> bool:
        """Whether this is the word, or sounds like it."""
        return self.text == word or word in self.others


@dataclass(frozen=True, slots=True)
class Sentence:
    """Text (Unicode-normalised) and its tokens, fillers left out; none where it is too long."""

    text: str
    tokens: tuple[Token, ...]
    last_word: str
    """The last word as it stood, a filler too; "" where there is none."""

    def said(self, first: int, end: int) -> str:
        """The text as the user said it from token `first` up to, not including, `end`."""
        return self.text[self.tokens[first].start : self.tokens[end - 1].end]

    def part(self, first: int, end: int) -> "Sentence":
        """The same text with only these tokens."""
        return Sentence(self.text, self.tokens[first:end], self.last_word)


def sentence(text: str, sounds_like: Mapping[str, frozenset[str]] | None = None) -> Sentence:
    """Cut a text into tokens.

    `sounds_like` maps a word as heard to the words it is often a mishearing of.
    """
    whole = _FRACTION.sub(_as_decimal, text[: MAX_CHARACTERS + 1])
    plain = unicodedata.normalize("NFKC", whole).replace("’", "'")
    plain = _FEET_AND_INCHES.sub(r"\1 feet \2 inches", plain)
    if len(plain) > MAX_CHARACTERS:
        return Sentence("", (), "")
    heard = sounds_like or {}
    tokens: list[Token] = []
    last_word = ""
    for found in _TOKEN.finditer(plain):
        word = found.group().lower()
        last_word = word
        if word in FILLERS:
            continue
        for piece in _spelled_out(word).split():
            tokens.append(Token(piece, found.start(), found.end(), heard.get(piece, frozenset())))
    if len(tokens) > MAX_TOKENS:
        return Sentence("", (), "")
    return Sentence(plain, tuple(tokens), last_word)


def words_of(phrase: str) -> tuple[str, ...]:
    """The words of a phrase as a sentence has them."""
    words = phrase.split()
    if all(word.isalpha() and word.islower() and word not in _SPELLED for word in words):
        return tuple(words)
    return tuple(token.text for token in sentence(phrase).tokens)


def _as_decimal(found: re.Match[str]) -> str:
    """As in 1.5 for "1½": taken apart it would be 11 over 2, and its digits one number."""
    parts = Decimal(found.group(1) or 0) + Decimal(str(unicodedata.numeric(found.group(2))))
    return str(round(parts, 4))


def word_at(tokens: Sequence[Token], at: int) -> str:
    """The word at a place, "" behind the end."""
    return tokens[at].text if at < len(tokens) else ""


def _spelled_out(word: str) -> str:
    if word in _SPELLED:
        return _SPELLED[word]
    if "." in word and word[0].isalpha():
        return word.replace(".", "")
    for ending, spelled in _ENDINGS.items():
        if word.endswith(ending) and len(word) > len(ending):
            return word.removesuffix(ending) + spelled
    if word.endswith("'s") and word[:-2] in _IS:
        return word[:-2] + " is"
    return word
