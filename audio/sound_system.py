"""What the microphone and the loudspeaker share: PortAudio, its thread, and the map of devices."""

import asyncio
import contextlib
import logging
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from audio.devices import Device, devices_of, listed
from audio.port_audio import Direction, OpenStream, PortAudio, Route, StreamWish
from audio.sound_map import SoundMap
from audio.sound_thread import SoundThread

log = logging.getLogger(__name__)

FIRST_MAP_SECONDS = 2.0
"""How long the first look at the sound server may take before PAM goes on without one."""

FAREWELL_SECONDS = 2.0


class SoundSystem:
    """Makes PortAudio and the device watch fit for one asyncio loop; one for the whole program.

    To be made on the loop. `watch` says whether a sound server may be there to be watched
    (PulseAudio or PipeWire, so: Linux); elsewhere PortAudio alone is asked.
    """

    def __init__(
        self, *, port_audio: PortAudio | None = None, watch: bool = sys.platform == "linux"
    ) -> None:
        self._port_audio = port_audio or PortAudio()
        self._thread = SoundThread()
        self._listeners: list[Callable[[], None]] = []
        self._wants_watch = watch
        self._watch: Any = None
        self._mapped = asyncio.Event()
        self._map: SoundMap | None = None
        self._server_seen = False
        self._closed = False

    @property
    def map(self) -> SoundMap | None:
        """The devices now; None while no sound server answers."""
        return self._map

    @property
    def server_lost(self) -> bool:
        """Whether a sound server was there and is not: nothing can be opened meanwhile."""
        return self._server_seen and self._map is None

    async def start(self) -> None:
        """Begin to watch the devices; returns when they are known. Idempotent."""
        if not self._wants_watch or self._closed:
            return
        if self._watch is None:
            from audio.watch_pulse import PulseWatch

            loop = asyncio.get_running_loop()
            self._watch = PulseWatch(lambda found: _tell(loop, self._take_map, found))
            self._watch.start()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._mapped.wait(), FIRST_MAP_SECONDS)

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` on the loop after each change of `map`; gives what ends that."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    def _take_map(self, found: SoundMap | None) -> None:
        self._map = found
        self._server_seen = self._server_seen or found is not None
        self._mapped.set()
        for listener in list(self._listeners):
            listener()

    async def route(
        self, direction: Direction, preferred: str, *, afresh: bool = False
    ) -> Route | None:
        """The preferred device, else the system's, else any. None: there is none.

        `afresh` is for a second try: where nobody tells us of new devices, PortAudio looks again.
        Raises PamError (`sound.library_missing`).
        """
        if self._map is not None:
            return server_route(self._map, direction, preferred)
        if self.server_lost:
            return None
        return await self._thread.run(self._port_audio.route, direction, preferred, afresh)

    async def devices(self) -> list[Device]:
        """All microphones and loudspeakers; without a sound server those PortAudio knows of.

        Raises PamError (`sound.library_missing`).
        """
        await self.start()
        if self._map is not None:
            return devices_of(self._map)
        return listed(await self._thread.run(self._port_audio.devices))

    async def open(self, wish: StreamWish) -> OpenStream:
        """Open and start a stream; see `PortAudio.open`.

        `wish.finished` is called on the loop. A wait that is cancelled leaves no stream behind.
        """
        loop = asyncio.get_running_loop()
        on_loop = replace(wish, finished=lambda: _tell(loop, wish.finished))
        opening = asyncio.ensure_future(self._thread.run(self._port_audio.open, on_loop))
        try:
            return await asyncio.shield(opening)
        except asyncio.CancelledError:
            opening.add_done_callback(self._close_unwanted)
            raise

    def _close_unwanted(self, opening: "asyncio.Future[OpenStream]") -> None:
        if not opening.cancelled() and opening.exception() is None:
            self._thread.give(self._port_audio.close, opening.result())

    async def close_stream(self, stream: OpenStream) -> None:
        """Stop a stream at once and give its device back; idempotent."""
        await self._thread.run(self._port_audio.close, stream)

    async def resume(self, stream: OpenStream) -> bool:
        """Let an aborted stream run again; False where it cannot."""
        return await self._thread.run(self._port_audio.resume, stream)

    def abort(self, stream: OpenStream) -> None:
        """Silence a stream at once, without waiting; `resume` lets it run again."""
        self._thread.give(self._port_audio.abort, stream)

    async def close(self) -> None:
        """Close what is open and watch no more; idempotent. Streams' owners are closed first."""
        if self._closed:
            return
        self._closed = True
        self._listeners.clear()
        watch, self._watch = self._watch, None
        if watch is not None:
            watch.stop()
        # A frozen sound server must not keep the program from ending.
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._thread.run(self._port_audio.close_all), FAREWELL_SECONDS)
        self._thread.end()
        if watch is not None:
            await asyncio.to_thread(watch.join, FAREWELL_SECONDS)


def server_route(found: SoundMap, direction: Direction, preferred: str) -> Route | None:
    """The best of a sound server's devices; None where it has none."""
    is_input = direction is Direction.INPUT
    best = found.best_microphone(preferred) if is_input else found.best_loudspeaker(preferred)
    return None if best is None else Route(endpoint=best.name, title=best.title)


def _tell(loop: asyncio.AbstractEventLoop, call: Callable[..., None], *args: Any) -> None:
    """Call on the loop, from any thread; a loop that closed meanwhile need not know."""
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(call, *args)
