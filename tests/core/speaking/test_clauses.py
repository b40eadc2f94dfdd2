"""Where replies are cut for speaking."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pam_core.speaking.clauses import ClauseStream, clauses, sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It's three forty two PM.", ["It's three forty two PM."]),
        ("Done. Anything else?", ["Done.", "Anything else?"]),
        ("That is $45.50 for Dr. Smith. Right?", ["That is $45.50 for Dr. Smith.", "Right?"]),
        ("St. George is 3.5 hours away.", ["St. George is 3.5 hours away."]),
        ("One\nTwo", ["One", "Two"]),
        ("", []),
        ("   ", []),
    ],
)
def test_sentences_end_where_people_end_them(text: str, expected: list[str]) -> None:
    """Abbreviations, initials and decimals do not end a sentence."""
    assert sentences(text) == expected


def test_a_long_first_sentence_is_cut_where_one_breathes() -> None:
    """The first sound comes after a clause, not after the sentence; the others stay whole."""
    text = "Your trip to Page is ready, about four hours. You should leave at nine, it is warm."
    assert clauses(text) == [
        "Your trip to Page is ready,",
        "about four hours.",
        "You should leave at nine, it is warm.",
    ]


def test_numbers_are_not_torn_apart() -> None:
    """No cut inside a spoken number."""
    first = clauses("You've spent two hundred and ten dollars on fuel this month.")[0]
    assert first == "You've spent two hundred and ten dollars"


def test_a_short_sentence_stays_whole() -> None:
    """Cutting "Logged, thanks." would only make it choppy."""
    assert clauses("Logged, thanks.") == ["Logged, thanks."]


@given(st.text(max_size=300))
def test_no_word_is_lost_or_added(text: str) -> None:
    """Clauses joined again are the text, whatever it is."""
    assert " ".join(clauses(text)).split() == text.split()


@given(st.lists(st.text(alphabet="ab .,!?AB\n", max_size=20), max_size=12))
def test_a_streamed_reply_loses_nothing(pieces: list[str]) -> None:
    """Fed in any pieces, the stream gives all the words in order."""
    stream = ClauseStream()
    out = [clause for piece in pieces for clause in stream.feed(piece)] + stream.finish()
    assert "".join("".join(out).split()) == "".join("".join(pieces).split())
