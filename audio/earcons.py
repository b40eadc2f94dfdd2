"""PAM's three short signals: I listen, I have heard you, something is wrong. Made, not recorded."""

from enum import StrEnum
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pam_core.vocabulary.audio import Sound

RATE_HZ = 22_050
"""The rate of most of Piper's voices, so that a signal joins speech without resampling."""

PEAK = 0.12
"""-18 dBFS: softer than speech, for it may come late in the evening."""

OVERTONE = 0.25
FADE_SECONDS = 0.012


class Earcon(StrEnum):
    """Which signal."""

    LISTENING = "listening"
    """Two notes going up."""
    HEARD = "heard"
    """One short high note."""
    ERROR = "error"
    """Two low notes going down."""


NOTES = {
    Earcon.LISTENING: ((523.25, 0.07), (783.99, 0.09)),
    Earcon.HEARD: ((783.99, 0.06),),
    Earcon.ERROR: ((311.13, 0.11), (233.08, 0.16)),
}
"""Pitch in Hz and length in seconds of each note."""


@cache
def earcon(which: Earcon) -> Sound:
    """A signal as sound, 0.06 to 0.27 s long."""
    notes = [_note(hz, seconds) for hz, seconds in NOTES[which]]
    samples = np.concatenate(notes) * PEAK * 32767
    return Sound(pcm=samples.astype("<i2").tobytes(), sample_rate_hz=RATE_HZ)


def _note(hz: float, seconds: float) -> NDArray[np.float64]:
    """A bell-like note that fades in and out, so that it does not click."""
    at = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    wave = np.sin(2 * np.pi * hz * at) + OVERTONE * np.sin(4 * np.pi * hz * at)
    swell = np.minimum(1.0, at / FADE_SECONDS) * np.minimum(1.0, (seconds - at) / FADE_SECONDS)
    note: NDArray[np.float64] = wave / (1 + OVERTONE) * swell * np.exp(-at / seconds)
    return note
