"""How much sound Whisper is shown and how much it may say: little for little speech."""

WINDOW_SECONDS = 30.0
"""What Whisper was trained on; its encoder takes any shorter length too."""

LEAST_SECONDS = 10.0
MARGIN_SECONDS = 4.0
LEAST_TOKENS = 8
TOKENS_A_SECOND = 6.0
"""Fast English speech is about 5 tokens a second; what goes beyond is running away."""

MOST_TOKENS = 224
"""Half of Whisper's 448, as in the original: the other half belongs to the prompt."""


def context_seconds(audio_seconds: float) -> float:
    """The length, in seconds, to which sound is padded with silence before it is decoded."""
    return min(WINDOW_SECONDS, max(LEAST_SECONDS, audio_seconds + MARGIN_SECONDS))


def token_limit(audio_seconds: float) -> int:
    """The most tokens that speech of this length can hold."""
    return min(MOST_TOKENS, LEAST_TOKENS + int(TOKENS_A_SECOND * audio_seconds))
