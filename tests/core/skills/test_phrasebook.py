"""PAM's sentences."""

import re

import pytest

from pam_core.skills.phrasebook import Phrasebook

LONGEST = {
    "amount": "1,234 dollars and 56 cents",
    "category": "entertainment",
    "merchant": "Page Lake Powell Campground",
    "when": "on Wednesday",
    "total": "12,345 dollars and 67 cents",
    "clock": "12:59 PM",
    "today": "Wednesday, September 30th",
    "said_back": "log 45 dollars and 99 cents for entertainment",
    "question": "1,234 dollars and 56 cents. What was it for?",
    "sentence": "The disk is full, so nothing more can be kept. Free some space and say it again.",
}
LONG = "Salt Lake City"
"""What fills the gaps that are not named above."""


def test_gaps() -> None:
    """Gaps are filled, and an optional part goes with its gap."""
    phrases = Phrasebook({"logged": "Logged {amount}[ at {merchant}][ {when}]."})
    assert phrases.say("logged", amount="5", merchant="A", when="") == "Logged 5 at A."
    assert phrases.say("logged", amount="5", merchant=None, when="now") == "Logged 5 now."


def test_value_is_not_a_template() -> None:
    """What the user said is put in as it is, brackets and braces included."""
    phrases = Phrasebook({"logged": "At {merchant}[, {when}]."})
    assert phrases.say("logged", merchant="{when} [x]", when="now") == "At {when} [x], now."


def test_several_ways() -> None:
    """Where there are several ways to say it, they take turns."""
    phrases = Phrasebook({"hm": ["one", "two"]})
    assert [phrases.say_in_turn("hm", turn) for turn in range(3)] == ["one", "two", "one"]


def _all() -> list[str]:
    phrases = Phrasebook.load()
    every = (way for ways in phrases._sentences.values() for way in ways)
    gaps = dict.fromkeys((gap for way in every for gap in re.findall(r"{(\w+)}", way)), LONG)
    return [
        phrases.say_in_turn(key, turn, **(gaps | LONGEST))
        for key, ways in phrases._sentences.items()
        for turn in range(len(ways))
    ]


@pytest.mark.parametrize("sentence", _all())
def test_fits_the_ear(sentence: str) -> None:
    """Even with long values a reply has two sentences and about 120 characters at most."""
    assert len(sentence) <= 160
    assert sentence.count(". ") + sentence.count("? ") <= 2
    assert "$" not in sentence
