"""Sound as Whisper's encoder sees it: 80 mel bands, 100 frames a second, padded to a context."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio.short_context import Padding

FRAMES_A_SECOND = 100
EDGE_SAMPLES = 400
"""One window of silence behind the sound, so that its last frame does not mirror the last word."""

DYNAMIC_RANGE = 2.0
"""Whisper cuts features off 8 powers of ten below the loudest, which is 2 in its own scale."""

FAINTEST = -1.5
"""The feature of digital silence: (log10(1e-10) + 4) / 4."""

Features = NDArray[np.float32]


def features_of(extractor: Any, audio: NDArray[np.float32]) -> Features:
    """Mel features, (bands, frames), of 16 kHz sound and the edge behind it.

    `extractor` is faster-whisper's FeatureExtractor.
    """
    features: Features = extractor(audio, padding=EDGE_SAMPLES).astype(np.float32)
    return features


def padded(features: Features, seconds: float, padding: Padding) -> Features:
    """The same features in a context of this length, cut where they are longer."""
    bands, frames = features.shape
    length = int(seconds * FRAMES_A_SECOND)
    silence = max(float(features.max(initial=FAINTEST)) - DYNAMIC_RANGE, FAINTEST)
    filler = silence if padding is Padding.SILENCE else 0.0
    context = np.full((bands, length), filler, dtype=np.float32)
    kept = min(frames, length)
    context[:, :kept] = features[:, :kept]
    return context
