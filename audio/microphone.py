"""The real microphone: opened, watched, replaced when it vanishes, taken back when it returns."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Sequence

from audio.capture import Capture
from audio.device_report import DeviceReport
from audio.port_audio import Direction, OpenStream, Route, StreamWish
from audio.resampling import MicrophoneResampler
from audio.sound_system import SoundSystem
from pam_core.vocabulary.audio import SAMPLE_RATE_HZ, Frame
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.events import Part, PartChanged

log = logging.getLogger(__name__)

BLOCK_SECONDS = 0.04
"""Two frames a block: half the battery of one (0.43 against 0.73 CPU seconds a minute, measured
through PulseAudio), for ten milliseconds more delay on average."""

CALM_WAKE_BLOCKS = 3
"""How many blocks are gathered before anybody is woken for them, while nobody attends."""

SILENT_SECONDS = 1.0
"""So long without a block from an open device: it is lost, though nothing said so."""

LOOK_SECONDS = 0.25
FIRST_RETRY_SECONDS = 0.25
LONGEST_RETRY_SECONDS = 5.0
WARN_SECONDS = 60.0


class DeviceMicrophone:
    """An open ear on the best microphone there is; implements the port `Microphone`.

    `preferred` is the name or title of the device to use whenever it is there, "" for the
    system's own. `on_change` gets a `PartChanged` for the microphone on each change, on the loop.
    The device is open while `frames` is being read; it has one reader.
    """

    def __init__(
        self,
        sound: SoundSystem,
        *,
        on_change: Callable[[PartChanged], None],
        preferred: str = "",
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sound = sound
        self._report = DeviceReport(Part.MICROPHONE, on_change)
        self._preferred = preferred
        self._monotonic = monotonic
        self._wake = asyncio.Event()
        self._closely = False
        self._closed = False
        self._stream: OpenStream | None = None
        self._capture: Capture | None = None
        self._reconsider = True
        self._retry_at = 0.0
        self._retry_seconds = FIRST_RETRY_SECONDS
        self._warned_at = float("-inf")
        self._warned_seconds = 0.0

    @property
    def dropped_seconds(self) -> float:
        """How much sound the device in use gave that came too late or was never read."""
        return self._capture.intake.dropped_seconds if self._capture else 0.0

    def attend(self, closely: bool) -> None:
        """Closely: every block at once; else about eight batches a second."""
        self._closely = closely
        if self._capture is not None:
            self._capture.wake_blocks = 1 if closely else CALM_WAKE_BLOCKS
        if closely:
            self._wake.set()

    def prefer(self, name: str) -> None:
        """Use this device from now on whenever it is there ("": the system's own)."""
        self._preferred = name
        self._look_now()

    async def frames(self) -> AsyncIterator[Sequence[Frame]]:
        """Frames until closed. While there is no microphone none come, and PAM keeps looking."""
        await self._sound.start()
        unsubscribe = self._sound.subscribe(self._look_now)
        looking = asyncio.create_task(self._look_regularly(), name="microphone watchdog")
        try:
            while not self._closed:
                await self._tend()
                await self._wake.wait()
                self._wake.clear()
                if self._capture is not None and (batch := self._capture.intake.take()):
                    yield batch
        finally:
            looking.cancel()
            unsubscribe()
            await self._put_down()

    async def close(self) -> None:
        """Give the device back and end the frames; idempotent."""
        self._closed = True
        self._wake.set()
        await self._put_down()

    def _look_now(self) -> None:
        self._reconsider = True
        self._retry_at, self._retry_seconds = 0.0, FIRST_RETRY_SECONDS
        self._wake.set()

    async def _look_regularly(self) -> None:
        """Wakes the reader when the device fell silent, or when it is time to try again."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if self._trouble() or self._due():
                self._wake.set()

    def _trouble(self) -> bool:
        capture = self._capture
        if capture is None:
            return False
        return capture.ended or self._monotonic() - capture.last_block_at > SILENT_SECONDS

    def _due(self) -> bool:
        return self._stream is None and self._monotonic() >= self._retry_at

    async def _tend(self) -> None:
        """Open, replace or give up the device, as things are."""
        self._warn_of_drops()
        if self._stream is not None and self._trouble():
            # Said first: closing waits for as long as a frozen sound server does not answer.
            self._report.lost(f"The microphone {self._stream.route.title} does not answer.")
            await self._put_down()
            self._postpone()
        if not self._reconsider and not self._due():
            return
        self._reconsider = False
        try:
            await self._turn_to_best()
        except PamError as error:
            log.info("no microphone yet: %s", error, exc_info=error.__cause__)
            self._report.lost(str(error))
            self._postpone()

    async def _turn_to_best(self) -> None:
        again = self._retry_seconds > FIRST_RETRY_SECONDS
        route = await self._sound.route(Direction.INPUT, self._preferred, afresh=again)
        before = self._stream
        if before is not None and route == before.route:
            return
        if route is None:
            self._report.lost("There is no microphone. Plug one in; PAM will notice.")
            self._postpone()
        await self._put_down()
        if route is not None and not self._closed:
            await self._pick_up(route)
            gone = before.route if before is not None and not self._there(before.route) else None
            self._report.uses(route, preferred=self._preferred, gone=gone)

    def _postpone(self) -> None:
        self._retry_at = self._monotonic() + self._retry_seconds
        self._retry_seconds = min(self._retry_seconds * 2, LONGEST_RETRY_SECONDS)

    async def _pick_up(self, route: Route) -> None:
        capture = Capture(
            self._wake,
            block_seconds=BLOCK_SECONDS,
            wake_blocks=1 if self._closely else CALM_WAKE_BLOCKS,
            monotonic=self._monotonic,
        )
        stream = await self._sound.open(
            StreamWish(
                direction=Direction.INPUT,
                route=route,
                sample_rate_hz=SAMPLE_RATE_HZ,
                block_seconds=BLOCK_SECONDS,
                callback=capture.callback,
                finished=capture.finish,
            )
        )
        if (stream.sample_rate_hz, stream.channels) != (SAMPLE_RATE_HZ, 1):
            capture.intake.convert = MicrophoneResampler(
                sample_rate_hz=stream.sample_rate_hz, channels=stream.channels
            ).take
        self._capture, self._stream = capture, stream
        self._retry_at, self._retry_seconds = 0.0, FIRST_RETRY_SECONDS
        if self._closed:
            # Closed while it was being opened.
            await self._put_down()

    async def _put_down(self) -> None:
        stream, self._stream, self._capture = self._stream, None, None
        if stream is not None:
            await self._sound.close_stream(stream)

    def _there(self, route: Route) -> bool:
        found = self._sound.map
        return found is None or route.endpoint in [one.name for one in found.microphones()]

    def _warn_of_drops(self) -> None:
        """Says at most once a minute that sound was lost."""
        now = self._monotonic()
        # A newly opened device counts from nothing.
        self._warned_seconds = min(self._warned_seconds, self.dropped_seconds)
        new_seconds = self.dropped_seconds - self._warned_seconds
        if new_seconds > 0 and now - self._warned_at > WARN_SECONDS:
            log.warning("%.1f s of microphone sound came too late and were dropped", new_seconds)
            self._warned_at, self._warned_seconds = now, self.dropped_seconds
