"""Stand-ins for the ports, scripted by the test: sound is a byte that says whether it is voice."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from pam_core.vocabulary.audio import FRAME_BYTES, FRAME_SECONDS, Frame, Sound
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.ports import Played
from pam_core.vocabulary.reply import Intent, Piece, Reply
from pam_core.vocabulary.speech import Completeness, Transcript, Utterance
from pam_core.vocabulary.turn import Turn, TurnRequest

VOICE = b"\x01" * FRAME_BYTES
QUIET = b"\x00" * FRAME_BYTES


def frames_of(seconds: float, pcm: bytes, *, since: float = 0.0) -> list[Frame]:
    """So many seconds of frames, all alike, captured one after the other."""
    count = round(seconds / FRAME_SECONDS)
    return [Frame(pcm=pcm, captured_at=since + (i + 1) * FRAME_SECONDS) for i in range(count)]


class FakeDetector:
    """Finds voice in frames of ones; counts how often Silero was asked."""

    def __init__(self) -> None:
        self.sure_calls = 0

    def level_dbfs(self, pcm: bytes) -> float:
        return -20.0 if pcm[0] else -60.0

    def quick(self, pcm: bytes) -> bool:
        return bool(pcm[0])

    def sure(self, pcm: bytes) -> float:
        self.sure_calls += 1
        return 0.9 if pcm[0] == 1 else 0.0

    def forget(self) -> None:
        """Nothing to forget."""


@dataclass
class FakeClock:
    """Stands still until it is moved."""

    seconds: float = 1000.0
    today: datetime = field(default_factory=lambda: datetime(2026, 6, 3, 12, 0, tzinfo=UTC))

    def monotonic(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return self.today

    def pass_seconds(self, seconds: float) -> None:
        self.seconds += seconds
        self.today += timedelta(seconds=seconds)


class FakeMicrophone:
    """Yields what the test puts in, until it is closed."""

    def __init__(self) -> None:
        self._batches: asyncio.Queue[Sequence[Frame] | None] = asyncio.Queue()
        self.attending: list[bool] = []

    async def frames(self) -> AsyncIterator[Sequence[Frame]]:
        while (batch := await self._batches.get()) is not None:
            yield batch
            self._batches.task_done()

    def attend(self, closely: bool) -> None:
        self.attending.append(closely)

    async def hear(self, *stretches: Sequence[Frame]) -> None:
        """Let PAM hear these frames; returns when they have been taken in."""
        for stretch in stretches:
            self._batches.put_nowait(stretch)
        await asyncio.wait_for(self._batches.join(), 10)

    async def close(self) -> None:
        self._batches.put_nowait(None)


class FakeTranscriber:
    """Gives the scripted texts in order; waits for `let_go` when it is held."""

    def __init__(self, *texts: str, confidence: float = 0.9) -> None:
        self.texts = list(texts)
        self.confidence = confidence
        self.utterances: list[Utterance] = []
        self.cancelled = 0
        self.let_go = asyncio.Event()
        self.let_go.set()

    async def transcribe(self, utterance: Utterance) -> Transcript:
        self.utterances.append(utterance)
        try:
            await self.let_go.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if not self.texts:
            raise PamError("hearing.model_missing", "No model.", mend="", fault=Fault.ENVIRONMENT)
        text = self.texts.pop(0) if len(self.texts) > 1 else self.texts[0]
        return Transcript(
            text=text,
            confidence=self.confidence,
            no_speech_probability=0.0,
            fell_back=False,
            audio_seconds=1.0,
            decode_seconds=0.0,
        )


class FakeSynthesiser:
    """One tenth of a second of sound a word; remembers the order."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.rate = 1.0
        self.rates: list[float] = []
        self.trouble: PamError | None = None

    def set_rate(self, rate: float) -> None:
        self.rate = rate

    async def synthesise(self, text: str) -> Sound:
        self.texts.append(text)
        self.rates.append(self.rate)
        if self.trouble is not None:
            raise self.trouble
        return Sound(pcm=bytes(3200 * len(text.split())), sample_rate_hz=16_000)


class FakePlayback:
    """A sound that the test plays to the end, or that is silenced."""

    def __init__(self, sound: Sound, clock: FakeClock) -> None:
        self.sound = sound
        self._clock = clock
        self._played: asyncio.Future[Played] = asyncio.get_running_loop().create_future()

    async def started(self) -> float:
        return self._clock.monotonic()

    async def finished(self) -> Played:
        return await self._played

    def end(self, share: float) -> None:
        if not self._played.done():
            self._played.set_result(Played(seconds=self.sound.seconds * share, whole=share >= 1.0))


class FakeLoudspeaker:
    """Plays nothing; `finish` ends the oldest sound, or every sound at once when `eager`."""

    def __init__(self, clock: FakeClock, *, eager: bool = True) -> None:
        self._clock = clock
        self.eager = eager
        self.playing: list[FakePlayback] = []
        self.volumes: list[float] = []
        self.ducks: list[bool] = []
        self.silenced = 0
        self.played = 0

    def play(self, sound: Sound) -> FakePlayback:
        self.played += 1
        playback = FakePlayback(sound, self._clock)
        if self.eager:
            playback.end(1.0)
        else:
            self.playing.append(playback)
        return playback

    def finish(self) -> None:
        self.playing.pop(0).end(1.0)

    def silence(self) -> None:
        self.silenced += 1
        for number, playback in enumerate(self.playing):
            playback.end(0.5 if number == 0 else 0.0)
        self.playing.clear()

    def set_volume(self, volume: float) -> None:
        self.volumes.append(volume)

    def duck(self, ducked: bool) -> None:
        self.ducks.append(ducked)

    async def close(self) -> None:
        """Nothing to give back."""


@dataclass(frozen=True)
class FakePrepared:
    """What the fake mind will say."""

    request: TurnRequest
    opening: str | None


class FakeMind:
    """Answers from a table of words → reply; remembers what it was really asked to do."""

    def __init__(self, replies: dict[str, Reply | str] | None = None) -> None:
        self.replies = replies or {}
        self.judgements: dict[str, Completeness] = {}
        self.prepared: list[str] = []
        self.answered: list[TurnRequest] = []
        self.withdrawn: list[str] = []
        self.fault: Exception | None = None

    def judge(self, text: str, now: datetime) -> Completeness:
        return self.judgements.get(text, Completeness.COMPLETE)

    async def prepare(self, request: TurnRequest) -> FakePrepared:
        self.prepared.append(request.text)
        return FakePrepared(request, self._reply(request).text or None)

    async def answer(self, prepared: Any) -> AsyncIterator[Piece]:
        self.answered.append(prepared.request)
        if self.fault is not None:
            raise self.fault
        reply = self._reply(prepared.request)
        if reply.text:
            yield reply.text
        yield reply

    def withdraw(self, turn_id: str) -> None:
        self.withdrawn.append(turn_id)

    def _reply(self, request: TurnRequest) -> Reply:
        reply = self.replies.get(request.text, f"You said {request.text}.")
        if isinstance(reply, Reply):
            return reply
        return Reply(text=reply, intent=Intent(action="test"), provider="local")


class StreamingMind(FakeMind):
    """Answers in the pieces the test gives it, one turn after the other.

    As a mind that waits for a provider does, it answers nothing until it is given something, and
    ends with what it said by then when the turn is withdrawn. An error among the pieces is raised.
    """

    def __init__(self) -> None:
        super().__init__()
        self.began = asyncio.Event()
        self._pieces: asyncio.Queue[Piece | Exception | None] = asyncio.Queue()
        self._answering = ""

    def give(self, *pieces: Piece | Exception) -> None:
        for piece in pieces:
            self._pieces.put_nowait(piece)

    async def prepare(self, request: TurnRequest) -> FakePrepared:
        self.prepared.append(request.text)
        return FakePrepared(request, None)

    async def answer(self, prepared: Any) -> AsyncIterator[Piece]:
        self.answered.append(prepared.request)
        self._answering = prepared.request.turn_id
        self.began.set()
        said = ""
        while (piece := await self._pieces.get()) is not None:
            if isinstance(piece, Exception):
                raise piece
            said += piece if isinstance(piece, str) else ""
            yield piece
            if isinstance(piece, Reply):
                break
        else:
            yield open_reply(said.strip())
        self._answering = ""

    def withdraw(self, turn_id: str) -> None:
        super().withdraw(turn_id)
        if turn_id == self._answering:
            self._pieces.put_nowait(None)


def open_reply(text: str, **more: Any) -> Reply:
    """What a language model answered."""
    return Reply(text=text, intent=Intent(action=None), provider="openai", **more)


class FakeChats:
    """Keeps turns in a list."""

    def __init__(self) -> None:
        self.recorded: list[Turn] = []

    async def record(self, turn: Turn) -> None:
        self.recorded.append(turn)

    async def conversations(self, limit: int) -> Sequence[dict[str, Any]]:
        return []

    async def turns(self, conversation_id: str, limit: int) -> Sequence[dict[str, Any]]:
        return []

    async def search(self, words: str, limit: int) -> Sequence[dict[str, Any]]:
        return []
