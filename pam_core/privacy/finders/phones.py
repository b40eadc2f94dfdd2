"""Telephone numbers: American as they are written and said, all others with their country."""

import re
from collections.abc import Iterator

from pam_core.privacy.legible import is_after

_AMERICAN = re.compile(
    r"""
    (?<![0-9])(?:\+?1[-. ]{0,2})?(?P<area>\(?[2-9][0-9]{2}\)?)(?P<gap>[-. /]{0,3})
    (?P<office>[0-9]{3})(?P<second>[-. ]{0,3})[0-9]{4}(?![0-9])
    """,
    re.VERBOSE,
)
_SPELLED = re.compile(r"(?<![0-9])(?<![0-9][- ])(?:1[- ])?[2-9](?:[- ][0-9]){9}(?![0-9]|[- ][0-9])")
_ABROAD = re.compile(r"(?:\+|(?<![0-9])011[- ]?)[ (]?[1-9](?:[-. ()/]{0,3}[0-9]){6,17}(?![0-9])")
_TOLD = re.compile(r"(?<![0-9.,$])\(?[0-9](?:[- ()/]{0,2}[0-9]){6,14}(?![0-9])")
_ABOUT_PHONES = re.compile(
    r"\b(?:phone|telephone|tel|cell|mobile|call|text|dial|fax|sms|whatsapp|ring)\b", re.IGNORECASE
)
_DATE = re.compile(
    r"(?:19|20)[0-9]{2}[-/ ][0-9]{1,2}[-/ ][0-9]{1,2}"
    r"|[0-9]{1,2}[-/ ][0-9]{1,2}[-/ ](?:19|20)[0-9]{2}"
)
_MONEY = re.compile(r"(?:[$€£]|[0-9]\.) ?\Z")
_LAST_GROUP = re.compile(r"[-. ()/]+[0-9]+\Z")


def find(text: str) -> Iterator[tuple[int, int]]:
    """Numbers that can be dialled; local ones without an area only where a call is spoken of."""
    for found in _AMERICAN.finditer(text):
        if _is_american(found, text):
            yield found.span()
    for found in _SPELLED.finditer(text):
        yield found.span()
    for found in _ABROAD.finditer(text):
        length = _diallable(found[0])
        if length:
            yield found.start(), found.start() + length
    for found in _TOLD.finditer(text):
        if is_after(_ABOUT_PHONES, text, found.start()) and not _DATE.match(found[0]):
            yield found.span()


def _is_american(found: re.Match[str], text: str) -> bool:
    """Written in groups it is one; a row of ten digits must be one that exists, and no price."""
    if found["gap"] and found["second"]:
        marked = found["gap"] + found["second"] != "  " or "(" in found["area"]
        return marked or found["office"][0] in "23456789"
    if _MONEY.search(text, max(0, found.start() - 2), found.start()):
        return False
    return _exists(found[0])


def _exists(number: str) -> bool:
    # Every country's numbering; imported with the first number that may be one.
    import phonenumbers

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, "US"))
    except phonenumbers.NumberParseException:
        return False


def _diallable(number: str) -> int:
    """How many characters of an international number may be one, 0 where it is none.

    Another number may follow it after a space: groups are taken off the end until it fits.
    """
    import phonenumbers

    while number:
        try:
            parsed = phonenumbers.parse(number, "US")
            if phonenumbers.is_possible_number(parsed):
                return len(number)
        except phonenumbers.NumberParseException:
            return 0
        shorter = _LAST_GROUP.sub("", number)
        if shorter == number:
            return 0
        number = shorter
    return 0
