"""PortAudio as PAM uses it: finds devices, opens streams, starts afresh. One thread only."""

import contextlib
import importlib
import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from audio.alsa_messages import log_alsa_messages
from audio.sound_map import matches
from pam_core.vocabulary.errors import Fault, PamError

log = logging.getLogger(__name__)

SERVER_DEVICE = "pulse"
"""PortAudio's name for "whatever the sound server says"."""

INVALID_SAMPLE_RATE = -9997
INVALID_CHANNEL_COUNT = -9998
REFUSED = (INVALID_SAMPLE_RATE, INVALID_CHANNEL_COUNT)


class Direction(StrEnum):
    """Which way the sound goes."""

    INPUT = "input"
    OUTPUT = "output"

    @property
    def part(self) -> str:
        """What people call such a device."""
        return "microphone" if self is Direction.INPUT else "loudspeaker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Which device to open: `endpoint` by the sound server's name, "" for PortAudio's by `title`.

    `title` is what people call it.
    """

    endpoint: str
    title: str


Callback = Callable[[Any, int, Any, Any], None]
"""PortAudio's: buffer, frames, times, flags; on PortAudio's own thread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamWish:
    """What a stream should be like: mono int16 in blocks, to or from a device.

    `callback` gets every block; `finished` is called when the stream stops, for whatever reason.
    Both run on PortAudio's threads.
    """

    direction: Direction
    route: Route
    sample_rate_hz: int
    block_seconds: float
    callback: Callback
    finished: Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenStream:
    """A running stream: PortAudio's own object, what it is connected to and how it runs."""

    raw: Any
    route: Route
    sample_rate_hz: int
    channels: int
    latency_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PortAudioDevice:
    """A device as PortAudio lists it."""

    name: str
    direction: Direction
    is_default: bool
    sample_rate_hz: int


class PortAudio:
    """The sounddevice module behind a few verbs; `load` gives it, or a stand-in.

    PortAudio's device list is frozen when it starts, and starting it afresh kills every stream of
    the process: so every stream is opened, counted and closed here, and it is started afresh only
    while none is open.
    """

    def __init__(
        self, load: Callable[[], Any] = lambda: importlib.import_module("sounddevice")
    ) -> None:
        self._load = load
        self._open: list[Any] = []

    def _sd(self) -> Any:
        try:
            sd = self._load()
        except OSError as error:
            raise PamError(
                "sound.library_missing",
                "The PortAudio library is not installed, so PAM can neither hear nor speak.",
                mend="Install it: sudo apt install libportaudio2",
                fault=Fault.ENVIRONMENT,
            ) from error
        log_alsa_messages()
        return sd

    def check(self) -> None:
        """Raises PamError (`sound.library_missing`) where PortAudio cannot be loaded."""
        self._sd()

    def devices(self) -> list[PortAudioDevice]:
        """All there are; while a stream is open, all there were when PortAudio started.

        Raises PamError (`sound.library_missing`).
        """
        sd = self._sd()
        if not self._open:
            _restart(sd)
        found = []
        for direction in Direction:
            default = self._default(sd, direction)
            for device in sd.query_devices():
                if device[_channels(direction)] > 0:
                    one = PortAudioDevice(
                        name=device["name"],
                        direction=direction,
                        is_default=device["name"] == default,
                        sample_rate_hz=round(device["default_samplerate"]),
                    )
                    found.append(one)
        return found

    def route(self, direction: Direction, preferred: str, afresh: bool) -> Route | None:
        """The preferred device, else the default one; None where there is none.

        `afresh` notices devices that came since PortAudio started, unless a stream is open.
        """
        sd = self._sd()
        if afresh and not self._open:
            _restart(sd)
        for name in self._names(sd, direction):
            if matches(preferred, name=name, title=name):
                return Route(endpoint="", title=name)
        default = self._default(sd, direction)
        return None if default is None else Route(endpoint="", title=default)

    def _default(self, sd: Any, direction: Direction) -> str | None:
        try:
            return str(sd.query_devices(None, direction.value)["name"])
        except sd.PortAudioError:
            return None

    def _names(self, sd: Any, direction: Direction) -> dict[str, int]:
        return {
            device["name"]: device["index"]
            for device in sd.query_devices()
            if device[_channels(direction)] > 0
        }

    def open(self, wish: StreamWish) -> OpenStream:
        """Open and start a stream; where the device refuses rate or mono, at its own.

        Raises PamError (`microphone.unusable`, `loudspeaker.unusable`, `sound.library_missing`).
        """
        sd = self._sd()
        try:
            with _led_to(wish.direction, wish.route.endpoint):
                raw, rate_hz, channels = self._start(sd, self._device(sd, wish), wish)
        except (sd.PortAudioError, ValueError) as error:
            part = wish.direction.part
            raise PamError(
                f"{part}.unusable",
                f"The {part} {wish.route.title} cannot be opened.",
                mend="See whether another program holds it, or choose another in the settings.",
                fault=Fault.ENVIRONMENT,
            ) from error
        self._open.append(raw)
        return OpenStream(
            raw=raw,
            route=wish.route,
            sample_rate_hz=rate_hz,
            channels=channels,
            latency_seconds=float(raw.latency),
        )

    def _device(self, sd: Any, wish: StreamWish) -> int | None:
        """PortAudio's number of a route's device; None is its default."""
        names = self._names(sd, wish.direction)
        if not names and not self._open:
            # PortAudio started when there was nothing to be found yet.
            _restart(sd)
            names = self._names(sd, wish.direction)
        return names.get(SERVER_DEVICE if wish.route.endpoint else wish.route.title)

    def _start(self, sd: Any, device: int | None, wish: StreamWish) -> tuple[Any, int, int]:
        try:
            return self._start_at(sd, device, wish, wish.sample_rate_hz, 1)
        except sd.PortAudioError as error:
            if len(error.args) < 2 or error.args[1] not in REFUSED:
                raise
        own = sd.query_devices(device, wish.direction.value)
        log.info("%s refuses %d Hz mono: used at its own rate", own["name"], wish.sample_rate_hz)
        channels = min(2, own[_channels(wish.direction)])
        return self._start_at(sd, device, wish, round(own["default_samplerate"]), channels)

    def _start_at(
        self, sd: Any, device: int | None, wish: StreamWish, rate_hz: int, channels: int
    ) -> tuple[Any, int, int]:
        is_input = wish.direction is Direction.INPUT
        raw = (sd.RawInputStream if is_input else sd.RawOutputStream)(
            device=device,
            samplerate=rate_hz,
            channels=channels,
            dtype="int16",
            blocksize=round(rate_hz * wish.block_seconds),
            latency="low",
            callback=wish.callback,
            finished_callback=wish.finished,
        )
        try:
            raw.start()
        except sd.PortAudioError:
            raw.close()
            raise
        return raw, rate_hz, channels

    def close(self, stream: OpenStream) -> None:
        """Stop a stream at once and give its device back; idempotent."""
        self._close(stream.raw)

    def _close(self, raw: Any) -> None:
        if raw in self._open:
            self._open.remove(raw)
            raw.abort()
            raw.close()

    def close_all(self) -> None:
        """Close what is open."""
        for raw in list(self._open):
            self._close(raw)

    def abort(self, stream: OpenStream) -> None:
        """Silence a stream at once; `resume` lets it run again. Nothing where it is closed."""
        if stream.raw in self._open:
            stream.raw.abort()

    def resume(self, stream: OpenStream) -> bool:
        """Let an aborted stream run again; False where it cannot."""
        sd = self._sd()
        if stream.raw not in self._open:
            return False
        try:
            stream.raw.start()
        except sd.PortAudioError as error:
            log.info("the stream does not start again: %s", error)
            return False
        return True


def _channels(direction: Direction) -> str:
    return f"max_{direction.value}_channels"


def _restart(sd: Any) -> None:
    sd._terminate()
    sd._initialize()


@contextlib.contextmanager
def _led_to(direction: Direction, endpoint: str) -> Iterator[None]:
    """Streams opened meanwhile go to this device of the sound server.

    PortAudio knows only "the sound server"; the server's library reads the device from here.
    """
    variable = "PULSE_SOURCE" if direction is Direction.INPUT else "PULSE_SINK"
    if not endpoint:
        yield
        return
    before = os.environ.get(variable)
    os.environ[variable] = endpoint
    try:
        yield
    finally:
        if before is None:
            del os.environ[variable]
        else:
            os.environ[variable] = before
