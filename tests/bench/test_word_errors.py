"""The word error rate compares what a listener would write, not how a model spells."""

import pytest

from bench.accuracy import holds
from bench.spelling import spelled_number, words_of
from bench.word_errors import WordErrors, edit_distance, word_errors


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zero"),
        (13, "thirteen"),
        (40, "forty"),
        (342, "three hundred forty two"),
        (1000, "one thousand"),
        (2_000_005, "two million five"),
    ],
)
def test_numbers_are_spelled(number: int, words: str) -> None:
    """Whole numbers become the words that stand for them."""
    assert " ".join(spelled_number(number)) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Mr. and Mrs. Dashwood", "mister and missus dashwood"),
        ("It costs $2.50.", "it costs two dollars fifty"),
        (
            "$1,200 for 12.5 gallons",
            "one thousand two hundred dollars for twelve point five gallons",
        ),
        ("in 1811, on the 21st", "in eighteen eleven on the twenty first"),
        ("the 20th and 5th; 30%", "the twentieth and fifth thirty percent"),
        ("A well-known Don’t — 'tis", "a well known don't tis"),
        ("007", "zero zero seven"),
        ("", ""),
    ],
)
def test_texts_are_normalised(text: str, words: str) -> None:
    """Titles, money, years, ordinals, hyphens and quotes are written one way."""
    assert " ".join(words_of(text)) == words


@pytest.mark.parametrize(
    ("left", "right", "distance"),
    [
        ("a b c", "a b c", 0),
        ("a b c", "a c", 1),
        ("a b", "a x b y", 2),
        ("", "a b", 2),
        ("a", "", 1),
    ],
)
def test_each_word_put_in_taken_out_or_changed_counts_one(
    left: str, right: str, distance: int
) -> None:
    """Levenshtein's distance over words."""
    assert edit_distance(left.split(), right.split()) == distance
    assert edit_distance(right.split(), left.split()) == distance


def test_rates_add_up_over_words_not_over_clips() -> None:
    """One error in two words and none in eight make one in ten."""
    total = word_errors("a b", "a x") + word_errors("c d e f g h i j", "C, d e f g h i J.")
    assert total == WordErrors(errors=1, words=10)
    assert total.rate == pytest.approx(0.1)
    assert WordErrors().rate == 0.0


def test_a_slot_is_heard_only_in_whole_words_and_together() -> None:
    """A 16-ounce cup holds sixteen ounce; sixteen big ounces do not."""
    assert holds("A 16-ounce cup, please.", "sixteen ounce")
    assert not holds("sixteen big ounces", "sixteen ounce")
    assert not holds("latter", "latte")
