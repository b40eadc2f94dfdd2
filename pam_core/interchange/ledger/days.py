"""Days as banks write them, with the order of day and month decided from the whole file."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from pam_core.interchange.ledger.rows import DayOrder, RowError
from pam_core.vocabulary.errors import Fault, PamError

_YEAR_FIRST = re.compile(r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:[T ].*)?")
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:[T ].*)?")
_WITH_NAMES = ("%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y", "%d %b %y", "%b %d %y")


def day_order(texts: Iterable[str], wanted: DayOrder | None) -> DayOrder:
    """How the days of a file are to be read.

    Raises PamError (`ledger.days`) where they could be read both ways, or must be read each way.
    """
    if wanted:
        return wanted
    shown: set[DayOrder] = set()
    unclear = ""
    for text in texts:
        found = _NUMBERS.fullmatch(text.strip())
        if not found or found[1] == found[3]:
            continue
        first, second = int(found[1]), int(found[3])
        # Where dots stand between the numbers, the day comes first.
        if found[2] == "." or first > 12:
            shown.add(DayOrder.DAY_FIRST)
        elif second > 12:
            shown.add(DayOrder.MONTH_FIRST)
        else:
            unclear = text.strip()
    if len(shown) > 1:
        raise _unreadable("Some of its days have the month first, others the day.")
    if unclear and not shown:
        raise _unreadable(
            f"{unclear} may be a day of either of two months, and no other day tells."
        )
    return shown.pop() if shown else DayOrder.MONTH_FIRST


def day_of(text: str, order: DayOrder) -> date:
    """The day that a text names. Raises RowError."""
    bare = text.strip()
    try:
        if found := _YEAR_FIRST.fullmatch(bare):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _NUMBERS.fullmatch(bare):
            first, second, year = int(found[1]), int(found[3]), int(found[4])
            year += 2000 if year < 100 else 0
            month, day = (first, second) if order is DayOrder.MONTH_FIRST else (second, first)
            return date(year, month, day)
    except ValueError:
        raise RowError(f"there is no day {bare[:40]!r}") from None
    return _named(bare)


def _unreadable(sentence: str) -> PamError:
    return PamError(
        "ledger.days",
        sentence,
        mend="Say how they are written: --days month-first or --days day-first.",
        fault=Fault.USER,
    )


def _named(text: str) -> date:
    """As in "23 Nov 2026", "Nov 23, 2026"."""
    plain = " ".join(text.replace(",", " ").replace("-", " ").split())
    for shape in _WITH_NAMES:
        try:
            return datetime.strptime(plain, shape).date()
        except ValueError:
            continue
    raise RowError(f"{text[:40]!r} is no date" if text else "it has no date")
