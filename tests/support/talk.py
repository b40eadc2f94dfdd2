"""A whole assistant on fakes: what goes in is frames and keys, what comes out is events."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

from pam_core.assistant.conductor import Assistant
from pam_core.assistant.parts import Manners, Parts
from pam_core.vocabulary.events import Event, StateChanged
from tests.support.fakes import (
    FakeChats,
    FakeClock,
    FakeDetector,
    FakeLoudspeaker,
    FakeMicrophone,
    FakeMind,
    FakeSynthesiser,
    FakeTranscriber,
)

T = TypeVar("T", bound=Event)


class Talk:
    """A running assistant and everything it is made of."""

    def __init__(
        self,
        transcriber: FakeTranscriber,
        mind: FakeMind,
        synthesiser: FakeSynthesiser,
        *,
        eager: bool,
    ) -> None:
        self.clock = FakeClock()
        self.microphone = FakeMicrophone()
        self.detector = FakeDetector()
        self.transcriber = transcriber
        self.mind = mind
        self.synthesiser = synthesiser
        self.loudspeaker = FakeLoudspeaker(self.clock, eager=eager)
        self.chats = FakeChats()
        self.events: list[Event] = []
        self.assistant: Assistant
        self._news = asyncio.Condition()
        self._telling: set[asyncio.Task[None]] = set()

    def parts(self) -> Parts:
        return Parts(
            microphone=self.microphone,
            detector=self.detector,
            transcriber=self.transcriber,
            mind=self.mind,
            synthesiser=self.synthesiser,
            loudspeaker=self.loudspeaker,
            chats=self.chats,
            clock=self.clock,
        )

    def emit(self, event: Event) -> None:
        self.events.append(event)
        task = asyncio.get_running_loop().create_task(self._tell())
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def _tell(self) -> None:
        async with self._news:
            self._news.notify_all()

    async def until(self, kind: type[T], count: int = 1) -> T:
        """Wait for the count-th event of a kind."""

        def found() -> list[T]:
            return [event for event in self.events if isinstance(event, kind)]

        async with asyncio.timeout(10), self._news:
            await self._news.wait_for(lambda: len(found()) >= count)
        return found()[count - 1]

    def of(self, kind: type[T]) -> list[T]:
        return [event for event in self.events if isinstance(event, kind)]


@asynccontextmanager
async def talk(
    transcriber: FakeTranscriber | None = None,
    mind: FakeMind | None = None,
    *,
    synthesiser: FakeSynthesiser | None = None,
    eager: bool = True,
    **manners: object,
) -> AsyncIterator[Talk]:
    """A running assistant; at the end the microphone is closed and everything must finish."""
    it = Talk(
        transcriber or FakeTranscriber("what time is it"),
        mind or FakeMind(),
        synthesiser or FakeSynthesiser(),
        eager=eager,
    )
    assistant = Assistant(it.parts(), Manners(**manners), it.emit)  # type: ignore[arg-type]
    it.assistant = assistant
    running = asyncio.create_task(assistant.run())
    await it.until(StateChanged)
    try:
        yield it
    finally:
        await it.microphone.close()
        for playback in it.loudspeaker.playing:
            playback.end(1.0)
        it.loudspeaker.eager = True
        await asyncio.wait_for(running, 10)
