"""Pictures of every page and face, with the demo's data: `python -m pam_desktop.app.screenshots`."""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, QSize
from PySide6.QtWidgets import QWidget

from models.store import ModelStore
from pam_core.settings.paths import Places, find_places
from pam_core.settings.schema import Settings
from pam_desktop.app.core_thread import CoreThread
from pam_desktop.app.event_gate import EventGate
from pam_desktop.app.live import Live
from pam_desktop.app.pages.sources import sources_of
from pam_desktop.app.window_services import LiveServices
from pam_desktop.cli.options import open_model_store
from pam_desktop.window.application import make_application
from pam_desktop.window.event_signal import EventSignal
from pam_desktop.window.look.theme import THEMES, wardrobe
from pam_desktop.window.look.words import speak
from pam_desktop.window.main_window import MainWindow
from pam_desktop.window.pages import PAGES
from pam_desktop.window.preview.script import ScriptedConductor
from pam_desktop.window.services import Opening

SIZES = (QSize(1024, 600), QSize(1280, 800), QSize(1920, 1080))


class Still(Live):
    """PAM with its memory and without ears and mouth: nothing moves while it is looked at."""

    async def start(self) -> None:
        """Open the demo's data, and the map where there is one."""
        try:
            async with self._changing:
                await self._open_memory()
        finally:
            self._started.set()
        if self.rooms is not None:
            await self.rooms.warm_up()


def main() -> int:
    """Write the pictures into a folder, one file a page, theme and size."""
    parser = argparse.ArgumentParser(prog="screenshots", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("build/screenshots"))
    parser.add_argument("--scale", type=float, default=1.0, help="text size, 1 to 2")
    parser.add_argument("--language", default="en")
    parser.add_argument("--page", help="only this page or face")
    asked = parser.parse_args()
    speak(asked.language)
    asked.out.mkdir(parents=True, exist_ok=True)
    gate = EventGate()
    core = CoreThread(gate.emit)
    core.start()
    app = make_application()
    with tempfile.TemporaryDirectory() as folder:
        live = Still(
            _places(Path(folder)),
            Settings(),
            Path(folder) / "settings.toml",
            _store(),
            gate.emit,
            demo=True,
        )
        core.submit(live.start()).result()
        window = _window(live, core, gate, Path(folder))
        taken = 0
        for name, shown in _scenes(window, asked.page):
            for theme in THEMES:
                wardrobe().wear(theme, asked.scale)
                for size in SIZES if shown is window else (shown.size(),):
                    shown.resize(size)
                    settle(window)
                    picture = f"{name}-{theme}-{size.width()}x{size.height()}.png"
                    shown.grab().save(str(asked.out / picture))
                    taken += 1
        print(f"{taken} pictures in {asked.out}")
        window.end()
        core.submit(live.stop()).result()
    core.stop()
    app.quit()
    return 0


def settle(window: MainWindow) -> None:
    """Let everything that was asked for come back, and be painted."""
    loop = QEventLoop()
    everything = QEventLoop.ProcessEventsFlag.AllEvents
    for _ in range(3):
        while loop.processEvents(everything) or window.errands.pending:
            QCoreApplication.sendPostedEvents()


def _scenes(window: MainWindow, only: str | None) -> Iterator[tuple[str, QWidget]]:
    for entry in PAGES:
        if only in (None, entry.page.value):
            window.show_page(entry.page)
            yield entry.page.value, window


def _window(live: Live, core: CoreThread, gate: EventGate, folder: Path) -> MainWindow:
    signal = EventSignal()
    window = MainWindow(
        conductor=ScriptedConductor(gate.emit),
        core=core,
        services=LiveServices(live, gate.emit),
        opening=Opening(face_file=folder / "face.ini", is_demo=True),
        signal=signal,
        sources=sources_of(live),
    )
    window.show()
    gate.open(signal.send)
    settle(window)
    return window


def _places(folder: Path) -> Places:
    # The map is PAM's own where there is one: it takes a while to make.
    mine = find_places()
    names = ("config", "data", "log", "files")
    return Places(**{f"{it}_folder": folder / it for it in names}, cache_folder=mine.cache_folder)


def _store() -> ModelStore:
    return open_model_store()


if __name__ == "__main__":
    sys.exit(main())
