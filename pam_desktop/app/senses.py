"""PAM's ears and mouth on this machine: sound devices and speech models, made on the loop."""

import asyncio

from audio.loudspeaker import DeviceLoudspeaker
from audio.microphone import DeviceMicrophone
from audio.sound_system import SoundSystem
from audio.voice_detector import SpeechDetector
from models.store import ModelStore
from pam_core.settings.schema import Settings
from pam_core.vocabulary.ports import EventSink
from pam_desktop.app.speech_models import SpeechModels


class Senses:
    """Made once for the life of the program; a microphone is opened for each assistant."""

    def __init__(self, store: ModelStore, settings: Settings, emit: EventSink) -> None:
        self._emit = emit
        self.models = SpeechModels(
            store,
            emit,
            hearing=settings.hearing.model,
            voice=settings.speaking.voice,
            rate=settings.speaking.rate,
        )
        self.sound = SoundSystem()
        self.loudspeaker = DeviceLoudspeaker(
            self.sound,
            on_change=emit,
            preferred=settings.speaking.loudspeaker,
            volume=settings.speaking.volume,
        )

    def open_microphone(self, preferred: str) -> DeviceMicrophone:
        """The best microphone there is; "" prefers the system's own."""
        return DeviceMicrophone(self.sound, on_change=self._emit, preferred=preferred)

    async def new_detector(self) -> SpeechDetector:
        """A voice detector for one microphone; loaded off the loop, for it takes 0.3 s."""
        detector = SpeechDetector()
        await asyncio.to_thread(detector.load)
        return detector

    async def close(self) -> None:
        """Give back models and devices; idempotent."""
        await self.models.close()
        await self.loudspeaker.close()
        await self.sound.close()
