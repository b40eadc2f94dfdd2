"""A loudspeaker that speaks into memory and a WAV file: for `pam hear`, the demo and benchmarks."""

import asyncio
import time
import wave
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from audio.resampling import resampled, samples_of
from pam_core.vocabulary.audio import BYTES_PER_SAMPLE, Sound
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.ports import Played

WAV_RATE_HZ = 22_050
"""The rate of most of Piper's voices."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenSound:
    """What was played: `began_at` and `ended_at` in monotonic seconds, and the part that was."""

    sound: Sound
    began_at: float
    ended_at: float


class FilePlayback:
    """Implements the port `Playback` for a `FileLoudspeaker`."""

    def __init__(self, sound: Sound) -> None:
        self.sound = sound
        loop = asyncio.get_running_loop()
        self.began: asyncio.Future[float] = loop.create_future()
        self.ended: asyncio.Future[Played] = loop.create_future()

    async def started(self) -> float:
        """Monotonic time at which it began (or was dropped)."""
        return await asyncio.shield(self.began)

    async def finished(self) -> Played:
        """Waits until it was played, or was silenced."""
        return await asyncio.shield(self.ended)


class FileLoudspeaker:
    """Implements the port `Loudspeaker` without a device; to be made on the loop.

    Paced: every sound takes as long as it lasts. Else it is over as soon as it is played.
    `spoken` holds what was heard, in order; `path` gets it all as one mono WAV file at `close`,
    silences left out. `monotonic` and `sleep` say where time comes from.
    """

    def __init__(
        self,
        *,
        paced: bool,
        path: Path | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.spoken: list[SpokenSound] = []
        self.volume = 1.0
        self.ducked = False
        self._paced = paced
        self._path = path
        self._monotonic = monotonic
        self._sleep = sleep
        self._waiting: asyncio.Queue[FilePlayback] = asyncio.Queue()
        self._playing: FilePlayback | None = None
        self._began_at = 0.0
        self._hushed = asyncio.Event()
        self._closed = False
        self._written = False
        self._speaking: asyncio.Task[None] | None = None

    def play(self, sound: Sound) -> FilePlayback:
        """Queue a sound behind what plays."""
        playback = FilePlayback(sound)
        if self._closed:
            self._end(playback, 0.0)
            return playback
        self._waiting.put_nowait(playback)
        if self._speaking is None:
            self._speaking = asyncio.create_task(self._speak(), name="file loudspeaker")
        return playback

    async def _speak(self) -> None:
        while True:
            playback = await self._waiting.get()
            self._playing, self._began_at = playback, self._monotonic()
            playback.began.set_result(self._began_at)
            if self._paced:
                await self._sleep_unless_hushed(playback.sound.seconds)
            # Silenced meanwhile, it has ended already.
            if self._playing is playback:
                self._playing = None
                self._keep(playback.sound, playback.sound.seconds)
                self._end(playback, playback.sound.seconds)

    async def _sleep_unless_hushed(self, seconds: float) -> None:
        self._hushed.clear()
        sleeping = asyncio.ensure_future(self._sleep(seconds))
        hushed = asyncio.create_task(self._hushed.wait())
        try:
            await asyncio.wait((sleeping, hushed), return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleeping.cancel()
            hushed.cancel()

    def silence(self) -> None:
        """Stop at once and forget what waits."""
        playing, self._playing = self._playing, None
        if playing is not None:
            seconds = min(self._monotonic() - self._began_at, playing.sound.seconds)
            self._keep(playing.sound, seconds)
            self._end(playing, seconds)
            self._hushed.set()
        while not self._waiting.empty():
            self._end(self._waiting.get_nowait(), 0.0)

    def _keep(self, sound: Sound, seconds: float) -> None:
        end = round(seconds * sound.sample_rate_hz) * BYTES_PER_SAMPLE
        heard = Sound(pcm=sound.pcm[:end], sample_rate_hz=sound.sample_rate_hz)
        self.spoken.append(
            SpokenSound(
                sound=heard, began_at=self._began_at, ended_at=self._began_at + heard.seconds
            )
        )

    def _end(self, playback: FilePlayback, seconds: float) -> None:
        if not playback.began.done():
            playback.began.set_result(self._monotonic())
        whole = seconds >= playback.sound.seconds
        playback.ended.set_result(Played(seconds=seconds, whole=whole))

    def set_volume(self, volume: float) -> None:
        """Noted; the file is written at full volume."""
        self.volume = min(max(volume, 0.0), 1.0)

    def duck(self, ducked: bool) -> None:
        """Noted."""
        self.ducked = ducked

    def sound(self) -> Sound:
        """All that was heard so far, one sound behind the other, at 22,050 Hz."""
        pieces = [
            resampled(samples_of(one.sound.pcm), one.sound.sample_rate_hz, WAV_RATE_HZ)
            for one in self.spoken
        ]
        samples = np.concatenate([np.zeros(0, np.int16), *pieces])
        return Sound(pcm=samples.astype("<i2").tobytes(), sample_rate_hz=WAV_RATE_HZ)

    async def close(self) -> None:
        """End what plays and write the file; idempotent. Raises PamError (`sound.not_written`)."""
        self._closed = True
        self.silence()
        speaking, self._speaking = self._speaking, None
        if speaking is not None:
            speaking.cancel()
            await asyncio.gather(speaking, return_exceptions=True)
        if self._path is not None and not self._written:
            await asyncio.to_thread(write_wav, self._path, self.sound())
            self._written = True


def write_wav(path: Path, sound: Sound) -> None:
    """Write a sound as a mono 16-bit WAV file. Raises PamError (`sound.not_written`)."""
    try:
        with path.open("wb") as raw, wave.open(raw) as file:
            file.setnchannels(1)
            file.setsampwidth(BYTES_PER_SAMPLE)
            file.setframerate(sound.sample_rate_hz)
            file.writeframes(sound.pcm)
    except OSError as error:
        raise PamError(
            "sound.not_written",
            f"The sound file {path} cannot be written: {error.strerror or error}.",
            mend="Choose a folder that exists, has room and may be written to.",
            fault=Fault.ENVIRONMENT,
        ) from error
