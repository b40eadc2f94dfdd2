"""Sound as it travels through PAM: mono int16 PCM, from the microphone in frames of 20 ms."""

from dataclasses import dataclass

SAMPLE_RATE_HZ = 16_000
"""What Whisper, Silero and webrtcvad were all made for; other rates are resampled at the edge."""

BYTES_PER_SAMPLE = 2
FRAME_SECONDS = 0.02
"""One of the three frame lengths that webrtcvad takes (10, 20, 30 ms)."""

FRAME_SAMPLES = 320
FRAME_BYTES = FRAME_SAMPLES * BYTES_PER_SAMPLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """20 ms of microphone sound at 16 kHz.

    `pcm` is 640 bytes, little-endian. `captured_at` is the monotonic time, in seconds, at which its
    last sample was there; pure machines count frames, it is carried for measuring delays.
    """

    pcm: bytes
    captured_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """A piece of sound to play or keep: mono int16 little-endian PCM at `sample_rate_hz`."""

    pcm: bytes
    sample_rate_hz: int

    @property
    def seconds(self) -> float:
        """How long it plays."""
        return len(self.pcm) / BYTES_PER_SAMPLE / self.sample_rate_hz


def seconds_of(pcm: bytes) -> float:
    """How long 16 kHz PCM lasts, in seconds."""
    return len(pcm) / BYTES_PER_SAMPLE / SAMPLE_RATE_HZ
