"""Reading the wake phrase from the first words."""

import pytest

from pam_core.conversation.wake_phrase import after_wake_phrase, without_wake_phrase


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Hey Pam, what time is it?", "what time is it?"),
        ("Hey, Pam. What time is it?", "What time is it?"),
        ("Okay Palm log forty dollars", "log forty dollars"),
        ("PAM, stop.", "stop."),
        ("Hey Pam!", ""),
        ("Hi, P.A.M. What time is it?", "What time is it?"),
    ],
)
def test_calling_pam(text: str, rest: str) -> None:
    """What follows the call is what PAM was told, however Whisper spells its name."""
    assert after_wake_phrase(text) == rest


@pytest.mark.parametrize(
    "text",
    [
        "What time is it?",
        "Pampered campers spend more",
        "I told Pam that already",
        "Palm trees are nice",
        "Hey pal, what time is it",
    ],
)
def test_not_calling_pam(text: str) -> None:
    """Talk among people is not for PAM."""
    assert after_wake_phrase(text) is None


def test_the_call_is_taken_off_but_never_everything() -> None:
    """With the key held the call is not needed; alone it stays what was said."""
    assert without_wake_phrase("Hey Pam, help") == "help"
    assert without_wake_phrase("Hey Pam.") == "Hey Pam."
