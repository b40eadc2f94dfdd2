"""The doors of PAM's mind: what an ear, a mouth, a mind and a memory must offer."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from pam_core.vocabulary.audio import Frame, Sound
from pam_core.vocabulary.events import Event
from pam_core.vocabulary.reply import Piece
from pam_core.vocabulary.speech import Completeness, Transcript, Utterance
from pam_core.vocabulary.turn import Turn, TurnRequest

EventSink = Callable[[Event], None]
"""Takes an event from the core thread; must return at once."""


class Clock(Protocol):
    """Where time comes from, so that tests can say what time it is."""

    def monotonic(self) -> float:
        """Seconds on a clock that never goes back."""
        ...

    def now(self) -> datetime:
        """The wall-clock moment in the user's time zone."""
        ...


class Microphone(Protocol):
    """An open ear. A device that vanishes is replaced inside; the stream of frames just goes on."""

    def frames(self) -> AsyncIterator[Sequence[Frame]]:
        """Frames in order, in batches as they arrive; ends when closed (or the file is over)."""
        ...

    def attend(self, closely: bool) -> None:
        """Closely: every frame at once; else about ten batches a second, to spare the battery."""
        ...

    async def close(self) -> None:
        """Give the device back; idempotent."""
        ...


class VoiceDetector(Protocol):
    """Tells voice from noise, frame by frame, dear to cheap. Stateful: one for each microphone."""

    def level_dbfs(self, pcm: bytes) -> float:
        """RMS of a frame in dB below full scale, -96 for digital silence. Microseconds."""
        ...

    def quick(self, pcm: bytes) -> bool:
        """Webrtcvad's opinion of a 20 ms frame. Ten microseconds; fires on road noise."""
        ...

    def sure(self, pcm: bytes) -> float:
        """Silero's probability of voice after this 20 ms frame, 0-1; 32 ms blocks inside."""
        ...

    def forget(self) -> None:
        """Start Silero afresh, before it is fed sound that does not follow on."""
        ...


class Transcriber(Protocol):
    """Whisper, or a stand-in."""

    async def transcribe(self, utterance: Utterance) -> Transcript:
        """Words of an utterance. Raises PamError (`hearing.…`) when the model cannot be used."""
        ...


class Synthesiser(Protocol):
    """Piper, or a stand-in."""

    @property
    def rate(self) -> float:
        """How fast it speaks, 1 being the voice's own pace."""
        ...

    def set_rate(self, rate: float) -> None:
        """From the next clause on; kept within what can be understood (0.5-2)."""
        ...

    async def synthesise(self, text: str) -> Sound:
        """One clause as sound, loudness evened out. Raises PamError (`voice.…`)."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What the loudspeaker did with a sound: seconds truly played, and whether all of it was."""

    seconds: float
    whole: bool


class Playback(Protocol):
    """One sound on its way through the loudspeaker."""

    async def started(self) -> float:
        """Monotonic time at which its first sample was handed to the device (or it was dropped)."""
        ...

    async def finished(self) -> Played:
        """Waits until it was played, or was silenced."""
        ...


class Loudspeaker(Protocol):
    """The mouth. Sounds play in the order given, without a gap; a lost device raises nothing."""

    def play(self, sound: Sound) -> Playback:
        """Queue a sound behind what plays. Where there is no device it counts as not heard."""
        ...

    def silence(self) -> None:
        """Stop at once and forget what waits."""
        ...

    def set_volume(self, volume: float) -> None:
        """0-1, from the next few milliseconds on."""
        ...

    def duck(self, ducked: bool) -> None:
        """Speak softly while the user may have begun to speak."""
        ...

    async def close(self) -> None:
        """Give the device back; idempotent."""
        ...


class Prepared(Protocol):
    """An answer worked out but not yet carried out: no effect has happened."""

    @property
    def opening(self) -> str | None:
        """What the reply will most likely begin with, to be synthesised ahead; None if unknown."""
        ...


class Mind(Protocol):
    """Who answers. `judge` and `prepare` have no effect; only `answer` may change anything."""

    def judge(self, text: str, now: datetime) -> Completeness:
        """How finished the words sound. A few milliseconds at most: it runs in the pause."""
        ...

    async def prepare(self, request: TurnRequest) -> Prepared:
        """Understand and look up, without effect; it may be thrown away."""
        ...

    def answer(self, prepared: Any) -> AsyncIterator[Piece]:
        """Carry out what `prepare` gave: pieces as they come, the whole Reply last.

        Effects are on disk before the piece that reports them is yielded.
        """
        ...

    def withdraw(self, turn_id: str) -> None:
        """Nobody waits for this turn's answer any more: what is on the wire is cancelled.

        What was begun to be kept is kept all the same, and `answer` still ends with a Reply. Turns
        that are not being answered are ignored.
        """
        ...


class ChatStore(Protocol):
    """Where turns are kept."""

    async def record(self, turn: Turn) -> None:
        """Keep a finished turn; returns once it survives a power cut."""
        ...

    async def conversations(self, limit: int) -> Sequence[dict[str, Any]]:
        """Latest first: id, title, started_at, turns."""
        ...

    async def turns(self, conversation_id: str, limit: int) -> Sequence[dict[str, Any]]:
        """Oldest first: turn_id, said_at, said, reply, action, confidence, heard, interrupted."""
        ...

    async def search(self, words: str, limit: int) -> Sequence[dict[str, Any]]:
        """Turns in which all the words occur, best first, with `snippet`."""
        ...


class Conductor(Protocol):
    """The running assistant, as a window or a terminal commands it. Called on the core thread."""

    async def press_talk(self) -> None:
        """The talk key went down: PAM falls silent and listens."""
        ...

    async def release_talk(self) -> None:
        """The talk key came up: the utterance ends after its last word."""
        ...

    async def toggle_talk(self) -> None:
        """Start listening until silence; while listening, end the utterance."""
        ...

    async def ask(self, text: str) -> None:
        """A typed turn."""
        ...

    async def hush(self) -> None:
        """Stop speaking and forget what waits to be said."""
        ...

    async def listen_hands_free(self, on: bool) -> None:
        """Open or close the microphone for voice activity."""
        ...

    async def set_volume(self, volume: float) -> None:
        """PAM's own volume, 0-1."""
        ...
