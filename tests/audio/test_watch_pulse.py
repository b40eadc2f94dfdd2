"""The device watch misses nothing, whenever it happens."""

from collections.abc import Callable
from contextlib import suppress
from types import SimpleNamespace

import pulsectl

from audio.sound_map import SoundMap
from audio.watch_pulse import PulseWatch


class BusyServer:
    """Stands in for `pulsectl.Pulse`: a microphone comes while the devices are being listed."""

    def __init__(self, listened: Callable[[], None]) -> None:
        self._listened = listened
        self._sources = ["first"]
        self._tell: Callable[[object], None] = print

    def event_mask_set(self, *_masks: str) -> None: ...

    def event_callback_set(self, tell: Callable[[object], None]) -> None:
        self._tell = tell

    def server_info(self) -> SimpleNamespace:
        return SimpleNamespace(default_source_name="first", default_sink_name="")

    def source_list(self) -> list[SimpleNamespace]:
        listed = [
            SimpleNamespace(name=name, description=name, monitor_of_sink=0xFFFFFFFF)
            for name in self._sources
        ]
        if len(self._sources) == 1:
            self._sources.append("second")
            # pulsectl takes this for a wish to stop the loop, which is not the listening one.
            with suppress(pulsectl.PulseLoopStop):
                self._tell(object())
        return listed

    def sink_list(self) -> list[SimpleNamespace]:
        return []

    def event_listen(self, timeout: float) -> None:
        self._listened()

    def event_listen_stop(self) -> None: ...


def test_a_change_while_the_devices_are_listed_is_not_missed() -> None:
    """What changes between the first look and the listening is told before listening."""
    maps: list[SoundMap | None] = []
    watch = PulseWatch(maps.append)
    watch._follow(BusyServer(watch._stopping.set))
    names = [[one.name for one in found.sources] for found in maps if found is not None]
    assert names == [["first"], ["first", "second"]]
