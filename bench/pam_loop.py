"""PAM's own loop on a clip in real time: the real assistant and models, a mute loudspeaker."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime

from audio.file_loudspeaker import FileLoudspeaker
from audio.file_microphone import FileMicrophone
from audio.synthesiser import PiperSynthesiser
from audio.transcriber import WhisperTranscriber
from audio.voice_detector import SpeechDetector
from bench.clips import Clip
from bench.timed_turn import TimedTurn
from pam_core.assistant.conductor import Assistant
from pam_core.assistant.parts import Manners, Parts
from pam_core.vocabulary.events import (
    Event,
    ReplyStarted,
    StateChanged,
    TurnFinished,
    UtteranceHeard,
)
from pam_core.vocabulary.ports import Mind
from pam_core.vocabulary.reply import Intent, Piece, Reply
from pam_core.vocabulary.speech import Completeness
from pam_core.vocabulary.turn import Turn, TurnRequest, TurnState
from pam_desktop.app.clock import SystemClock

CUT_SECONDS = 0.05
"""An end this much before the true end of speech is a cut; less is the measure's own fuzz."""


@dataclass(frozen=True, slots=True)
class _Fixed:
    opening: str


class FixedReplyMind:
    """Judges like PAM, and answers every turn with the same kind of sentence."""

    def __init__(
        self, judge: Callable[[str, datetime], Completeness], reply: Callable[[str], str]
    ) -> None:
        self._judge = judge
        self._reply = reply

    def judge(self, text: str, now: datetime) -> Completeness:
        """As the real mind does."""
        return self._judge(text, now)

    async def prepare(self, request: TurnRequest) -> _Fixed:
        """The reply of this clip."""
        return _Fixed(self._reply(request.text))

    async def answer(self, prepared: _Fixed) -> AsyncIterator[Piece]:
        """Nothing is carried out."""
        yield prepared.opening
        yield Reply(text=prepared.opening, intent=Intent(action=None), provider="fixed")

    def withdraw(self, turn_id: str) -> None:
        """Nothing is on any wire."""


class ForgetfulChats:
    """Keeps nothing: the disk is timed elsewhere."""

    async def record(self, turn: Turn) -> None:
        """Drop it."""

    async def conversations(self, limit: int) -> list[dict[str, object]]:
        """None."""
        return []

    async def turns(self, conversation_id: str, limit: int) -> list[dict[str, object]]:
        """None."""
        return []

    async def search(self, words: str, limit: int) -> list[dict[str, object]]:
        """None."""
        return []


class PamLoop:
    """PAM with its models loaded once, and a fresh assistant for every clip."""

    def __init__(self, transcriber: WhisperTranscriber, synthesiser: PiperSynthesiser) -> None:
        self._transcriber = transcriber
        self._synthesiser = synthesiser

    async def run(self, clip: Clip, mind: Mind, *, release_after: float | None) -> TimedTurn:
        """Hear one clip: hands-free, or with the key held until `release_after` its speech."""
        microphone = FileMicrophone(clip.pcm, paced=True, silence_after_seconds=0.5)
        measured_from = time.monotonic() + clip.speech_ends_at
        watch = Watch()
        speaker = FileLoudspeaker(paced=True)
        assistant = Assistant(
            Parts(
                microphone=microphone,
                detector=SpeechDetector(),
                transcriber=self._transcriber,
                mind=mind,
                synthesiser=self._synthesiser,
                loudspeaker=speaker,
                chats=ForgetfulChats(),
                clock=SystemClock(),
            ),
            Manners(hands_free=release_after is None, wake_phrase_needed=False),
            watch.emit,
        )
        async with asyncio.TaskGroup() as running:
            talk = running.create_task(assistant.run())
            ending = running.create_task(
                _end_when_answered(watch, microphone, speaker, measured_from)
            )
            if release_after is not None:
                await watch.began.wait()
                await assistant.press_talk()
                measured_from += release_after
                await asyncio.sleep(measured_from - time.monotonic())
                await assistant.release_talk()
            await talk
            ending.cancel()
        await speaker.close()
        return watch.timed(clip, measured_from)


class Watch:
    """Notes when what happened, in monotonic seconds."""

    def __init__(self) -> None:
        self.began = asyncio.Event()
        self.answered = asyncio.Event()
        self._at: list[tuple[float, Event]] = []

    def emit(self, event: Event) -> None:
        """Take note."""
        self._at.append((time.monotonic(), event))
        self.began.set()
        if isinstance(event, ReplyStarted):
            self.answered.set()

    def timed(self, clip: Clip, measured_from: float) -> TimedTurn:
        """What came of the clip; of several turns the last one's times."""
        ended = [at for at, event in self._at if _is_end(event)]
        heard = [event for _, event in self._at if isinstance(event, UtteranceHeard)]
        sounds = [at for at, event in self._at if isinstance(event, ReplyStarted)]
        turns = [event.turn for _, event in self._at if isinstance(event, TurnFinished)]
        return TimedTurn(
            clip=clip.name,
            kind=clip.kind,
            text=" ".join(event.transcript.text for event in heard),
            end_of_speech=ended[-1] - measured_from if ended else None,
            transcript=_final_transcript(ended[-1], turns[-1]) - measured_from if turns else None,
            first_sound=sounds[-1] - measured_from if sounds else None,
            turns=len(turns),
            cut=len(turns) > 1 or bool(ended and ended[0] < measured_from - CUT_SECONDS),
        )


async def _end_when_answered(
    watch: Watch, microphone: FileMicrophone, speaker: FileLoudspeaker, true_end: float
) -> None:
    """Once the whole clip was spoken and answered, the rest of the silence tells nothing."""
    while not (watch.answered.is_set() and time.monotonic() > true_end):
        watch.answered.clear()
        await watch.answered.wait()
    await microphone.close()
    speaker.silence()


def _is_end(event: Event) -> bool:
    return isinstance(event, StateChanged) and event.state is TurnState.THINKING


def _final_transcript(ended_at: float, turn: Turn) -> float:
    """When the words were there and the end was certain, whichever came last."""
    end, transcript = turn.times.end_of_speech, turn.times.transcript
    if end is None or transcript is None:
        return ended_at
    return ended_at + max(0.0, transcript - end)
