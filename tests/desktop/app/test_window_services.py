"""What the window asks for beyond talking."""

import asyncio
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from pam_core.vocabulary.errors import PamError
from pam_desktop.app.window_services import LiveServices


class EndlessStore:
    """A download that only stops when its progress is refused."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.stopped_by = ""

    def fetch(self, name: str, on_progress: Callable[[int, int], None]) -> None:
        done = 0
        try:
            while True:
                done += 1
                on_progress(done, 0)
                self.begun.set()
        except PamError as error:
            self.stopped_by = error.code
            raise


async def test_a_download_ends_with_the_program() -> None:
    """Its thread would keep the process alive long after the window was closed."""
    store = EndlessStore()
    live: Any = SimpleNamespace(store=store)
    fetching = asyncio.create_task(LiveServices(live, lambda event: None).fetch_model("any"))
    assert await asyncio.to_thread(store.begun.wait, 10)
    fetching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await fetching
    # As the core's loop does when it ends.
    await asyncio.wait_for(asyncio.get_running_loop().shutdown_default_executor(), 10)
    assert store.stopped_by == "model.fetch_stopped"
