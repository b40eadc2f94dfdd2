"""Starts Qt, shows the window and runs until it is closed."""

import logging
import signal
import socket
import sys
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QObject, QSocketNotifier, Qt, QTimer, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from pam_core.vocabulary.events import TroubleMet
from pam_core.vocabulary.ports import Conductor
from pam_desktop.app.event_gate import EventGate
from pam_desktop.host.single_instance import Door
from pam_desktop.host.tray import Tray
from pam_desktop.window.account.account_services import AccountServices
from pam_desktop.window.errands import Core
from pam_desktop.window.event_signal import EventSignal
from pam_desktop.window.look.icons import icon
from pam_desktop.window.look.theme import FAMILIES, theme, wardrobe
from pam_desktop.window.look.words import _, speak
from pam_desktop.window.main_window import MainWindow
from pam_desktop.window.services import Opening, WindowServices
from pam_desktop.window.sources import Sources

log = logging.getLogger(__name__)


def run_window(
    *,
    conductor: Conductor,
    core: Core,
    gate: EventGate,
    services: WindowServices,
    opening: Opening,
    accounts: AccountServices | None = None,
    sources: Sources | None = None,
    door: Door | None = None,
    when_painted: Callable[[], None] | None = None,
) -> int:
    """Show the window and run until it is closed; returns the exit code.

    `core` must run already. `when_painted` is called once the window can be seen: heavy work is
    started there. `door` answers `show` and `toggle` from other processes. The core is not stopped.
    """
    speak(opening.looks.language)
    wardrobe().wear(opening.looks.theme, opening.looks.scale)
    app = make_application()
    events = EventSignal()
    window = MainWindow(
        conductor=conductor,
        core=core,
        services=services,
        opening=opening,
        signal=events,
        accounts=accounts,
        sources=sources,
    )
    if when_painted is not None:
        window.painted.connect(when_painted, Qt.ConnectionType.SingleShotConnection)
    tray = Tray(
        window=window,
        conductor=conductor,
        errands=window.errands,
        sign=icon("pam"),
        end=window.end,
        volume=opening.volume,
    )
    events.happened.connect(tray.show_event, Qt.ConnectionType.QueuedConnection)
    window.has_tray = tray.is_there
    app.setQuitOnLastWindowClosed(False)
    window.closed.connect(app.quit)
    end_signals = EndSignals(window)
    summons = Summons(window)
    if door is not None:
        core.submit(door.listen({"show": summons.come, "toggle": conductor.toggle_talk}))
    show_failures(window)
    gate.open(events.send)
    window.show()
    try:
        return app.exec()
    finally:
        gate.close()
        window.errands.close()
        tray.hide()
        end_signals.close()
        sys.excepthook = sys.__excepthook__


def make_application() -> QApplication:
    """The one QApplication, looking the same on every platform."""
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("PAM")
    app.setApplicationDisplayName("PAM")
    app.setDesktopFileName("pam-desktop")
    app.setWindowIcon(icon("pam"))
    app.setStyle("Fusion")
    font = QFont(FAMILIES)
    font.setPixelSize(theme().sizes["text"])
    app.setFont(font)
    return app


class Summons(QObject):
    """Brings a wish to see the window from the core thread to the window."""

    _wanted = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._wanted.connect(window.summon, Qt.ConnectionType.QueuedConnection)

    async def come(self) -> None:
        """Called on the core thread."""
        self._wanted.emit()


class EndSignals(QObject):
    """Ends the program orderly on Ctrl+C and SIGTERM.

    Python sees a signal only between two of its own steps, and Qt's loop makes none while nothing
    happens: the signal's number, written into a socket by the interpreter, wakes it.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._ours, self._interpreters = socket.socketpair()
        for end in (self._ours, self._interpreters):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._ours.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._wake)
        self._wakeup_before = signal.set_wakeup_fd(self._interpreters.fileno())
        self._before = {
            # The handler may run in the middle of a paint: the end is left to the event loop.
            each: signal.signal(each, lambda *_: QTimer.singleShot(0, window.end))
            for each in (signal.SIGINT, signal.SIGTERM)
        }

    def close(self) -> None:
        """Give the signals back."""
        for each, handler in self._before.items():
            signal.signal(each, handler)
        signal.set_wakeup_fd(self._wakeup_before)
        self._notifier.setEnabled(False)
        self._ours.close()
        self._interpreters.close()

    def _wake(self) -> None:
        # Returning into Python was all that was needed: its signal handlers run now.
        self._ours.recv(64)


def show_failures(window: MainWindow) -> None:
    """An error in one widget's code becomes a card; the rest of the window lives on."""

    def show(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        log.error("unexpected error in the window", exc_info=(kind, error, trace))
        window.show_trouble(
            TroubleMet(
                code="window.unexpected",
                sentence=_("Something in this window went wrong ({fault}).").format(
                    fault=kind.__name__
                ),
                mend=_("The rest goes on; if it happens again, copy the details and report it."),
            )
        )

    sys.excepthook = show
