"""Card numbers: 13 to 19 digits with the right check digit, however they are grouped."""

import re
from collections.abc import Iterator, Sequence

from pam_core.privacy.legible import is_after

_GROUPS = re.compile(r"[0-9]+(?:(?:, |[-. ,/]{1,3})[0-9]+)*")
_GROUP = re.compile(r"[0-9]+")
_FEWEST, _MOST = 13, 19
"""Digits of a card's number (ISO/IEC 7812)."""

_SMALL = 4

_USUAL = {(4, 6, 5), (4, 6, 4)}
"""American Express and Diners Club."""

_TOLD = re.compile(r"\b(?:card|visa|master ?card|amex|discover|debit|credit)\b", re.IGNORECASE)

Groups = Sequence[re.Match[str]]


def find(text: str) -> Iterator[tuple[int, int]]:
    """Numbers grouped as cards' are; after the word "card" also others, and with a slip in them."""
    for run in _GROUPS.finditer(text):
        if run.end() - run.start() < _FEWEST:
            continue
        groups = list(_GROUP.finditer(text, run.start(), run.end()))
        told = is_after(_TOLD, text, run.start())
        yield from _cards(groups, told)


def _cards(groups: Groups, told: bool) -> Iterator[tuple[int, int]]:
    first = 0
    while first < len(groups):
        inside = not told and _goes_on(groups, first)
        last = None if inside else _last(groups, first, told)
        if last is None:
            first += 1
        else:
            yield groups[first].start(), groups[last].end()
            first = last + 1


def _last(groups: Groups, first: int, told: bool) -> int | None:
    """The last group of the longest card that begins with the group `first`, None for none.

    One whose check digit is right goes before one that is only called a card.
    """
    checked, called, digits = None, None, ""
    for last in range(first, min(len(groups), first + _MOST)):
        digits += groups[last][0]
        if len(digits) > _MOST:
            break
        if len(digits) < _FEWEST:
            continue
        grouped = _is_grouped(groups, first, last)
        if (told or (grouped and digits[0] in "23456")) and _checks(digits):
            checked = last
        elif told and grouped:
            called = last
    return called if checked is None else checked


def _is_grouped(groups: Groups, first: int, last: int) -> bool:
    """Whether all groups but the last are of one length, as cards are written and spelled.

    Of small groups there are many in any list of numbers: those must be the whole of their like.
    """
    sizes = tuple(len(group[0]) for group in groups[first : last + 1])
    if sizes in _USUAL:
        return True
    size = sizes[0]
    if any(each != size for each in sizes[:-1]) or sizes[-1] > size:
        return False
    return not _goes_on(groups, first) and not _goes_on(groups, last + 1)


def _goes_on(groups: Groups, at: int) -> bool:
    """Whether the group goes on with a row of small ones, begun by the group before it."""
    if not 0 < at < len(groups):
        return False
    size = len(groups[at][0])
    return size < _SMALL and size == len(groups[at - 1][0])


def _checks(digits: str) -> bool:
    from stdnum import luhn

    return luhn.is_valid(digits)
