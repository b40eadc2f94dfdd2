"""How another provider's continuation joins what was said."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pam_core.orchestrator.words.stream_joiner import StreamJoiner

SAID = "Page is five miles away. The road is open,"


def joined(said: str, text: str, size: int | None = None) -> str:
    joiner = StreamJoiner(said)
    size = size or max(1, len(text))
    fed = [joiner.feed(text[at : at + size]) for at in range(0, len(text), size)]
    return "".join(fed) + joiner.finish()


@pytest.mark.parametrize(
    "text",
    [
        "and dry.",
        " and dry.",
        "… and dry.",
        "... and dry.",
        f"{SAID} and dry.",
        "page IS five  miles\naway - the road is open and dry.",
        '"Page is five miles away"; The road is open: and dry.',
        "The road is open, and dry.",
        "...the road is open, and dry.",
        "road is open, and dry.",
        "ROAD IS OPEN and dry.",
    ],
)
def test_what_was_said_is_not_said_again(text: str) -> None:
    """It may go on, say all again, or the last sentence, or a few words; marks and case differ."""
    assert joined(SAID, text) == "and dry."
    assert joined(SAID, text, 1) == "and dry."


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (SAID, "open or not, it is dry."),
        (SAID, "Page is five hours away. Take your time."),
        (SAID, "Page is five"),
        (SAID, ".5 miles more."),
        (SAID, "The road is closed."),
        ("It went on and on", "and on and on."),
        ("It is far.", "Far is good."),
        ("It is best to go in the morning.", "In the morning it is cool."),
        ("I saw the dog.", "I saw the dog's bowl."),
        ("It costs $4.", "It costs $4.99."),
        ("It is 5 miles to Page", "Page has fuel."),
        ("", "… hello"),
    ],
)
def test_no_new_word_is_taken_away(said: str, text: str) -> None:
    """What only looks like a repetition, or ends otherwise than what was said, is all new."""
    assert joined(said, text) == text
    assert joined(said, text, 1) == text


@pytest.mark.parametrize(
    ("said", "text", "new"),
    [
        ("It is far. Yes.", "Yes. Take fuel.", "Take fuel."),
        ("Sure.", "Sure, it is far.", "it is far."),
        ("It costs $4.99.", "It costs $4.99. Cash.", "Cash."),
        ("Don’t go.", "Don't go. Wait.", "Wait."),
        ("a b c a b c", "a b c d", "d"),
        ("a b c a b c", "a b c a b c d", "d"),
        (SAID, SAID, ""),
        (SAID, "", ""),
        (SAID, " … ", ""),
    ],
)
def test_what_a_repetition_is(said: str, text: str, new: str) -> None:
    """All that was said, however short; a whole sentence with its mark; the longest that fits."""
    assert joined(said, text) == new
    assert joined(said, text, 1) == new


def test_little_is_held_back() -> None:
    """Another word is given as soon as its letters differ from all that might be repeated."""
    joiner = StreamJoiner(SAID)
    assert joiner.feed("P") == ""
    assert joiner.feed("age i") == ""
    assert joiner.feed("t") == "Page it"
    assert joiner.feed(" is") == " is"


WORDS = st.lists(
    st.sampled_from(["a", "b", "ab", "A.", "b,", "it's", "4", "4.5", "…", "-", "B!", "\n"]),
    max_size=14,
).map(" ".join)


@given(WORDS, WORDS, st.integers(1, 5))
def test_how_it_is_cut_changes_nothing(said: str, text: str, size: int) -> None:
    """A continuation in pieces is joined like one that comes whole."""
    assert joined(said, text, size) == joined(said, text)


def words(text: str) -> int:
    return len(re.findall(r"\w+", text))


@given(WORDS, WORDS)
def test_only_a_beginning_goes(said: str, text: str) -> None:
    """What is given is the end of what came, and never less than what goes beyond what was said."""
    new = joined(said, text)
    assert text.endswith(new)
    assert words(new) >= words(text) - words(said)
