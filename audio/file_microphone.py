"""A microphone that hears a recording: for `pam hear`, the demo and the benchmarks."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from audio.frame_intake import frames_of
from pam_core.vocabulary.audio import BYTES_PER_SAMPLE, FRAME_SECONDS, SAMPLE_RATE_HZ, Frame

FAST_BATCH_FRAMES = 5
"""How many frames a batch holds when there is no pace to keep."""


class FileMicrophone:
    """Plays 16 kHz mono PCM to PAM, then `silence_after_seconds` of digital silence, then ends.

    Paced: one frame at a time, each when its last sample would have been spoken. Else as fast as
    it is read, with `captured_at` running on in sound seconds. `monotonic` and `sleep` say where
    time comes from; `heard_until` is where the recording (without the silence) ended on that clock.
    """

    def __init__(
        self,
        pcm: bytes,
        *,
        paced: bool,
        silence_after_seconds: float = 2.0,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        silence = bytes(round(silence_after_seconds * SAMPLE_RATE_HZ) * BYTES_PER_SAMPLE)
        self._pcm = pcm + silence
        self._recorded_seconds = len(pcm) / BYTES_PER_SAMPLE / SAMPLE_RATE_HZ
        self._paced = paced
        self._monotonic = monotonic
        self._sleep = sleep
        self._closed = False
        self.heard_until: float | None = None

    async def frames(self) -> AsyncIterator[Sequence[Frame]]:
        """The recording in order; batches of one frame when paced."""
        since = self._monotonic()
        self.heard_until = since + self._recorded_seconds
        frames = frames_of(self._pcm, since=since)
        batch_frames = 1 if self._paced else FAST_BATCH_FRAMES
        for at in range(0, len(frames), batch_frames):
            batch = frames[at : at + batch_frames]
            await self._keep_pace(batch[-1].captured_at)
            if self._closed:
                return
            yield batch

    async def _keep_pace(self, due_at: float) -> None:
        if not self._paced:
            # Lets everybody else have a turn, as a real microphone would.
            await self._sleep(0)
            return
        wait_seconds = due_at - self._monotonic()
        # A loop that fell behind gets the frames it missed in a burst, never a slower recording.
        if wait_seconds > FRAME_SECONDS / 10:
            await self._sleep(wait_seconds)

    def attend(self, closely: bool) -> None:
        """Every frame comes at once anyway."""

    async def close(self) -> None:
        """Ends the frames."""
        self._closed = True
