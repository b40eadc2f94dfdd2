"""PAM's signals are short, soft, different, and do not click."""

import numpy as np
import pytest

from audio.earcons import Earcon, earcon


@pytest.mark.parametrize("which", list(Earcon))
def test_signals_are_short_soft_and_do_not_click(which: Earcon) -> None:
    """Under a third of a second, well below full scale, from silence to silence."""
    sound = earcon(which)
    samples = np.abs(np.frombuffer(sound.pcm, "<i2").astype(int))
    assert 0.04 < sound.seconds < 0.34
    assert 500 < samples.max() < 32767 / 4
    assert samples[0] < 50
    assert samples[-1] < 50


def test_signals_differ() -> None:
    """One is not mistaken for another."""
    assert len({earcon(which).pcm for which in Earcon}) == len(Earcon)
