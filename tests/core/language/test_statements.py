"""A statement before a command: only the command is taken, and nothing is lost."""

from typing import Any

import pytest

from pam_core.language.understanding import Language
from tests.core.language.said_sentences import NOW


@pytest.mark.parametrize(
    ("text", "action", "slots"),
    [
        ("I need diesel. What's the closest truck stop?", "place.find", {"kind": "diesel"}),
        ("I'm starting to drive now, switch to driving mode", "driving_mode", {"on": True}),
        (
            "Okay, we're packing up, run the departure list",
            "checklist.start",
            {"name": "departure"},
        ),
        ("It's getting late. Find a campground near Moab.", "camp.find", {"near": "Moab"}),
        ("I can't hear you. Louder.", "louder", {}),
        ("My feet hurt and we're out of shape. Where are we?", "location.where", {}),
        ("That was wrong, undo that", "undo", {}),
        ("I'm tired. What time is it?", "time.now", {}),
        ("The shop called. Set a 10 minute timer.", "timer.start", None),
        ("Money's tight right now. How much did I spend on fuel?", "expense.query", None),
        ("Whoops, wrong number. Undo that.", "undo", {}),
        ("Sounds good. Start the departure checklist.", "checklist.start", {"name": "departure"}),
        ("Thanks. How far is it to the next stop?", "trip.status", {}),
        (
            "We got here at noon. Note that site 14 has no shade.",
            "note.add",
            {"text": "site 14 has no shade"},
        ),
    ],
)
def test_command_behind_a_statement(
    language: Language, text: str, action: str, slots: dict[str, Any] | None
) -> None:
    """What only says how things are does not hide the command behind it."""
    intent = language.parse(text, NOW)
    assert intent.action == action
    assert slots is None or dict(intent.slots) == slots


def test_trust_behind_a_statement(language: Language) -> None:
    """A command behind a statement is a little less sure than alone."""
    assert language.parse("We're lost. Where are we?", NOW).confidence == 0.9
    assert language.parse("Where are we?", NOW).confidence == 1.0


@pytest.mark.parametrize(
    "text",
    [
        "He said, set a timer for ten minutes",
        "Take the dog out. Set a timer for ten minutes",
        "I said, set a timer for ten minutes",
        "The sign read, turn on driving mode",
        "I was like, where are we",
        "If it rains, set a timer for ten minutes",
        "When we get there, run the arrival checklist",
        "I wish it was Friday, plan a trip to Moab",
        "We should go home, plan a trip to Moab",
        "I don't want that, set a timer for ten minutes",
        "We're not going, plan a trip to Moab",
        "What a mess? Set a timer for ten minutes",
        "Is it raining, set a timer for ten minutes",
        "The light turned red, stop",
        "Honey, set a timer for ten minutes",
        "I already called mom, check that off",
        "My tire looks low. Remind me to check it tomorrow",
        "I like this place. Note that it has no shade",
        "My mom is sick. Remind me to call her tomorrow",
    ],
)
def test_no_command_behind_it(language: Language, text: str) -> None:
    """Quoted, supposed, wished, denied, asked, or about a thing just named: nobody's command."""
    assert language.parse(text, NOW).action is None


@pytest.mark.parametrize(
    "text",
    [
        "I spent 45 dollars on gas. Set a timer for 5 minutes.",
        "I filled up 42 gallons at 3.89, where are we",
        "Remind me to call Bob. Where are we?",
        "Note that site 14 has no shade. Set a timer for ten minutes.",
        "Cancel my meeting with Bob. Next step.",
        "Plan a trip to Denver. Pick up the pace.",
        "I spent $45 on groceries at Whole Foods. Read faster.",
        "When is my next delivery. Walk me through the departure checklist",
        "Put milk on my list. Put bug spray on the packing list",
        "We're in Moab. Add milk to the shopping list. Where are we?",
    ],
)
def test_two_commands(language: Language, text: str) -> None:
    """Of two commands in one breath none is done, so that none is lost unsaid."""
    assert language.parse(text, NOW).action is None


def test_a_note_of_two_sentences(language: Language) -> None:
    """A second sentence that is no command belongs to the note."""
    slots = language.parse("Note that site 14 has no shade. It gets hot there.", NOW).slots
    assert slots == {"text": "site 14 has no shade. It gets hot there"}


@pytest.mark.parametrize(
    ("text", "action", "slots"),
    [
        ("Plan a trip to St. George.", "trip.plan", {"destination": "St. George"}),
        ("Add milk. To my shopping list.", "list.add", {"item": "milk", "list": "shopping"}),
        ("Remind me to call Dr. Bob", "reminder.add", {"text": "call Dr. Bob"}),
    ],
)
def test_full_stops_within_a_command(
    language: Language, text: str, action: str, slots: dict[str, Any]
) -> None:
    """A full stop of an abbreviation, or of a pause, ends no command."""
    intent = language.parse(text, NOW)
    assert (intent.action, dict(intent.slots)) == (action, slots)
