"""Watches PulseAudio (or PipeWire in its clothes): which devices there are, and each change."""

import logging
import threading
from collections.abc import Callable
from typing import Any

from audio.sound_map import Endpoint, SoundMap

log = logging.getLogger(__name__)

CLIENT_NAME = "PAM device watch"
FIRST_RETRY_SECONDS = 0.25
LONGEST_RETRY_SECONDS = 4.0
LISTEN_SECONDS = 30.0
NO_SINK = 0xFFFFFFFF
"""What `monitor_of_sink` holds in a source that is no monitor."""

MapSink = Callable[[SoundMap | None], None]
"""Takes each new map, on the watching thread; None while no sound server answers."""


class PulseWatch:
    """A thread that tells `on_map` of the first map and of each that differs from the last."""

    def __init__(self, on_map: MapSink) -> None:
        self._on_map = on_map
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._listening: Any = None
        self._told: SoundMap | None = None
        self._told_once = False
        self._thread = threading.Thread(target=self._run, name="pam-sound-watch", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """Watch no more. A thread that hangs on a frozen server ends when the server thaws."""
        self._stopping.set()
        with self._lock:
            if self._listening is not None:
                self._listening.event_listen_stop()

    def join(self, seconds: float) -> None:
        """Wait for the thread to end after `stop`."""
        self._thread.join(seconds)

    def _run(self) -> None:
        import pulsectl

        retry_seconds = FIRST_RETRY_SECONDS
        while not self._stopping.is_set():
            try:
                with pulsectl.Pulse(CLIENT_NAME, connect=False) as pulse:
                    # Given a time-out, pulsectl waits it out even when the server answers.
                    pulse.connect(autospawn=False)
                    retry_seconds = FIRST_RETRY_SECONDS
                    self._follow(pulse)
            except (pulsectl.PulseError, pulsectl.PulseDisconnected) as gone:
                log.debug("no sound server: %s", gone)
                self._tell(None)
            self._stopping.wait(retry_seconds)
            retry_seconds = min(retry_seconds * 2, LONGEST_RETRY_SECONDS)

    def _follow(self, pulse: Any) -> None:
        import pulsectl

        news = threading.Event()

        def take_note(_event: object) -> None:
            # Nothing may be asked of the server from in here. Set also while the map is being
            # drawn: stopping a loop that is not yet listening would be forgotten.
            news.set()
            raise pulsectl.PulseLoopStop

        pulse.event_mask_set("sink", "source", "server")
        pulse.event_callback_set(take_note)
        news.set()
        while not self._stopping.is_set():
            if news.is_set():
                news.clear()
                self._tell(sound_map(pulse))
            else:
                self._listen(pulse)

    def _listen(self, pulse: Any) -> None:
        with self._lock:
            self._listening = pulse
        try:
            if not self._stopping.is_set():
                # The limit catches a stop that came just before the listening began.
                pulse.event_listen(timeout=LISTEN_SECONDS)
        finally:
            with self._lock:
                self._listening = None

    def _tell(self, found: SoundMap | None) -> None:
        if self._stopping.is_set() or (self._told_once and found == self._told):
            return
        self._told_once, self._told = True, found
        self._on_map(found)


def sound_map(pulse: Any) -> SoundMap:
    """What a connected `pulsectl.Pulse` has now. Raises PulseError when the server goes."""
    server = pulse.server_info()
    return SoundMap(
        sources=tuple(_endpoint(source) for source in pulse.source_list()),
        sinks=tuple(_endpoint(sink) for sink in pulse.sink_list()),
        default_source=server.default_source_name or "",
        default_sink=server.default_sink_name or "",
    )


def _endpoint(device: Any) -> Endpoint:
    return Endpoint(
        name=device.name,
        title=device.description or device.name,
        is_monitor=getattr(device, "monitor_of_sink", NO_SINK) != NO_SINK,
    )
