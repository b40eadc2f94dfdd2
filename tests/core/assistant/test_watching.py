"""The driver that makes PAM speak up."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from pam_core.assistant.watching import (
    LOOKS_AGAIN_SECONDS,
    RESTS_SECONDS,
    Look,
    Watching,
    seconds_to_rest,
)
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.kept import removed
from pam_core.vocabulary.reply import Notice, Priority
from pam_core.vocabulary.timer import Timer
from tests.core.language.said_sentences import NOW
from tests.core.skills.ledger_fake import LedgerInMemory
from tests.core.skills.memory_fake import MemoryInMemory


@dataclass
class StoppedClock:
    """A clock that stands where it is put."""

    moment: datetime = NOW

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return 0.0


class TimerWatch:
    """A watch over timers that lie in a memory."""

    def __init__(self, memory: MemoryInMemory) -> None:
        self._memory = memory

    async def due(self, now: datetime) -> Sequence[Notice]:
        timers = await self._memory.find(Timer)
        return [
            Notice(
                key=one.id,
                text=f"{one.name} is done.",
                priority=Priority.ALERT,
                keeps=(removed(one, now),),
            )
            for one in timers
            if one.ends_at <= now
        ]

    async def next_at(self, now: datetime) -> datetime | None:
        return min((one.ends_at for one in await self._memory.find(Timer)), default=None)


class BrokenWatch:
    """A watch with a fault."""

    async def due(self, now: datetime) -> Sequence[Notice]:
        raise RuntimeError("broken")

    async def next_at(self, now: datetime) -> datetime | None:
        return None


@dataclass
class Stage:
    """A driver among fakes; what it told and complained of."""

    clock: StoppedClock = field(default_factory=StoppedClock)
    memory: MemoryInMemory = field(default_factory=lambda: MemoryInMemory(LedgerInMemory()))
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    told: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    troubles: list[str] = field(default_factory=list)
    deaf: bool = False

    async def tell(self, notice: Notice) -> None:
        if self.deaf:
            raise PamError("voice.lost", "No voice.", fault=Fault.ENVIRONMENT)
        self.told.put_nowait(notice.text)

    def watching(self, *watches: Any) -> Watching:
        return Watching(
            watches or (TimerWatch(self.memory),),
            self.memory,
            self.clock,
            changed=self.changed,
            tell=self.tell,
            trouble_met=lambda trouble: self.troubles.append(trouble.code),
        )

    def texts(self) -> list[str]:
        return [self.told.get_nowait() for _ in range(self.told.qsize())]


def timer(name: str, seconds: int) -> Timer:
    ends_at = NOW + timedelta(seconds=seconds)
    return Timer(id=name, created_at=NOW, name=name, seconds=seconds, ends_at=ends_at)


@asynccontextmanager
async def running(watching: Watching) -> AsyncIterator[None]:
    task = asyncio.create_task(watching.run())
    try:
        yield
    finally:
        task.cancel()


@pytest.mark.parametrize(
    ("waits", "rest"),
    [
        ((), LOOKS_AGAIN_SECONDS),
        ((2.0,), 2.0),
        ((90.0, 3.0), 3.0),
        ((86_400.0,), LOOKS_AGAIN_SECONDS),
        ((-5.0,), RESTS_SECONDS),
    ],
)
def test_rest(waits: tuple[float, ...], rest: float) -> None:
    """It rests until the earliest of all, at most a little while, and never not at all."""
    looks = [Look(next_at=NOW + timedelta(seconds=wait)) for wait in waits]
    assert seconds_to_rest([Look(), *looks], NOW) == rest


async def test_told_once() -> None:
    """What is due is told, marked as told, and told no more; the rest is left alone."""
    stage = Stage()
    await stage.memory.keep([timer("eggs", -1), timer("rice", 60)])
    await stage.watching().look()
    await stage.watching().look()
    assert stage.texts() == ["eggs is done."]
    assert [one.name for one in await stage.memory.find(Timer)] == ["rice"]


async def test_memory_changed() -> None:
    """What was just kept is looked at at once."""
    stage = Stage()
    async with running(stage.watching()):
        await stage.memory.keep([timer("eggs", -1)])
        stage.changed.set()
        assert await stage.told.get() == "eggs is done."


async def test_its_time_comes() -> None:
    """What becomes due while PAM runs is told without anybody asking."""
    stage = Stage()
    await stage.memory.keep([timer("eggs", 1)])
    stage.clock.moment = NOW + timedelta(seconds=0.8)
    watching = stage.watching()
    looks = await watching.look()
    assert looks[0].next_at == NOW + timedelta(seconds=1)
    async with running(watching):
        stage.clock.moment = NOW + timedelta(seconds=1)
        assert await stage.told.get() == "eggs is done."


async def test_killed_between_telling_and_marking() -> None:
    """What was told but not marked is told again by the next PAM: rather twice than never."""
    stage = Stage()
    await stage.memory.keep([timer("eggs", -1)])
    stage.memory.trouble = PamError("storage.full", "Full.", fault=Fault.ENVIRONMENT)
    await stage.watching().look()
    stage.memory.trouble = None
    await stage.watching().look()
    assert stage.texts() == ["eggs is done."] * 2
    assert await stage.memory.find(Timer) == []


async def test_full_disk() -> None:
    """While marks cannot be kept a notice is not said over and over, and the trouble told once."""
    stage = Stage()
    await stage.memory.keep([timer("eggs", -1)])
    stage.memory.trouble = PamError("storage.full", "Full.", fault=Fault.ENVIRONMENT)
    watching = stage.watching()
    await watching.look()
    await watching.look()
    stage.memory.trouble = None
    await watching.look()
    assert stage.texts() == ["eggs is done."]
    assert stage.troubles == ["storage.full"]
    assert await stage.memory.find(Timer) == []


async def test_no_voice() -> None:
    """What could not be said stays due."""
    stage = Stage(deaf=True)
    await stage.memory.keep([timer("eggs", -1)])
    watching = stage.watching()
    await watching.look()
    stage.deaf = False
    await watching.look()
    assert stage.texts() == ["eggs is done."]
    assert stage.troubles == ["voice.lost"]


async def test_user_was_quicker() -> None:
    """Where the user changed the thing meanwhile, what they said stands and nothing is wrong."""
    stage = Stage()
    eggs = timer("eggs", -1)
    await stage.memory.keep([eggs])

    class Late(TimerWatch):
        async def due(self, now: datetime) -> Sequence[Notice]:
            found = await super().due(now)
            later = replace(eggs, revision=2, ends_at=NOW + timedelta(hours=1))
            await stage.memory.keep([later])
            return found

    await stage.watching(Late(stage.memory)).look()
    assert stage.troubles == []
    assert [one.revision for one in await stage.memory.find(Timer)] == [2]


async def test_broken_watch(caplog: pytest.LogCaptureFixture) -> None:
    """A watch with a fault is complained of once and does not silence the others."""
    stage = Stage()
    await stage.memory.keep([timer("eggs", -1)])
    watching = stage.watching(BrokenWatch(), TimerWatch(stage.memory))
    await watching.look()
    await watching.look()
    assert stage.texts() == ["eggs is done."]
    assert stage.troubles == ["bug.watch"]
    assert "looked for what is due" in caplog.text
