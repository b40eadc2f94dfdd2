"""Sounds one behind the other without a gap, handed out block by block to an audio callback."""

import threading
from collections import deque

import numpy as np

from audio.resampling import Samples, resampled

RAMP_SECONDS = 0.01
"""How long the volume takes to change: long enough not to click, too short to notice."""


class Piece:
    """One sound on its way out. Times are monotonic seconds.

    `started_at` is when its first sample was handed to the device, `sounding_until` when the last
    one handed so far will have been heard.
    """

    def __init__(self, samples: Samples, sample_rate_hz: int) -> None:
        self.samples = samples
        self.sample_rate_hz = sample_rate_hz
        self.position = 0
        self.handed_seconds = 0.0
        self.started_at: float | None = None
        self.sounding_until = 0.0

    @property
    def handed_whole(self) -> bool:
        """Whether all of it was handed to the device."""
        return self.position >= len(self.samples)

    def heard_seconds(self, now: float) -> float:
        """How much of it came out of the loudspeaker by now."""
        under_way = max(0.0, self.sounding_until - now)
        return max(0.0, self.handed_seconds - under_way)


class PlayQueue:
    """`fill` in the audio callback; everything else on the loop's thread.

    `gain` 0-1 is reached by a short ramp. The lock is held for microseconds.
    """

    def __init__(self, *, gain: float = 1.0) -> None:
        self._lock = threading.Lock()
        self._pieces: deque[Piece] = deque()
        self._gain = gain
        self._wanted_gain = gain

    def put(self, piece: Piece) -> None:
        """Queue a sound, already at the stream's rate."""
        with self._lock:
            self._pieces.append(piece)

    def set_gain(self, gain: float) -> None:
        """The factor for every sample from the next few milliseconds on."""
        with self._lock:
            self._wanted_gain = gain
            if not self._pieces or self._pieces[0].started_at is None:
                # Nothing sounds that could click: the next sound begins at its volume.
                self._gain = gain

    def clear(self) -> None:
        """Forget everything not yet handed over."""
        with self._lock:
            self._pieces.clear()

    def change_rate(self, sample_rate_hz: int) -> None:
        """Go on at another rate, when the device was replaced by one that wants it."""
        with self._lock:
            for piece in self._pieces:
                rest = piece.samples[piece.position :]
                piece.samples = resampled(rest, piece.sample_rate_hz, sample_rate_hz)
                piece.position, piece.sample_rate_hz = 0, sample_rate_hz

    def fill(
        self, count: int, sample_rate_hz: int, *, now: float, delay_seconds: float
    ) -> tuple[Samples, bool]:
        """The next `count` samples, silence where there are no more.

        `delay_seconds` is how long after `now` the first of them will be heard. The second answer
        says whether a sound began or was handed over to its end.
        """
        block: Samples = np.zeros(count, np.int16)
        news = False
        at = 0
        with self._lock:
            while at < count and self._pieces:
                piece = self._pieces[0]
                part = piece.samples[piece.position : piece.position + count - at]
                block[at : at + len(part)] = part
                at += len(part)
                if piece.started_at is None:
                    piece.started_at = now
                    news = True
                piece.position += len(part)
                piece.handed_seconds += len(part) / sample_rate_hz
                piece.sounding_until = now + delay_seconds + at / sample_rate_hz
                if piece.handed_whole:
                    self._pieces.popleft()
                    news = True
            return self._at_volume(block, sample_rate_hz), news

    def _at_volume(self, block: Samples, sample_rate_hz: int) -> Samples:
        wanted, gain = self._wanted_gain, self._gain
        if wanted == gain == 1.0:
            return block
        factors = np.full(len(block), wanted, np.float32)
        if wanted != gain:
            ramp = min(len(block), round(RAMP_SECONDS * sample_rate_hz))
            factors[:ramp] = np.linspace(gain, wanted, ramp, dtype=np.float32)
            self._gain = wanted
        louder: Samples = (block * factors).astype(np.int16)
        return louder
