"""Sends the window's work down to the core and brings each result back to the GUI thread."""

import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError, Future
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from pam_core.vocabulary.errors import PamError

log = logging.getLogger(__name__)

T = TypeVar("T")


class Core(Protocol):
    """The way down: `CoreThread.submit`."""

    def submit(self, work: Coroutine[Any, Any, T]) -> "Future[T]":
        """Run on the core thread; failures are reported there."""
        ...


class Errands(QObject):
    """Runs coroutines on the core; the window's callbacks run in its own event loop.

    A failure is logged and shown by the core thread itself; `failed` is for what the asking widget
    must undo, such as a button to press again.
    """

    _returned = Signal(object, object)

    def __init__(self, core: Core, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._core = core
        self._is_open = True
        self.pending = 0
        """How many answers are still to come; counted on the GUI thread."""
        self._returned.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def send(
        self,
        work: Coroutine[Any, Any, T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[str], None] | None = None,
    ) -> None:
        """Submit `work`; then `done(result)` or `failed(sentence)` on the GUI thread."""
        future = self._core.submit(work)
        if done is not None or failed is not None:
            self.pending += 1
            future.add_done_callback(lambda it: self._come_back(it, done, failed))

    def close(self) -> None:
        """Deliver nothing any more: the widgets are going."""
        self._is_open = False

    def _come_back(
        self,
        future: "Future[T]",
        done: Callable[[T], None] | None,
        failed: Callable[[str], None] | None,
    ) -> None:
        # On the core thread: nothing but a queued signal may happen here.
        if not self._is_open:
            return
        try:
            result = future.result()
        except CancelledError:
            self._returned.emit(None, None)
        except Exception as error:
            self._returned.emit(failed, error)
        else:
            self._returned.emit(done, result)

    @Slot(object, object)
    def _deliver(self, callback: Callable[[Any], None] | None, result: object) -> None:
        self.pending -= 1
        if callback is None or not self._is_open:
            return
        if isinstance(result, Exception):
            callback(str(result) if isinstance(result, PamError) else type(result).__name__)
        else:
            callback(result)
