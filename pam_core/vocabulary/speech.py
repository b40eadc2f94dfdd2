"""What was said: an utterance as sound, and its transcript."""

from dataclasses import dataclass
from enum import StrEnum


class Trigger(StrEnum):
    """What opened the turn."""

    KEY = "key"
    """The talk key is held; releasing it ends the utterance."""
    TOGGLE = "toggle"
    """One press opens, silence or a second press ends it."""
    HANDS_FREE = "hands_free"
    """Voice opened it on an open microphone."""
    TEXT = "text"
    """Typed, or given on the command line."""
    UNASKED = "unasked"
    """PAM spoke up by itself: a reminder, an alert."""


class Completeness(StrEnum):
    """How finished a transcript sounds: it decides how long PAM waits before it takes the turn."""

    COMPLETE = "complete"
    """A whole command or question that PAM understands."""
    REQUEST = "request"
    """Not understood, but it has the shape of a whole request: "can I get a coffee?"."""
    SENTENCE = "sentence"
    """Not understood, but a whole long sentence, closed by Whisper with its full stop."""
    UNKNOWN = "unknown"
    UNFINISHED = "unfinished"
    """More must come: "remind me to", "add", a number still being said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """One stretch of the user's speech, pre-roll included: 16 kHz PCM.

    `number` counts utterances since the microphone opened. `speech_ended_at` is the monotonic time,
    in seconds, of the last frame with voice, for measuring delays. `voiced_seconds` counts the
    frames that held voice: nearly none means that nothing was said.
    """

    number: int
    pcm: bytes
    trigger: Trigger
    voiced_seconds: float
    speech_ended_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """What Whisper made of an utterance.

    `confidence` is exp(mean token log-probability), 0-1; `no_speech_probability` is Whisper's own.
    `fell_back` says that the short encoder context was not trusted and 30 s were decoded.
    `audio_seconds` is the utterance's length, `decode_seconds` the time spent on it.
    """

    text: str
    confidence: float
    no_speech_probability: float
    fell_back: bool
    audio_seconds: float
    decode_seconds: float
