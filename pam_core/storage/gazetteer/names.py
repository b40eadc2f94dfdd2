"""Names of towns as keys: however they are written or heard, the same town has the same key."""

import re
import unicodedata

_SHORT = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount", "mtn": "mountain"}
_COMMON = frozenset(
    "river lake park beach creek canyon valley mountain mountains hill hills town village island"
    " falls rock rocks desert forest woods sand group loop site sites spot campsite campsites"
    " campground campgrounds camp rv end bridge highway bank church school house garden field farm"
    " store market shop war pass ocean sea coast shore border harbor marina dam trail trailhead"
    " junction corner mall library pool water fire pond meadow ranch resort lodge cabin".split()
)
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


def is_common(parts: tuple[str, ...]) -> bool:
    """Whether these words name nothing by themselves: who parks "near the river" is in no town.

    There is a Beach in North Dakota; it is found where its state is said. Letters ("loop B") do not
    count.
    """
    telling = [part for part in parts if len(part) > 1]
    return len(telling) <= 1 and all(part in _COMMON for part in telling)
