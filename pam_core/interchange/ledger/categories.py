"""What a payment was for, guessed from where it went: as the user last had it, else "other"."""

from collections.abc import Iterable, Mapping

from pam_core.vocabulary.ledger import Expense, shop_words

OTHER = "other"

_SHORTEST = 4
"""Letters of a shop's name that are enough to know it at the beginning of a longer one."""


class KnownShops:
    """The category last used at each shop.

    Banks write "LOVE'S TRAVEL STOP #0332 MOAB UT" where the user said "Love's": a name the user
    knows is enough at the beginning.
    """

    def __init__(self, latest_first: Iterable[Expense]) -> None:
        self._categories: dict[str, str] = {}
        for one in latest_first:
            if one.merchant and one.category != OTHER:
                self._categories.setdefault(" ".join(shop_words(one.merchant)), one.category)
        self._guessed: dict[str, str | None] = {}

    def category(self, payee: str, otherwise: str = OTHER) -> str:
        """What the user last had there."""
        name = " ".join(shop_words(payee))
        if name not in self._guessed:
            self._guessed[name] = _by_beginning(name, self._categories)
        return self._guessed[name] or otherwise


def _by_beginning(name: str, categories: Mapping[str, str]) -> str | None:
    """The category of the longest known name that this one begins with."""
    words = name.split()
    for length in range(len(words), 0, -1):
        beginning = " ".join(words[:length])
        whole = length == len(words)
        if beginning in categories and (whole or len(beginning) >= _SHORTEST):
            return categories[beginning]
    return None
