"""The word error rate: how many words must be put in, taken out or changed to get what was said."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.spelling import words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class WordErrors:
    """Errors among the words truly said; add them up over clips before taking the rate."""

    errors: int = 0
    words: int = 0

    @property
    def rate(self) -> float:
        """Errors a word; it exceeds 1 where a transcript runs away."""
        return self.errors / self.words if self.words else 0.0

    def __add__(self, other: "WordErrors") -> "WordErrors":
        return WordErrors(errors=self.errors + other.errors, words=self.words + other.words)


def word_errors(said: str, heard: str) -> WordErrors:
    """Compares what was said with what was heard, both normalised."""
    truth = words_of(said)
    return WordErrors(errors=edit_distance(truth, words_of(heard)), words=len(truth))


def edit_distance(left: Sequence[str], right: Sequence[str]) -> int:
    """Levenshtein's distance in whole words."""
    row = list(range(len(right) + 1))
    for i, one in enumerate(left, 1):
        diagonal, row[0] = row[0], i
        for j, other in enumerate(right, 1):
            best = min(row[j] + 1, row[j - 1] + 1, diagonal + (one != other))
            diagonal, row[j] = row[j], best
    return row[-1]
