"""Signs that Whisper ran away with itself: words said over and over."""

from itertools import pairwise

LONGEST_GROUP = 8
GRAM = 4


def repeats_itself(text: str) -> bool:
    """Whether 2-8 words are said twice in a row, one word four times, or four words twice anywhere.

    Case and punctuation do not count.
    """
    words = ["".join(c for c in word if c.isalnum()) for word in text.lower().split()]
    words = [word for word in words if word]
    return _stutters(words) or _echoes(words) or _loops(words)


def _stutters(words: list[str]) -> bool:
    same = 1
    for before, after in pairwise(words):
        same = same + 1 if before == after else 1
        if same == GRAM:
            return True
    return False


def _echoes(words: list[str]) -> bool:
    for size in range(2, LONGEST_GROUP + 1):
        for start in range(len(words) - 2 * size + 1):
            middle = start + size
            if words[start:middle] == words[middle : middle + size]:
                return True
    return False


def _loops(words: list[str]) -> bool:
    grams = [tuple(words[i : i + GRAM]) for i in range(len(words) - GRAM + 1)]
    return len(set(grams)) < len(grams)
