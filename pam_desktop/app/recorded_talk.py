"""The whole loop on recordings instead of a microphone: for `pam hear` and the terminal's demo."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

from audio.file_loudspeaker import FileLoudspeaker
from audio.file_microphone import FileMicrophone
from audio.recording import CLIPPED_SHARE_WORTH_SAYING, read_recording
from audio.recording_microphone import RecordingMicrophone
from audio.voice_detector import SpeechDetector
from pam_core.assistant.conductor import Assistant
from pam_core.assistant.parts import Parts
from pam_core.settings.schema import Settings
from pam_core.vocabulary.audio import FRAME_BYTES
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.events import (
    Event,
    TroubleMet,
    TurnFinished,
    UtteranceDropped,
    UtteranceHeard,
)
from pam_core.vocabulary.ports import Microphone
from pam_core.vocabulary.speech import Transcript
from pam_core.vocabulary.turn import Turn
from pam_desktop.app.clock import SoundClock, SystemClock
from pam_desktop.app.manners import manners_of
from pam_desktop.app.rooms import Rooms
from pam_desktop.app.speech_models import SpeechModels

LEAD = bytes(FRAME_BYTES * 25)
"""Half a second of silence, so that the first word has a pre-roll."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedTurn:
    """One utterance of a recording, answered; or `dropped` with the reason, then `turn` is None."""

    turn: Turn | None
    transcript: Transcript | None
    dropped: str = ""


class RecordedTalk:
    """Plays recordings to a hands-free assistant; `on_turn` hears of every utterance in order.

    `is_clipped`: the last one was recorded so loud that words may be lost. Known unless it was
    played in real time.
    """

    def __init__(
        self,
        settings: Settings,
        rooms: Rooms,
        models: SpeechModels,
        on_turn: Callable[[RecordedTurn], None],
        on_progress: Callable[[float], None] = lambda seconds: None,
    ) -> None:
        self._settings = settings
        self._rooms = rooms
        self._models = models
        self._on_turn = on_turn
        self._on_progress = on_progress
        self._transcript: Transcript | None = None
        self._trouble: PamError | None = None
        self.is_clipped = False

    async def play(
        self, path: Path, *, wav_out: Path | None = None, in_real_time: bool = False
    ) -> None:
        """Hear one file to its end; `wav_out` gets the spoken replies.

        In real time the delays are those of life; else the file is heard as fast as it is
        understood, and PAM's work is counted as if it were done after each pause.

        Raises:
            PamError: where the file cannot be read, a model is missing, or the replies cannot be
                written. What was said up to there has been answered.
        """
        clock = SystemClock() if in_real_time else SoundClock(self._on_progress)
        microphone = self._microphone(path, clock)
        loudspeaker = FileLoudspeaker(paced=False, path=wav_out, monotonic=clock.monotonic)
        manners = replace(
            manners_of(self._settings),
            hands_free=True,
            wake_phrase_needed=False,
            lockstep=not in_real_time,
        )
        parts = Parts(
            microphone=microphone,
            detector=SpeechDetector(),
            transcriber=self._models,
            mind=self._rooms.mind,
            synthesiser=self._models,
            loudspeaker=loudspeaker,
            chats=self._rooms.chats,
            clock=clock,
        )
        try:
            await first_error(Assistant(parts, manners, self._watch).run())
        finally:
            await loudspeaker.close()
        if isinstance(microphone, RecordingMicrophone):
            self.is_clipped = microphone.clipped_share >= CLIPPED_SHARE_WORTH_SAYING
        if self._trouble is not None:
            raise self._trouble

    def _microphone(self, path: Path, clock: SystemClock | SoundClock) -> Microphone:
        if isinstance(clock, SoundClock):
            return RecordingMicrophone(path, clock)
        return FileMicrophone(LEAD + read_recording(path), paced=True)

    def _watch(self, event: Event) -> None:
        match event:
            case UtteranceHeard(transcript=transcript):
                self._transcript = transcript
            case UtteranceDropped(reason=reason):
                self._on_turn(RecordedTurn(turn=None, transcript=None, dropped=reason))
            case TurnFinished(turn=turn):
                self._on_turn(RecordedTurn(turn=turn, transcript=self._transcript))
            case TroubleMet():
                self._trouble = self._trouble or event.error()
            case _:
                pass


async def first_error(work: Awaitable[None]) -> None:
    """Await work made of task groups; of the errors in it the first is raised by itself."""
    try:
        await work
    except BaseExceptionGroup as group:
        error: BaseException = group
        while isinstance(error, BaseExceptionGroup):
            error = error.exceptions[0]
        raise error from group
