"""The real loudspeaker: opened to speak, closed when idle, given up when lost and found again."""

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any

from audio.device_report import DeviceReport
from audio.outlet import Outlet
from audio.play_queue import Piece, PlayQueue
from audio.playback import QueuedPlayback
from audio.port_audio import Direction, OpenStream, StreamWish
from audio.resampling import resampled, samples_of
from audio.sound_system import SoundSystem
from pam_core.vocabulary.audio import Sound
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.events import Part, PartChanged

log = logging.getLogger(__name__)

BLOCK_SECONDS = 0.02
REST_SECONDS = 0.2
"""After so long without a sound the stream rests: a sound that wakes it is heard 20-30 ms later,
one that joins running silence 60 ms later (measured through PulseAudio); and it costs nothing."""

IDLE_SECONDS = 2.0
"""How long the device stays open after the last sound."""

SILENT_SECONDS = 1.0
"""So long without a call from a device that plays: it is lost, though nothing said so."""

OPEN_SECONDS = 3.0
"""How long a sound may wait for the device to open."""

LOOK_SECONDS = 0.25
FIRST_RETRY_SECONDS = 0.5
LONGEST_RETRY_SECONDS = 10.0
DUCKED_GAIN = 0.25
"""-12 dB: still to be followed, and the user is heard above it."""

PROBE_RATE_HZ = 22_050
"""The rate of most of Piper's voices, to see whether a device is there again."""

NONE_THERE = "There is no loudspeaker."


def _gain(volume: float, ducked: bool) -> float:
    # Squared, because loudness is heard in ratios: the lower half of the scale stays useful.
    return volume**2 * (DUCKED_GAIN if ducked else 1.0)


class DeviceLoudspeaker:
    """A mouth on the best loudspeaker there is; implements the port `Loudspeaker`.

    `preferred` is the name or title of the device to use whenever it is there, "" for the
    system's own. `on_change` gets a `PartChanged` for the loudspeaker on each change, on the loop.
    To be made and used on the loop; `start` is optional and tells early whether there is one.
    """

    def __init__(
        self,
        sound: SoundSystem,
        *,
        on_change: Callable[[PartChanged], None],
        preferred: str = "",
        volume: float = 1.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sound = sound
        self._report = DeviceReport(Part.LOUDSPEAKER, on_change)
        self._preferred = preferred
        self._monotonic = monotonic
        self._volume = volume
        self._ducked = False
        self._queue = PlayQueue(gain=_gain(volume, False))
        self._playbacks: deque[QueuedPlayback] = deque()
        self._stream: OpenStream | None = None
        self._outlet: Outlet | None = None
        self._resting = False
        self._lost = False
        self._closed = False
        self._look_again = asyncio.Event()
        self._device = asyncio.Lock()
        self._errands: set[asyncio.Task[None]] = set()
        self._idle_since: float | None = None
        self._watching: asyncio.Task[None] | None = None
        self._unsubscribe = sound.subscribe(self._map_changed)

    async def start(self) -> None:
        """Say whether there is a loudspeaker, without opening it."""
        await self._sound.start()
        try:
            route = await self._sound.route(Direction.OUTPUT, self._preferred)
        except PamError as error:
            self._lose(str(error))
            return
        if route is None:
            self._lose(NONE_THERE)
        else:
            self._report.uses(route, preferred=self._preferred)

    def play(self, sound: Sound) -> QueuedPlayback:
        """Queue a sound behind what plays. Where there is no device it counts as not heard."""
        playback = QueuedPlayback(sound)
        if self._lost or self._closed:
            playback.drop(self._monotonic())
            return playback
        self._playbacks.append(playback)
        self._idle_since = None
        if self._stream is not None and not self._resting:
            self._feed()
        else:
            self._run(self._make_ready(sound.sample_rate_hz))
        return playback

    def silence(self) -> None:
        """Stop at once and forget what waits."""
        if not self._playbacks:
            return
        self._queue.clear()
        self._drop_all()
        # What the device already holds would sound on for another 40 ms or more.
        self._rest()

    def _rest(self) -> None:
        if self._stream is not None and not self._resting:
            self._resting = True
            self._sound.abort(self._stream)

    def set_volume(self, volume: float) -> None:
        """0-1, from the next few milliseconds on."""
        self._volume = min(max(volume, 0.0), 1.0)
        self._queue.set_gain(_gain(self._volume, self._ducked))

    def duck(self, ducked: bool) -> None:
        """Speak softly while the user may have begun to speak."""
        self._ducked = ducked
        self._queue.set_gain(_gain(self._volume, ducked))

    def prefer(self, name: str) -> None:
        """Use this device from now on whenever it is there ("": the system's own)."""
        self._preferred = name
        self._map_changed()

    async def close(self) -> None:
        """Give the device back; what is not yet heard is dropped; idempotent."""
        self._closed = True
        self._unsubscribe()
        self.silence()
        errands = [*self._errands, *([self._watching] if self._watching else [])]
        self._watching = None
        for errand in errands:
            errand.cancel()
        await asyncio.gather(*errands, return_exceptions=True)
        await self._put_down()

    # Getting the sound out

    def _feed(self) -> None:
        """Hand waiting sounds to the queue, at the stream's rate."""
        assert self._stream is not None
        rate_hz = self._stream.sample_rate_hz
        for playback in self._playbacks:
            if playback.piece is None:
                sound = playback.sound
                samples = resampled(samples_of(sound.pcm), sound.sample_rate_hz, rate_hz)
                playback.piece = Piece(samples, rate_hz)
                self._queue.put(playback.piece)

    def _note(self) -> None:
        """A sound began or was handed over to its end: tell whoever waits for it."""
        now = self._monotonic()
        for playback in list(self._playbacks):
            if playback.tell(now):
                self._playbacks.remove(playback)
        waits = [p.due_seconds(now) for p in self._playbacks if p.handed_whole]
        if waits:
            asyncio.get_running_loop().call_later(max(0.001, min(waits)), self._note)
        if not self._playbacks and self._idle_since is None:
            self._idle_since = now

    def _drop_all(self) -> None:
        now = self._monotonic()
        for playback in self._playbacks:
            playback.drop(now)
        self._playbacks.clear()
        self._idle_since = now

    # The device

    def _run(self, errand: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(errand, name="loudspeaker")
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    async def _make_ready(self, sample_rate_hz: int) -> None:
        """Open or wake the device, then feed it."""
        async with self._device:
            if self._lost or self._closed:
                return
            if self._stream is not None and self._resting:
                self._resting = not await self._sound.resume(self._stream)
                if self._resting:
                    await self._put_down()
            try:
                if self._stream is None:
                    async with asyncio.timeout(OPEN_SECONDS):
                        await self._open(sample_rate_hz)
            except PamError as error:
                log.info("no loudspeaker: %s", error, exc_info=error.__cause__)
                self._lose(str(error))
            except TimeoutError:
                self._lose("The loudspeaker does not answer.")
            else:
                self._feed()

    async def _open(self, sample_rate_hz: int) -> None:
        await self._sound.start()
        route = await self._sound.route(Direction.OUTPUT, self._preferred, afresh=self._lost)
        if route is None:
            raise PamError("loudspeaker.missing", NONE_THERE, fault=Fault.ENVIRONMENT)
        outlet = Outlet(
            self._queue, on_news=self._note, on_end=self._ended, monotonic=self._monotonic
        )
        stream = await self._sound.open(
            StreamWish(
                direction=Direction.OUTPUT,
                route=route,
                sample_rate_hz=sample_rate_hz,
                block_seconds=BLOCK_SECONDS,
                callback=outlet.callback,
                finished=outlet.finish,
            )
        )
        self._queue.change_rate(stream.sample_rate_hz)
        outlet.channels, outlet.sample_rate_hz = stream.channels, stream.sample_rate_hz
        outlet.last_block_at = self._monotonic()
        self._stream, self._outlet, self._resting = stream, outlet, False
        if self._watching is None or self._watching.done():
            self._watching = asyncio.create_task(self._watch(), name="loudspeaker watchdog")
        self._report.uses(route, preferred=self._preferred)

    async def _put_down(self) -> None:
        stream, self._stream = self._stream, None
        outlet, self._outlet = self._outlet, None
        self._resting = False
        if outlet is not None and outlet.underflows:
            log.info("the loudspeaker ran dry %d times", outlet.underflows)
        if stream is not None:
            await self._sound.close_stream(stream)

    async def _watch(self) -> None:
        """Notices a device that fell silent, and closes one that has nothing to say."""
        while self._stream is not None:
            await asyncio.sleep(LOOK_SECONDS)
            now = self._monotonic()
            outlet = self._outlet
            if outlet is None:
                return
            if not self._resting and now - outlet.last_block_at > SILENT_SECONDS:
                self._lose("The loudspeaker does not answer.")
                return
            idle_seconds = 0.0 if self._idle_since is None else now - self._idle_since
            if idle_seconds > REST_SECONDS:
                self._rest()
            if idle_seconds > IDLE_SECONDS:
                async with self._device:
                    if not self._playbacks:
                        await self._put_down()

    def _ended(self, outlet: Outlet) -> None:
        if outlet is self._outlet and not self._resting and not self._closed:
            self._lose("The loudspeaker was taken away.")

    def _lose(self, sentence: str) -> None:
        """Nothing can be heard: everything that waits is told so, and PAM looks for a device."""
        self._queue.clear()
        self._drop_all()
        if self._lost:
            return
        self._lost = True
        self._report.lost(f"{sentence} PAM goes on in writing.")
        self._look_again.clear()
        self._run(self._find_again())

    async def _find_again(self) -> None:
        await self._put_down()
        wait_seconds = FIRST_RETRY_SECONDS
        while self._lost and not self._closed:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait_seconds):
                    await self._look_again.wait()
            self._look_again.clear()
            wait_seconds = min(wait_seconds * 2, LONGEST_RETRY_SECONDS)
            try:
                async with self._device:
                    await self._open(PROBE_RATE_HZ)
            except PamError as error:
                log.debug("still no loudspeaker: %s", error)
            else:
                self._lost = False

    def _map_changed(self) -> None:
        self._look_again.set()
        if self._stream is not None and not self._lost:
            self._run(self._turn_to_best())

    async def _turn_to_best(self) -> None:
        """Move to the better device, in mid-sound if need be."""
        async with self._device:
            if self._stream is None or self._lost or self._closed:
                return
            try:
                route = await self._sound.route(Direction.OUTPUT, self._preferred)
                if route == self._stream.route:
                    return
                rate_hz = self._stream.sample_rate_hz
                await self._put_down()
                await self._open(rate_hz)
            except PamError as error:
                self._lose(str(error))
