"""Sentences that fit only once they are put right: said twice, or heard as something else."""

from typing import Any

import pytest

from pam_core.language.restarts import said_once
from pam_core.language.understanding import Language
from pam_core.language.words import sentence
from pam_core.vocabulary.reply import Intent
from tests.core.language.said_sentences import NOW

TOMORROW = "2026-11-24"


@pytest.mark.parametrize(
    ("text", "once"),
    [
        ("can we do the can we do the arrival checklist", "can we do the arrival checklist"),
        ("what's what's today's date", "what's today's date"),
        ("set a timer, uh, a timer for the eggs", "set a timer for the eggs"),
        ("I I I need a campground", "I need a campground"),
        ("add 5 dollars, add 5 dollars for gas", "add 5 dollars for gas"),
        ("every friday to to add def", "every friday to add def"),
    ],
)
def test_said_once(text: str, once: str) -> None:
    """A phrase of up to five words said twice in a row, thinking sounds between, is said once."""
    assert said_once(sentence(text)) == once


@pytest.mark.parametrize(
    "text",
    ["four four", "4 4", "twenty twenty", "oh five oh five", "what is it", "that's is", "", "stop"],
)
def test_not_said_twice(text: str) -> None:
    """Figures said one by one are not said twice, and half a word is no word."""
    assert said_once(sentence(text)) is None


@pytest.mark.parametrize(
    ("text", "action", "slots"),
    [
        (
            "can we do the can we do the arrival checklist",
            "checklist.start",
            {"name": "arrival"},
        ),
        ("what's what's today's date", "time.now", {"about": "date"}),
        ("remind me to to call Bob tomorrow", "reminder.add", {"text": "call Bob", "at": TOMORROW}),
        ("planet trip to Denver", "trip.plan", {"destination": "Denver"}),
        ("hey Pam planet a trip to Denver", "trip.plan", {"destination": "Denver"}),
        (
            "I went to save 2000 dollars for new tires",
            "goal.set",
            {"name": "new tires", "amount": {"amount": "2000.00", "currency": "USD"}},
        ),
    ],
)
def test_put_right(language: Language, text: str, action: str, slots: dict[str, Any]) -> None:
    """What fits nothing as it stands is tried once more as it was meant, a little less surely."""
    intent = language.parse(text, NOW)
    assert (intent.action, dict(intent.slots)) == (action, slots)
    assert intent.confidence <= 0.9


@pytest.mark.parametrize(
    "text",
    [
        "I went to the store",
        "I went to find my keys",
        "the planet trip movie was great",
        "we spent we spent a lot of time in Moab",
        "very very good",
    ],
)
def test_not_put_right(language: Language, text: str) -> None:
    """Chatter is no command, however it is put right."""
    assert language.parse(text, NOW).action is None


def test_answer_said_twice(language: Language) -> None:
    """An answer may be said twice, too."""
    asked = Intent(action="expense.log", slots={"category": "fuel"}, missing=("amount",))
    answer = language.answer("it was it was forty five dollars", NOW, asked)
    assert answer is not None
    assert answer.slots["amount"] == {"amount": "45.00", "currency": "USD"}


@pytest.mark.parametrize(
    "text",
    [
        "I filled up 42 gallons for $160, odometer $81,250",
        "I filled up $42 gallons for $160, odometer $81.250",
        "Thilled up 42 gallons for $160, odometer 81.250",
        "Philled up 42 gallons for $160 at 81,250 miles",
    ],
)
def test_figures_written_as_money(language: Language, text: str) -> None:
    """Beside an amount every figure may be written as money: its place says what it is."""
    intent = language.parse(text, NOW)
    assert intent.action == "fuel.log"
    assert {name: intent.slots[name] for name in ("volume", "total", "odometer")} == {
        "volume": {"value": "42", "unit": "gallon"},
        "total": {"amount": "160.00", "currency": "USD"},
        "odometer": {"value": "81250", "unit": "mile"},
    }


def test_price_stays_a_price(language: Language) -> None:
    """A price of one gallon is no volume; "of" may stand for "at"."""
    slots = language.parse("filled up 42 gallons of $3.89 gallon", NOW).slots
    assert slots["volume"] == {"value": "42", "unit": "gallon"}
    assert slots["price_per_unit"] == {"amount": "3.89", "currency": "USD"}
