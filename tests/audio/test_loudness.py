"""Clauses come out equally loud, unclipped, and without idle silence around them."""

import numpy as np
import pytest
from numpy.typing import NDArray

from audio.loudness import LEAD_SECONDS, PEAK_LIMIT, TAIL_SECONDS, evened, trimmed

RATE_HZ = 22_050


def speechlike(seconds: float, rms: float) -> NDArray[np.float32]:
    """Syllables of noise with pauses between them: crest factor and gaps like speech."""
    count = int(seconds * RATE_HZ)
    noise = np.random.default_rng(2).normal(0.0, 1.0, count)
    syllables = np.clip(np.sin(np.arange(count) / RATE_HZ * 2 * np.pi * 4.0), 0.0, None)
    shaped = noise * syllables
    return (shaped * rms / np.sqrt((shaped**2).mean())).astype(np.float32)


def rms_of(samples: NDArray[np.float32]) -> float:
    return float(np.sqrt((samples.astype(float) ** 2).mean()))


def test_soft_and_loud_clauses_come_out_equally_loud() -> None:
    """30 dB apart before, less than half a decibel after, near -20 dBFS over voiced parts."""
    soft, loud = evened(speechlike(2.0, 0.02), RATE_HZ), evened(speechlike(2.0, 0.6), RATE_HZ)
    assert 20 * abs(np.log10(rms_of(soft) / rms_of(loud))) < 0.5
    assert -23.0 < 20 * np.log10(rms_of(soft)) < -19.0


def test_no_peak_exceeds_its_limit() -> None:
    """A clause with one very loud sound is bent, not clipped and not turned down."""
    samples = speechlike(1.0, 0.05)
    samples[5000] = 1.0
    assert np.abs(evened(samples, RATE_HZ)).max() <= PEAK_LIMIT + 1e-6


def test_silence_stays_silence() -> None:
    """The faintest hiss is not raised to a roar; nothing stays nothing."""
    hiss = np.full(4410, 1e-5, dtype=np.float32)
    assert np.abs(evened(hiss, RATE_HZ)).max() < 1e-4
    assert len(evened(np.zeros(0, np.float32), RATE_HZ)) == 0


@pytest.mark.parametrize("silence_seconds", [0.0, 0.02, 0.5])
def test_silence_around_a_clause_is_cut_or_filled_to_fixed_pads(silence_seconds: float) -> None:
    """At most the lead before, exactly the tail after, whatever the model left there."""
    gap = np.zeros(int(silence_seconds * RATE_HZ), dtype=np.float32)
    word = 0.3 * np.sin(np.arange(RATE_HZ) * 0.1).astype(np.float32)
    kept = trimmed(np.concatenate([gap, word, gap]), RATE_HZ)
    loud = np.flatnonzero(np.abs(kept) > 0.1)
    assert loud[0] / RATE_HZ <= LEAD_SECONDS + 0.011
    assert (len(kept) - loud[-1]) / RATE_HZ == pytest.approx(TAIL_SECONDS, abs=0.015)


def test_a_soft_ending_is_not_cut_off() -> None:
    """An "f" 34 dB below the vowel belongs to the word."""
    vowel = 0.5 * np.ones(4410, dtype=np.float32)
    soft = 0.01 * np.ones(2205, dtype=np.float32)
    kept = trimmed(np.concatenate([vowel, soft, np.zeros(9000, np.float32)]), RATE_HZ)
    assert np.count_nonzero(np.abs(kept) > 0.005) >= 4410 + 2205 - 300


def test_a_clause_of_silence_is_dropped() -> None:
    """There is nothing to play."""
    assert len(trimmed(np.zeros(5000, np.float32), RATE_HZ)) == 0
