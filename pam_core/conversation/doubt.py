"""Whether a transcript is a turn at all: silence, noise and Whisper's stock phantoms are not."""

import re
from dataclasses import dataclass
from enum import StrEnum

from pam_core.vocabulary.speech import Transcript, Trigger

LEAST_CONFIDENCE = 0.22
"""exp(mean log-probability) below which tiny.en's words are guesses, whatever they say."""

HIGH_NO_SPEECH = 0.6
"""Whisper's own threshold for silence (openai/whisper transcribe.py, no_speech_threshold)."""

SURE_CONFIDENCE = 0.5

_BRACKETED = re.compile(r"[\[(*♪][^\])*♪]*[\])*♪]?")
_PHANTOMS = frozenset(
    """
    thank you|thank you very much|thanks|thanks for watching|thank you for watching
    thank you so much for watching|please subscribe|you|bye|bye bye|the end|so|oh|ah|uh|um|hmm|mm
    i'm sorry|silence|music|applause|okay bye|i'll see you next time|see you next time
    subtitles by the amara org community|we'll be right back|shh|hm|huh|mmm|ooh|whoa
    """.replace("\n", "|")
    .replace("    ", "")
    .split("|")
) - {""}


class Drop(StrEnum):
    """Why an utterance is no turn."""

    NO_WORDS = "no words"
    TOO_UNSURE = "too unsure"
    NO_SPEECH = "no speech"
    PHANTOM = "phantom"
    NOT_CALLED = "not called"
    ONLY_CALLED = "only called"
    FAILED = "failed"
    """A part of PAM failed, which is told by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`words` is what to act on; "" with the reason in `dropped` where it is no turn."""

    words: str
    dropped: Drop | None = None


def weigh(transcript: Transcript, trigger: Trigger) -> Verdict:
    """Decide whether a transcript becomes a turn.

    With the key held the user certainly meant to speak, so a plain "thank you" is taken; on an
    open microphone it is a phantom.
    """
    words = _BRACKETED.sub(" ", transcript.text).strip()
    bare = re.sub(r"[^\w\s']", "", words).strip().lower()
    if not bare:
        return Verdict(words="", dropped=Drop.NO_WORDS)
    if transcript.confidence < LEAST_CONFIDENCE:
        return Verdict(words="", dropped=Drop.TOO_UNSURE)
    unsure = transcript.confidence < SURE_CONFIDENCE
    if unsure and transcript.no_speech_probability > HIGH_NO_SPEECH:
        return Verdict(words="", dropped=Drop.NO_SPEECH)
    if bare in _PHANTOMS and (trigger is Trigger.HANDS_FREE or unsure):
        return Verdict(words="", dropped=Drop.PHANTOM)
    return Verdict(words=words)
