"""The fake PAM server on a thread of its own, for programs that bring their own loop."""

from collections.abc import Iterator
from contextlib import contextmanager

from pam_desktop.app.core_thread import CoreThread
from tests.support.child import PATIENCE_SECONDS
from tests.support.sync_server import SyncServer


class ServerThread:
    """`server` belongs to the thread: look at it, and change it, between two requests only."""

    def __init__(self) -> None:
        self.server = SyncServer()
        self._core = CoreThread(lambda event: None)

    @property
    def address(self) -> str:
        return self.server.address

    def open(self) -> None:
        self._core.start()
        self._core.submit(self.server.open()).result(PATIENCE_SECONDS)

    def shut(self) -> None:
        """Nobody listens any more."""
        self._core.submit(self.server.shut()).result(PATIENCE_SECONDS)

    def end(self) -> None:
        self.shut()
        assert self._core.stop(timeout_seconds=PATIENCE_SECONDS)


@contextmanager
def served() -> Iterator[ServerThread]:
    """A fake server that listens."""
    thread = ServerThread()
    thread.open()
    try:
        yield thread
    finally:
        thread.end()
