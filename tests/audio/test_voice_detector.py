"""Three stages of voice activity, on silence, tones, noise and real speech."""

import numpy as np
import pytest

from audio.recording import read_recording
from audio.voice_detector import SILENCE_DBFS, SpeechDetector
from pam_core.vocabulary.audio import FRAME_BYTES
from tests.support.recordings import recording
from tests.support.tones import tone

SPEECH = "jfk/jfk.flac"


def frames_of(pcm: bytes) -> list[bytes]:
    return [pcm[at : at + FRAME_BYTES] for at in range(0, len(pcm) - FRAME_BYTES + 1, FRAME_BYTES)]


def white_noise(seconds: float, rms: float) -> bytes:
    samples = np.random.default_rng(3).normal(0, rms, int(seconds * 16_000))
    return samples.clip(-32_768, 32_767).astype("<i2").tobytes()


@pytest.mark.parametrize(
    ("peak", "dbfs"), [(32_767, -3.01), (16_384, -9.03), (328, -43.0), (0, SILENCE_DBFS)]
)
def test_the_level_of_a_tone_is_its_rms(peak: int, dbfs: float) -> None:
    """A full-scale sine lies 3 dB below full scale; silence at -96."""
    frame = tone(0.02, hz=400.0, peak=peak)
    assert SpeechDetector().level_dbfs(frame) == pytest.approx(dbfs, abs=0.1)


def test_the_loudest_possible_frame_is_at_zero() -> None:
    """Squares of -32768 do not overflow."""
    assert SpeechDetector().level_dbfs(b"\x00\x80" * 320) == pytest.approx(0.0, abs=1e-6)


def test_the_level_of_nothing_is_silence() -> None:
    """An empty piece of sound has no level, and no error either."""
    assert SpeechDetector().level_dbfs(b"") == SILENCE_DBFS


def test_silence_is_voice_to_no_stage() -> None:
    """Digital silence passes neither webrtcvad nor Silero."""
    detector = SpeechDetector()
    silence = bytes(FRAME_BYTES)
    assert not any(detector.quick(silence) for _ in range(50))
    assert max(detector.sure(silence) for _ in range(50)) < 0.3


def test_hiss_does_not_convince_silero() -> None:
    """White noise at -30 dBFS is no voice, whatever webrtcvad thinks of it."""
    detector = SpeechDetector()
    assert max(detector.sure(frame) for frame in frames_of(white_noise(3.0, 1000.0))) < 0.5


@pytest.mark.recordings
def test_real_speech_is_voice_to_every_stage() -> None:
    """Most frames of a speech pass webrtcvad and Silero."""
    detector = SpeechDetector()
    frames = frames_of(read_recording(recording(SPEECH)))
    assert np.mean([detector.quick(frame) for frame in frames]) > 0.5
    assert np.mean([detector.sure(frame) > 0.5 for frame in frames]) > 0.5


@pytest.mark.recordings
def test_rain_is_no_voice_to_silero() -> None:
    """A minute of rain never convinces it."""
    detector = SpeechDetector()
    frames = frames_of(read_recording(recording("noise/blanket_rain.flac")))
    assert max(detector.sure(frame) for frame in frames) < 0.5


@pytest.mark.recordings
def test_forgetting_makes_silero_as_new() -> None:
    """The same speech gives the same probabilities again; without forgetting, it does not."""
    detector = SpeechDetector()
    frames = frames_of(read_recording(recording(SPEECH)))[:83]
    first = [detector.sure(frame) for frame in frames]
    unforgotten = [detector.sure(frame) for frame in frames]
    detector.forget()
    assert [detector.sure(frame) for frame in frames] == first
    assert unforgotten != first


def test_the_probability_holds_until_the_next_block_is_full() -> None:
    """Five verdicts come from eight frames (160 ms); before the first block it is nothing."""
    detector = SpeechDetector()
    frames = frames_of(white_noise(0.16 * 5, 3000.0))
    probabilities = [detector.sure(frame) for frame in frames]
    assert probabilities[0] == 0.0
    assert len(set(probabilities[1:])) == 5 * len(frames) // 8


@pytest.mark.parametrize("size", [0, FRAME_BYTES - 2, 2 * FRAME_BYTES])
def test_a_frame_of_another_length_is_a_programming_error(size: int) -> None:
    """Both detectors take 20 ms frames and nothing else."""
    detector = SpeechDetector()
    for stage in (detector.quick, detector.sure):
        with pytest.raises(ValueError, match="640"):
            stage(bytes(size))
