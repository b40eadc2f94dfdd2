"""A single named thread that a speech model lives in, so that it is never used twice at once."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class ModelThread:
    """Runs calls one after another in a thread of this name, started by the first call.

    A call whose task is cancelled while it waits its turn is never run; one already running is let
    finish unheard, for a model cannot be stopped in mid-sum.
    """

    def __init__(self, name: str) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether no more calls are taken."""
        return self._closed

    async def run(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The call's result, or its exception; RuntimeError once closed."""
        return await asyncio.wrap_future(self._executor.submit(call, *args, **kwargs))

    async def close(self) -> None:
        """End the thread after what runs; what waits is cancelled. Idempotent."""
        if self._closed:
            return
        self._closed = True
        self._executor.shutdown(wait=False, cancel_futures=True)
        # Only to wait for the call that runs, without holding up the loop meanwhile.
        await asyncio.to_thread(self._executor.shutdown, wait=True)
