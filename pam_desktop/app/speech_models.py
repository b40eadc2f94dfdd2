"""The two speech models: found on disk, loaded when there is time, given back when idle."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from audio.synthesiser import FASTEST_RATE, SLOWEST_RATE, PiperSynthesiser
from audio.transcriber import WhisperTranscriber
from models.store import ModelStore
from pam_core.vocabulary.audio import Sound
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.events import Health, Part, PartChanged
from pam_core.vocabulary.ports import EventSink
from pam_core.vocabulary.speech import Transcript, Utterance

log = logging.getLogger(__name__)


class Engine(Protocol):
    """What both engines offer."""

    async def load(self) -> None:
        """Bring the model into memory."""
        ...

    async def unload(self) -> None:
        """Give its memory back."""
        ...

    async def close(self) -> None:
        """End its thread."""
        ...


E = TypeVar("E", bound=Engine)


class ModelOnCall(Generic[E]):
    """One model by name: located and made when first needed, replaced when another is chosen.

    A model that is missing raises PamError (`model.…`) each time, until it has been fetched.
    """

    def __init__(
        self, part: Part, name: str, store: ModelStore, make: Callable[[Path], E], emit: EventSink
    ) -> None:
        self.name = name
        self._part = part
        self._store = store
        self._make = make
        self._emit = emit
        self._engine: E | None = None
        self._busy = asyncio.Lock()

    async def engine(self) -> E:
        """The engine, its model perhaps not yet in memory."""
        async with self._busy:
            if self._engine is None:
                # The first look at a new file reads it whole.
                path = await asyncio.to_thread(self._store.locate, self.name)
                self._engine = self._make(path)
            return self._engine

    async def load(self) -> None:
        """Bring the model into memory and tell how it went; trouble is told, not raised."""
        self._tell(Health.STARTING, f"Loading {self.name}.")
        try:
            engine = await self.engine()
            await engine.load()
        except PamError as trouble:
            self._tell(Health.LOST, str(trouble))
        else:
            self._tell(Health.WORKING, f"{self.name} is ready.")

    async def warm(self) -> None:
        """Load it if it was made before; trouble comes up when it is used."""
        if self._engine is not None:
            await self._engine.load()

    async def unload(self) -> None:
        """Give the memory back until it is needed again."""
        if self._engine is not None:
            await self._engine.unload()

    async def use(self, name: str) -> None:
        """Use another model from now on; what the former was asked it still answers."""
        async with self._busy:
            former, self._engine = self._engine, None
            self.name = name
        if former is not None:
            # Takes its turn behind what was asked before; `close` would cancel that.
            await former.unload()
            await former.close()
        await self.load()

    async def close(self) -> None:
        """End the engine; idempotent."""
        async with self._busy:
            engine, self._engine = self._engine, None
        if engine is not None:
            await engine.close()

    def _tell(self, health: Health, sentence: str) -> None:
        log.info("%s", sentence)
        self._emit(PartChanged(part=self._part, health=health, sentence=sentence, detail=self.name))


class SpeechModels:
    """Both engines, as the ports `Transcriber` and `Synthesiser`."""

    def __init__(
        self, store: ModelStore, emit: EventSink, *, hearing: str, voice: str, rate: float
    ) -> None:
        self.hearing = ModelOnCall(Part.HEARING_MODEL, hearing, store, WhisperTranscriber, emit)
        self.voice: ModelOnCall[PiperSynthesiser] = ModelOnCall(
            Part.VOICE_MODEL, voice, store, PiperSynthesiser, emit
        )
        self._rate = rate

    async def load(self) -> None:
        """Load both, side by side."""
        await asyncio.gather(self.hearing.load(), self.voice.load())

    @property
    def rate(self) -> float:
        """How fast PAM speaks, 1 being the voice's own pace."""
        return self._rate

    def set_rate(self, rate: float) -> None:
        """From the next clause on, whichever voice says it; kept within 0.5-2."""
        self._rate = min(FASTEST_RATE, max(SLOWEST_RATE, rate))

    async def transcribe(self, utterance: Utterance) -> Transcript:
        """Words of an utterance."""
        return await (await self.hearing.engine()).transcribe(utterance)

    async def synthesise(self, text: str) -> Sound:
        """One clause as sound."""
        voice = await self.voice.engine()
        voice.set_rate(self._rate)
        return await voice.synthesise(text)

    async def warm(self) -> None:
        """Bring both back into memory after `unload`, without a word."""
        for model in (self.hearing, self.voice):
            await model.warm()

    async def unload(self) -> None:
        """Give back the memory of both."""
        await asyncio.gather(self.hearing.unload(), self.voice.unload())

    async def close(self) -> None:
        """End both; idempotent."""
        await asyncio.gather(self.hearing.close(), self.voice.close())
