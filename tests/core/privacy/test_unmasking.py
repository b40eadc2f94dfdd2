"""Placeholders in what a model answers are what they stand for again."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pam_core.privacy.masking import Masking

CARD, MAIL = "4111 1111 1111 1111", "bob@example.com"
LONGEST = len("[  account  123456  ]")


@pytest.fixture
def masking() -> Masking:
    return _masking()


def _masking() -> Masking:
    masking = Masking()
    masking.mask(f"{CARD} {MAIL} [key 1]")
    return masking


@pytest.mark.parametrize(
    "written",
    ["[card 1]", "[Card 1]", "[CARD 1]", "[card1]", "[ card 1 ]", "[card  1]", "[card 01]"],
)
def test_rewritten(masking: Masking, written: str) -> None:
    """A placeholder is known whatever a model made of its case and spaces."""
    assert masking.unmask(f"Your card is {written}.") == f"Your card is {CARD}."


@pytest.mark.parametrize("unknown", ["[card 2]", "[phone 1]", "[card]", "[card one]", "card 1"])
def test_unknown(masking: Masking, unknown: str) -> None:
    """What stands for nothing stays as it is."""
    assert masking.unmask(unknown) == unknown


@pytest.mark.parametrize("value", [CARD, MAIL, "[key 1]"])
def test_once(masking: Masking, value: str) -> None:
    """What comes back is not looked into again."""
    assert masking.unmask(masking.mask(f"a {value} b")) == f"a {value} b"


def test_in_json(masking: Masking) -> None:
    """Within JSON a value is written so that the JSON stays whole."""
    mark = "-" * 5
    key = f"{mark}BEGIN KEY{mark}\nabc\\def\n{mark}END KEY{mark}"
    arguments = json.dumps({"text": masking.mask(f"note {key} and {CARD}")})
    assert "abc" not in arguments
    assert json.loads(masking.unmask_json(arguments)) == {"text": f"note {key} and {CARD}"}


_PIECES = st.lists(
    st.sampled_from(
        [
            "[card 1]",
            "[Card1]",
            "[email 1]",
            "[text 1]",
            "[card 7]",
            "[",
            "[[",
            "[c",
            "[card ",
            "1]",
        ]
        + ["[emai", "]", " ", "x", "Your card is ", "[ card", "\n", "[account 123456", "[texts 1]"]
    ),
    max_size=12,
)


@settings(deadline=None)
@given(_PIECES, st.lists(st.integers(0, 120), max_size=20))
def test_however_it_is_cut(pieces: list[str], cuts: list[int]) -> None:
    """An answer in pieces is the same as in one; never more than a placeholder is held back."""
    masking, text = _masking(), "".join(pieces)
    places = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    stream, told, held = masking.stream(), "", []
    for start, end in zip(places, places[1:], strict=False):
        told += stream.feed(text[start:end])
        held.append(len(masking.unmask(text[:end])) - len(told))
    assert told + stream.finish() == masking.unmask(text)
    assert max(held, default=0) <= LONGEST


def test_held_back(masking: Masking) -> None:
    """Words go through at once; only what may become a placeholder waits, and no bracket else."""
    stream = masking.stream()
    assert stream.feed("Your card ") == "Your card "
    assert stream.feed("is [ca") == "is "
    assert stream.feed("rd 1") == ""
    assert stream.feed("] [sic") == f"{CARD} [sic"
    assert stream.feed(" [e") == " "
    assert stream.finish() == "[e"
    assert stream.finish() == ""
