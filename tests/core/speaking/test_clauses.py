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
        ("It is on Main St.\nGo there", ["It is on Main St.", "Go there"]),
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


def fed(text: str, size: int) -> list[str]:
    stream = ClauseStream()
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    return [clause for piece in pieces for clause in stream.feed(piece)] + stream.finish()


def test_a_line_that_ends_is_given_at_once() -> None:
    """A line's end says that what stands before it is whole."""
    stream = ClauseStream()
    assert stream.feed("It is far.") == []
    assert stream.feed("\n") == ["It is far."]
    assert stream.feed("on Main St. \n ") == ["on Main St."]
    assert stream.tail == ""
    assert stream.finish() == []


def test_the_first_clause_is_given_at_its_breath() -> None:
    """Nobody waits for the end of the sentence, but for so much that it pays to cut."""
    stream = ClauseStream()
    assert stream.feed("Your trip to Page is ready, about") == []
    assert stream.feed(" four hours") == ["Your trip to Page is ready,"]
    assert stream.tail == "about four hours"
    assert stream.feed(" from here, on a good road. It") == [
        "about four hours from here, on a good road."
    ]
    assert stream.finish() == ["It"]


def test_only_the_first_clause_is_hurried() -> None:
    """Later sentences are given whole, whatever breath they have."""
    stream = ClauseStream()
    assert stream.feed("Done. Your trip to Page is ready, about four hours from") == ["Done."]
    assert stream.finish() == ["Your trip to Page is ready, about four hours from"]


def test_too_little_behind_a_breath() -> None:
    """What may belong to the next sentence does not make the first one worth cutting."""
    assert fed('Your trip to Page is ready, four hours. "Go" now.', 1) == [
        "Your trip to Page is ready, four hours.",
        '"Go" now.',
    ]


REPLIES = st.lists(
    st.sampled_from(
        ["word", "Dr.", "A", "go.", "Is", "it?", "well,", "so:", "–", '"Go"', "(or", "B.)", "4.5"]
        + ["\n", "that", "with", "somewhere", "e.g.", "…", "1"]
    ),
    max_size=25,
).map(" ".join)


@given(REPLIES, st.integers(1, 9))
def test_how_a_reply_is_cut_changes_no_clause(text: str, size: int) -> None:
    """Fed in any pieces it gives the clauses of the whole text."""
    assert fed(text, size) == clauses(text)


@pytest.mark.parametrize("unit", ["Mr. A ", "a, ", "A. ", "a\n", "a" * 50])
def test_a_long_reply_is_cut_without_a_hang(unit: str) -> None:
    """The time grows with the text only."""
    text = unit * (200_000 // len(unit))
    assert "".join("".join(clauses(text)).split()) == "".join(text.split())
