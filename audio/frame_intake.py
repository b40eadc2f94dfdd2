"""Turns the blocks that an audio callback leaves behind into 20 ms frames, bounded and fresh."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from pam_core.vocabulary.audio import FRAME_BYTES, FRAME_SECONDS, Frame, seconds_of

STALL_SECONDS = 0.5
"""So long without a block: what then comes at once was waiting in the pipe meanwhile."""

KEPT_SECONDS = 1.0
"""How old waiting sound may be: a busy moment of ours cuts no word, a frozen server's past goes."""

HELD_SECONDS = 10.0
"""How much may wait for a reader that does not come."""


@dataclass(frozen=True, slots=True)
class Block:
    """One block as the callback got it.

    `arrived_at` is the monotonic time in seconds of the callback, `lag_seconds` the age that the
    device gives the block's last sample by then.
    """

    pcm: bytes
    arrived_at: float
    lag_seconds: float


class FrameIntake:
    """`put` in the audio callback, `take` anywhere else.

    After a stall the sound server hands over its backlog in one burst, without flagging it. Blocks
    that follow a stall faster than they can have been spoken are set aside, and only the last
    `KEPT_SECONDS` of them become frames. `convert` turns a block into mono 16 kHz.
    """

    def __init__(
        self, *, block_seconds: float, convert: Callable[[bytes], bytes] | None = None
    ) -> None:
        self.convert = convert
        self._block_seconds = block_seconds
        self._waiting: deque[Block] = deque(maxlen=max(1, int(HELD_SECONDS / block_seconds)))
        self._aside: deque[Block] = deque(maxlen=max(1, round(KEPT_SECONDS / block_seconds)))
        self._put_blocks = 0
        self._taken_blocks = 0
        self._last_arrival: float | None = None
        self._catching_up = False
        self._rest = b""
        self._last_captured_at = float("-inf")
        self.dropped_seconds = 0.0
        """How much sound was given up, for being too late or never asked for."""

    def put(self, block: Block) -> None:
        """Keep a block; the oldest falls out when nobody takes them."""
        self._waiting.append(block)
        self._put_blocks += 1

    def take(self) -> list[Frame]:
        """All frames there are, in order."""
        overflowed = self._put_blocks - self._taken_blocks - len(self._waiting)
        if overflowed > 0:
            self._taken_blocks += overflowed
            self.dropped_seconds += overflowed * self._block_seconds
            # The sound on either side of the hole does not belong together.
            self._rest = b""
        frames: list[Frame] = []
        while self._waiting:
            block = self._waiting.popleft()
            self._taken_blocks += 1
            self._sort(block, frames)
        return frames

    def _sort(self, block: Block, frames: list[Frame]) -> None:
        last, self._last_arrival = self._last_arrival, block.arrived_at
        pause = self._block_seconds if last is None else block.arrived_at - last
        if pause > STALL_SECONDS:
            self._catching_up = True
        elif self._catching_up and pause >= self._block_seconds / 2:
            self._catching_up = False
            self._take_back(frames)
        if not self._catching_up:
            self._cut(block, frames)
            return
        if len(self._aside) == self._aside.maxlen:
            self.dropped_seconds += self._block_seconds
            self._rest = b""
        self._aside.append(block)

    def _take_back(self, frames: list[Frame]) -> None:
        """The newest of the backlog, dated back from its last block."""
        count = len(self._aside)
        for position, block in enumerate(self._aside):
            older_seconds = (count - 1 - position) * self._block_seconds
            self._cut(Block(block.pcm, block.arrived_at - older_seconds, block.lag_seconds), frames)
        self._aside.clear()

    def _cut(self, block: Block, frames: list[Frame]) -> None:
        pcm = self.convert(block.pcm) if self.convert else block.pcm
        pcm = self._rest + pcm
        until = block.arrived_at - block.lag_seconds
        at = 0
        while at + FRAME_BYTES <= len(pcm):
            at += FRAME_BYTES
            # A device's own account of its delay jitters; time must not go back for that.
            self._last_captured_at = max(self._last_captured_at, until - seconds_of(pcm[at:]))
            frame = Frame(pcm=pcm[at - FRAME_BYTES : at], captured_at=self._last_captured_at)
            frames.append(frame)
        self._rest = pcm[at:]


def frames_of(pcm: bytes, *, since: float) -> list[Frame]:
    """16 kHz PCM cut into frames captured one after another from `since` on; a rest is padded."""
    frames = []
    for number, at in enumerate(range(0, len(pcm), FRAME_BYTES), start=1):
        piece = pcm[at : at + FRAME_BYTES].ljust(FRAME_BYTES, b"\0")
        frames.append(Frame(pcm=piece, captured_at=since + number * FRAME_SECONDS))
    return frames
