"""The utterance being heard: its sound and its counts of voice and silence, in frames."""

from pam_core.vocabulary.audio import FRAME_SECONDS
from pam_core.vocabulary.speech import Trigger, Utterance

RESUME_FRAMES = 2
"""Voiced frames in a row that end a pause; one alone is Silero flickering."""


class SpokenSoFar:
    """Collects one utterance, beginning with its pre-roll."""

    def __init__(self, number: int, trigger: Trigger, pre_roll: tuple[bytes, ...]) -> None:
        self.trigger = trigger
        self._number = number
        self._frames = list(pre_roll)
        self._voiced_frames = 0
        self._silent_frames = 0
        self._run = 0
        self._speech_ended_at = 0.0

    @property
    def seconds(self) -> float:
        """Its length so far."""
        return len(self._frames) * FRAME_SECONDS

    @property
    def voiced_seconds(self) -> float:
        """How much of it held voice."""
        return self._voiced_frames * FRAME_SECONDS

    @property
    def silence_seconds(self) -> float:
        """How long nothing has been said."""
        return self._silent_frames * FRAME_SECONDS

    def append(self, pcm: bytes) -> None:
        """Add a frame's sound."""
        self._frames.append(pcm)

    def count(self, *, voiced: bool, captured_at: float, pausing: bool) -> bool:
        """Count a frame; True when it goes on with speech.

        In a pause a single voiced frame may be a flicker and counts as silence; before that every
        one counts.
        """
        self._run = self._run + 1 if voiced else 0
        self._voiced_frames += voiced
        if not voiced or (pausing and self._run < RESUME_FRAMES):
            self._silent_frames += 1
            return False
        self._silent_frames = 0
        self._speech_ended_at = captured_at
        return True

    def utterance(self) -> Utterance:
        """What has been said so far, as a value."""
        return Utterance(
            number=self._number,
            pcm=b"".join(self._frames),
            trigger=self.trigger,
            voiced_seconds=self.voiced_seconds,
            speech_ended_at=self._speech_ended_at,
        )
