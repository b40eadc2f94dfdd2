"""What is said at once while driving."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pam_core.orchestrator.words.for_the_ear import MOST_CHARACTERS, is_one_sentence, portions

LONG = "It is a long way to the next town"


@pytest.mark.parametrize(
    ("text", "first", "more"),
    [
        ("Okay.", "Okay.", ()),
        ("", "", ()),
        ("One. Two. Three.", "One. Two.", ("Three.",)),
        (f"{LONG}, {LONG}, {LONG}, {LONG}.", f"{LONG}, {LONG}, {LONG},", (f"{LONG}.",)),
        (f"{LONG}. {LONG}. {LONG}.", f"{LONG}. {LONG}.", (f"{LONG}.",)),
    ],
)
def test_portions(text: str, first: str, more: tuple[str, ...]) -> None:
    """Two sentences at a time; one that is too long is cut behind a comma."""
    assert portions(text) == (first, more)


def test_rest_follows() -> None:
    """What was kept for "more" comes after what did not fit."""
    assert portions("One. Two. Three.", ("Four.",)) == ("One. Two.", ("Three.", "Four."))


@given(st.text(), st.lists(st.text(), max_size=3))
def test_always_fits(text: str, rest: list[str]) -> None:
    """No portion is ever longer than 120 characters."""
    first, more = portions(text, tuple(rest))
    assert all(len(each) <= MOST_CHARACTERS for each in (first, *more))


def test_an_endless_word() -> None:
    """What has no space to cut at is cut anywhere, and nothing of it is lost."""
    first, more = portions("x" * 300)
    assert "".join((first, *more)) == "x" * 300


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("How much was it?", True),
        ("Delete 67.50 dollars for dining?", True),
        ("45 dollars. What was it for?", False),
        ("420 gallons? Shall I log that?", False),
    ],
)
def test_one_sentence(text: str, one: bool) -> None:
    """A question of two sentences leaves no room for another one before it."""
    assert is_one_sentence(text) is one


@given(st.lists(st.from_regex(r"[a-z]{1,12}[.,?]?", fullmatch=True), min_size=1, max_size=80))
def test_nothing_is_lost(words: list[str]) -> None:
    """Every word is said sooner or later, in order."""
    first, more = portions(" ".join(words))
    assert " ".join((first, *more)).split() == words
