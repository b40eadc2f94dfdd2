"""A recording is heard as a microphone would hear it."""

from collections.abc import Sequence

from audio.file_microphone import FileMicrophone
from pam_core.vocabulary.audio import FRAME_BYTES, Frame
from tests.support.fakes import FakeClock
from tests.support.tones import tone


async def all_batches(microphone: FileMicrophone) -> list[Sequence[Frame]]:
    return [batch async for batch in microphone.frames()]


async def test_the_whole_recording_comes_and_then_silence() -> None:
    """Every sample is heard, the last frame padded, then the silence asked for."""
    pcm = tone(1.01)
    batches = await all_batches(FileMicrophone(pcm, paced=False, silence_after_seconds=0.5))
    heard = b"".join(frame.pcm for batch in batches for frame in batch)
    assert heard[: len(pcm)] == pcm
    assert set(heard[len(pcm) :]) == {0}
    assert len(heard) == 76 * FRAME_BYTES


async def test_paced_frames_come_one_by_one_when_they_would_have_been_spoken() -> None:
    """Each frame is given out when its last sample is due, by the clock that was handed in."""
    clock = FakeClock()

    async def sleep(seconds: float) -> None:
        clock.pass_seconds(seconds)

    microphone = FileMicrophone(
        tone(0.2), paced=True, silence_after_seconds=0, monotonic=clock.monotonic, sleep=sleep
    )
    late = []
    async for batch in microphone.frames():
        assert len(batch) == 1
        late.append(abs(clock.monotonic() - batch[0].captured_at))
    assert len(late) == 10
    assert max(late) < 0.003
    assert microphone.heard_until is not None
    assert abs(microphone.heard_until - 1000.2) < 1e-6


async def test_a_closed_file_microphone_ends() -> None:
    """Closing ends the frames."""
    microphone = FileMicrophone(tone(5), paced=False)
    heard = 0
    async for _batch in microphone.frames():
        heard += 1
        await microphone.close()
    assert heard == 1
