"""The loudspeaker's audio callback: it takes the next block from the queue, and leaves."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from audio.play_queue import PlayQueue

LONGEST_DELAY_SECONDS = 0.5
"""PortAudio's time of playing is not believed beyond this."""


class Outlet:
    """Feeds one output stream; made on the loop that `on_news` is called on.

    `on_news` follows the beginning and the end of each sound, `on_end` the end of the stream.
    """

    def __init__(
        self,
        queue: PlayQueue,
        *,
        on_news: Callable[[], None],
        on_end: Callable[["Outlet"], None],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._queue = queue
        self._on_news = on_news
        self._on_end = on_end
        self._monotonic = monotonic
        self._loop = asyncio.get_running_loop()
        self.sample_rate_hz = 0
        """The stream's rate; silence is played until it is known."""
        self.channels = 1
        self.last_block_at = monotonic()
        self.underflows = 0

    def callback(self, buffer: Any, count: int, times: Any, flags: Any) -> None:
        """PortAudio's, on its thread, for each block."""
        now = self._monotonic()
        self.last_block_at = now
        if flags.output_underflow:
            self.underflows += 1
        if not self.sample_rate_hz:
            buffer[:] = bytes(len(buffer))
            return
        delay_seconds = times.outputBufferDacTime - times.currentTime
        delay_seconds = min(max(delay_seconds, 0.0), LONGEST_DELAY_SECONDS)
        block, news = self._queue.fill(
            count, self.sample_rate_hz, now=now, delay_seconds=delay_seconds
        )
        if self.channels > 1:
            block = np.repeat(block, self.channels)
        buffer[:] = block.tobytes()
        if news:
            # The loop may close while a last block is under way: nobody waits for it then.
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._on_news)

    def finish(self) -> None:
        """On the loop, when the stream stopped, for whatever reason."""
        self._on_end(self)
