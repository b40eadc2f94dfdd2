"""What came in, as a value: pay, refunds, sales."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from pam_core.vocabulary.kept import Kept
from pam_core.vocabulary.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Income(Kept):
    """One revision of money that came in.

    `received_on` is a day in the user's zone. `source` is who it came from, as the user or the bank
    names it. `bank_id` is the bank's own name for it, as for an expense.
    """

    KIND: ClassVar[str] = "income"

    amount: Money
    received_on: date
    source: str | None = None
    description: str | None = None
    bank_id: str | None = None

    def day(self) -> date:
        """The day it came in."""
        return self.received_on

    def is_from(self, source: str) -> bool:
        """Whether a source said in passing ("hosting") names where this came from."""
        return source.casefold() in (self.source or "").casefold()
