"""The fake provider on a loop of its own, for tests that run `pam` to its end meanwhile."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager

from tests.support.child import PATIENCE_SECONDS
from tests.support.fake_provider import FakeProvider, fake_provider


class ProviderInAThread:
    """A fake provider, and the way to its loop: what wakes somebody there must be done there."""

    def __init__(self, fake: FakeProvider, loop: asyncio.AbstractEventLoop) -> None:
        self.fake = fake
        self._loop = loop

    def do(self, work: Callable[[], Coroutine[None, None, None] | None]) -> None:
        """Do it on the fake's loop; returns when it is done."""

        async def doing() -> None:
            if (more := work()) is not None:
                await more

        asyncio.run_coroutine_threadsafe(doing(), self._loop).result(PATIENCE_SECONDS)


@contextmanager
def provider_with_its_loop(*said: str) -> Iterator[ProviderInAThread]:
    """A fake provider that answers from another thread until the block is left."""
    ready, fakes = threading.Event(), []
    loop = asyncio.new_event_loop()
    over = asyncio.Event()

    async def serve() -> None:
        async with fake_provider(*said) as fake:
            fakes.append(fake)
            ready.set()
            await over.wait()

    thread = threading.Thread(
        target=lambda: loop.run_until_complete(serve()), name="fake provider", daemon=True
    )
    thread.start()
    try:
        assert ready.wait(PATIENCE_SECONDS)
        yield ProviderInAThread(fakes[0], loop)
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(PATIENCE_SECONDS)
        loop.close()


@contextmanager
def provider_in_a_thread(*said: str) -> Iterator[FakeProvider]:
    """The same, for who only tells it what to answer and reads what it was asked."""
    with provider_with_its_loop(*said) as its:
        yield its.fake
