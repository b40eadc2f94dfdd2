"""The noise of the road, and speech mixed into it at a given ratio."""

import numpy as np
from numpy.typing import NDArray

from bench.recordings import Samples
from pam_core.vocabulary.audio import SAMPLE_RATE_HZ

Wave = NDArray[np.float64]

LOWEST_FIRING_HZ = 25.0
HIGHEST_FIRING_HZ = 35.0
"""How often a six-cylinder diesel fires at idle: 500-700 turns a minute, three a turn."""

HARMONICS = 24
PINK_SHARE = 0.3
LOUD_SHARE = 0.05


def diesel_idle(seconds: float, *, seed: int = 1) -> Samples:
    """An idling diesel: harmonics of a firing rate that wanders, and pink noise; RMS 0.1."""
    generator = np.random.default_rng(seed)
    count = int(seconds * SAMPLE_RATE_HZ)
    at = np.arange(count) / SAMPLE_RATE_HZ
    middle = (LOWEST_FIRING_HZ + HIGHEST_FIRING_HZ) / 2
    swing = (HIGHEST_FIRING_HZ - LOWEST_FIRING_HZ) / 2
    rate = middle + swing * np.sin(2 * np.pi * 0.13 * at) * np.sin(2 * np.pi * 0.41 * at + 1.0)
    turns = 2 * np.pi * np.cumsum(rate) / SAMPLE_RATE_HZ
    engine = np.zeros(count)
    for harmonic in range(1, HARMONICS + 1):
        phase = generator.uniform(0, 2 * np.pi)
        engine += np.sin(harmonic * turns + phase) / harmonic
    mixed = _at_rms(engine, 1.0 - PINK_SHARE) + _at_rms(pink(count, generator), PINK_SHARE)
    return _at_rms(mixed, 0.1).astype(np.float32)


def pink(count: int, generator: np.random.Generator) -> Wave:
    """Noise whose power falls by 3 dB an octave, from 20 Hz on."""
    spectrum = np.fft.rfft(generator.normal(0.0, 1.0, count))
    hz = np.fft.rfftfreq(count, 1.0 / SAMPLE_RATE_HZ)
    spectrum /= np.sqrt(np.maximum(hz, 20.0))
    return np.fft.irfft(spectrum, count)


def mixed(speech: Samples, noise: Samples, ratio_db: float, *, seed: int = 1) -> Samples:
    """Speech over noise: `ratio_db` between the speech's loud parts and the noise, in RMS.

    The noise begins at a random place and is repeated where it is too short; the whole is turned
    down where it would clip.
    """
    begin = int(np.random.default_rng(seed).integers(0, len(noise)))
    repeats = -(-(begin + len(speech)) // len(noise))
    piece = np.tile(noise, repeats)[begin : begin + len(speech)]
    wanted = loud_rms(speech) / 10 ** (ratio_db / 20)
    both = speech + piece * np.float32(wanted / max(_rms(piece), 1e-9))
    peak = float(np.abs(both).max(initial=0.0))
    return (both / peak if peak > 1.0 else both).astype(np.float32)


def loud_rms(speech: Samples) -> float:
    """RMS over the 20 ms frames within 26 dB of the loudest: pauses do not count."""
    frames = speech[: len(speech) // 320 * 320].reshape(-1, 320).astype(np.float64)
    rms = np.sqrt(np.mean(frames**2, axis=1))
    return _rms(rms[rms >= rms.max() * LOUD_SHARE])


def _at_rms(samples: Wave, rms: float) -> Wave:
    return samples * (rms / _rms(samples))


def _rms(samples: NDArray[np.floating]) -> float:
    return float(np.sqrt(np.mean(np.asarray(samples, dtype=np.float64) ** 2)))
