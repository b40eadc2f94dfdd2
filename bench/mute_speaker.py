"""A loudspeaker that plays nothing in real time and notes when each sound began."""

import asyncio
import time

from pam_core.vocabulary.audio import Sound
from pam_core.vocabulary.ports import Played


class _Playback:
    def __init__(self, sound: Sound, began: float, played: "asyncio.Future[Played]") -> None:
        self.sound = sound
        self._began = began
        self.played = played

    async def started(self) -> float:
        return self._began

    async def finished(self) -> Played:
        return await self.played


class MuteSpeaker:
    """The Loudspeaker port. `began_at` holds the monotonic time of each sound."""

    def __init__(self) -> None:
        self.began_at: list[float] = []
        self._free_at = 0.0
        self._playing: list[_Playback] = []

    def play(self, sound: Sound) -> _Playback:
        """Begin when what plays is over."""
        loop = asyncio.get_running_loop()
        began = max(time.monotonic(), self._free_at)
        self._free_at = began + sound.seconds
        self.began_at.append(began)
        playback = _Playback(sound, began, loop.create_future())
        self._playing.append(playback)
        loop.call_at(loop.time() + self._free_at - time.monotonic(), self._end, playback, 1.0)
        return playback

    def silence(self) -> None:
        """Stop at once."""
        self._free_at = 0.0
        for playback in tuple(self._playing):
            self._end(playback, 0.0)

    def set_volume(self, volume: float) -> None:
        """Nothing to hear."""

    def duck(self, ducked: bool) -> None:
        """Nothing to hear."""

    async def close(self) -> None:
        """Nothing to give back."""

    def _end(self, playback: _Playback, share: float) -> None:
        if not playback.played.done():
            self._playing.remove(playback)
            playback.played.set_result(
                Played(seconds=playback.sound.seconds * share, whole=share >= 1.0)
            )
