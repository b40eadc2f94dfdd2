"""A loudspeaker without a device keeps what was said and tells truly how much was heard."""

import asyncio
import wave
from pathlib import Path

import pytest

from audio.file_loudspeaker import FileLoudspeaker
from pam_core.vocabulary.audio import Sound
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.ports import Played
from tests.support.fakes import FakeClock
from tests.support.tones import loud_seconds, tone


def sound_of(seconds: float, rate_hz: int = 22_050) -> Sound:
    return Sound(pcm=tone(seconds, rate_hz=rate_hz), sample_rate_hz=rate_hz)


async def test_unpaced_sounds_are_over_at_once_and_kept_in_order() -> None:
    """Nothing waits for real time; what was played is there, in order."""
    loudspeaker = FileLoudspeaker(paced=False)
    sounds = [sound_of(3.0), sound_of(2.0)]
    playbacks = [loudspeaker.play(one) for one in sounds]
    assert [await one.finished() for one in playbacks] == [
        Played(seconds=3.0, whole=True),
        Played(seconds=2.0, whole=True),
    ]
    assert [one.sound for one in loudspeaker.spoken] == sounds
    await loudspeaker.close()


async def test_paced_sounds_take_as_long_as_they_last() -> None:
    """By the clock handed in, the second begins when the first has ended."""
    clock = FakeClock()

    async def sleep(seconds: float) -> None:
        clock.pass_seconds(seconds)

    loudspeaker = FileLoudspeaker(paced=True, monotonic=clock.monotonic, sleep=sleep)
    first, second = loudspeaker.play(sound_of(3.0)), loudspeaker.play(sound_of(2.0))
    assert await first.started() == 1000.0
    assert await second.started() == 1003.0
    assert await second.finished() == Played(seconds=2.0, whole=True)
    assert clock.monotonic() == 1005.0
    await loudspeaker.close()


async def test_silenced_sounds_are_told_as_far_as_they_were_heard() -> None:
    """What played is cut where it was silenced, what waited was not heard, and later ones play."""
    clock = FakeClock()
    sleeping = asyncio.Event()

    async def sleep(_seconds: float) -> None:
        sleeping.set()
        await asyncio.Event().wait()

    loudspeaker = FileLoudspeaker(paced=True, monotonic=clock.monotonic, sleep=sleep)
    first, second = loudspeaker.play(sound_of(3.0)), loudspeaker.play(sound_of(2.0))
    await asyncio.wait_for(sleeping.wait(), 10)
    clock.pass_seconds(1.5)
    loudspeaker.silence()
    assert await first.finished() == Played(seconds=1.5, whole=False)
    assert await second.finished() == Played(seconds=0.0, whole=False)
    assert loudspeaker.spoken[0].sound.seconds == 1.5
    third = loudspeaker.play(sound_of(1.0))
    assert await asyncio.wait_for(third.started(), 10) == 1001.5
    await loudspeaker.close()
    assert await third.finished() == Played(seconds=0.0, whole=False)


async def test_the_wav_file_holds_everything_heard(tmp_path: Path) -> None:
    """Sounds of different rates are joined into one file that other programs can read."""
    path = tmp_path / "replies.wav"
    loudspeaker = FileLoudspeaker(paced=False, path=path)
    await loudspeaker.play(sound_of(0.5)).finished()
    await loudspeaker.play(sound_of(0.5, rate_hz=16_000)).finished()
    await loudspeaker.close()
    await loudspeaker.close()
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 22_050)
        pcm = file.readframes(file.getnframes())
    assert 0.95 <= loud_seconds(pcm, rate_hz=22_050) <= 1.05


async def test_a_file_that_cannot_be_written_is_a_named_error(tmp_path: Path) -> None:
    """A missing folder gives one sentence with the mend."""
    loudspeaker = FileLoudspeaker(paced=False, path=tmp_path / "missing" / "replies.wav")
    await loudspeaker.play(sound_of(0.1)).finished()
    with pytest.raises(PamError) as raised:
        await loudspeaker.close()
    assert raised.value.code == "sound.not_written"
    assert raised.value.mend
