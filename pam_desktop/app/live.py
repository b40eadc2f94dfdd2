"""PAM, live on this machine: one assistant at a time, begun anew when one of its parts changes."""

import asyncio
import logging
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pam_core.settings.paths import Places
from pam_core.settings.schema import HearingMode, Settings
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.events import (
    Event,
    Health,
    Part,
    PartChanged,
    StateChanged,
    ThingsKept,
    TroubleMet,
    VolumeChanged,
)
from pam_core.vocabulary.ports import EventSink
from pam_desktop.app.clock import SystemClock
from pam_desktop.app.idle_models import IdleModels
from pam_desktop.app.why_not import closed, ended, not_begun

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
    rest. All coroutines are for the core's loop. Commands before `start` has come through wait;
    where it failed, or PAM has stopped, they raise PamError that says why.
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
        self._watching: asyncio.Task[None] | None = None
        self._changing = asyncio.Lock()
        self._started = asyncio.Event()
        self._idle: IdleModels | None = None
        self._why_not = closed()

    # Life ----------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Open the database and the devices, and listen. Raises PamError (`storage.…`).

        Where the database cannot be opened, devices and models can be chosen all the same.
        """
        from pam_desktop.app.senses import Senses

        try:
            async with self._changing:
                self.senses = Senses(self.store, self.settings, self._emit)
                self._idle = IdleModels(self.senses.models)
                await self._begin()
        finally:
            self._started.set()

    async def load_models(self) -> None:
        """Bring the speech models into memory, told as events; then see that there is a map."""
        if self.senses is not None:
            await self.senses.models.load()
        if self.rooms is not None:
            await self.rooms.warm_up()

    async def stop(self) -> None:
        """End in phases: the mouth, the ears, what was begun, the memory, models and devices."""
        async with self._changing:
            self._why_not = closed()
            self._started.set()
            try:
                await self._end()
            finally:
                if self._idle is not None:
                    await self._idle.close()
                if self.senses is not None:
                    await self.senses.close()

    async def change_data(self, *, demo: bool) -> None:
        """Go over to the demo's data or come back; what was begun is finished first, unspoken.

        Raises PamError (`storage.…`, `demo.…`) where the other data cannot be opened; then PAM
        goes on with the former.
        """
        async with self._changing:
            former = self.is_demo
            await self._end()
            self.is_demo = demo
            try:
                await self._begin()
            except PamError:
                self.is_demo = former
                await self._begin()
                raise

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

    def now(self) -> datetime:
        """The time where the user is."""
        return self._clock.now()

    async def memory(self) -> "Rooms":
        """The open database with its mind; waits while it is being opened or changed."""
        await self._started.wait()
        async with self._changing:
            if self.rooms is None:
                raise self._why_not
            return self.rooms

    async def body(self) -> "Senses":
        """The devices and models; waits until they are made."""
        await self._started.wait()
        if self.senses is None:
            raise self._why_not
        return self.senses

    async def _serving(self) -> "Assistant":
        await self._started.wait()
        async with self._changing:
            if self._assistant is None:
                raise self._why_not
            return self._assistant

    async def _begin(self) -> None:
        if self.senses is None:
            raise self._why_not
        try:
            await self._open_memory()
            await self._open_ears(self.senses)
        except Exception as fault:
            self._why_not = fault if isinstance(fault, PamError) else not_begun(fault)
            await self._close_memory()
            raise

    async def _open_memory(self) -> None:
        from pam_desktop.app.rooms import open_rooms

        try:
            kept = partial(self._emit, ThingsKept())
            self.rooms = await open_rooms(
                self.places, self.settings, self._clock, demo=self.is_demo, kept=kept
            )
        except PamError as trouble:
            self._tell_storage(Health.LOST, str(trouble))
            raise
        for left_out in self.rooms.troubles:
            self.tell(left_out)
        sentence = "This is the demo's data." if self.is_demo else "Everything is kept here."
        self._tell_storage(Health.WORKING, sentence)

    async def _open_ears(self, senses: "Senses") -> None:
        from pam_core.assistant.conductor import Assistant
        from pam_core.assistant.parts import Parts
        from pam_desktop.app.manners import manners_of
        from pam_desktop.app.speaking_up import SpeakingUp

        if self.rooms is None:
            raise self._why_not
        detector = await senses.new_detector()
        self._microphone = senses.open_microphone(self.settings.hearing.microphone)
        parts = Parts(
            microphone=self._microphone,
            detector=detector,
            transcriber=senses.models,
            mind=self.rooms.mind,
            synthesiser=senses.models,
            loudspeaker=senses.loudspeaker,
            chats=self.rooms.chats,
            clock=self._clock,
        )
        self._assistant = Assistant(parts, manners_of(self.settings), self._watch)
        self._service = asyncio.create_task(self._assistant.run(), name="assistant")
        self._service.add_done_callback(self._note_end)
        await self._assistant.until_running()
        speaking_up = SpeakingUp(self.rooms, self._assistant, self._clock, self._emit, self.tell)
        self._watching = asyncio.create_task(speaking_up.run(), name="speaking up")
        self._watching.add_done_callback(self._note_end)

    async def _end(self) -> None:
        if self._assistant is not None:
            # Neither a long reply nor a provider that stalls must hold up the end.
            await self._assistant.retire()
        if self._microphone is not None:
            await self._microphone.close()
        watching, self._watching = self._watching, None
        if watching is not None:
            watching.cancel()
            await asyncio.wait([watching])
        service, self._service, self._assistant = self._service, None, None
        if service is not None:
            await asyncio.wait([service])
        await self._close_memory()

    async def _close_memory(self) -> None:
        rooms, self.rooms = self.rooms, None
        if rooms is not None:
            await rooms.close()

    def tell(self, trouble: PamError) -> None:
        """Show a trouble to whoever watches."""
        log.warning("%s: %s", trouble.code, trouble)
        self._emit(TroubleMet.of(trouble))

    def _tell_storage(self, health: Health, sentence: str) -> None:
        self._emit(PartChanged(part=Part.STORAGE, health=health, sentence=sentence))

    def _note_end(self, service: "asyncio.Task[None]") -> None:
        """An assistant that ends by a fault of ours must not just be gone."""
        if service.cancelled() or (fault := service.exception()) is None:
            return
        log.error("the assistant ended unexpectedly", exc_info=fault)
        self._emit(TroubleMet.of(ended()))

    def _watch(self, event: Event) -> None:
        if isinstance(event, StateChanged):
            if self._idle is not None:
                self._idle.note(event.state, self.settings.hearing.unload_minutes)
        elif isinstance(event, VolumeChanged):
            speaking = self.settings.speaking.model_copy(update={"volume": event.volume})
            self.settings = self.settings.model_copy(update={"speaking": speaking})
        self._emit(event)
