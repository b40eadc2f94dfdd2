"""Words said over and over are Whisper talking, not the user."""

import pytest

from audio.transcript_checks import ran_away, repeats_itself


@pytest.mark.parametrize(
    "text",
    [
        "You don't mean that. You don't mean that.",
        "a cup of coffee and then a cup of coffee with milk",
        "no no no no",
        "Thank you, thank you.",
        "I spent ten dollars on fuel and I spent ten dollars on food",
    ],
)
def test_words_that_return_are_doubted(text: str) -> None:
    """Two to eight words twice in a row, one word four times and four words twice raise a doubt."""
    assert repeats_itself(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Stop.",
        "no no no",
        "I spent forty five dollars on fuel at Shell.",
        "the cat and the dog and the bird",
    ],
)
def test_plain_speech_is_not_doubted(text: str) -> None:
    """Ordinary sentences, small words that return among others and a threefold no stand."""
    assert not repeats_itself(text)


@pytest.mark.parametrize("text", ["on the on the on the on the", "you " * 8])
def test_what_nobody_says_ran_away(text: str) -> None:
    """A group of words four times in a row, or one word eight times, is no speech."""
    assert ran_away(text)


@pytest.mark.parametrize(
    "text",
    ["I spent ten dollars on fuel and I spent ten dollars on food", "no no no no", "go go go", ""],
)
def test_what_people_do_say_did_not_run_away(text: str) -> None:
    """Emphasis and a phrase used twice are people's way of talking."""
    assert not ran_away(text)
