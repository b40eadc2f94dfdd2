"""E-mail addresses, written and as they are said."""

import re
from collections.abc import Iterator

from pam_core.privacy.legible import is_after

_BEFORE_AT = re.compile(r"[^\s@<>()\[\],;:\"']+\Z")
_AFTER_AT = re.compile(r"(?:[^\W_][\w-]*\.)+[^\W\d_]{2,}")
_MOST_CHARACTERS = 64
"""So long is an address's part before the at sign at most."""

_AT = re.compile(r" at (?=[a-z0-9])", re.IGNORECASE)
_SAID_BEFORE = re.compile(
    r"\b[\w.+-]+(?: (?:dot|underscore|dash|hyphen|plus) [\w.+-]+){0,3}\Z", re.IGNORECASE
)
_SAID_AFTER = re.compile(r"[a-z0-9-]{2,40}(?:(?:\.| dot )[a-z0-9-]{2,40}){1,3}\b", re.IGNORECASE)
_POST_OFFICES = frozenset(
    "gmail googlemail yahoo hotmail outlook live msn icloud me mac aol proton protonmail gmx"
    " comcast verizon att sbcglobal charter cox zoho fastmail".split()
)
_ABOUT_MAIL = re.compile(r"\b(?:e-?mail|mail|address|write|contact|reach)", re.IGNORECASE)


def find(text: str) -> Iterator[tuple[int, int]]:
    """Addresses; "bob at example dot com" where mail is spoken of, or its host carries mail."""
    at = text.find("@")
    while at >= 0:
        before = _BEFORE_AT.search(text, max(0, at - _MOST_CHARACTERS), at)
        after = _AFTER_AT.match(text, at + 1)
        if before and after:
            yield before.start(), after.end()
        at = text.find("@", at + 1)
    for said in _AT.finditer(text):
        earliest = max(0, said.start() - _MOST_CHARACTERS)
        before = _SAID_BEFORE.search(text, earliest, said.start())
        after = _SAID_AFTER.match(text, said.end())
        if before and after and _is_mail(after[0], text, before.start()):
            yield before.start(), after.end()


def _is_mail(host: str, text: str, start: int) -> bool:
    office = host.lower().replace(" dot ", ".").split(".")[0]
    return office in _POST_OFFICES or is_after(_ABOUT_MAIL, text, start)
