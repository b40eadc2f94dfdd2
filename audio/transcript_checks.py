"""Signs that Whisper ran away with itself: words said over and over."""

LONGEST_GROUP = 8
GRAM = 4
STUTTERS = 4


def repeats_itself(text: str) -> bool:
    """Whether to look again: 2-8 words twice in a row, one word four times, four words twice.

    People do say such things ("I spent ten dollars on fuel and I spent ten dollars on food"), so it
    is a doubt and no proof. Case and punctuation do not count.
    """
    words = _bare_words(text)
    return (
        _said_in_a_row(words, size=1, times=STUTTERS)
        or any(_said_in_a_row(words, size=size, times=2) for size in range(2, LONGEST_GROUP + 1))
        or _grams_return(words)
    )


def ran_away(text: str) -> bool:
    """Whether nobody talks like that: 2-8 words four times in a row, or one word eight times."""
    words = _bare_words(text)
    return _said_in_a_row(words, size=1, times=2 * STUTTERS) or any(
        _said_in_a_row(words, size=size, times=STUTTERS) for size in range(2, LONGEST_GROUP + 1)
    )


def _bare_words(text: str) -> list[str]:
    words = ("".join(c for c in word if c.isalnum()) for word in text.lower().split())
    return [word for word in words if word]


def _said_in_a_row(words: list[str], *, size: int, times: int) -> bool:
    same = 0
    for before, after in zip(words, words[size:], strict=False):
        same = same + 1 if before == after else 0
        if same == size * (times - 1):
            return True
    return False


def _grams_return(words: list[str]) -> bool:
    grams = [tuple(words[i : i + GRAM]) for i in range(len(words) - GRAM + 1)]
    return len(set(grams)) < len(grams)
