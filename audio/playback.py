"""One sound on its way through a loudspeaker, and what becomes known of it."""

import asyncio

from audio.play_queue import Piece
from pam_core.vocabulary.audio import Sound
from pam_core.vocabulary.ports import Played

NOTHING_HEARD = Played(seconds=0.0, whole=False)


class QueuedPlayback:
    """Implements the port `Playback`; made, told and awaited on one loop.

    `piece` is the sound as the device gets it, once there is a device.
    """

    def __init__(self, sound: Sound) -> None:
        self.sound = sound
        self.piece: Piece | None = None
        loop = asyncio.get_running_loop()
        self._started: asyncio.Future[float] = loop.create_future()
        self._finished: asyncio.Future[Played] = loop.create_future()

    async def started(self) -> float:
        """Monotonic time at which its first sample was handed to the device (or it was dropped)."""
        return await asyncio.shield(self._started)

    async def finished(self) -> Played:
        """Waits until it was heard, or was silenced."""
        return await asyncio.shield(self._finished)

    @property
    def handed_whole(self) -> bool:
        """Whether the device has all of it."""
        return self.piece is not None and self.piece.handed_whole

    def due_seconds(self, now: float) -> float:
        """How long until what the device has was heard."""
        return 0.0 if self.piece is None else self.piece.sounding_until - now

    def tell(self, now: float) -> bool:
        """Let those know who wait; whether it is over."""
        if self.piece is None or self.piece.started_at is None:
            return False
        self._begin(self.piece.started_at)
        if not self.handed_whole or self.due_seconds(now) > 0:
            return False
        self.finish(Played(seconds=self.sound.seconds, whole=True))
        return True

    def drop(self, now: float) -> None:
        """It is silenced, or there is no device: what was heard by now is all."""
        if self.handed_whole and self.due_seconds(now) <= 0:
            self.tell(now)
            return
        self._begin(now)
        if self.piece is None:
            self.finish(NOTHING_HEARD)
        else:
            self.finish(Played(seconds=self.piece.heard_seconds(now), whole=False))

    def _begin(self, at: float) -> None:
        if not self._started.done():
            self._started.set_result(at)

    def finish(self, played: Played) -> None:
        """It is over."""
        if not self._finished.done():
            self._finished.set_result(played)
