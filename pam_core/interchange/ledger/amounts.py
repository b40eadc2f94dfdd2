"""Amounts as banks write them: "-45.00", "(45.00)", "1.234,56", "$45", "45.00 DR"."""

import re
from collections.abc import Iterable
from decimal import Decimal

from pam_core.interchange.ledger.rows import RowError, exact
from pam_core.vocabulary.money import Money

_SYMBOLS = {"$": "", "€": "EUR", "£": "GBP", "US$": "USD", "C$": "CAD", "CA$": "CAD", "A$": "AUD"}
_SIGNED = re.compile(
    r"(?P<open>\()?\s*(?P<sign>[-−+])?\s*(?P<symbol>[A-Z]{0,3}[$€£]|[A-Z]{3}\b)?\s*"
    r"(?P<sign2>[-−+])?\s*(?P<digits>\d[\d.,'’\s]*|[.,]\d+)\s*(?P<unit>[$€£]|[A-Z]{3}\b)?\s*"
    r"(?P<close>\))?\s*(?P<after>-|−|CR|DR)?"
)
_LONGEST = 40
"""Digits of what may still be called an amount."""

_CENTS = re.compile(r"([.,])\d{1,2}$")


def decimal_mark(texts: Iterable[str]) -> str:
    """What stands before the cents in a file's amounts: "." unless only commas do."""
    marks = [found[1] for text in texts if (found := _CENTS.search(text.strip(" ()-−+CRD$€£")))]
    return "," if marks and "." not in marks else "."


def amount_of(text: str, currency: str, mark: str) -> Money:
    """The amount a cell holds, in `currency` unless the cell names another. Raises RowError."""
    found = _SIGNED.fullmatch(text.strip().upper().replace("\u00a0", " "))
    if not found or bool(found["open"]) != bool(found["close"]) or len(_signs(found)) > 1:
        raise RowError(
            f"{text.strip()[:40]!r} is no amount" if text.strip() else "it has no amount"
        )
    named = found["symbol"] or found["unit"] or ""
    code = _SYMBOLS.get(named, named) or currency
    value = _number(found["digits"], mark, text)
    minus = found["open"] or _signs(found) == "-"
    return exact(-value if minus else value, code)


def _signs(found: re.Match[str]) -> str:
    written = (found["sign"] or "") + (found["sign2"] or "") + (found["after"] or "")
    return written.replace("−", "-").replace("DR", "-").replace("CR", "+")


def _number(digits: str, mark: str, text: str) -> Decimal:
    thousands = "," if mark == "." else "."
    bare = re.sub(r"['’\s]", "", digits)
    whole, _, cents = bare.partition(mark)
    groups = whole.split(thousands)
    evenly = len(groups) == 1 or (
        1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
    )
    if not evenly or not (cents.isdecimal() or not cents) or len(bare) > _LONGEST:
        raise RowError(f"{text.strip()[:40]!r} is no amount")
    return Decimal(f"{''.join(groups) or 0}.{cents or 0}")
