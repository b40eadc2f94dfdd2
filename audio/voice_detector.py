"""Tells voice from noise frame by frame: level, then webrtcvad, then Silero, cheap to dear."""

import math
from typing import Any

import numpy as np

from audio.silero import BLOCK_SAMPLES, Silero
from pam_core.vocabulary.audio import BYTES_PER_SAMPLE, FRAME_BYTES, SAMPLE_RATE_HZ

SILENCE_DBFS = -96.0
"""Below the faintest sample that int16 can hold."""

FULL_SCALE = 32_768.0
SILERO_BLOCK_BYTES = BLOCK_SAMPLES * BYTES_PER_SAMPLE
"""Silero takes 512 samples at a time, no more and no fewer."""


class SpeechDetector:
    """The port VoiceDetector on webrtcvad and Silero.

    `strictness` is webrtcvad's mode, 0 (lets everything through) to 3 (sure of voice only). Silero
    is loaded by `load` or with its first frame: a user who only holds the key never needs it.
    """

    def __init__(self, *, strictness: int = 2) -> None:
        import webrtcvad

        self._webrtc: Any = webrtcvad.Vad(strictness)
        self._silero: Silero | None = None
        self._waiting = bytearray()
        self._probability = 0.0

    def load(self) -> None:
        """Bring Silero into memory ahead of its first frame; takes a few tenths of a second."""
        self._loaded_silero()

    def level_dbfs(self, pcm: bytes) -> float:
        """RMS of int16 PCM of any length in dB below full scale, -96 for silence."""
        samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32)
        energy = float(np.dot(samples, samples))
        if energy == 0.0:
            return SILENCE_DBFS
        return max(SILENCE_DBFS, 10.0 * math.log10(energy / len(samples) / FULL_SCALE**2))

    def quick(self, pcm: bytes) -> bool:
        """Webrtcvad's opinion of one 20 ms frame (640 bytes)."""
        _check_frame(pcm)
        return bool(self._webrtc.is_speech(pcm, SAMPLE_RATE_HZ))

    def sure(self, pcm: bytes) -> float:
        """Silero's probability of voice, 0-1, after this 20 ms frame.

        Frames are gathered into 32 ms blocks, so the figure changes with five frames in eight and
        is 0 until the first block is full.
        """
        _check_frame(pcm)
        self._waiting += pcm
        if len(self._waiting) >= SILERO_BLOCK_BYTES:
            block = bytes(self._waiting[:SILERO_BLOCK_BYTES])
            del self._waiting[:SILERO_BLOCK_BYTES]
            self._probability = self._loaded_silero().probability(block)
        return self._probability

    def forget(self) -> None:
        """Start Silero afresh: its memory, the half-filled block and the last probability."""
        self._waiting.clear()
        self._probability = 0.0
        if self._silero is not None:
            self._silero.reset()

    def _loaded_silero(self) -> Silero:
        if self._silero is None:
            self._silero = Silero()
        return self._silero


def _check_frame(pcm: bytes) -> None:
    if len(pcm) != FRAME_BYTES:
        raise ValueError(f"a frame is {FRAME_BYTES} bytes, not {len(pcm)}")
