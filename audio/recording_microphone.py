"""A microphone that hears a sound file of any length, block by block."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Protocol

from audio.recording import clipped_share, stream_recording
from pam_core.vocabulary.audio import FRAME_BYTES, FRAME_SECONDS, Frame

SILENCE_AFTER_SECONDS = 2.0
"""Longer than PAM ever waits: the last utterance of a file ends like any other."""


class SoundTime(Protocol):
    """A clock that runs with the sound."""

    def hear(self, seconds: float) -> float:
        """So much more sound is heard; the monotonic time then."""
        ...


class RecordingMicrophone:
    """Plays a file to PAM as fast as PAM hears it, then two seconds of silence, then ends.

    It never holds more than a block of the file.
    """

    def __init__(self, path: Path, time: SoundTime) -> None:
        self._path = path
        self._time = time
        self._closed = False
        self._heard_bytes = 0
        self._clipped_bytes = 0.0

    @property
    def clipped_share(self) -> float:
        """The share of samples so far that are at full scale, 0-1."""
        return self._clipped_bytes / self._heard_bytes if self._heard_bytes else 0.0

    async def frames(self) -> AsyncIterator[Sequence[Frame]]:
        """The recording in order, one frame a batch.

        Raises:
            PamError: `recording.…` where the file cannot be read.
        """
        blocks = stream_recording(self._path)
        rest = b""
        while (block := await asyncio.to_thread(next, blocks, None)) is not None:
            self._heard_bytes += len(block)
            self._clipped_bytes += clipped_share(block) * len(block)
            rest += block
            whole = len(rest) // FRAME_BYTES * FRAME_BYTES
            for at in range(0, whole, FRAME_BYTES):
                if self._closed:
                    return
                yield (self._frame(rest[at : at + FRAME_BYTES]),)
            rest = rest[whole:]
        rest += bytes(round(SILENCE_AFTER_SECONDS / FRAME_SECONDS) * FRAME_BYTES)
        for at in range(0, len(rest) - FRAME_BYTES + 1, FRAME_BYTES):
            yield (self._frame(rest[at : at + FRAME_BYTES]),)

    def attend(self, closely: bool) -> None:
        """Every frame comes by itself anyway."""

    async def close(self) -> None:
        """Ends the frames."""
        self._closed = True

    def _frame(self, pcm: bytes) -> Frame:
        return Frame(pcm=pcm, captured_at=self._time.hear(FRAME_SECONDS))
