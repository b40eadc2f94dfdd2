"""The fake provider on a loop of its own, for tests that run `pam` to its end meanwhile."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.child import PATIENCE_SECONDS
from tests.support.fake_provider import FakeProvider, fake_provider


@contextmanager
def provider_in_a_thread(*said: str) -> Iterator[FakeProvider]:
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
        yield fakes[0]
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(PATIENCE_SECONDS)
        loop.close()
