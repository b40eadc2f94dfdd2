"""Bank accounts: IBANs anywhere, other account and routing numbers where they are called so."""

import re
from collections.abc import Iterator

_IBAN_BEGINS = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[ -]?[0-9]{2}[ -]?(?=[A-Za-z0-9])")
_MORE = re.compile(r"[ -]?[A-Za-z0-9]")
_SHORTEST, _LONGEST = 15, 34
"""Characters of an IBAN (ISO 13616)."""

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

    characters, end = 0, start
    while characters < _LONGEST and (more := _MORE.match(text, end)):
        characters, end = characters + 1, more.end()
        ends_here = not text[end : end + 1].isalnum()
        if characters >= _SHORTEST and ends_here:
            if iban.is_valid(text[start:end], check_country=False):
                return end
    return 0
