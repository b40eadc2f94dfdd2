"""PAM, live on this machine: one assistant at a time, begun anew when one of its parts changes."""

import asyncio
import logging
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pam_core.settings.paths import Places
from pam_core.settings.schema import HearingMode, Settings
from pam_core.vocabulary.errors import Fault
from pam_core.vocabulary.events import (
    Event,
    Health,
    Part,
    PartChanged,
    StateChanged,
    TroubleMet,
)
from pam_core.vocabulary.ports import EventSink
from pam_core.vocabulary.turn import TurnState
from pam_desktop.app.clock import SystemClock

if TYPE_CHECKING:
    # Half a second of imports that the window need not wait for.
    from audio.microphone import DeviceMicrophone
    from models.store import ModelStore
    from pam_core.assistant.conductor import Assistant
    from pam_desktop.app.rooms import Rooms
    from pam_desktop.app.senses import Senses

log = logging.getLogger(__name__)


class Live:
    """The running PAM: a `Conductor` over whichever assistant is in service.

    Making it costs nothing; `start` opens the database and the ears, `load_models` does the heavy
    rest. All coroutines are for the core's loop. Commands before `start` has come through wait.
    """

    def __init__(
        self,
        places: Places,
        settings: Settings,
        settings_file: Path,
        store: "ModelStore",
        emit: EventSink,
        *,
        demo: bool = False,
    ) -> None:
        self.places = places
        self.settings = settings
        self.settings_file = settings_file
        self.store = store
        self.is_demo = demo
        self.senses: Senses | None = None
        self.rooms: Rooms | None = None
        self._emit = emit
        self._clock = SystemClock(settings.thinking.zone())
        self._microphone: DeviceMicrophone | None = None
        self._assistant: Assistant | None = None
        self._service: asyncio.Task[None] | None = None
        self._changing = asyncio.Lock()
        self._started = asyncio.Event()
        self._idle: asyncio.TimerHandle | None = None
        self._chores: set[asyncio.Task[None]] = set()

    # Life ----------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Open the database and the devices, and listen. Raises PamError (`storage.…`)."""
        from pam_desktop.app.senses import Senses

        async with self._changing:
            self.senses = Senses(self.store, self.settings, self._emit)
            await self._begin()
        self._started.set()

    async def load_models(self) -> None:
        """Bring the speech models into memory; how it went is told as events."""
        if self.senses is not None:
            await self.senses.models.load()

    async def stop(self) -> None:
        """End in phases: the ears, what was begun, the memory, models and devices."""
        async with self._changing:
            if self._idle is not None:
                self._idle.cancel()
            await self._end()
            if self.senses is not None:
                await self.senses.close()

    async def change(self, settings: Settings | None = None, *, demo: bool | None = None) -> None:
        """Go on with other settings or other data; what was begun is finished first."""
        async with self._changing:
            await self._end()
            self.settings = settings or self.settings
            self.is_demo = self.is_demo if demo is None else demo
            await self._begin()

    # The Conductor port --------------------------------------------------------------------------

    async def press_talk(self) -> None:
        """The talk key went down; where pressing toggles, it opens or ends the utterance."""
        assistant = await self._serving()
        if self.settings.hearing.mode is HearingMode.TOGGLE:
            await assistant.toggle_talk()
        else:
            await assistant.press_talk()

    async def release_talk(self) -> None:
        """The talk key came up."""
        if self.settings.hearing.mode is not HearingMode.TOGGLE:
            await (await self._serving()).release_talk()

    async def toggle_talk(self) -> None:
        """Open or end an utterance."""
        await (await self._serving()).toggle_talk()

    async def ask(self, text: str) -> None:
        """A typed turn."""
        await (await self._serving()).ask(text)

    async def hush(self) -> None:
        """Stop speaking."""
        await (await self._serving()).hush()

    async def listen_hands_free(self, on: bool) -> None:
        """Hands-free on or off."""
        self.set_mode(HearingMode.HANDS_FREE if on else HearingMode.HOLD)
        await (await self._serving()).listen_hands_free(on)

    async def set_volume(self, volume: float) -> None:
        """PAM's own volume, 0-1."""
        speaking = self.settings.speaking.model_copy(update={"volume": volume})
        self.settings = self.settings.model_copy(update={"speaking": speaking})
        await (await self._serving()).set_volume(volume)

    def prefer_microphone(self, name: str) -> None:
        """Use this microphone from now on whenever it is there; "" follows the system."""
        if self._microphone is not None:
            self._microphone.prefer(name)

    def set_mode(self, mode: HearingMode) -> None:
        """Note how turns are opened from now on."""
        hearing = self.settings.hearing.model_copy(update={"mode": mode})
        self.settings = self.settings.model_copy(update={"hearing": hearing})

    # How it is done ------------------------------------------------------------------------------

    async def memory(self) -> "Rooms":
        """The open database with its mind; waits while it is being opened or changed."""
        await self._started.wait()
        async with self._changing:
            if self.rooms is None:
                raise RuntimeError("PAM has stopped")
            return self.rooms

    async def body(self) -> "Senses":
        """The devices and models; waits until they are made."""
        await self._started.wait()
        if self.senses is None:
            raise RuntimeError("PAM has stopped")
        return self.senses

    async def _serving(self) -> "Assistant":
        await self._started.wait()
        async with self._changing:
            if self._assistant is None:
                raise RuntimeError("PAM has stopped")
            return self._assistant

    async def _begin(self) -> None:
        from pam_core.assistant.conductor import Assistant
        from pam_core.assistant.parts import Parts
        from pam_desktop.app.manners import manners_of
        from pam_desktop.app.rooms import open_rooms

        if self.senses is None:
            raise RuntimeError("PAM has not started")
        rooms = await open_rooms(self.places, self.settings, self._clock, demo=self.is_demo)
        microphone = self.senses.open_microphone(self.settings.hearing.microphone)
        parts = Parts(
            microphone=microphone,
            detector=await self.senses.new_detector(),
            transcriber=self.senses.models,
            mind=rooms.mind,
            synthesiser=self.senses.models,
            loudspeaker=self.senses.loudspeaker,
            chats=rooms.chats,
            clock=self._clock,
        )
        self.rooms, self._microphone = rooms, microphone
        self._assistant = Assistant(parts, manners_of(self.settings), self._watch)
        self._service = asyncio.create_task(self._assistant.run(), name="assistant")
        self._service.add_done_callback(self._note_end)
        sentence = "This is the demo's data." if self.is_demo else "Everything is kept here."
        self._emit(PartChanged(part=Part.STORAGE, health=Health.WORKING, sentence=sentence))

    async def _end(self) -> None:
        if self._microphone is not None:
            await self._microphone.close()
        service, self._service, self._assistant = self._service, None, None
        if service is not None:
            await asyncio.wait([service])
        if self.rooms is not None:
            await self.rooms.close()
            self.rooms = None

    def _note_end(self, service: "asyncio.Task[None]") -> None:
        """An assistant that ends by a fault of ours must not just be gone."""
        if service.cancelled() or (fault := service.exception()) is None:
            return
        log.error("the assistant ended unexpectedly", exc_info=fault)
        self._emit(
            TroubleMet(
                code="core.ended",
                sentence="PAM stopped listening because of a fault of its own.",
                mend="Start PAM again; nothing that was confirmed is lost.",
                fault=Fault.BUG,
            )
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
        if not minutes or self.senses is None:
            return
        models = self.senses.models
        if state is TurnState.LISTENING:
            self._do(models.warm())
        elif state in (TurnState.ASLEEP, TurnState.WAITING):
            loop = asyncio.get_running_loop()
            self._idle = loop.call_later(minutes * 60, lambda: self._do(models.unload()))

    def _do(self, chore: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(chore)
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)
