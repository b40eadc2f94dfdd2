"""Notices when this machine has a network again, so that nobody waits for the next attempt."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot
from PySide6.QtNetwork import QNetworkInformation


class NetworkWatch(QObject):
    """Calls `reached` each time a network comes or is another one.

    Where the system tells Qt nothing of its network it is never called; whoever depends on it also
    tries by the clock.
    """

    def __init__(self, reached: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reached = reached
        QNetworkInformation.loadDefaultBackend()
        network = QNetworkInformation.instance()
        if network is not None:
            network.reachabilityChanged.connect(self.look)
            network.transportMediumChanged.connect(self.look)

    @Slot()
    def look(self) -> None:
        """The network is another one than before."""
        network = QNetworkInformation.instance()
        reachability = QNetworkInformation.Reachability
        if network is not None and network.reachability() not in (
            reachability.Disconnected,
            reachability.Unknown,
        ):
            self._reached()
