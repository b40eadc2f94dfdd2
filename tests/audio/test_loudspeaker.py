"""The real loudspeaker on a real sound server: what PAM says is heard, whatever happens to it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import pytest

from audio.loudspeaker import DeviceLoudspeaker
from audio.sound_system import SoundSystem
from pam_core.vocabulary.audio import Sound
from pam_core.vocabulary.events import Health, Part, PartChanged
from pam_core.vocabulary.ports import Played
from tests.support.tones import longest_hole_seconds, loud_seconds, power_at, tone
from tests.support.virtual_sound import VirtualSound

PATIENCE_SECONDS = 20.0


class Mouth:
    """A loudspeaker, with all that it reported."""

    def __init__(self, sound: SoundSystem, preferred: str) -> None:
        self.changes: list[PartChanged] = []
        self._news = asyncio.Event()
        self.loudspeaker = DeviceLoudspeaker(sound, on_change=self._note, preferred=preferred)

    def _note(self, change: PartChanged) -> None:
        self.changes.append(change)
        self._news.set()

    async def until_told(self, health: Health, about: str = "") -> PartChanged:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not (told := self._told(health, about)):
                self._news.clear()
                await self._news.wait()
        del self.changes[: self.changes.index(told[0]) + 1]
        return told[0]

    def _told(self, health: Health, about: str) -> list[PartChanged]:
        return [one for one in self.changes if one.health is health and about in one.sentence]

    async def say(self, *sounds: Sound) -> list[Played]:
        playbacks = [self.loudspeaker.play(sound) for sound in sounds]
        async with asyncio.timeout(PATIENCE_SECONDS):
            return [await playback.finished() for playback in playbacks]


@asynccontextmanager
async def speaking(preferred: str = "", *, watch: bool = True) -> AsyncIterator[Mouth]:
    sound = SoundSystem(watch=watch)
    mouth = Mouth(sound, preferred)
    try:
        yield mouth
    finally:
        await mouth.loudspeaker.close()
        await sound.close()


@contextmanager
def _led_to(sound: VirtualSound) -> Iterator[None]:
    """The same as the fixture, for a server with other devices."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in sound.environment.items():
            patch.setenv(name, value)
        try:
            yield
        finally:
            sound.stop()


async def eventually(come_true: Callable[[], bool]) -> None:
    """Waits for something outside of the program, which sends no event."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not come_true():  # noqa: ASYNC110 the recorder is another program
            await asyncio.sleep(0.02)


def sound_of(seconds: float, *, hz: float = 440.0, rate_hz: int = 22_050) -> Sound:
    return Sound(pcm=tone(seconds, hz=hz, rate_hz=rate_hz), sample_rate_hz=rate_hz)


async def test_what_is_played_is_heard_whole(virtual_sound: VirtualSound) -> None:
    """A sound comes out of the loudspeaker at its pitch and length, and is reported as heard."""
    with virtual_sound.record_loudspeaker() as recording:
        async with speaking() as mouth:
            played = await mouth.say(sound_of(1.0, hz=600))
            told = await mouth.until_told(Health.WORKING)
            await eventually(lambda: loud_seconds(recording.pcm) > 0.9)
    assert played == [Played(seconds=1.0, whole=True)]
    assert (told.part, told.detail) == (Part.LOUDSPEAKER, "speaker")
    assert loud_seconds(recording.pcm) <= 1.2
    assert power_at(recording.pcm, 600) > 0.9


async def test_no_hole_between_sounds_of_different_rates(virtual_sound: VirtualSound) -> None:
    """Clauses, and an earcon at another rate, join without a gap."""
    with virtual_sound.record_loudspeaker() as recording:
        async with speaking() as mouth:
            await mouth.say(sound_of(0.4), sound_of(0.4, rate_hz=16_000), sound_of(0.4))
            await eventually(lambda: loud_seconds(recording.pcm) > 1.1)
    # To the sample it is proved on the queue; here a busy machine may let the device run dry.
    assert longest_hole_seconds(recording.pcm) < 0.2
    assert loud_seconds(recording.pcm) <= 1.3


async def test_started_comes_before_finished(virtual_sound: VirtualSound) -> None:
    """The first sample's time is known while the sound still plays."""
    async with speaking() as mouth:
        before = asyncio.get_running_loop().time()
        playback = mouth.loudspeaker.play(sound_of(1.0))
        started_at = await asyncio.wait_for(playback.started(), PATIENCE_SECONDS)
        assert not playback._finished.done()
        await asyncio.wait_for(playback.finished(), PATIENCE_SECONDS)
        assert before <= started_at <= asyncio.get_running_loop().time() - 0.9


async def test_silence_stops_and_forgets_what_waits(virtual_sound: VirtualSound) -> None:
    """Silenced in mid-sound, nothing more is heard, and what was heard is told truly."""
    with virtual_sound.record_loudspeaker() as recording:
        async with speaking() as mouth:
            first = mouth.loudspeaker.play(sound_of(5.0))
            second = mouth.loudspeaker.play(sound_of(5.0))
            await eventually(lambda: loud_seconds(recording.pcm) > 0.5)
            mouth.loudspeaker.silence()
            async with asyncio.timeout(PATIENCE_SECONDS):
                played = [await first.finished(), await second.finished()]
                await second.started()
            # Spoken again at once, at another pitch: what was silenced never comes back.
            await mouth.say(sound_of(0.5, hz=900))
            await eventually(lambda: power_at(recording.pcm[-12_800:], 900) > 0.9)
    assert not played[0].whole
    assert played[1] == Played(seconds=0.0, whole=False)
    silenced = loud_seconds(recording.pcm) - 0.5
    assert abs(played[0].seconds - silenced) < 0.15
    assert silenced < 2.0


async def test_volume_and_ducking_are_heard(virtual_sound: VirtualSound) -> None:
    """Quieter is quieter, ducked is quieter still, and both can be undone."""
    async with speaking() as mouth:
        powers = []
        for volume, ducked in ((1.0, False), (0.5, False), (0.5, True), (1.0, False)):
            mouth.loudspeaker.set_volume(volume)
            mouth.loudspeaker.duck(ducked)
            with virtual_sound.record_loudspeaker() as recording:
                await mouth.say(sound_of(0.5))
            powers.append(max(abs(x) for x in memoryview(recording.pcm).cast("h")))
    assert powers[0] > 2 * powers[1] > 4 * powers[2] > 0
    assert powers[3] > 0.9 * powers[0]


async def test_idle_device_is_given_back_and_speaks_again(virtual_sound: VirtualSound) -> None:
    """Some seconds after the last sound nothing is held open; the next sound opens it again."""
    async with speaking() as mouth:
        await mouth.say(sound_of(0.2))
        inputs = ("list", "short", "sink-inputs")
        await eventually(lambda: not virtual_sound.pactl(*inputs))
        assert await mouth.say(sound_of(0.2)) == [Played(seconds=0.2, whole=True)]


async def test_without_a_loudspeaker_sounds_count_as_not_heard() -> None:
    """No output device at all: said once, and each sound is over at once, unheard."""
    sound = VirtualSound(microphones=(), loudspeakers=())
    with _led_to(sound):
        async with speaking() as mouth:
            played = await mouth.say(sound_of(1.0), sound_of(1.0))
            await mouth.say(sound_of(1.0))
            assert [one.health for one in mouth.changes] == [Health.LOST]
            await asyncio.to_thread(sound.plug_loudspeaker, "speaker")
            await mouth.until_told(Health.WORKING, "speaker")
            assert await mouth.say(sound_of(0.2)) == [Played(seconds=0.2, whole=True)]
    assert played == [Played(seconds=0.0, whole=False)] * 2


async def test_loudspeaker_pulled_out_in_mid_sound_and_plugged_in_again() -> None:
    """The sound is over at once, told as not heard whole; with the device speech returns."""
    sound = VirtualSound(microphones=())
    with _led_to(sound):
        async with speaking() as mouth:
            playback = mouth.loudspeaker.play(sound_of(10.0))
            await asyncio.wait_for(playback.started(), PATIENCE_SECONDS)
            await asyncio.to_thread(sound.unplug_loudspeaker, "speaker")
            played = await asyncio.wait_for(playback.finished(), PATIENCE_SECONDS)
            await mouth.until_told(Health.LOST)
            await asyncio.to_thread(sound.plug_loudspeaker, "speaker")
            await mouth.until_told(Health.WORKING)
            assert await mouth.say(sound_of(0.2)) == [Played(seconds=0.2, whole=True)]
    assert not played.whole
    assert played.seconds < 9


async def test_killed_sound_server_is_noticed_and_survived(virtual_sound: VirtualSound) -> None:
    """The server dies in mid-sound and is started again: PAM says both and speaks again."""
    async with speaking() as mouth:
        playback = mouth.loudspeaker.play(sound_of(10.0))
        await asyncio.wait_for(playback.started(), PATIENCE_SECONDS)
        await asyncio.to_thread(virtual_sound.kill)
        assert not (await asyncio.wait_for(playback.finished(), PATIENCE_SECONDS)).whole
        await mouth.until_told(Health.LOST)
        await asyncio.to_thread(virtual_sound.start)
        await mouth.until_told(Health.WORKING)
        assert await mouth.say(sound_of(0.2)) == [Played(seconds=0.2, whole=True)]


async def test_frozen_sound_server_is_noticed_and_survived(virtual_sound: VirtualSound) -> None:
    """A server that stops answering in mid-sound is noticed; after the thaw PAM speaks again."""
    async with speaking() as mouth:
        playback = mouth.loudspeaker.play(sound_of(10.0))
        await asyncio.wait_for(playback.started(), PATIENCE_SECONDS)
        virtual_sound.freeze()
        assert not (await asyncio.wait_for(playback.finished(), PATIENCE_SECONDS)).whole
        await mouth.until_told(Health.LOST)
        virtual_sound.thaw()
        await mouth.until_told(Health.WORKING)
        assert await mouth.say(sound_of(0.2)) == [Played(seconds=0.2, whole=True)]


async def test_lost_device_is_found_again_without_a_watch(virtual_sound: VirtualSound) -> None:
    """Where nobody tells of devices (Windows, macOS), PAM finds a lost one by trying again."""
    async with speaking(watch=False) as mouth:
        await mouth.say(sound_of(0.2))
        await asyncio.to_thread(virtual_sound.kill)
        assert not (await mouth.say(sound_of(2.0)))[0].whole
        await mouth.until_told(Health.LOST)
        await asyncio.to_thread(virtual_sound.start)
        await mouth.until_told(Health.WORKING)
        assert await mouth.say(sound_of(0.2)) == [Played(seconds=0.2, whole=True)]


async def test_preferred_loudspeaker_is_used_and_taken_back(virtual_sound: VirtualSound) -> None:
    """The chosen loudspeaker is replaced in mid-sound while it is gone, and used again after."""
    virtual_sound.plug_loudspeaker("cab")
    async with speaking(preferred="cab") as mouth:
        playback = mouth.loudspeaker.play(sound_of(6.0, hz=700))
        await mouth.until_told(Health.WORKING, "cab")
        await asyncio.wait_for(playback.started(), PATIENCE_SECONDS)
        with virtual_sound.record_loudspeaker("speaker") as recording:
            await asyncio.to_thread(virtual_sound.unplug_loudspeaker, "cab")
            await mouth.until_told(Health.DEGRADED, "cab is not there")
            await eventually(lambda: power_at(recording.pcm[-6400:], 700) > 0.9)
        await asyncio.to_thread(virtual_sound.plug_loudspeaker, "cab")
        await mouth.until_told(Health.WORKING, "cab")
        with virtual_sound.record_loudspeaker("cab") as recording:
            await eventually(lambda: power_at(recording.pcm[-6400:], 700) > 0.9)
        mouth.loudspeaker.silence()


async def test_start_says_whether_there_is_a_loudspeaker(virtual_sound: VirtualSound) -> None:
    """Before a word is spoken the device is named, without being opened."""
    async with speaking() as mouth:
        await mouth.loudspeaker.start()
        told = await mouth.until_told(Health.WORKING)
        assert told.detail == "speaker"
        assert not virtual_sound.pactl("list", "short", "sink-inputs")


async def test_closing_drops_what_is_not_yet_heard(virtual_sound: VirtualSound) -> None:
    """Close ends what plays, twice is once, and a sound played after it counts as not heard."""
    async with speaking() as mouth:
        playback = mouth.loudspeaker.play(sound_of(10.0))
        await asyncio.wait_for(playback.started(), PATIENCE_SECONDS)
        await mouth.loudspeaker.close()
        assert not (await asyncio.wait_for(playback.finished(), PATIENCE_SECONDS)).whole
        await mouth.loudspeaker.close()
        assert await mouth.say(sound_of(1.0)) == [Played(seconds=0.0, whole=False)]
