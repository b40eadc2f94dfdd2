"""Noise is mixed at the ratio asked for, and the diesel sounds like one."""

import numpy as np
import pytest

from bench.noise import diesel_idle, loud_rms, mixed
from pam_core.vocabulary.audio import SAMPLE_RATE_HZ


def speech(seconds: float = 3.0) -> np.ndarray:
    """Loud and silent halves of a second in turn."""
    at = np.arange(int(seconds * SAMPLE_RATE_HZ))
    return (0.2 * np.sin(at * 0.3) * (at // 8000 % 2)).astype(np.float32)


@pytest.mark.parametrize("ratio_db", [10.0, 5.0, 0.0])
def test_the_ratio_is_that_of_the_loud_parts_to_the_noise(ratio_db: float) -> None:
    """Pauses in the speech do not count."""
    noise = diesel_idle(2.0)
    added = mixed(speech(), noise, ratio_db) - speech()
    rms = np.sqrt((added.astype(float) ** 2).mean())
    assert 20 * np.log10(loud_rms(speech()) / rms) == pytest.approx(ratio_db, abs=0.1)


def test_the_same_seed_gives_the_same_noise() -> None:
    """Every system hears the same; another seed begins elsewhere in the noise."""
    noise = diesel_idle(2.0)
    assert (mixed(speech(), noise, 5.0, seed=3) == mixed(speech(), noise, 5.0, seed=3)).all()
    assert (mixed(speech(), noise, 5.0, seed=3) != mixed(speech(), noise, 5.0, seed=4)).any()


def test_nothing_clips() -> None:
    """Loud speech in loud noise is turned down as a whole."""
    both = mixed(speech() * 4.9, diesel_idle(2.0), 0.0)
    assert np.abs(both).max() <= 1.0


def test_a_diesel_is_strongest_at_its_low_harmonics() -> None:
    """Most of the power lies below 500 Hz, and there is some hiss above 2 kHz."""
    power = np.abs(np.fft.rfft(diesel_idle(4.0))) ** 2
    hz = np.fft.rfftfreq(4 * SAMPLE_RATE_HZ, 1 / SAMPLE_RATE_HZ)
    assert power[hz < 500].sum() > 0.8 * power.sum()
    assert power[hz > 2000].sum() > 0.001 * power.sum()
