"""An uploaded sound file as what PAM hears: judged by its header, then read piece by piece."""

import io
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pam_core.vocabulary.audio import SAMPLE_RATE_HZ
from pam_core.vocabulary.errors import Fault, PamError

if TYPE_CHECKING:
    from soundfile import SoundFile

LONGEST_SECONDS = 300.0
FORMATS = frozenset(("WAV", "WAVEX", "FLAC", "OGG"))
SLOWEST_HZ, FASTEST_HZ = 8_000, 192_000
MOST_CHANNELS = 8

_BLOCK_SECONDS = 1.0
_FULL_SCALE = 32_768.0
_STREAMED = (0, 0x7FFFFFFF, 0x7FFFFFFF - 36, 0xFFFFFFFF, 0xFFFFFFFF - 36)
"""Lengths that programs write who do not know it yet: the sound goes to the file's end."""

_MEND = "Send a WAV, FLAC or Opus file with speech in it."

Samples = NDArray[np.float32]


def pcm_of(upload: bytes) -> bytes:
    """The whole sound as 16 kHz mono int16 PCM.

    No more of it is unpacked than five minutes take, whatever its header says and however small it
    is packed.

    Raises:
        PamError: `sound.unreadable`, `sound.unusual`, `sound.too_long`, `sound.empty`,
            `sound.damaged`.
    """
    from soundfile import SoundFile, SoundFileError

    _refuse_half_a_wave(upload)
    try:
        file = SoundFile(io.BytesIO(upload))
    except (SoundFileError, TypeError, ValueError) as cause:
        raise _trouble("unreadable", "That is not a sound file that PAM can read.") from cause
    with file:
        _refuse_unusual(file)
        pcm = b"".join(map(_to_pcm, _resampled(_mono(file), file.samplerate)))
    if not pcm:
        raise _trouble("empty", "There is no sound in the file.")
    return pcm


def _refuse_unusual(file: "SoundFile") -> None:
    if file.format not in FORMATS:
        raise _trouble("unreadable", f"{file.format} files are not read here.")
    if not SLOWEST_HZ <= file.samplerate <= FASTEST_HZ:
        raise _trouble("unusual", f"A sample rate of {file.samplerate} Hz is not used for speech.")
    if not 1 <= file.channels <= MOST_CHANNELS:
        raise _trouble("unusual", f"{file.channels} channels are not used for speech.")
    if file.frames > LONGEST_SECONDS * file.samplerate:
        raise _too_long()


def _mono(file: "SoundFile") -> Iterator[Samples]:
    """Blocks of a second. A header may say less than what is packed in the file."""
    from soundfile import SoundFileError

    frames, left = int(_BLOCK_SECONDS * file.samplerate), LONGEST_SECONDS * file.samplerate
    while True:
        try:
            block = file.read(frames, dtype="float32", always_2d=True)
        except (SoundFileError, RuntimeError) as cause:
            raise _trouble("damaged", "The file cannot be read to its end.") from cause
        if not len(block):
            return
        left -= len(block)
        if left < 0:
            raise _too_long()
        # A float file may hold NaN and more than full scale.
        yield np.nan_to_num(block.mean(axis=1, dtype=np.float32))


def _resampled(blocks: Iterator[Samples], sample_rate_hz: int) -> Iterator[Samples]:
    if sample_rate_hz == SAMPLE_RATE_HZ:
        yield from blocks
        return
    import soxr

    stream: Any = soxr.ResampleStream(sample_rate_hz, SAMPLE_RATE_HZ, 1, dtype="float32")
    for block in blocks:
        yield stream.resample_chunk(block)
    yield stream.resample_chunk(np.zeros(0, np.float32), last=True)


def _to_pcm(block: Samples) -> bytes:
    scaled = np.rint(block * _FULL_SCALE)
    pcm: bytes = np.clip(scaled, -_FULL_SCALE, _FULL_SCALE - 1).astype("<i2").tobytes()
    return pcm


def _refuse_half_a_wave(upload: bytes) -> None:
    """A WAV file whose sound is said to go on behind its end was cut, or lies."""
    if upload[:4] != b"RIFF" or upload[8:12] != b"WAVE":
        return
    at = 12
    while at + 8 <= len(upload):
        name, size = struct.unpack_from("<4sI", upload, at)
        at += 8
        if name == b"data":
            if size not in _STREAMED and at + size > len(upload):
                raise _trouble("damaged", "The file ends before the sound that it announces.")
            return
        at += size + size % 2
    raise _trouble("damaged", "The WAV file ends before any sound begins.")


def _too_long() -> PamError:
    minutes = int(LONGEST_SECONDS // 60)
    return _trouble("too_long", f"The sound is longer than {minutes} minutes.", "Send it in parts.")


def _trouble(code: str, sentence: str, mend: str = _MEND) -> PamError:
    return PamError(f"sound.{code}", sentence, mend=mend, fault=Fault.USER)
