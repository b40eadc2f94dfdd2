"""What was spent, as a value, and the door to where it is kept."""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Protocol

from pam_core.vocabulary.kept import Kept
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Expense(Kept):
    """One revision of one expense.

    `spent_on` is a day in the user's zone. `bank_id` is the bank's own name for it where it came
    from a statement ("ofx:…"), so that a statement read twice counts once.
    """

    KIND: ClassVar[str] = "expense"

    amount: Money
    category: str
    spent_on: date
    merchant: str | None = None
    description: str | None = None
    bank_id: str | None = None

    def day(self) -> date:
        """The day it was spent on."""
        return self.spent_on


_APOSTROPHES = re.compile("['’]")
_WORDS = re.compile(r"[^\W_]+")
_TELLING_LETTERS = 4
"""Of a shop's name that are enough to know it at the beginning of a longer one."""


def shop_words(name: str) -> list[str]:
    """A shop's name word by word, in small letters and without signs: "Love's" is "loves"."""
    return _WORDS.findall(_APOSTROPHES.sub("", name.casefold()))


def is_shop(name: str, said: str) -> bool:
    """Whether a shop said in passing ("loves") is the one called `name` ("LOVE'S #0332 MOAB")."""
    words, meant = shop_words(name), shop_words(said)
    if "".join(words) == "".join(meant):
        return True
    return len("".join(meant)) >= _TELLING_LETTERS and words[: len(meant)] == meant


class Ledger(Protocol):
    """What was spent, looked up; `Memory.keep` writes it. Methods raise PamError (`storage.…`)."""

    async def expenses(
        self,
        *,
        category: str | None = None,
        merchant: str | None = None,
        period: Period | None = None,
        limit: int = 100,
    ) -> Sequence[Expense]:
        """Latest revisions that stand, the last made first; `merchant` as for `total_spent`."""
        ...

    async def total_spent(
        self,
        *,
        category: str | None = None,
        merchant: str | None = None,
        period: Period | None = None,
    ) -> Sequence[Money]:
        """Exact sums, one for each currency, the largest first; empty where nothing was spent.

        `merchant` is a shop as `is_shop` knows it.
        """
        ...

    async def totals_by_category(self, period: Period) -> Sequence[tuple[str, Money]]:
        """Exact sums of each category and currency in a period, the largest first."""
        ...

    async def bank_ids(self) -> Set[str]:
        """By what a statement's rows are known again: what came in and went out has one each.

        It is the `bank_id`, or "pam:" and the id of what has none. What the user has deleted since
        is among them: it shall not come back; what was undone is not.
        """
        ...

    async def last_category(self, merchant: str) -> str | None:
        """The category last used at a merchant, None where the user never was."""
        ...
