"""The one thread that PortAudio is called on: opening and closing may block and may not overlap."""

import asyncio
import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


class SoundThread:
    """Runs calls one after another in a thread named "pam-sound", started by the first call.

    It is a daemon: a call that hangs on a frozen sound server does not keep the program alive.
    """

    def __init__(self) -> None:
        self._calls: queue.SimpleQueue[Callable[[], object] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    async def run(self, call: Callable[..., T], *args: Any) -> T:
        """The call's result, or its exception. A cancelled wait leaves the call to run."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()

        def carry_out() -> None:
            try:
                result = call(*args)
            except BaseException as error:
                _hand_over(loop, answer, answer.set_exception, error)
            else:
                _hand_over(loop, answer, answer.set_result, result)

        self._put(carry_out)
        return await answer

    def give(self, call: Callable[..., object], *args: Any) -> None:
        """Have a call carried out that nobody waits for; it must not raise."""
        self._put(lambda: call(*args))

    def _put(self, call: Callable[[], object]) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="pam-sound", daemon=True)
            self._thread.start()
        self._calls.put(call)

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            call()

    def end(self) -> None:
        """End the thread after what it was given; another call would start it again."""
        if self._thread is not None:
            self._calls.put(None)
            self._thread = None


def _hand_over(
    loop: asyncio.AbstractEventLoop,
    answer: "asyncio.Future[Any]",
    give: Callable[[Any], None],
    value: object,
) -> None:
    def give_if_awaited() -> None:
        if not answer.done():
            give(value)

    # A loop that closed meanwhile waits for nothing any more.
    if not loop.is_closed():
        loop.call_soon_threadsafe(give_if_awaited)
