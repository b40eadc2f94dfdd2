"""Words cut to what they have in common with their other forms: "stops", "stopped", "stop"."""

_ENDINGS = ("'s", "ings", "ing", "ies", "ed", "es", "s")
_SHORTEST = 3


def stem(word: str) -> str:
    """The word without its usual endings; only good for comparing."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            word = word.removesuffix(ending)
            break
    if len(word) > _SHORTEST and word[-1] == word[-2]:
        word = word[:-1]
    return word.rstrip("ey") if len(word.rstrip("ey")) >= _SHORTEST else word
