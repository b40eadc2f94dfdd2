"""A text as the finders read it, and the words before something in it."""

import re
import unicodedata

_FOREIGN = re.compile(r"[^\x00-\x7f]")
NEAR_CHARACTERS = 40
"""How far before a number the word that tells what it is may stand."""


def legible(text: str) -> str:
    """The text, character for character, with every script's digits, spaces and dashes in ASCII."""
    return text if text.isascii() else _FOREIGN.sub(_ascii, text)


def is_after(words: re.Pattern[str], text: str, start: int) -> bool:
    """Whether one of the words stands shortly before `start`."""
    return words.search(text, max(0, start - NEAR_CHARACTERS), start) is not None


def _ascii(found: re.Match[str]) -> str:
    character = found[0]
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(character)
    if category in ("Zs", "Cf"):
        # Cf: what takes no room at all must not hide a number either.
        return " "
    return "-" if category == "Pd" else character
