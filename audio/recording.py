"""Reads a sound file of any common kind into what PAM hears: 16 kHz mono int16 PCM."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pam_core.vocabulary.audio import SAMPLE_RATE_HZ
from pam_core.vocabulary.errors import Fault, PamError

if TYPE_CHECKING:
    from soundfile import SoundFile

BLOCK_SECONDS = 10.0
LONGEST_SECONDS = 3 * 3600.0
"""What `read_recording` takes into memory at once (345 MB of PCM); streaming has no such limit."""

FULL_SCALE = 32_768.0
CLIPPED_SHARE_WORTH_SAYING = 0.001
"""From about one sample in a thousand at full scale on, clipping is heard and costs words."""

_MEND_FILE = "Give a WAV, FLAC, OGG or MP3 file with speech in it."


def read_recording(path: Path, *, longest_seconds: float = LONGEST_SECONDS) -> bytes:
    """The whole file as 16 kHz mono int16 little-endian PCM.

    Raises:
        PamError: `recording.…` where the file is missing, unreadable, not sound, empty, damaged or
            longer than `longest_seconds`.
    """
    _refuse_if_longer(path, longest_seconds)
    return b"".join(stream_recording(path))


def stream_recording(path: Path, *, block_seconds: float = BLOCK_SECONDS) -> Iterator[bytes]:
    """The file as 16 kHz mono int16 PCM in blocks, each read when asked for.

    Raises:
        PamError: `recording.…`, as `read_recording`, but for length, which is no matter here.
    """
    with _opened(path) as file:
        empty = True
        for block in _resampled(_mono_blocks(path, file, block_seconds), file.samplerate):
            if len(block):
                empty = False
                yield _to_pcm(block)
    if empty:
        raise _no_sound(path)


def recording_seconds(path: Path) -> float:
    """How long the file says that it lasts, without reading it through.

    Raises:
        PamError: `recording.…` where the file is missing, unreadable, not sound or empty.
    """
    with _opened(path) as file:
        if not file.frames:
            raise _no_sound(path)
        return float(file.frames) / float(file.samplerate)


def clipped_share(pcm: bytes) -> float:
    """The share of samples at full scale, 0-1; see `CLIPPED_SHARE_WORTH_SAYING`."""
    samples = np.frombuffer(pcm, dtype="<i2")
    if not len(samples):
        return 0.0
    return float(np.count_nonzero((samples >= 32_767) | (samples <= -32_767)) / len(samples))


def _no_sound(path: Path) -> PamError:
    return PamError(
        "recording.empty",
        f"“{path.name}” holds no sound: it is 0 seconds long.",
        mend=_MEND_FILE,
        fault=Fault.USER,
    )


def _refuse_if_longer(path: Path, longest_seconds: float) -> None:
    seconds = recording_seconds(path)
    if seconds > longest_seconds:
        raise PamError(
            "recording.too_long",
            f"“{path.name}” lasts {seconds / 3600:.1f} hours; "
            f"at most {longest_seconds / 3600:.1f} hours can be read at once.",
            mend="Split it into shorter files.",
            fault=Fault.USER,
        )


@contextmanager
def _opened(path: Path) -> Iterator["SoundFile"]:
    from soundfile import SoundFile, SoundFileError

    _refuse_if_unreadable(path)
    try:
        file = SoundFile(path)
    except (SoundFileError, TypeError) as cause:
        # TypeError: a file named .raw has no header to say its rate.
        raise PamError(
            "recording.not_audio",
            f"“{path.name}” is not a sound file that PAM can read.",
            mend=_MEND_FILE,
            fault=Fault.USER,
        ) from cause
    with file:
        yield file


def _refuse_if_unreadable(path: Path) -> None:
    if path.is_dir():
        raise PamError(
            "recording.not_audio",
            f"“{path}” is a folder, not a sound file.",
            mend=_MEND_FILE,
            fault=Fault.USER,
        )
    try:
        with path.open("rb") as file:
            first = file.read(1)
    except FileNotFoundError as cause:
        raise PamError(
            "recording.missing",
            f"There is no file “{path}”.",
            mend="Check the name and the folder.",
            fault=Fault.USER,
        ) from cause
    except OSError as cause:
        raise PamError(
            "recording.unreadable",
            f"“{path}” cannot be read: {cause.strerror or cause}.",
            mend="Check that you may read it and that its disk is there.",
            fault=Fault.ENVIRONMENT,
        ) from cause
    if not first:
        raise PamError(
            "recording.empty",
            f"“{path.name}” is empty: 0 bytes.",
            mend=_MEND_FILE,
            fault=Fault.USER,
        )


def _mono_blocks(
    path: Path, file: "SoundFile", block_seconds: float
) -> Iterator[NDArray[np.float32]]:
    from soundfile import SoundFileError

    frames = max(1, int(block_seconds * file.samplerate))
    while True:
        try:
            block = file.read(frames, dtype="float32", always_2d=True)
        except SoundFileError as cause:
            raise PamError(
                "recording.damaged",
                f"“{path.name}” is damaged: it cannot be read to its end.",
                mend="Record or copy it again.",
                fault=Fault.USER,
            ) from cause
        if not len(block):
            return
        # A float file may hold NaN, which no later step would survive.
        yield np.nan_to_num(block.mean(axis=1, dtype=np.float32))


def _resampled(
    blocks: Iterator[NDArray[np.float32]], sample_rate_hz: int
) -> Iterator[NDArray[np.float32]]:
    if sample_rate_hz == SAMPLE_RATE_HZ:
        yield from blocks
        return
    import soxr

    stream: Any = soxr.ResampleStream(sample_rate_hz, SAMPLE_RATE_HZ, 1, dtype="float32")
    for block in blocks:
        yield stream.resample_chunk(block)
    yield stream.resample_chunk(np.zeros(0, np.float32), last=True)


def _to_pcm(block: NDArray[np.float32]) -> bytes:
    scaled = np.rint(block * FULL_SCALE)
    pcm: bytes = np.clip(scaled, -FULL_SCALE, FULL_SCALE - 1).astype("<i2").tobytes()
    return pcm
