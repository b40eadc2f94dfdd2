"""Padding features with silence is the same as padding the sound, at none of the cost."""

import numpy as np
import pytest

from audio.mel import features_of, padded
from audio.short_context import Padding
from tests.support.tones import tone


@pytest.mark.parametrize("peak", [3, 300, 30_000])
def test_silent_padding_equals_padding_the_sound(peak: int) -> None:
    """Whisper sees the same features as if the sound itself had been followed by silence."""
    from faster_whisper.feature_extractor import FeatureExtractor

    extractor = FeatureExtractor()
    audio = np.frombuffer(tone(1.23, peak=peak), "<i2").astype(np.float32) / 32_768
    long = np.zeros(5 * 16_000, dtype=np.float32)
    long[: len(audio)] = audio
    expected = extractor(long, padding=0)
    got = padded(features_of(extractor, audio), 5.0, Padding.SILENCE)
    assert got.shape == (80, 500) == expected.shape
    assert np.allclose(got, expected, atol=1e-4)


def test_a_murmur_is_zero_in_whispers_scale() -> None:
    """Frames behind the sound are 0; those of the sound are untouched."""
    features = np.full((80, 30), 0.7, dtype=np.float32)
    context = padded(features, 1.0, Padding.MURMUR)
    assert (context[:, :30] == features).all()
    assert not context[:, 30:].any()


def test_features_longer_than_the_context_are_cut() -> None:
    """The encoder never gets more frames than asked for."""
    assert padded(np.zeros((80, 3040), np.float32), 30.0, Padding.SILENCE).shape == (80, 3000)
