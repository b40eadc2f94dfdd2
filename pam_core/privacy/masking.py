"""Secrets in a text, replaced by placeholders before it leaves, and put back in what returns."""

import json
import re
from collections.abc import Callable, Iterable, Iterator

from pam_core.privacy.finders import accounts, cards, emails, keys, phones, social
from pam_core.privacy.kinds import BEGUN, PLACEHOLDER, Kind, canonical, placeholder
from pam_core.privacy.legible import legible

Span = tuple[int, int]
Found = tuple[int, int, Kind]

_FINDERS: tuple[tuple[Kind, Callable[[str], Iterator[Span]]], ...] = (
    (Kind.KEY, keys.find),
    (Kind.EMAIL, emails.find),
    (Kind.ACCOUNT, accounts.find),
    (Kind.CARD, cards.find),
    (Kind.SOCIAL, social.find),
    (Kind.PHONE, phones.find),
)
"""The first whose finding begins a stretch of text names it."""


class Masking:
    """The secrets of one turn: the same one always has the same placeholder, and comes back.

    What is masked once is masked wherever it occurs, also where nothing around it tells what it is.
    A text that was masked is not masked again: its placeholders would be taken for the user's own.
    """

    def __init__(self) -> None:
        self._placeholders: dict[str, tuple[Kind, str]] = {}
        self._values: dict[str, str] = {}
        self._found: dict[Kind, int] = {}

    @property
    def found(self) -> tuple[str, ...]:
        """What was masked so far, in words ("card number"), each kind once."""
        return tuple(kind.title for kind in self._found if kind.title)

    def mask(self, text: str) -> str:
        """The text with a placeholder for each secret in it: "my card is [card 1]"."""
        found = _whole(_all_found(text))
        for start, end, kind in found:
            self._note(text[start:end], kind)
        masked, done = "", 0
        for start, end, kind in _whole([*found, *self._known(text)]):
            masked += text[done:start] + self._note(text[start:end], kind)
            done = end
        return masked + text[done:]

    def unmask(self, text: str) -> str:
        """The text with every placeholder's value back in its place; unknown ones stay."""
        return PLACEHOLDER.sub(lambda found: self._values.get(canonical(found), found[0]), text)

    def unmask_json(self, text: str) -> str:
        """The same for JSON: within its strings the values are written as JSON wants them."""
        return PLACEHOLDER.sub(self._value_in_json, text)

    def stream(self) -> "Unmasking":
        """What unmasks an answer that comes piece by piece."""
        return Unmasking(self)

    def _known(self, text: str) -> Iterator[Found]:
        """Every place where something stands that was masked before."""
        for value, (kind, _) in self._placeholders.items():
            start = text.find(value)
            while start >= 0:
                yield start, start + len(value), kind
                start = text.find(value, start + 1)

    def _note(self, value: str, kind: Kind) -> str:
        if value not in self._placeholders:
            self._found[kind] = self._found.get(kind, 0) + 1
            name = placeholder(kind, self._found[kind])
            self._placeholders[value] = (kind, name)
            self._values[name] = value
        return self._placeholders[value][1]

    def _value_in_json(self, found: re.Match[str]) -> str:
        value = self._values.get(canonical(found))
        return found[0] if value is None else json.dumps(value, ensure_ascii=False)[1:-1]


class Unmasking:
    """An answer in pieces, unmasked: however it is cut, the pieces joined are the same.

    Held back is only what may still become a placeholder.
    """

    def __init__(self, masking: Masking) -> None:
        self._masking = masking
        self._held = ""

    def feed(self, piece: str) -> str:
        """What can be said of the answer after one more piece; "" where that must wait."""
        text = self._held + piece
        start = text.rfind("[")
        begun = start >= 0 and BEGUN.match(text, start) is not None
        self._held = text[start:] if begun else ""
        return self._masking.unmask(text[:start] if begun else text)

    def finish(self) -> str:
        """The rest: what was held back and became no placeholder."""
        held, self._held = self._held, ""
        return held


def _all_found(text: str) -> Iterator[Found]:
    for found in PLACEHOLDER.finditer(text):
        yield *found.span(), Kind.TEXT
    plain = legible(text)
    for kind, find in _FINDERS:
        for start, end in find(plain):
            yield start, end, kind


def _whole(found: Iterable[Found]) -> list[Found]:
    """Findings that overlap are one, named for whichever begins it and was sought first."""
    whole: list[Found] = []
    for start, end, kind in sorted(found, key=lambda one: one[0]):
        if whole and start < whole[-1][1]:
            before = whole[-1]
            whole[-1] = (before[0], max(before[1], end), before[2])
        else:
            whole.append((start, end, kind))
    return whole
