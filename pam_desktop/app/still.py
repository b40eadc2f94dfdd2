"""The window on the demo's data, without ears and mouth: to be looked at, pictured and measured."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop

from pam_core.settings.paths import Places
from pam_core.settings.schema import Settings
from pam_core.storage.gazetteer.build import build
from pam_desktop.app.core_thread import CoreThread
from pam_desktop.app.event_gate import EventGate
from pam_desktop.app.live import Live
from pam_desktop.app.pages.sources import sources_of
from pam_desktop.app.window_services import LiveServices
from pam_desktop.cli.options import open_model_store
from pam_desktop.window.application import make_application
from pam_desktop.window.event_signal import EventSignal
from pam_desktop.window.main_window import MainWindow
from pam_desktop.window.preview.script import ScriptedConductor
from pam_desktop.window.services import Device, DeviceKind, Opening


class Still(Live):
    """PAM with its memory alone: nothing moves while it is looked at."""

    async def start(self) -> None:
        """Open the demo's data, and the map where there is one."""
        try:
            async with self._changing:
                await self._open_memory()
        finally:
            self._started.set()
        if self.rooms is not None:
            await self.rooms.warm_up()


class StillServices(LiveServices):
    """The demo's services, with devices that are only named."""

    async def devices(self) -> Sequence[Device]:
        """Two microphones and a loudspeaker."""
        microphone, loudspeaker = DeviceKind.MICROPHONE, DeviceKind.LOUDSPEAKER
        return [
            Device(name="a", description="Built-in microphone", kind=microphone, is_default=True),
            Device(name="b", description="Jabra Speak 410", kind=microphone, is_chosen=True),
            Device(name="c", description="Dash loudspeaker", kind=loudspeaker, is_default=True),
        ]


@contextmanager
def still_window(folder: Path) -> Iterator[MainWindow]:
    """A shown window whose files are in `folder`, with a map: that takes some seconds to make."""
    gate = EventGate()
    core = CoreThread(gate.emit)
    core.start()
    make_application()
    names = ("config", "data", "log", "files", "cache")
    places = Places(**{f"{it}_folder": folder / it for it in names})
    places.cache_folder.mkdir(parents=True)
    build(places.gazetteer_file)
    live = Still(
        places, Settings(), folder / "settings.toml", open_model_store(), gate.emit, demo=True
    )
    core.submit(live.start()).result()
    signal = EventSignal()
    window = MainWindow(
        conductor=ScriptedConductor(gate.emit),
        core=core,
        services=StillServices(live, gate.emit),
        opening=Opening(face_file=folder / "face.ini", is_demo=True),
        signal=signal,
        sources=sources_of(live),
    )
    window.show()
    gate.open(signal.send)
    try:
        settle(window)
        yield window
    finally:
        window.end()
        gate.close()
        core.submit(live.stop()).result()
        core.stop()


def settle(window: MainWindow) -> None:
    """Let everything that was asked for come back, and be painted."""
    loop = QEventLoop()
    for _ in range(3):
        while loop.processEvents(QEventLoop.ProcessEventsFlag.AllEvents) or window.errands.pending:
            QCoreApplication.sendPostedEvents()
    # What was taken off the pages meanwhile is gone now, not later.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
