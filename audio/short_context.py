"""How much sound Whisper is shown, how wide it searches and how much it may say, step by step."""

from dataclasses import dataclass
from enum import StrEnum

WINDOW_SECONDS = 30.0
"""What Whisper was trained on; its encoder takes any shorter length too."""

MOST_TOKENS = 224
"""Half of Whisper's 448, as in the original: the other half belongs to the prompt."""

LEAST_TOKENS = 8


class Padding(StrEnum):
    """What follows the speech up to the end of the context."""

    MURMUR = "murmur"
    """Mel features of 0, a faint even sound: as faster-whisper itself pads."""
    SILENCE = "silence"
    """The features of digital silence, as if the sound itself had been padded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """One way to decode an utterance.

    The context lasts `margin_seconds` longer than the speech, `least_seconds` at least and
    `WINDOW_SECONDS` at most. More than `tokens_a_second` is running away (fast English speech has
    about 5). The transcript is doubted below `least_mean_log_probability` (per token).
    """

    least_seconds: float
    margin_seconds: float
    padding: Padding
    beam: int
    tokens_a_second: float
    least_mean_log_probability: float

    def context_seconds(self, audio_seconds: float) -> float:
        """How long a context this utterance gets."""
        return min(WINDOW_SECONDS, max(self.least_seconds, audio_seconds + self.margin_seconds))

    def token_limit(self, audio_seconds: float) -> int:
        """The most tokens that speech of this length can hold."""
        return min(MOST_TOKENS, LEAST_TOKENS + int(self.tokens_a_second * audio_seconds))


# Word error rates on 70 clips (50 LibriSpeech test-other, 8 LJSpeech, 12 pocketsphinx), tiny.en:
# faster-whisper's transcribe() 13.9 %; QUICK alone 16.9 %, CAREFUL alone 13.4 %, the three together
# 12.8 %, with half of these hard clips going on to CAREFUL and three to FULL. A higher bar for
# QUICK costs time on plain commands, a lower one their slots: `python -m bench accuracy`.
QUICK = Effort(
    least_seconds=5.0,
    margin_seconds=2.0,
    # With silence twice as many short clips run away at so short a context (14 of 70 against 8).
    padding=Padding.MURMUR,
    beam=1,
    tokens_a_second=4.5,
    least_mean_log_probability=-0.25,
)
CAREFUL = Effort(
    least_seconds=8.0,
    margin_seconds=4.0,
    padding=Padding.SILENCE,
    beam=5,
    tokens_a_second=6.0,
    # A lone doubt about the words is not lifted by 30 s of context: only running away is.
    least_mean_log_probability=float("-inf"),
)
FULL = Effort(
    least_seconds=WINDOW_SECONDS,
    margin_seconds=0.0,
    padding=Padding.SILENCE,
    beam=5,
    tokens_a_second=8.0,
    least_mean_log_probability=float("-inf"),
)
EFFORTS = (QUICK, CAREFUL, FULL)
"""In this order, until one gives a transcript that is not doubted."""
