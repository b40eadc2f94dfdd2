"""Work that may wait for a keyring's password, on a thread that nobody waits for at the end."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from pam_desktop.app.safe import locked

T = TypeVar("T")


class Away:
    """One piece of such work after the other; while one hangs, the next is refused at once."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._turn = asyncio.Lock()
        self._hangs: Callable[[], bool] = lambda: False

    async def do(self, work: Callable[[], T], seconds: float) -> T:
        """The result of `work`, or its error. Raises PamError `keys.locked` after `seconds`."""
        async with self._turn:
            if self._hangs():
                raise locked()
            box: Future[T] = Future()
            box.set_running_or_notify_cancel()
            self._hangs = lambda: not box.done()
            threading.Thread(target=_fill, args=(box, work), name=self._name, daemon=True).start()
            try:
                async with asyncio.timeout(seconds):
                    return await asyncio.wrap_future(box)
            except TimeoutError as error:
                raise locked() from error


def _fill(box: "Future[T]", work: Callable[[], T]) -> None:
    try:
        box.set_result(work())
    except Exception as error:
        box.set_exception(error)
