"""The microphone's audio callback: it copies a block, notes the time, and leaves."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import Any

from audio.frame_intake import Block, FrameIntake

LONGEST_LAG_SECONDS = 0.25
"""PortAudio's time of capture is not believed beyond this."""


class Capture:
    """What one opened input stream leaves behind; made on the loop that `wake` belongs to.

    `wake` is set on the loop after every `wake_blocks` blocks, and when the stream ends.
    """

    def __init__(
        self,
        wake: asyncio.Event,
        *,
        block_seconds: float,
        wake_blocks: int,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.intake = FrameIntake(block_seconds=block_seconds)
        self.wake_blocks = wake_blocks
        self.last_block_at = monotonic()
        self.flagged_overflows = 0
        """How often PortAudio itself said that sound was lost before it reached us."""
        self.ended = False
        self._wake = wake
        self._block_seconds = block_seconds
        self._monotonic = monotonic
        self._since_wake = 0
        self._loop = asyncio.get_running_loop()

    def callback(self, buffer: Any, _frames: int, times: Any, flags: Any) -> None:
        """PortAudio's, on its thread, for each block."""
        now = self._monotonic()
        lag_seconds = times.currentTime - times.inputBufferAdcTime - self._block_seconds
        lag_seconds = min(max(lag_seconds, 0.0), LONGEST_LAG_SECONDS)
        self.intake.put(Block(bytes(buffer), now, lag_seconds))
        self.last_block_at = now
        if flags.input_overflow:
            self.flagged_overflows += 1
        self._since_wake += 1
        if self._since_wake >= self.wake_blocks:
            self._since_wake = 0
            # The loop may close while a last block is under way: nobody waits for it then.
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._wake.set)

    def finish(self) -> None:
        """On the loop, when the stream stopped, for whatever reason."""
        self.ended = True
        self._wake.set()
