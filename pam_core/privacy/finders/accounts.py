"""Bank accounts: IBANs anywhere, other account and routing numbers where they are called so."""

import re
from collections.abc import Iterator
from functools import cache

_IBAN_BEGINS = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[ -]?[0-9]{2}[ -]?(?=[A-Za-z0-9])")
_MORE = re.compile(r"[ -]?[A-Za-z0-9]")
_PART = re.compile(r"([0-9]+)!")

_TOLD = re.compile(
    r"""
    \b(?:account|acct|routing|iban|aba)\.?
    (?:\ *(?:numbers?|no\.|\#|:|=|is|was))+\ *
    (?P<number>[A-Z]{0,4}[0-9](?:[ -]?[0-9]){4,16})(?![0-9])
    """,
    re.VERBOSE | re.IGNORECASE,
)


def find(text: str) -> Iterator[tuple[int, int]]:
    """IBANs whose check digits are right, and numbers told to be an account's."""
    for begins in _IBAN_BEGINS.finditer(text):
        end = _iban_end(text, begins.start())
        if end:
            yield begins.start(), end
    for found in _TOLD.finditer(text):
        yield found.span("number")


def _iban_end(text: str, start: int) -> int:
    """Where the IBAN that begins at `start` ends, 0 where none does."""
    # Reads the countries' formats; imported with the first text that may hold one.
    from stdnum import iban

    end = start
    for _ in range(_length(text[start : start + 2].upper())):
        more = _MORE.match(text, end)
        if more is None:
            return 0
        end = more.end()
    is_whole = not text[end : end + 1].isalnum()
    return end if is_whole and iban.is_valid(text[start:end], check_country=False) else 0


@cache
def _length(country: str) -> int:
    """How many characters a country's IBANs have, 0 where it has none."""
    from stdnum import numdb

    (_, about), *_ = numdb.get("iban").info(country)
    parts = _PART.findall(about.get("bban", ""))
    return 4 + sum(map(int, parts)) if parts else 0
