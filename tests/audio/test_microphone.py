"""The real microphone on a real sound server: what is said is heard, whatever happens to it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from audio.microphone import DeviceMicrophone
from audio.port_audio import INVALID_SAMPLE_RATE, PortAudio
from audio.sound_system import SoundSystem
from pam_core.vocabulary.events import Health, Part, PartChanged
from tests.support.tones import loud_seconds, power_at, tone
from tests.support.virtual_sound import VirtualSound

PATIENCE_SECONDS = 20.0


class Ear:
    """A microphone that is being read, with all it heard and said."""

    def __init__(self, sound: SoundSystem, preferred: str = "") -> None:
        self.changes: list[PartChanged] = []
        self.pcm = bytearray()
        self.times: list[float] = []
        self.batches = 0
        self._news = asyncio.Event()
        self.microphone = DeviceMicrophone(sound, on_change=self._note, preferred=preferred)
        self.reading = asyncio.create_task(self._read())

    def _note(self, change: PartChanged) -> None:
        self.changes.append(change)
        self._news.set()

    async def _read(self) -> None:
        async for batch in self.microphone.frames():
            self.batches += 1
            for frame in batch:
                self.pcm += frame.pcm
                self.times.append(frame.captured_at)
            self._news.set()

    async def until(self, come_true: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not come_true():
                self._news.clear()
                await self._news.wait()

    async def until_told(self, health: Health, about: str = "") -> PartChanged:
        """The next report of this health that names this device."""
        await self.until(
            lambda: any(one.health is health and about in one.sentence for one in self.changes)
        )
        told = next(x for x in self.changes if x.health is health and about in x.sentence)
        del self.changes[: self.changes.index(told) + 1]
        return told

    async def until_hearing(self, seconds: float = 0.2) -> None:
        """Frames come again."""
        enough = len(self.pcm) + round(seconds * 32_000)
        await self.until(lambda: len(self.pcm) >= enough)


@asynccontextmanager
async def listening(
    preferred: str = "", port_audio: PortAudio | None = None, *, watch: bool = True
) -> AsyncIterator[Ear]:
    sound = SoundSystem(port_audio=port_audio, watch=watch)
    ear = Ear(sound, preferred)
    try:
        yield ear
    finally:
        await ear.microphone.close()
        await asyncio.wait_for(ear.reading, PATIENCE_SECONDS)
        await sound.close()


async def play(virtual_sound: VirtualSound, pcm: bytes, microphone: str = "mic") -> None:
    await asyncio.to_thread(virtual_sound.play_into_microphone, pcm, microphone=microphone)


async def hears(ear: Ear, virtual_sound: VirtualSound, microphone: str, hz: float) -> bool:
    """Whether a tone played into this virtual microphone arrives."""
    before = len(ear.pcm)
    await play(virtual_sound, tone(0.4, hz=hz), microphone)
    await ear.until_hearing(0.3)
    heard = bytes(ear.pcm[before:])
    return loud_seconds(heard) > 0.3 and power_at(heard, hz) > 0.9


async def test_what_is_said_is_heard(virtual_sound: VirtualSound) -> None:
    """A tone spoken into the microphone arrives whole, in 20 ms frames, in order of time."""
    async with listening() as ear:
        told = await ear.until_told(Health.WORKING)
        assert (told.part, told.detail) == (Part.MICROPHONE, "mic")
        ear.microphone.attend(True)
        await ear.until_hearing()
        await play(virtual_sound, tone(1.0, hz=600))
        await ear.until_hearing()
        assert 0.9 <= loud_seconds(bytes(ear.pcm)) <= 1.2
        assert power_at(bytes(ear.pcm), 600) > 0.9
        assert ear.times == sorted(ear.times)


async def test_calm_listening_wakes_seldom_and_misses_nothing(virtual_sound: VirtualSound) -> None:
    """Unattended, frames come in larger batches, and every one of them comes."""
    async with listening() as ear:
        await ear.until_hearing(0.5)
        ear.batches, before = 0, len(ear.pcm)
        await play(virtual_sound, tone(1.0))
        await ear.until_hearing()
        frames = (len(ear.pcm) - before) / 640
        assert frames / ear.batches >= 4
        assert 0.9 <= loud_seconds(bytes(ear.pcm)) <= 1.2


async def test_unplugged_microphone_is_replaced_and_never_by_a_monitor(
    virtual_sound: VirtualSound,
) -> None:
    """With the microphone pulled out PAM hears through the other one, and says so."""
    virtual_sound.plug_microphone("mic_two")
    async with listening() as ear:
        await ear.until_told(Health.WORKING, "mic")
        await asyncio.to_thread(virtual_sound.unplug_microphone, "mic")
        told = await ear.until_told(Health.WORKING, "mic-two")
        assert "mic is gone" in told.sentence
        await ear.until_hearing()
        assert await hears(ear, virtual_sound, "mic_two", 700)


async def test_last_microphone_unplugged_is_lost_and_returns(virtual_sound: VirtualSound) -> None:
    """With no microphone left PAM hears nothing, least of all itself, until one is plugged in."""
    async with listening() as ear:
        await ear.until_told(Health.WORKING, "mic")
        await asyncio.to_thread(virtual_sound.unplug_microphone, "mic")
        await ear.until_told(Health.LOST)
        deaf_since = len(ear.pcm)
        await asyncio.to_thread(virtual_sound.plug_microphone, "mic")
        await ear.until_told(Health.WORKING, "mic")
        assert loud_seconds(bytes(ear.pcm[deaf_since:])) == 0
        assert await hears(ear, virtual_sound, "mic", 500)


async def test_preferred_microphone_is_taken_back(virtual_sound: VirtualSound) -> None:
    """The chosen microphone is replaced while it is gone, and used again when it returns."""
    virtual_sound.plug_microphone("mic_two")
    async with listening(preferred="mic-two") as ear:
        await ear.until_told(Health.WORKING, "mic-two")
        await asyncio.to_thread(virtual_sound.unplug_microphone, "mic_two")
        told = await ear.until_told(Health.DEGRADED)
        assert told.sentence == "The microphone mic-two is not there. PAM listens through mic."
        await asyncio.to_thread(virtual_sound.plug_microphone, "mic_two")
        await ear.until_told(Health.WORKING, "mic-two")
        await ear.until_hearing()
        assert await hears(ear, virtual_sound, "mic_two", 700)


async def test_the_systems_choice_is_followed(virtual_sound: VirtualSound) -> None:
    """Another default microphone chosen in the desktop's settings is used at once."""
    virtual_sound.plug_microphone("mic_two")
    async with listening() as ear:
        await ear.until_told(Health.WORKING, "mic")
        await asyncio.to_thread(virtual_sound.set_default_microphone, "mic_two")
        await ear.until_told(Health.WORKING, "mic-two")
        await ear.until_hearing()
        assert await hears(ear, virtual_sound, "mic_two", 700)


async def test_another_choice_is_obeyed_at_once(virtual_sound: VirtualSound) -> None:
    """A device picked in PAM's own settings is used without a restart."""
    virtual_sound.plug_microphone("mic_two")
    async with listening() as ear:
        await ear.until_told(Health.WORKING, "mic")
        ear.microphone.prefer("mic_two")
        await ear.until_told(Health.WORKING, "mic-two")


async def test_killed_sound_server_is_noticed_and_survived(virtual_sound: VirtualSound) -> None:
    """The server dies and is started again: PAM says both and hears again."""
    async with listening() as ear:
        await ear.until_told(Health.WORKING)
        await ear.until_hearing()
        await asyncio.to_thread(virtual_sound.kill)
        await ear.until_told(Health.LOST)
        await asyncio.to_thread(virtual_sound.start)
        await ear.until_told(Health.WORKING)
        await ear.until_hearing()
        assert await hears(ear, virtual_sound, "mic", 500)


async def test_frozen_sound_server_is_noticed_and_survived(virtual_sound: VirtualSound) -> None:
    """A server that stops answering is noticed by its silence; after the thaw PAM hears again."""
    async with listening() as ear:
        await ear.until_told(Health.WORKING)
        await ear.until_hearing()
        virtual_sound.freeze()
        await ear.until_told(Health.LOST)
        virtual_sound.thaw()
        await ear.until_told(Health.WORKING)
        await ear.until_hearing()
        assert await hears(ear, virtual_sound, "mic", 500)


async def test_program_can_end_while_the_server_is_frozen(virtual_sound: VirtualSound) -> None:
    """Neither the microphone nor the sound system waits for a frozen server to be closed."""
    sound = SoundSystem()
    ear = Ear(sound)
    await ear.until_told(Health.WORKING)
    virtual_sound.freeze()
    await ear.until_told(Health.LOST)
    async with asyncio.timeout(PATIENCE_SECONDS):
        await ear.microphone.close()
        ear.reading.cancel()
        with suppress(asyncio.CancelledError):
            await ear.reading
        await sound.close()


async def test_no_sound_server_at_first(virtual_sound: VirtualSound) -> None:
    """Started before the sound server, PAM says that there is no microphone, then finds it."""
    virtual_sound.kill()
    async with listening() as ear:
        told = await ear.until_told(Health.LOST)
        assert told.sentence
        await asyncio.to_thread(virtual_sound.start)
        await ear.until_told(Health.WORKING)
        await ear.until_hearing()


async def test_closing_ends_the_frames_and_is_idempotent(virtual_sound: VirtualSound) -> None:
    """Close twice, and the reader's loop is over and the device given back."""
    async with listening() as ear:
        await ear.until_hearing()
        await ear.microphone.close()
        await asyncio.wait_for(ear.reading, PATIENCE_SECONDS)
        await ear.microphone.close()
    assert "ALSA" not in virtual_sound.pactl("list", "source-outputs")


async def test_late_sound_is_dropped_and_said_once(
    virtual_sound: VirtualSound, caplog: pytest.LogCaptureFixture
) -> None:
    """A reader that stays away too long loses the oldest sound, and the log says how much."""
    async with listening() as ear:
        await ear.until_hearing()
        capture = ear.microphone._capture
        assert capture is not None
        for _ in range(400):
            capture.callback(bytes(1280), 640, _Times(), _Flags())
        with caplog.at_level(logging.WARNING):
            await ear.until(lambda: ear.microphone.dropped_seconds > 1)
            await ear.until_hearing()
    assert [record.levelname for record in caplog.records] == ["WARNING"]


class _Times:
    currentTime = 1.0  # noqa: N815 PortAudio's name
    inputBufferAdcTime = 0.9  # noqa: N815


class _Flags:
    input_overflow = True


class StubbornPortAudio:
    """The real sounddevice, but its microphones insist on 44,100 Hz."""

    def __init__(self) -> None:
        import sounddevice

        self._real = sounddevice

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def RawInputStream(self, **wish: Any) -> Any:  # noqa: N802 PortAudio's name
        if wish["samplerate"] == 16_000:
            raise self._real.PortAudioError("Invalid sample rate", INVALID_SAMPLE_RATE)
        return self._real.RawInputStream(**wish)


async def test_a_device_that_refuses_our_rate_is_resampled(virtual_sound: VirtualSound) -> None:
    """Where 16 kHz is refused the device runs at its own rate, and the pitch is still right."""
    async with listening(port_audio=PortAudio(StubbornPortAudio)) as ear:
        await ear.until_told(Health.WORKING)
        await ear.until_hearing()
        await play(virtual_sound, tone(1.0, hz=600))
        await ear.until_hearing(0.4)
        assert 0.9 <= loud_seconds(bytes(ear.pcm)) <= 1.2
        assert power_at(bytes(ear.pcm), 600) > 0.9


async def test_lost_device_is_found_again_without_a_watch(virtual_sound: VirtualSound) -> None:
    """Where nobody tells of devices (Windows, macOS), PAM finds a lost one by trying again."""
    async with listening(watch=False) as ear:
        await ear.until_told(Health.WORKING)
        await ear.until_hearing()
        await asyncio.to_thread(virtual_sound.kill)
        await ear.until_told(Health.LOST)
        await asyncio.to_thread(virtual_sound.start)
        await ear.until_told(Health.WORKING)
        await ear.until_hearing()
        assert await hears(ear, virtual_sound, "mic", 500)


async def test_missing_library_is_told_with_its_mend() -> None:
    """Without PortAudio PAM says which package is missing, and goes on looking."""

    def load() -> Any:
        raise OSError("PortAudio library not found")

    async with listening(port_audio=PortAudio(load), watch=False) as ear:
        told = await ear.until_told(Health.LOST)
        assert "libportaudio2" in told.sentence
