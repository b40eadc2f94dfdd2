"""Any sound file becomes what PAM hears, or one clear sentence."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from audio.recording import clipped_share, read_recording, recording_seconds, stream_recording
from pam_core.vocabulary.audio import SAMPLE_RATE_HZ, seconds_of
from pam_core.vocabulary.errors import Fault, PamError
from tests.support.tones import power_at, tone


def tone_file(
    folder: Path, name: str, *, rate_hz: int, seconds: float = 1.0, channels: int = 1
) -> Path:
    samples = np.frombuffer(tone(seconds, rate_hz=rate_hz), "<i2")
    path = folder / name
    soundfile.write(path, np.column_stack([samples] * channels), rate_hz)
    return path


def test_sixteen_kilohertz_mono_is_passed_on_untouched(tmp_path: Path) -> None:
    """What is already in PAM's own shape comes out sample for sample."""
    path = tmp_path / "plain.wav"
    samples = np.random.default_rng(1).integers(-32_768, 32_767, 40_000).astype("<i2")
    soundfile.write(path, samples, SAMPLE_RATE_HZ, subtype="PCM_16")
    assert read_recording(path) == samples.tobytes()


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 22_050, 44_100, 48_000, 96_000])
@pytest.mark.parametrize("channels", [1, 2])
def test_every_rate_and_stereo_become_sixteen_kilohertz_mono(
    tmp_path: Path, rate_hz: int, channels: int
) -> None:
    """The tone keeps its length, pitch and loudness."""
    path = tone_file(tmp_path, "tone.wav", rate_hz=rate_hz, channels=channels)
    pcm = read_recording(path)
    samples = np.frombuffer(pcm, "<i2").astype(float)
    assert seconds_of(pcm) == pytest.approx(1.0, abs=0.002)
    assert power_at(pcm, 440.0) > 0.98
    assert np.sqrt((samples**2).mean()) == pytest.approx(8000 / np.sqrt(2), rel=0.03)


@pytest.mark.parametrize("ending", ["wav", "flac", "ogg", "mp3", "aiff"])
def test_the_common_kinds_are_read(tmp_path: Path, ending: str) -> None:
    """WAV, FLAC, OGG, MP3 and AIFF are all heard."""
    path = tone_file(tmp_path, f"tone.{ending}", rate_hz=44_100)
    assert power_at(read_recording(path), 440.0) > 0.95


def test_streaming_gives_the_same_sound_in_blocks(tmp_path: Path) -> None:
    """Blocks joined are the whole; no block is much longer than asked for."""
    path = tone_file(tmp_path, "long.wav", rate_hz=44_100, seconds=7.3)
    blocks = list(stream_recording(path, block_seconds=1.0))
    assert len(blocks) >= 7
    assert max(seconds_of(block) for block in blocks) < 1.2
    assert b"".join(blocks) == b"".join(stream_recording(path, block_seconds=2.5))
    assert recording_seconds(path) == pytest.approx(7.3, abs=0.001)


def test_a_file_too_long_for_memory_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """The error names the length; the same file can still be streamed."""
    path = tone_file(tmp_path, "long.wav", rate_hz=8_000, seconds=3.0)
    with pytest.raises(PamError) as caught:
        read_recording(path, longest_seconds=2.0)
    assert caught.value.code == "recording.too_long"
    assert seconds_of(b"".join(stream_recording(path))) == pytest.approx(3.0, abs=0.01)


def test_sound_beyond_full_scale_is_clipped_not_wrapped(tmp_path: Path) -> None:
    """A float file may exceed full scale and hold NaN; neither turns into a bang."""
    path = tmp_path / "float.wav"
    samples = np.array([0.0, 1.5, -1.5, np.nan, 0.25] * 100, dtype=np.float32)
    soundfile.write(path, samples, SAMPLE_RATE_HZ, subtype="FLOAT")
    pcm = read_recording(path)
    assert np.frombuffer(pcm, "<i2")[:5].tolist() == [0, 32_767, -32_768, 0, 8192]
    assert clipped_share(pcm) == pytest.approx(0.4)


def test_quiet_sound_is_not_called_clipped() -> None:
    """A tone below full scale has no clipped sample; nothing has none either."""
    assert clipped_share(tone(0.5)) == 0.0
    assert clipped_share(b"") == 0.0


def garbage(path: Path) -> Path:
    path.write_bytes(b"this is not sound at all, " * 100)
    return path


def header_only(path: Path) -> Path:
    soundfile.write(path, np.zeros(0, "<i2"), SAMPLE_RATE_HZ)
    return path


def no_bytes(path: Path) -> Path:
    path.touch()
    return path


def folder(path: Path) -> Path:
    path.mkdir()
    return path


def nothing(path: Path) -> Path:
    return path


@pytest.mark.parametrize(
    ("make", "name", "code"),
    [
        (nothing, "gone.wav", "recording.missing"),
        (garbage, "text.wav", "recording.not_audio"),
        (garbage, "text.raw", "recording.not_audio"),
        (garbage, "text.mp3", "recording.not_audio"),
        (garbage, "text", "recording.not_audio"),
        (folder, "folder.wav", "recording.not_audio"),
        (no_bytes, "empty.wav", "recording.empty"),
        (header_only, "header.wav", "recording.empty"),
    ],
)
def test_what_is_no_recording_is_named_with_its_mend(
    tmp_path: Path, make: object, name: str, code: str
) -> None:
    """One error with a stable code, the file's name, the mend, and the fault laid at the file."""
    path = make(tmp_path / name)  # type: ignore[operator]
    with pytest.raises(PamError) as caught:
        read_recording(path)
    error = caught.value
    assert (error.code, error.fault) == (code, Fault.USER)
    assert name in error.sentence
    assert error.mend


def test_a_file_that_cannot_be_opened_is_the_machines_fault(tmp_path: Path) -> None:
    """A path through something that is no folder cannot be read."""
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(PamError) as caught:
        read_recording(tmp_path / "file" / "sound.wav")
    assert caught.value.code == "recording.unreadable"
    assert caught.value.fault is Fault.ENVIRONMENT


def test_a_file_cut_in_the_middle_never_passes_for_a_whole_one(tmp_path: Path) -> None:
    """A FLAC that breaks off raises; what came before the break may be streamed first."""
    path = tmp_path / "cut.flac"
    noise = np.random.default_rng(1).integers(-9000, 9000, 160_000).astype("<i2")
    soundfile.write(path, noise, SAMPLE_RATE_HZ)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(PamError) as caught:
        read_recording(path)
    assert caught.value.code == "recording.damaged"
