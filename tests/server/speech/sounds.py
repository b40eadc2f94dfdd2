"""Sound files for uploads, right and wrong ones."""

import io
import struct

import numpy as np
import soundfile

RATE_HZ = 16_000


def tone(
    seconds: float, *, kind: str = "WAV", subtype: str | None = None, hz: int = RATE_HZ
) -> bytes:
    """A hum in one of the file kinds."""
    samples = 0.1 * np.sin(np.arange(int(seconds * hz)) * 2 * np.pi * 220 / hz)
    return written(samples.astype(np.float32), kind=kind, subtype=subtype, hz=hz)


def silence(seconds: float, *, kind: str = "FLAC", hz: int = RATE_HZ) -> bytes:
    """Silence, which packs best; made without ever being whole in memory."""
    file = io.BytesIO()
    with soundfile.SoundFile(file, "w", hz, 1, format=kind) as sound:
        for _ in range(int(seconds)):
            sound.write(np.zeros(hz, np.int16))
    return file.getvalue()


def written(samples: np.ndarray, *, kind: str, subtype: str | None, hz: int) -> bytes:
    """Samples as a file; in pieces, for libsndfile's encoder of Ogg dies of long ones."""
    file = io.BytesIO()
    with soundfile.SoundFile(file, "w", hz, 1, subtype=subtype, format=kind) as sound:
        for begin in range(0, len(samples), hz):
            sound.write(samples[begin : begin + hz])
    return file.getvalue()


def wave_header(
    *, claims_bytes: int, hz: int = RATE_HZ, channels: int = 1, sound: bytes = b"\1\0" * 1600
) -> bytes:
    """A WAV file that says what it likes of the little sound in it."""
    width = channels * 2
    form = struct.pack("<HHIIHH", 1, channels, hz, (hz * width) & 0xFFFFFFFF, width & 0xFFFF, 16)
    head = b"WAVEfmt " + struct.pack("<I", len(form)) + form
    head += b"data" + struct.pack("<I", claims_bytes)
    return b"RIFF" + struct.pack("<I", (len(head) + claims_bytes) & 0xFFFFFFFF) + head + sound


def flac_that_hides_its_length(seconds: float) -> bytes:
    """A FLAC file of so many seconds whose header says that it does not know."""
    file = bytearray(silence(seconds))
    # STREAMINFO begins behind "fLaC" and a block header of four bytes; its 36 bits of total
    # samples end at its 18th byte.
    at = 4 + 4 + 13
    file[at] &= 0xF0
    file[at + 1 : at + 5] = bytes(4)
    return bytes(file)
