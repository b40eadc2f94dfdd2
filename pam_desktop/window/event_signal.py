"""The one signal by which the core's events reach the window."""

from PySide6.QtCore import QObject, Signal

from pam_core.vocabulary.events import Event


class EventSignal(QObject):
    """`send` from any thread; receivers connect to `happened` with a queued connection."""

    happened = Signal(object)

    def send(self, event: Event) -> None:
        """Queue the event for the GUI thread; returns at once."""
        self.happened.emit(event)
