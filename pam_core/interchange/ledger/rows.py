"""What a bank's file gives, row by row: money that moved, or why a row was left out."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pam_core.vocabulary.money import Money, minor_digits

MOST = 10_000_000
"""In whole units of any currency; a row with more is broken rather than rich."""

YEARS = range(1970, 2100)
"""In which money that PAM hears of was moved."""

LONGEST_TEXT = 200
"""Characters of a payee or description that are kept."""


class DayOrder(StrEnum):
    """How a file writes days such as 03/04/2026."""

    MONTH_FIRST = "month-first"
    DAY_FIRST = "day-first"


class Sign(StrEnum):
    """Which sign a file gives to what was spent: banks write a minus, some cards a plus."""

    MINUS = "minus"
    PLUS = "plus"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the user says of a file beyond what is in it.

    `currency` is meant where the file names none. `day_order` and `spent` None: the file must show
    it.
    """

    currency: str = "USD"
    day_order: DayOrder | None = None
    spent: Sign | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Money that moved: negative `amount` was spent, positive came in; never zero.

    `bank_id` is the same whenever the same row is read again.
    """

    day: date
    amount: Money
    payee: str
    bank_id: str
    description: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    """A row that was left out: where it stands ("line 12"), and why."""

    where: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A file that was read: what moved, in the file's order, what was left out, and remarks."""

    moved: tuple[Moved, ...]
    left_out: tuple[BadRow, ...] = ()
    remarks: tuple[str, ...] = field(default=())


class RowError(ValueError):
    """A row that cannot be read; its text says why."""


def tidy(text: str | None) -> str:
    """On one line, without control characters, at most 200 characters."""
    bare = "".join(letter if letter.isprintable() else " " for letter in text or "")
    return " ".join(bare.split())[:LONGEST_TEXT].strip()


def exact(value: Decimal, currency: str) -> Money:
    """The money, to the cent. Raises RowError for absurd amounts and for parts of a cent."""
    if value.adjusted() > len(str(MOST)):
        raise RowError("its amount is absurd")
    if value != round(value, minor_digits(currency)):
        raise RowError(f"{value} has too many decimals")
    return Money.of(value, currency)


def checked(amount: Money, day: date) -> None:
    """Raises RowError for money that did not move, absurd money, and days beyond reason."""
    if amount.minor == 0:
        raise RowError("its amount is zero")
    if abs(amount.amount) > MOST:
        raise RowError(f"its amount is absurd: {amount.amount}")
    if day.year not in YEARS:
        raise RowError(f"its year is {day.year}")
