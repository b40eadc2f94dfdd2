"""A desktop at its line: store, sign-in and driver together, with all that it told."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from pam_core.sync.rest import Rest
from pam_core.sync.session import Session
from pam_core.sync.sync import Sync
from pam_core.vocabulary.sync_news import LineChanged, LineState, SyncNews
from tests.core.sync.signing import FakeTokenSafe, signed_in
from tests.support.child import PATIENCE_SECONDS
from tests.support.fakes import FakeClock
from tests.support.sync_memory import MemorySync
from tests.support.sync_server import SyncServer

T = TypeVar("T")


class Desk:
    """`news` is all that the driver told; `until` waits for what it will tell."""

    def __init__(self, store: MemorySync, rest: Rest, session: Session, clock: FakeClock) -> None:
        self.store = store
        self.clock = clock
        self.session = session
        self.rest = rest
        self.news: list[SyncNews] = []
        self._told = asyncio.Event()
        store.on_change = self._told.set
        self.running: asyncio.Task[None] | None = None
        self.sync = Sync(store, rest, session, clock, self._tell, chance=lambda: 0.0)

    def of(self, kind: type[T]) -> list[T]:
        return [news for news in self.news if isinstance(news, kind)]

    @property
    def states(self) -> list[LineState]:
        return [news.state for news in self.of(LineChanged)]

    @property
    def last(self) -> LineChanged:
        return self.of(LineChanged)[-1]

    async def until(self, look: Callable[[], Any], what: str) -> Any:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while not (found := look()):
                    self._told.clear()
                    await self._told.wait()
                return found
        except TimeoutError:
            raise AssertionError(f"waited in vain for {what}; told {self.news}") from None

    async def until_state(self, state: LineState) -> LineChanged:
        await self.until(lambda: self.states and self.states[-1] is state, f"{state}")
        return self.last

    async def edit(self, number: int, text: str = "milk") -> str:
        """The user keeps a note; returns the command's id."""
        made = await self.store.edit(note_id(number), self.clock.now(), text=text)
        self.sync.nudge()
        return made.id

    async def ended(self) -> None:
        """The driver ended by itself."""
        assert self.running is not None
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self.running

    def _tell(self, news: SyncNews) -> None:
        self.news.append(news)
        self._told.set()


def note_id(number: int) -> str:
    return f"0199eeee-0000-7000-8000-{number:012d}"


@asynccontextmanager
async def a_desk(
    server: SyncServer, *, device: int = 1, port: int = 0, starts: bool = True
) -> AsyncIterator[Desk]:
    """Ann's desktop, signed in, its driver running; through a proxy's `port` where one is given."""
    address = f"http://127.0.0.1:{port}" if port else server.address
    rest, clock, store = Rest(address), FakeClock(), MemorySync(device)
    session = await signed_in(server, rest, FakeTokenSafe(), clock)
    await store.join(session.account, clock.now(), with_talks=False)
    desk = Desk(store, rest, session, clock)
    if starts:
        desk.running = asyncio.create_task(desk.sync.run())
    try:
        yield desk
    finally:
        if desk.running is not None:
            desk.running.cancel()
            await asyncio.gather(desk.running, return_exceptions=True)
        await rest.close()
