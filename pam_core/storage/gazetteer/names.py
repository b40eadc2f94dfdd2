"""Names of towns as keys: however they are written or heard, the same town has the same key."""

import re
import unicodedata

_SHORT = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount", "mtn": "mountain"}
_WORD = re.compile(r"[^\W_]+")
_UNFOLDED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})


def words(name: str) -> tuple[str, ...]:
    """The words of a name without accents, case and dots: ("saint", "george")."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_UNFOLDED))
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    bare = bare.replace("'", "").replace("’", "").replace(".", "")
    return tuple(_SHORT.get(word, word) for word in _WORD.findall(bare))


def key(parts: tuple[str, ...]) -> str:
    """Words run together, so that "Flag Staff" and "Moe Ab" are found where one word was meant."""
    return "".join(parts)
