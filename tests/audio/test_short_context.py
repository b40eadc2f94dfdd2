"""Each effort shows Whisper enough and lets it say enough, never more than it can take."""

import pytest

from audio.short_context import CAREFUL, EFFORTS, FULL, MOST_TOKENS, QUICK, WINDOW_SECONDS, Effort


@pytest.mark.parametrize("effort", EFFORTS)
@pytest.mark.parametrize("seconds", [0.1, 1.0, 3.0, 7.9, 12.0, 25.0, 27.5, 30.0])
def test_a_context_holds_the_speech_and_no_more_than_the_window(
    effort: Effort, seconds: float
) -> None:
    """Never shorter than the speech, never longer than 30 s."""
    assert seconds <= effort.context_seconds(seconds) <= WINDOW_SECONDS


@pytest.mark.parametrize("effort", EFFORTS)
@pytest.mark.parametrize("seconds", [0.1, 1.0, 3.0, 12.0, 30.0])
def test_the_fastest_speech_fits_the_token_limit(effort: Effort, seconds: float) -> None:
    """3.3 tokens a second and eight more were the most in 70 read clips."""
    assert min(MOST_TOKENS, 8 + int(3.3 * seconds)) <= effort.token_limit(seconds) <= MOST_TOKENS


def test_efforts_grow() -> None:
    """Whoever is asked later sees at least as much and may say at least as much."""
    for lesser, greater in ((QUICK, CAREFUL), (CAREFUL, FULL)):
        assert lesser.context_seconds(3.0) < greater.context_seconds(3.0)
        assert lesser.token_limit(3.0) <= greater.token_limit(3.0)
        assert lesser.beam <= greater.beam
