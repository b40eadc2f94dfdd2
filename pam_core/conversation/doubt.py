"""Whether a transcript is a turn at all: silence, noise and Whisper's stock phantoms are not."""

import re
from dataclasses import dataclass
from enum import StrEnum

from pam_core.vocabulary.speech import Transcript, Trigger

LEAST_CONFIDENCE = 0.22
"""exp(mean log-probability) below which tiny.en's words are guesses, whatever they say."""

NO_SPEECH_DOUBTS = ((0.6, 0.55), (0.3, 0.35))
"""Above this no-speech probability a confidence below this one is noise. Found on 116 texts that
tiny.en makes of noise; of sampled orders none was above 0.13 or below 0.44, diesel included."""

SURE_CONFIDENCE = 0.5

_BRACKETED = re.compile(r"[\[(*♪][^\])*♪]*[\])*♪]?")
_PHANTOMS = frozenset(
    """
    thank you|thank you very much|thanks|thanks for watching|thank you for watching
    thank you so much for watching|please subscribe|you|bye|bye bye|the end|so|oh|ah|uh|um|hmm|mm
    i'm sorry|silence|music|applause|okay bye|i'll see you next time|see you next time
    subtitles by the amara org community|we'll be right back|shh|hm|huh|mmm|ooh|whoa
    oh yeah|i don't know|you you|here|wow|hey
    """.replace("\n", "|")
    .replace("    ", "")
    .split("|")
) - {""}

_ANSWERS = frozenset("yes|yeah|no|okay|all right|right|hi".split("|"))
"""What noise also sounds like, but people mean when they are asked."""

_CRIES = re.compile(r"(?:(?:a+h*|o+h+|u+h+|m+(?: ?hm+)?|hm+|who+a+h*|m?a{3,})\s*)+", re.ASCII)
"""A baby, a dog, a yawn."""


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
    if any(
        transcript.no_speech_probability > no_speech and transcript.confidence < confidence
        for no_speech, confidence in NO_SPEECH_DOUBTS
    ):
        return Verdict(words="", dropped=Drop.NO_SPEECH)
    if unsure and bare in _ANSWERS:
        return Verdict(words="", dropped=Drop.TOO_UNSURE)
    phantom = bare in _PHANTOMS or _CRIES.fullmatch(bare) is not None
    if phantom and (trigger is Trigger.HANDS_FREE or unsure):
        return Verdict(words="", dropped=Drop.PHANTOM)
    return Verdict(words=words)
