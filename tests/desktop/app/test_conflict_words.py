"""The two versions of a conflict as people read them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from pam_core.vocabulary.sync import Conflict
from pam_desktop.app.conflict_words import decisions_wait, in_one_line, versions_of

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
FUEL = {
    "amount_minor": 4500,
    "currency": "USD",
    "category": "fuel",
    "merchant": "Shell",
    "description": None,
    "spent_on": "2026-11-20",
    "bank_id": "ofx:1",
}


def conflict(mine: Any, theirs: Any, entity: str = "expense") -> Conflict:
    return Conflict(
        id="c1",
        entity=entity,
        thing_id="t1",
        mine=mine,
        theirs=theirs,
        at=NOON,
        error="conflict",
    )


def test_expense() -> None:
    """Money and days are said as people say them; what is not for people is left out."""
    shown = versions_of(conflict(FUEL, FUEL | {"amount_minor": 5475, "merchant": None}))
    assert shown.what == "Expense"
    assert [(it.label, it.words, it.differs) for it in shown.mine] == [
        ("amount", "45 dollars", True),
        ("category", "fuel", False),
        ("merchant", "Shell", True),
        ("day", "Friday, November 20th, 2026", False),
    ]
    assert [it.words for it in shown.theirs][:3] == ["54 dollars and 75 cents", "fuel", "none"]
    assert in_one_line(shown.theirs) == (
        "54 dollars and 75 cents, fuel, Friday, November 20th, 2026"
    )


def test_deleted() -> None:
    """A side that was deleted says so."""
    shown = versions_of(conflict(FUEL, None))
    assert shown.theirs == ()
    assert in_one_line(shown.theirs) == "Deleted"
    assert all(line.differs for line in shown.mine)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"limit": {"minor": 30000, "currency": "EUR"}}, "300 euros"),
        ({"at": "2026-11-24T09:30:00-07:00"}, "Tuesday, November 24th, 2026, 9:30 AM"),
        ({"done": True}, "yes"),
        ({"miles": 12500}, "12,500"),
        ({"gallons": 12.5}, "12.5"),
        ({"stops": ["Moab", "Kanab"]}, "Moab and Kanab"),
        ({"text": "2026-13-45"}, "2026-13-45"),
        ({"text": "call\nmom"}, "call mom"),
        ({"something": {"new": {"deep": None}}}, "Deleted"),
    ],
)
def test_fields_of_any_kind(fields: dict[str, Any], words: str) -> None:
    """Things of every kind can be read, those of a newer PAM too."""
    assert in_one_line(versions_of(conflict(fields, None, "reminder")).mine) == words


def test_huge_thing() -> None:
    """A thing of any size fits on the screen."""
    shown = versions_of(conflict({f"f{n}": "x" * 9000 for n in range(400)}, None))
    assert len(shown.mine) <= 12
    assert all(len(line.words) <= 300 for line in shown.mine)


@pytest.mark.parametrize(
    ("many", "words"), [(1, "1 change needs a decision"), (2, "2 changes need a decision")]
)
def test_how_many_wait(many: int, words: str) -> None:
    """One and several are told apart."""
    assert decisions_wait(many) == words
