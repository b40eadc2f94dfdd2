"""Shows the window with a scripted talk: `python -m pam_desktop.window.preview.show`."""

import argparse
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QTimer

from pam_core.vocabulary.reply import Page
from pam_desktop.app.core_thread import CoreThread
from pam_desktop.app.event_gate import EventGate
from pam_desktop.window.application import make_application
from pam_desktop.window.event_signal import EventSignal
from pam_desktop.window.main_window import MainWindow
from pam_desktop.window.preview.pretended import ScriptedServices
from pam_desktop.window.preview.script import SCENES, ScriptedConductor
from pam_desktop.window.services import Opening

SETTLE_MS = 900
"""Time for the fakes' answers and the paints before a picture is taken."""


def main() -> int:
    """Show a scene, or write a picture of it."""
    parser = argparse.ArgumentParser(prog="preview", description=__doc__)
    parser.add_argument("--scene", choices=sorted(SCENES), default="talk")
    parser.add_argument("--size", default="1280x800", help="width x height in pixels")
    parser.add_argument("--grab", type=Path, help="write a PNG and end")
    asked = parser.parse_args()
    gate = EventGate()
    core = CoreThread(gate.emit)
    core.start()
    app = make_application()
    signal = EventSignal()
    conductor = ScriptedConductor(gate.emit)
    with tempfile.TemporaryDirectory() as place:
        window = MainWindow(
            conductor=conductor,
            core=core,
            services=ScriptedServices(gate.emit),
            opening=Opening(
                face_file=Path(place) / "face.ini",
                is_demo=asked.scene == "demo",
                offers_check=asked.scene == "first_run",
            ),
            signal=signal,
        )
        width, height = (int(it) for it in asked.size.split("x"))
        window.resize(width, height)
        window.show()
        gate.open(signal.send)
        for event in SCENES[asked.scene]:
            gate.emit(event)
        if asked.scene == "settings":
            window.show_page(Page.SETTINGS)
        if asked.scene == "open":
            QTimer.singleShot(SETTLE_MS // 2, lambda: window.talk.page.now.open_or_close(1))
        window.closed.connect(app.quit)
        if asked.grab is not None:
            QTimer.singleShot(SETTLE_MS, lambda: _grab(window, asked.grab))
        code = app.exec()
    core.stop()
    return code


def _grab(window: MainWindow, picture: Path) -> None:
    shown = window.first_run or window
    shown.grab().save(str(picture))
    window.end()


if __name__ == "__main__":
    sys.exit(main())
