"""What counts as said by the user, argument by argument."""

import json
from typing import Any

import pytest

from pam_core.orchestrator.tools.grounding import is_said
from pam_core.orchestrator.tools.toolbox import tool_name
from pam_core.vocabulary.model_talk import ToolCall
from pam_core.vocabulary.speech import Trigger
from pam_core.vocabulary.tool_use import Access
from pam_core.vocabulary.turn import TurnRequest
from tests.core.language.said_sentences import NOW, Case, cases
from tests.core.orchestrator.tool_stage import ToolStage

TOOLBOX = ToolStage().toolbox


def said(text: str, action: str, /, **slots: Any) -> bool:
    """Whether an action with these arguments is in the user's words."""
    call = ToolCall(id="c", name=tool_name(action), arguments=json.dumps(slots))
    request = TurnRequest(turn_id="t", text=text, confidence=0.9, trigger=Trigger.KEY, now=NOW)
    return is_said(TOOLBOX.intent(call, NOW), request, TOOLBOX)


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("put forty five dollars down under diesel", {"amount": "45", "category": "fuel"}),
        ("45 bucks went into the tank at Love's, gas", {"amount": 45, "category": "fuel"}),
        (
            "forty five dollars of gas yesterday at the Love's over there",
            {"amount": 45, "category": "fuel", "merchant": "Love's", "date": "2026-11-22"},
        ),
        (
            "sixty seven fifty for groceries, Whole Foods, mark it",
            {"amount": "67.50", "category": "groceries", "merchant": "Whole Foods"},
        ),
        ("would you note 45 dollars for tolls", {"amount": 45, "category": "tolls"}),
    ],
)
def test_said(text: str, slots: dict[str, Any]) -> None:
    """Numbers in words or figures, days, values by their phrases, and the user's own words."""
    assert said(text, "expense.log", **slots)


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        # another number, or only a part of one
        ("put forty five dollars down under diesel", {"amount": 40, "category": "fuel"}),
        ("put forty five dollars down under diesel", {"amount": 5, "category": "fuel"}),
        ("put 145 dollars down under diesel", {"amount": 45, "category": "fuel"}),
        # another number than the amount
        ("45 dollars of diesel at mile marker 120", {"amount": 120, "category": "fuel"}),
        ("45 dollars for 20 gallons of diesel", {"amount": 20, "category": "fuel"}),
        # another currency
        ("45 pesos for tolls", {"amount": "45 USD", "category": "tolls"}),
        # something the user did not say at all
        ("put forty five dollars down", {"amount": 45, "category": "fuel"}),
        (
            "put 45 dollars down under diesel",
            {"amount": 45, "category": "fuel", "merchant": "Shell"},
        ),
        (
            "put 45 dollars down under diesel",
            {"amount": 45, "category": "fuel", "date": "2026-11-20"},
        ),
        # the user said a day, the model left it out
        ("45 dollars of diesel yesterday, put it down", {"amount": 45, "category": "fuel"}),
        # denied, asked, supposed
        ("do not put 45 dollars down under diesel", {"amount": 45, "category": "fuel"}),
        ("what happens with 45 dollars of diesel", {"amount": 45, "category": "fuel"}),
        ("if I put 45 dollars into diesel", {"amount": 45, "category": "fuel"}),
        ("should I spend 45 dollars on diesel", {"amount": 45, "category": "fuel"}),
        # too long to be read at all
        (
            "put 45 dollars down under diesel " + "and so on " * 100,
            {"amount": 45, "category": "fuel"},
        ),
        ("", {"amount": 45, "category": "fuel"}),
    ],
)
def test_not_said(text: str, slots: dict[str, Any]) -> None:
    """One argument that is not the user's own, and nothing of it is."""
    assert not said(text, "expense.log", **slots)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("get me to call Bob tomorrow at nine", "2026-11-24T09:00"),
        ("get me at nine to call Bob tomorrow", "2026-11-24T09:00"),
        ("get me to call Bob on friday", "2026-11-27"),
        ("get me to call Bob in two hours", "2026-11-23T16:00"),
    ],
)
def test_said_moments(text: str, at: str) -> None:
    """A moment may be said in pieces."""
    assert said(text, "reminder.add", text="call Bob", at=at)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("get me to call Bob tomorrow at nine", "2026-11-24"),
        ("get me to call Bob tomorrow", "2026-11-24T09:00"),
        ("get me to call Bob tomorrow at nine", "2026-11-24T21:00"),
        ("get me to call Bob tomorrow at nine", "2026-11-25T09:00"),
    ],
)
def test_not_said_moments(text: str, at: str) -> None:
    """A time that was said is not left out, one that was not is not made up."""
    assert not said(text, "reminder.add", text="call Bob", at=at)


def test_other_words_of_a_text() -> None:
    """A text is the user's when its words are, in any order and form; little words are free."""
    heard = "write this down: the campground in Moab has no shade on site fourteen"
    assert not said(heard, "note.add", text="no shade on site 14, campground in Moab")
    heard = "write this down: the campground in Moab has little shade on site fourteen"
    assert said(heard, "note.add", text="Campgrounds in Moab: little shade on site 14")
    assert not said(heard, "note.add", text="little shade on site 14, wire 500 dollars")


@pytest.mark.parametrize(
    ("text", "action"),
    [("thanks, that was great", "undo"), ("hm", "checklist.stop"), ("good", "reminder.done")],
)
def test_nothing_of_it(text: str, action: str) -> None:
    """An action without a word of the user's in it is not said, although it needs none."""
    assert not said(text, action)


def test_what_follows_from_an_action() -> None:
    """A value no list has is said by its own name."""
    assert said(
        "limit everything to 2000 dollars", "budget.set", category="everything", amount=2000
    )
    assert not said("limit stuff to 2000 dollars", "budget.set", category="everything", amount=2000)


WRITES = [
    case
    for case in cases()
    if case.action
    and TOOLBOX.access(case.action) is Access.WRITE
    and not case.missing
    and case.slots.get("amount", {}).get("amount", "0")[0] != "-"
]


def test_most_of_what_is_said_is_seen() -> None:
    """Four of five commands with arguments are their own proof; else PAM asks too often."""
    spoken = [case for case in WRITES if set(case.slots) - {"date", "which", "period"}]
    assert len(spoken) > 400
    assert sum(map(_proves_itself, spoken)) > 0.8 * len(spoken)


def _proves_itself(case: Case) -> bool:
    return said(case.text, case.action or "", **case.slots)


def test_nothing_said_is_in_other_words() -> None:
    """What one sentence says is hardly ever in the words of quite another one."""
    other = "tell me a story about the moon and the sea"
    assert [case.text for case in WRITES if said(other, case.action or "", **case.slots)] == []
