"""The thread that PAM's mind lives on: one asyncio loop, apart from the window's event loop."""

import asyncio
import logging
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.events import TroubleMet
from pam_core.vocabulary.ports import EventSink

log = logging.getLogger(__name__)

T = TypeVar("T")

STOP_SECONDS = 10.0
"""How long an orderly end may take: a reply being kept on disk, devices given back."""


class CoreThread:
    """One asyncio loop on a thread called "pam-core".

    Down goes `submit(coroutine)`; up go events through `emit`, which is called on the core thread.
    A submitted coroutine that raises is logged and reported as TroubleMet, whether or not anybody
    looks at its future.
    """

    def __init__(self, emit: EventSink) -> None:
        self._emit = emit
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ending: asyncio.Event | None = None
        self._running = threading.Event()
        # Held while work is handed over, so that none arrives at a loop that is closing.
        self._door = threading.Lock()
        self._open = False
        # A daemon, so that a stage that will not end cannot keep the process alive after `stop`.
        self._thread = threading.Thread(target=self._run, name="pam-core", daemon=True)

    def start(self) -> None:
        """Start the thread; returns when its loop takes work."""
        self._thread.start()
        self._running.wait()

    def submit(self, work: Coroutine[Any, Any, T]) -> "Future[T]":
        """Run `work` on the core's loop; callable from any thread.

        After `stop` the work is not begun and the future is cancelled.
        """
        with self._door:
            if self._open and self._loop is not None:
                return asyncio.run_coroutine_threadsafe(self._watched(work), self._loop)
        work.close()
        refused: Future[T] = Future()
        refused.cancel()
        return refused

    def stop(self, timeout_seconds: float = STOP_SECONDS) -> bool:
        """Cancel what still runs and end the thread; idempotent.

        Returns False when something would not end in time; its name is then in the log.
        """
        with self._door:
            was_open, self._open = self._open, False
        if was_open and self._loop is not None and self._ending is not None:
            self._loop.call_soon_threadsafe(self._ending.set)
        if self._thread.ident is not None:
            self._thread.join(timeout_seconds)
        if self._thread.is_alive():
            log.error("the core did not end in %.0f s", timeout_seconds)
            return False
        return True

    def _run(self) -> None:
        with asyncio.Runner() as runner:
            runner.run(self._live())

    async def _live(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._loop.set_exception_handler(self._on_stray_error)
        self._ending = asyncio.Event()
        self._open = True
        self._running.set()
        await self._ending.wait()
        # asyncio.Runner cancels the tasks that are left and waits for them.

    async def _watched(self, work: Coroutine[Any, Any, T]) -> T:
        try:
            return await work
        except PamError as error:
            log.warning("%s: %s", error.code, error)
            self._emit(TroubleMet.of(error))
            raise
        except Exception as error:
            self._report_bug(error)
            raise

    def _on_stray_error(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, Exception):
            self._report_bug(error)
        else:
            log.error("asyncio: %s", context.get("message", "no message"))

    def _report_bug(self, error: Exception) -> None:
        log.error("unexpected error on the core thread", exc_info=error)
        self._emit(
            TroubleMet(
                code="core.unexpected",
                sentence=f"Something inside PAM went wrong ({type(error).__name__}).",
                mend="Try again; if it happens again, copy the details and report it.",
            )
        )
