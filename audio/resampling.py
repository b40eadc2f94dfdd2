"""Changes the sample rate of mono int16 PCM, outside of any audio callback."""

import numpy as np
from numpy.typing import NDArray

from pam_core.vocabulary.audio import BYTES_PER_SAMPLE, SAMPLE_RATE_HZ

Samples = NDArray[np.int16]


def samples_of(pcm: bytes, channels: int = 1) -> Samples:
    """Mono int16 samples of little-endian PCM; several channels are averaged, a rest is left."""
    usable = len(pcm) // (BYTES_PER_SAMPLE * channels) * BYTES_PER_SAMPLE * channels
    samples: Samples = np.frombuffer(pcm[:usable], "<i2")
    if channels == 1:
        return samples
    mixed: Samples = samples.reshape(-1, channels).mean(axis=1).round().astype(np.int16)
    return mixed


def resampled(samples: Samples, from_hz: int, to_hz: int) -> Samples:
    """A whole sound at another rate."""
    if from_hz == to_hz or not len(samples):
        return samples
    import soxr

    changed: Samples = soxr.resample(samples, from_hz, to_hz, "HQ")
    return changed


class MicrophoneResampler:
    """Turns a device's own stream, block by block, into mono 16 kHz without a seam."""

    def __init__(self, *, sample_rate_hz: int, channels: int) -> None:
        import soxr

        self._channels = channels
        self._stream = soxr.ResampleStream(
            sample_rate_hz, SAMPLE_RATE_HZ, 1, dtype="int16", quality="HQ"
        )

    def take(self, pcm: bytes) -> bytes:
        """What is ready at 16 kHz after this block; soxr keeps some tens of milliseconds back."""
        changed: Samples = self._stream.resample_chunk(samples_of(pcm, self._channels))
        return changed.astype("<i2").tobytes()
