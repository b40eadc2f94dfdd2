"""What is a turn and what is not."""

import pytest

from pam_core.conversation.doubt import Drop, weigh
from pam_core.vocabulary.speech import Transcript, Trigger


def transcript(text: str, confidence: float = 0.8, no_speech: float = 0.05) -> Transcript:
    return Transcript(
        text=text,
        confidence=confidence,
        no_speech_probability=no_speech,
        fell_back=False,
        audio_seconds=2.0,
        decode_seconds=0.1,
    )


@pytest.mark.parametrize(
    "text",
    ["Thank you.", "Thanks for watching!", "you", " Bye. ", "[BLANK_AUDIO]", "(wind blowing)", "."],
)
def test_phantoms_are_no_turn_on_an_open_microphone(text: str) -> None:
    """Whisper's stock phrases out of noise never become a turn."""
    assert weigh(transcript(text), Trigger.HANDS_FREE).dropped is not None


@pytest.mark.parametrize("text", ["Ah! Ah! Ah!", "AHHH!", "Oh, oh", "Mm-hmm.", "Whoa! Whoa!"])
def test_cries_are_no_turn(text: str) -> None:
    """A baby, a dog or a yawn is not answered."""
    assert weigh(transcript(text), Trigger.HANDS_FREE).dropped is Drop.PHANTOM


def test_a_short_answer_counts_where_it_is_clear() -> None:
    """Noise often sounds like "yeah", but a clear one is an answer."""
    assert weigh(transcript("Yeah.", confidence=0.4), Trigger.HANDS_FREE).dropped
    assert weigh(transcript("Yeah.", confidence=0.8), Trigger.HANDS_FREE).words == "Yeah."


def test_thanking_with_the_key_held_is_a_turn() -> None:
    """Who holds the key means what is said."""
    assert weigh(transcript("Thank you."), Trigger.KEY).words == "Thank you."


def test_guesses_are_dropped() -> None:
    """Words that Whisper itself does not believe are not acted on."""
    verdict = weigh(transcript("log forty dollars", confidence=0.1), Trigger.KEY)
    assert verdict.dropped is Drop.TOO_UNSURE


def test_silence_with_words_is_dropped() -> None:
    """Whisper saying both "no speech" and something unsure heard nothing."""
    verdict = weigh(transcript("Okay so", confidence=0.4, no_speech=0.9), Trigger.HANDS_FREE)
    assert verdict.dropped is Drop.NO_SPEECH


def test_a_command_is_a_turn() -> None:
    """Ordinary speech passes unchanged, also with thanks inside."""
    words = "Thank you, log 45 dollars for fuel."
    assert weigh(transcript(words), Trigger.HANDS_FREE).words == words
