"""Social security numbers of the United States."""

import re
from collections.abc import Iterator

from pam_core.privacy.legible import is_after

_GROUPED = re.compile(r"(?<![0-9])[0-9]{3}(-|\.| |, )[0-9]{2}\1[0-9]{4}(?![0-9])")
_SPELLED = re.compile(r"(?<![0-9])(?<![0-9][- ])[0-9](?:[- ][0-9]){8}(?![0-9]|[- ][0-9])")
_BARE = re.compile(r"(?<![0-9])[0-9](?:[-., ]{0,2}[0-9]){8}(?![0-9])")
_TOLD = re.compile(r"\b(?:social|ssn|s\.s\.n|tax ?id|itin)\b", re.IGNORECASE)


def find(text: str) -> Iterator[tuple[int, int]]:
    """Nine digits grouped or spelled as such numbers are, others where they are called so.

    With dashes any such number is taken: those that were never issued are some other office's.
    Nine digits in a row alone are an odometer or a part's number as likely.
    """
    for found in _GROUPED.finditer(text):
        if found[1] == "-" or _may_be_issued(found[0]):
            yield found.span()
    for found in _SPELLED.finditer(text):
        if _may_be_issued(found[0]):
            yield found.span()
    for found in _BARE.finditer(text):
        if is_after(_TOLD, text, found.start()):
            yield found.span()


def _may_be_issued(number: str) -> bool:
    from stdnum.us import ssn

    return ssn.is_valid(re.sub(r"[^0-9]", "", number))
