"""PAM, live on this machine: one assistant at a time, begun anew when one of its parts changes."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

from audio.loudspeaker import DeviceLoudspeaker
from audio.microphone import DeviceMicrophone
from audio.sound_system import SoundSystem
from audio.voice_detector import SpeechDetector
from models.store import ModelStore
from pam_core.assistant.conductor import Assistant, Manners, Parts
from pam_core.settings.paths import Places
from pam_core.settings.schema import HearingMode, Settings
from pam_core.vocabulary.events import Event, Health, Part, PartChanged, StateChanged
from pam_core.vocabulary.ports import EventSink
from pam_core.vocabulary.turn import TurnState
from pam_desktop.app.clock import SystemClock
from pam_desktop.app.manners import manners_of
from pam_desktop.app.rooms import Rooms, open_rooms
from pam_desktop.app.speech_models import SpeechModels

log = logging.getLogger(__name__)


class Live:
    """The running PAM: a `Conductor` over whichever assistant is in service.

    To be made on the core's loop. `start` opens the database and the ears, `load_models` does the
    heavy rest. Raises PamError from `start` when the database cannot be used.
    """

    def __init__(
        self, places: Places, settings: Settings, emit: EventSink, *, demo: bool = False
    ) -> None:
        self.places = places
        self.settings = settings
        self.store = ModelStore(places.models_folder)
        self._emit = emit
        self._demo = demo
        self.models = SpeechModels(
            self.store,
            self._watch,
            hearing=settings.hearing.model,
            voice=settings.speaking.voice,
            rate=settings.speaking.rate,
        )
        self.sound = SoundSystem()
        self.loudspeaker = DeviceLoudspeaker(
            self.sound, on_change=emit, preferred=settings.speaking.loudspeaker
        )
        self.microphone: DeviceMicrophone | None = None
        self.rooms: Rooms | None = None
        self._clock = SystemClock(settings.thinking.zone())
        self._assistant: Assistant | None = None
        self._service: asyncio.Task[None] | None = None
        self._changing = asyncio.Lock()
        self._idle: asyncio.TimerHandle | None = None
        self._chores: set[asyncio.Task[None]] = set()
        self._volume = settings.speaking.volume

    @property
    def is_demo(self) -> bool:
        """Whether the demo's data is open."""
        return self._demo

    @property
    def mode(self) -> HearingMode:
        """How a turn is opened."""
        return self.settings.hearing.mode

    # Life -----------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Open the database and the devices, and listen."""
        async with self._changing:
            await self._begin()

    async def load_models(self) -> None:
        """Bring the speech models into memory; how it went is told as events."""
        await self.models.load()

    async def run(self) -> None:
        """Until the assistant in service has ended for good; a fault in it is raised here."""
        while self._service is not None:
            service = self._service
            await asyncio.wait([service])
            async with self._changing:
                if service is self._service:
                    await service

    async def stop(self) -> None:
        """End in phases: ears, what was begun, memory, models, devices."""
        async with self._changing:
            await self._end()
            if self._idle is not None:
                self._idle.cancel()
            await self.models.close()
            await self.loudspeaker.close()
            await self.sound.close()

    async def change(self, settings: Settings | None = None, *, demo: bool | None = None) -> None:
        """Go on with other settings or other data: what was begun is finished first."""
        async with self._changing:
            await self._end()
            if settings is not None:
                self.settings = settings
            if demo is not None:
                self._demo = demo
            await self._begin()

    # The Conductor port ---------------------------------------------------------------------------

    async def press_talk(self) -> None:
        """The talk key went down; in toggle mode it opens or ends the utterance."""
        if self.mode is HearingMode.TOGGLE:
            await self._with(Assistant.toggle_talk)
        else:
            await self._with(Assistant.press_talk)

    async def release_talk(self) -> None:
        """The talk key came up."""
        if self.mode is not HearingMode.TOGGLE:
            await self._with(Assistant.release_talk)

    async def toggle_talk(self) -> None:
        """Open or end an utterance."""
        await self._with(Assistant.toggle_talk)

    async def ask(self, text: str) -> None:
        """A typed turn."""
        await self._with(lambda assistant: assistant.ask(text))

    async def hush(self) -> None:
        """Stop speaking."""
        await self._with(Assistant.hush)

    async def listen_hands_free(self, on: bool) -> None:
        """Hands-free on or off."""
        mode = HearingMode.HANDS_FREE if on else HearingMode.HOLD
        self.settings = with_mode(self.settings, mode)
        await self._with(lambda assistant: assistant.listen_hands_free(on))

    async def set_volume(self, volume: float) -> None:
        """PAM's own volume, 0-1."""
        self._volume = volume
        await self._with(lambda assistant: assistant.set_volume(volume))

    # How it is done -------------------------------------------------------------------------------

    async def _with(self, command: Callable[[Assistant], Awaitable[None]]) -> None:
        async with self._changing:
            assistant = self._assistant
        if assistant is not None:
            await command(assistant)

    async def _begin(self) -> None:
        self.rooms = await open_rooms(self.places, self.settings, self._clock, demo=self._demo)
        self.microphone = DeviceMicrophone(
            self.sound, on_change=self._emit, preferred=self.settings.hearing.microphone
        )
        manners = replace(manners_of(self.settings), volume=self._volume)
        self._assistant = Assistant(self._parts(self.rooms, self.microphone), manners, self._watch)
        self._service = asyncio.create_task(self._assistant.run(), name="assistant")
        self._emit(
            PartChanged(
                part=Part.STORAGE,
                health=Health.WORKING,
                sentence="This is the demo's data." if self._demo else "Everything is kept here.",
            )
        )

    async def _end(self) -> None:
        if self.microphone is not None:
            await self.microphone.close()
        service, self._service, self._assistant = self._service, None, None
        if service is not None:
            await service
        if self.rooms is not None:
            await self.rooms.close()
            self.rooms = None

    def _parts(self, rooms: Rooms, microphone: DeviceMicrophone) -> Parts:
        return Parts(
            microphone=microphone,
            detector=SpeechDetector(),
            transcriber=self.models,
            mind=rooms.mind,
            synthesiser=self.models,
            loudspeaker=self.loudspeaker,
            chats=rooms.chats,
            clock=self._clock,
        )

    def _watch(self, event: Event) -> None:
        if isinstance(event, StateChanged):
            self._note_activity(event.state)
        self._emit(event)

    def _note_activity(self, state: TurnState) -> None:
        """Give the models back after idle minutes, and fetch them while the user still speaks."""
        minutes = self.settings.hearing.unload_minutes
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None
        if not minutes:
            return
        if state is TurnState.LISTENING:
            self._do(self.models.warm())
        elif state in (TurnState.ASLEEP, TurnState.WAITING):
            loop = asyncio.get_running_loop()
            self._idle = loop.call_later(minutes * 60, lambda: self._do(self.models.unload()))

    def _do(self, chore: Awaitable[None]) -> None:
        async def done() -> None:
            await chore

        task = asyncio.get_running_loop().create_task(done())
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)


def with_mode(settings: Settings, mode: HearingMode) -> Settings:
    """The settings with another way of opening a turn."""
    hearing = settings.hearing.model_copy(update={"mode": mode})
    return settings.model_copy(update={"hearing": hearing})
