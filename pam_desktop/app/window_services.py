"""What the window asks for beyond talking: history, devices, models, settings, the demo."""

import asyncio
import platform
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from pam_core.settings.file import save
from pam_core.settings.schema import HearingMode, ThemeChoice
from pam_core.skills.wheels.trips_kept import last_seen
from pam_core.speaking.clauses import clauses
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.events import ProgressMade
from pam_core.vocabulary.ports import EventSink
from pam_desktop.app.daylight import dress_for
from pam_desktop.app.live import Live
from pam_desktop.window.services import Device, DeviceKind, Dress, ModelEntry, ModelKind, TalkMode

_MODEL_SETTING = {ModelKind.HEARING: ("hearing", "model"), ModelKind.VOICE: ("speaking", "voice")}
_DEVICE_SETTING = {
    DeviceKind.MICROPHONE: ("hearing", "microphone"),
    DeviceKind.LOUDSPEAKER: ("speaking", "loudspeaker"),
}
PROGRESS_STEP_BYTES = 1 << 20


class LiveServices:
    """The port `WindowServices` on the live PAM; every method runs on the core's loop."""

    def __init__(self, live: Live, emit: EventSink) -> None:
        self._live = live
        self._emit = emit

    async def conversations(self, limit: int) -> Sequence[Mapping[str, Any]]:
        """Latest first."""
        return await (await self._live.memory()).chats.conversations(limit)

    async def turns(self, conversation_id: str, limit: int) -> Sequence[Mapping[str, Any]]:
        """Oldest first."""
        return await (await self._live.memory()).chats.turns(conversation_id, limit)

    async def search(self, words: str, limit: int) -> Sequence[Mapping[str, Any]]:
        """Best first."""
        return await (await self._live.memory()).chats.search(words, limit)

    async def devices(self) -> Sequence[Device]:
        """Microphones and loudspeakers that are there now."""
        from audio.port_audio import Direction

        found = await (await self._live.body()).sound.devices()
        chosen = {
            DeviceKind.MICROPHONE: self._live.settings.hearing.microphone,
            DeviceKind.LOUDSPEAKER: self._live.settings.speaking.loudspeaker,
        }
        kinds = {
            Direction.INPUT: DeviceKind.MICROPHONE,
            Direction.OUTPUT: DeviceKind.LOUDSPEAKER,
        }
        return [
            Device(
                name=device.name,
                description=device.title,
                kind=kinds[device.direction],
                is_default=device.is_default,
                is_chosen=device.name == chosen[kinds[device.direction]],
            )
            for device in found
        ]

    async def choose_device(self, kind: DeviceKind, name: str) -> None:
        """Use this device from now on and keep the choice."""
        await self._keep(*_DEVICE_SETTING[kind], name)
        if kind is DeviceKind.MICROPHONE:
            self._live.prefer_microphone(name)
        else:
            (await self._live.body()).loudspeaker.prefer(name)

    async def models(self) -> Sequence[ModelEntry]:
        """The catalogue, with what is on disk."""
        settings = self._live.settings
        chosen = {settings.hearing.model, settings.speaking.voice}
        states = await asyncio.to_thread(self._live.store.list)
        return [
            ModelEntry(
                name=state.entry.name,
                description=state.entry.title,
                kind=ModelKind(state.entry.kind.value),
                size_bytes=state.entry.size_bytes,
                is_present=state.folder is not None,
                is_chosen=state.entry.name in chosen,
            )
            for state in states
            if state.entry.kind.value in {kind.value for kind in ModelKind}
        ]

    async def choose_model(self, name: str) -> None:
        """Use this model from now on and keep the choice."""
        kind = ModelKind(self._live.store.catalogue.entry(name).kind.value)
        if kind not in _MODEL_SETTING:
            raise PamError(
                "model.not_used",
                f"{name} is not used by PAM yet.",
                mend="Choose a hearing or a voice model.",
                fault=Fault.USER,
            )
        await self._keep(*_MODEL_SETTING[kind], name)
        models = (await self._live.body()).models
        await (models.hearing if kind is ModelKind.HEARING else models.voice).use(name)

    async def fetch_model(self, name: str) -> None:
        """Bring a model, telling the progress about once a megabyte.

        Where PAM ends meanwhile it stops; what has arrived is gone on from the next time.
        """
        told, is_wanted = 0, True

        def on_progress(done: int, total: int) -> None:
            nonlocal told
            if not is_wanted:
                # The thread must not keep the program alive after its window.
                raise PamError("model.fetch_stopped", "PAM has ended.", fault=Fault.USER)
            if done - told >= PROGRESS_STEP_BYTES or done == total:
                told = done
                loop.call_soon_threadsafe(
                    self._emit, ProgressMade(what=name, done=done, total=total)
                )

        loop = asyncio.get_running_loop()
        try:
            await asyncio.to_thread(self._live.store.fetch, name, on_progress)
        finally:
            is_wanted = False
        await self._live.load_models()

    async def set_mode(self, mode: TalkMode) -> None:
        """Change how turns are opened and keep the choice."""
        await self._keep("hearing", "mode", mode.value)
        await self._live.listen_hands_free(mode is TalkMode.HANDS_FREE)
        self._live.set_mode(HearingMode(mode.value))

    async def save_setting(self, key: str, value: bool | float | str) -> None:
        """Keep one setting, by its dotted name."""
        section, _, name = key.partition(".")
        await self._keep(section, name, value)

    async def dress(self) -> Dress:
        """The theme by the user's choice, or by the sun where they were seen last."""
        choice, point = self._live.settings.looks.theme, None
        if choice is ThemeChoice.SUN and self._live.rooms is not None:
            seen = await last_seen(self._live.rooms.kit.memory)
            point = seen.point if seen else None
        return dress_for(choice, point, self._live.now())

    async def text_scale(self) -> float:
        """How much larger than usual text shall be."""
        return self._live.settings.looks.text_scale

    async def say(self, text: str) -> None:
        """Speak a sentence; returns when it was played."""
        senses = await self._live.body()
        playbacks = [
            senses.loudspeaker.play(await senses.models.synthesise(clause))
            for clause in clauses(text)
        ]
        for playback in playbacks:
            await playback.finished()

    async def start_demo(self) -> None:
        """Go over to the demo's own data."""
        await self._live.change_data(demo=True)

    async def leave_demo(self) -> None:
        """Come back to the user's own data."""
        await self._live.change_data(demo=False)

    async def diagnostics(self) -> str:
        """Versions, devices, models and their states, without anything said."""
        from importlib.metadata import version

        lines = [
            f"PAM {version('pam-desktop')}, Python {platform.python_version()}, "
            f"{platform.system()} {platform.release()} {platform.machine()}",
            f"demo: {self._live.is_demo}, mode: {self._live.settings.hearing.mode.value}",
            f"executable: {sys.executable}",
        ]
        lines += [
            f"{device.kind.value}: {device.description}{' (default)' if device.is_default else ''}"
            for device in await self.devices()
        ]
        lines += [
            f"model {model.name}: {'present' if model.is_present else 'missing'}"
            f"{', in use' if model.is_chosen else ''}"
            for model in await self.models()
        ]
        return "\n".join(lines)

    async def _keep(self, section: str, key: str, value: bool | float | str) -> None:
        kept = await asyncio.to_thread(save, self._live.settings_file, section, key, value)
        part = getattr(self._live.settings, section).model_copy(update={key: kept})
        self._live.settings = self._live.settings.model_copy(update={section: part})
