"""A conflict as people read it: what the thing is, and its two versions field by field."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pam_core.skills.wording import clock, full_day, joined, money
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.sync import Conflict

DELETED = "Deleted"
MOST_CHARACTERS = 300
_MOST_LINES = 12
_FIRST = ("amount", "limit", "text", "name", "title", "category", "merchant", "description", "day")
"""What tells a thing best goes first."""

_NOT_FOR_PEOPLE = frozenset(("id", "zone", "currency", "times", "slots", "provenance"))
_LABELS = {"spent_on": "day", "received_on": "day", "at": "when", "repeat": "comes round"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One field of a version. `differs`: the other version has something else there."""

    label: str
    words: str
    differs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """A conflict to be decided. A version that was deleted has no lines."""

    id: str
    what: str
    mine: tuple[Line, ...]
    theirs: tuple[Line, ...]
    at: datetime


def versions_of(conflict: Conflict) -> Versions:
    """Both versions, the same field on the same line."""
    mine, theirs = _in_words(conflict.mine), _in_words(conflict.theirs)
    labels = sorted({*mine, *theirs}, key=_rank)[:_MOST_LINES]
    return Versions(
        id=conflict.id,
        what=conflict.entity.replace("_", " ").capitalize(),
        mine=tuple(_lines(labels, mine, theirs)) if conflict.mine is not None else (),
        theirs=tuple(_lines(labels, theirs, mine)) if conflict.theirs is not None else (),
        at=conflict.at,
    )


def in_one_line(lines: Sequence[Line]) -> str:
    """A version on one line: "45 dollars, fuel, Shell"."""
    return ", ".join(line.words for line in lines if line.words != "none") or DELETED


def decisions_wait(many: int) -> str:
    """As in "1 change needs a decision", "2 changes need a decision"."""
    return f"{many} change{' needs' if many == 1 else 's need'} a decision"


def _lines(
    labels: Sequence[str], own: Mapping[str, str], other: Mapping[str, str]
) -> Iterator[Line]:
    for label in labels:
        words = own.get(label, "none")
        yield Line(label=label, words=words, differs=words != other.get(label, "none"))


def _rank(label: str) -> tuple[int, str]:
    return (_FIRST.index(label) if label in _FIRST else len(_FIRST), label)


def _in_words(fields: Mapping[str, Any] | None) -> dict[str, str]:
    words = {}
    for name, value in (fields or {}).items():
        if name in _NOT_FOR_PEOPLE or name.endswith("_id"):
            continue
        if name.endswith("_minor") and isinstance(value, int):
            currency = str((fields or {}).get("currency") or "USD")
            name, value = name.removesuffix("_minor"), {"minor": value, "currency": currency}
        said = _said(value)
        if said:
            words[_LABELS.get(name, name.replace("_", " "))] = said[:MOST_CHARACTERS]
    return words


def _said(value: Any) -> str:
    match value:
        case None | "":
            return ""
        case bool():
            return "yes" if value else "no"
        case {"minor": int(minor), "currency": str(currency)}:
            return money(Money(minor=minor, currency=currency))
        case dict():
            return (
                joined(parts) if (parts := [it for it in map(_said, value.values()) if it]) else ""
            )
        case list() | tuple():
            return joined(parts) if (parts := [it for it in map(_said, value) if it]) else ""
        case float() | Decimal():
            return f"{value:,}".removesuffix(".0")
        case int():
            return f"{value:,}"
        case _:
            return _moment(" ".join(str(value).split()))


def _moment(text: str) -> str:
    """A day or a moment in words where the text is one, else the text itself."""
    try:
        if len(text) == len("2026-11-23"):
            return _dated(date.fromisoformat(text))
        if len(text) > len("2026-11-23T") and text[4:5] == "-":
            at = datetime.fromisoformat(text)
            return f"{_dated(at.date())}, {clock(at)}"
    except ValueError:
        # It only looks like one.
        return text
    return text


def _dated(day: date) -> str:
    return f"{full_day(day)}, {day.year}"
