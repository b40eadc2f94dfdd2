"""Makes clauses equally loud and trims the silence around them, so that they join well."""

import numpy as np
from numpy.typing import NDArray

TARGET_RMS = 0.1
"""-20 dBFS over the voiced parts: about the loudness of spoken radio, with room for peaks."""

PEAK_LIMIT = 0.89
"""-1 dBFS, so that no loudspeaker's resampler clips."""

MOST_GAIN = 8.0
BLOCK_SECONDS = 0.01
VOICED_BELOW_LOUDEST = 0.05
"""A block counts as voiced down to 26 dB below the loudest one."""

AUDIBLE_BELOW_LOUDEST = 0.01
"""Soft sounds at the edges ("f", "h") reach down to 40 dB below the loudest block."""

LEAD_SECONDS = 0.015
TAIL_SECONDS = 0.09
FADE_SECONDS = 0.005


def evened(samples: NDArray[np.float32], sample_rate_hz: int) -> NDArray[np.float32]:
    """The clause at -20 dBFS over its voiced parts, its peak at -1 dBFS at most."""
    blocks = _block_rms(samples, sample_rate_hz)
    loudest = float(blocks.max(initial=0.0))
    if loudest < 1e-4:
        return samples
    voiced = blocks[blocks >= loudest * VOICED_BELOW_LOUDEST]
    gain = min(MOST_GAIN, TARGET_RMS / float(np.sqrt(np.mean(voiced**2))))
    louder = samples * np.float32(gain)
    return _limited(louder)


def trimmed(
    samples: NDArray[np.float32],
    sample_rate_hz: int,
    *,
    lead_seconds: float = LEAD_SECONDS,
    tail_seconds: float = TAIL_SECONDS,
) -> NDArray[np.float32]:
    """The clause with no more than these silences before and exactly this one after it."""
    blocks = _block_rms(samples, sample_rate_hz)
    loudest = float(blocks.max(initial=0.0))
    audible = np.flatnonzero(blocks >= max(1e-4, loudest * AUDIBLE_BELOW_LOUDEST))
    if not len(audible):
        return samples[:0]
    block = _block_samples(sample_rate_hz)
    tail = int(tail_seconds * sample_rate_hz)
    begin = max(0, int(audible[0]) * block - int(lead_seconds * sample_rate_hz))
    end = min(len(samples), (int(audible[-1]) + 1) * block + tail)
    kept = samples[begin:end].copy()
    _fade(kept, int(FADE_SECONDS * sample_rate_hz))
    missing = (int(audible[-1]) + 1) * block + tail - end
    return np.pad(kept, (0, missing)) if missing else kept


def _limited(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Bends what lies above the knee softly into the room left, instead of turning all down."""
    knee = PEAK_LIMIT / 2
    over = np.abs(samples) > knee
    if not over.any():
        return samples
    room = PEAK_LIMIT - knee
    bent = knee + room * np.tanh((np.abs(samples[over]) - knee) / room)
    samples[over] = np.sign(samples[over]) * bent
    return samples


def _fade(samples: NDArray[np.float32], length: int) -> None:
    length = min(length, len(samples) // 2)
    if length:
        ramp = np.linspace(0.0, 1.0, length, dtype=np.float32)
        samples[:length] *= ramp
        samples[-length:] *= ramp[::-1]


def _block_samples(sample_rate_hz: int) -> int:
    return max(1, int(BLOCK_SECONDS * sample_rate_hz))


def _block_rms(samples: NDArray[np.float32], sample_rate_hz: int) -> NDArray[np.float64]:
    block = _block_samples(sample_rate_hz)
    count = -(-len(samples) // block)
    whole = np.zeros(count * block, dtype=np.float64)
    whole[: len(samples)] = samples
    rms: NDArray[np.float64] = np.sqrt(np.mean(whole.reshape(count, block) ** 2, axis=1))
    return rms
