"""Frames and key presses in, utterances out: the machine that decides when somebody has spoken.

It speculates: after a short pause it hands out the utterance so far, to be transcribed and judged
while it waits on. If speech resumes, that attempt is stale; if the pause lasts, it stands.
"""

from dataclasses import dataclass

from pam_core.listening.patience import Patience
from pam_core.listening.pre_roll import PreRoll
from pam_core.listening.spoken_so_far import SpokenSoFar
from pam_core.listening.voice_gate import GateReading, VoiceGate
from pam_core.vocabulary.audio import FRAME_SECONDS, Frame
from pam_core.vocabulary.speech import Completeness, Trigger, Utterance

PRE_ROLL_SECONDS = 0.5
BEGIN_FRAMES = 3
"""Voiced frames in a row that open a hands-free utterance: 60 ms, shorter than any word."""

LEAST_VOICED_SECONDS = 0.1

SETTLE_FRAMES = 15
"""Frames after PAM fell silent in which the room still answers with its voice: 0.3 s."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechBegan:
    """An utterance was opened, by voice or by hand."""

    trigger: Trigger


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused:
    """The speaker paused: transcribe the utterance so far, it may be all of it."""

    utterance: Utterance


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """The speaker went on: what was made of the last pause is stale."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """The speaker has finished. `pause_stands`: nothing was said since the last `Paused`."""

    utterance: Utterance
    pause_stands: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Abandoned:
    """The microphone was open and nothing was said."""


Output = SpeechBegan | Paused | Resumed | Ended | Abandoned


class Listener:
    """One microphone's ear. Feed it every frame; call its verbs when keys move."""

    def __init__(self, gate: VoiceGate, patience: Patience | None = None) -> None:
        self._gate = gate
        self._patience = patience or Patience()
        self._pre_roll = PreRoll(PRE_ROLL_SECONDS)
        self._hands_free = False
        self._deaf = False
        self._settling_frames = 0
        self._utterances = 0
        self._voiced_run = 0
        self._spoken: SpokenSoFar | None = None
        self._pause_out = False
        self._judgement: Completeness | None = None
        self._frames_since_release: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether an utterance is being heard."""
        return self._spoken is not None

    @property
    def wants_every_frame(self) -> bool:
        """Whether frames must come at once: someone speaks or may be about to."""
        return self.is_open or self._gate.is_open

    @property
    def is_open_by_hand(self) -> bool:
        """Whether a key has opened the utterance being heard, and not yet ended it."""
        return (
            self._spoken is not None
            and self._spoken.trigger is not Trigger.HANDS_FREE
            and self._frames_since_release is None
        )

    def open_for_voice(self, on: bool) -> tuple[Output, ...]:
        """Hands-free: let voice open an utterance; switched off, drop one that voice has opened."""
        self._hands_free = on
        self._gate.reset()
        self._voiced_run = 0
        if not on and self._spoken is not None and self._spoken.trigger is Trigger.HANDS_FREE:
            return self.abandon()
        return ()

    def deafen(self, deaf: bool) -> None:
        """Ignore voice while PAM itself speaks; a key still opens an utterance."""
        if deaf == self._deaf:
            return
        self._deaf = deaf
        self._gate.reset()
        self._voiced_run = 0
        self._settling_frames = 0 if deaf else SETTLE_FRAMES
        # What was heard meanwhile is PAM's own voice.
        self._pre_roll.clear()

    def press(self, trigger: Trigger) -> tuple[Output, ...]:
        """A key opens an utterance, or takes over the one being heard and holds it open."""
        if self._spoken is not None:
            return self._take_over(self._spoken, trigger)
        if self._deaf:
            self._pre_roll.clear()
        self._gate.reset()
        spoken = self._open(trigger)
        for frame in self._pre_roll.frames():
            voiced = self._gate.hear(frame.pcm, held_open=True).voiced
            spoken.count(voiced=voiced, captured_at=frame.captured_at, pausing=False)
        return (SpeechBegan(trigger=trigger),)

    def release(self) -> tuple[Output, ...]:
        """The key came up, or was pressed a second time: the utterance ends after its last word.

        One that voice opened after the key's own had ended is not the key's to end.
        """
        if self._spoken is None or not self.is_open_by_hand:
            return ()
        self._frames_since_release = 0
        if self._spoken.voiced_seconds == 0:
            # The only word may just now be reaching the microphone: the tail decides.
            return ()
        if self._spoken.silence_seconds >= self._patience.after_release_seconds:
            return self._end(self._spoken)
        return () if self._pause_out else (self._pause(self._spoken),)

    def abandon(self) -> tuple[Output, ...]:
        """Drop the utterance being heard."""
        if not self.is_open:
            return ()
        self._close()
        return (Abandoned(),)

    def judged(self, completeness: Completeness) -> None:
        """How finished the words of the last pause sound."""
        self._judgement = completeness

    def hear(self, frame: Frame) -> tuple[GateReading | None, tuple[Output, ...]]:
        """Take in one frame; the reading is None while nobody watches for voice."""
        if self._spoken is not None:
            reading = self._gate.hear(frame.pcm, held_open=True)
            self._spoken.append(frame.pcm)
            return reading, self._go_on(self._spoken, reading.voiced, frame.captured_at)
        self._pre_roll.push(frame)
        if not self._hands_free or self._deaf:
            return None, ()
        if self._settling_frames > 0:
            self._settling_frames -= 1
            return None, ()
        reading = self._gate.hear(frame.pcm, held_open=False)
        self._voiced_run = self._voiced_run + 1 if reading.voiced else 0
        if self._voiced_run < BEGIN_FRAMES:
            return reading, ()
        spoken = self._open(Trigger.HANDS_FREE)
        for _ in range(BEGIN_FRAMES):
            spoken.count(voiced=True, captured_at=frame.captured_at, pausing=False)
        return reading, (SpeechBegan(trigger=Trigger.HANDS_FREE),)

    def _go_on(self, spoken: SpokenSoFar, voiced: bool, captured_at: float) -> tuple[Output, ...]:
        outputs: list[Output] = []
        goes_on = spoken.count(voiced=voiced, captured_at=captured_at, pausing=self._pause_out)
        if goes_on and self._pause_out:
            self._pause_out = False
            self._judgement = None
            outputs.append(Resumed())
        if self._frames_since_release is not None:
            self._frames_since_release += 1
        if self._is_over(spoken):
            outputs += self._end(spoken)
        elif self._is_pausing(spoken):
            outputs.append(self._pause(spoken))
        return tuple(outputs)

    def _is_pausing(self, spoken: SpokenSoFar) -> bool:
        return (
            not self._pause_out
            and spoken.voiced_seconds > 0
            and spoken.silence_seconds >= self._patience.pause_seconds
        )

    def _is_over(self, spoken: SpokenSoFar) -> bool:
        patience, silence = self._patience, spoken.silence_seconds
        if spoken.seconds >= patience.longest_seconds:
            return True
        if self._frames_since_release is not None:
            if spoken.voiced_seconds > 0 and silence >= patience.after_release_seconds:
                return True
            return self._frames_since_release * FRAME_SECONDS >= patience.tail_seconds
        if spoken.trigger is Trigger.KEY:
            return False
        if spoken.voiced_seconds == 0:
            return silence >= patience.nothing_said_seconds
        return self._pause_out and silence >= patience.for_judgement(self._judgement)

    def _pause(self, spoken: SpokenSoFar) -> Paused:
        self._pause_out = True
        self._judgement = None
        return Paused(utterance=spoken.utterance())

    def _end(self, spoken: SpokenSoFar) -> tuple[Output, ...]:
        stands = self._pause_out
        self._close()
        if spoken.voiced_seconds < LEAST_VOICED_SECONDS:
            return (Abandoned(),)
        return (Ended(utterance=spoken.utterance(), pause_stands=stands),)

    def _take_over(self, spoken: SpokenSoFar, trigger: Trigger) -> tuple[Output, ...]:
        was_overheard = spoken.trigger is Trigger.HANDS_FREE
        spoken.trigger = trigger
        self._frames_since_release = None
        if not (was_overheard and self._pause_out):
            return ()
        # What was made of the pause may be "not for PAM": it is to be understood anew.
        self._pause_out = False
        self._judgement = None
        return (Resumed(),)

    def _open(self, trigger: Trigger) -> SpokenSoFar:
        self._utterances += 1
        pre_roll = tuple(frame.pcm for frame in self._pre_roll.frames())
        self._spoken = SpokenSoFar(self._utterances, trigger, pre_roll)
        self._pause_out = False
        self._judgement = None
        self._frames_since_release = None
        return self._spoken

    def _close(self) -> None:
        self._spoken = None
        self._voiced_run = 0
        self._pre_roll.clear()
        self._gate.reset()
