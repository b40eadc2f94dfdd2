"""Syncing while PAM runs: begun and ended with the sign-in, told once, followed by the mind."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from pam_core.sync.open_chats import OpenChats
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.reply import Notice, Priority
from pam_core.vocabulary.sync import Account, Conflict, Waiting
from pam_core.vocabulary.sync_news import (
    AnswerCame,
    CommandRefused,
    ConflictsFound,
    LineChanged,
    LineState,
    NewsSink,
    SyncNews,
    ThingsCame,
)
from pam_desktop.app.late_line import LateLine
from pam_desktop.app.membership import Membership
from pam_desktop.app.rooms import Rooms
from pam_desktop.app.sync_telling import SIGN_IN_AGAIN, SyncTelling
from pam_desktop.app.syncing import Syncing
from tests.support.child import PATIENCE_SECONDS
from tests.support.fake_sync_store import FakeSyncStore
from tests.support.fakes import FakeClock

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
KIM = Account(server="https://pam.test", user_id="u1", email="kim@pam.test")
CONFLICT = Conflict(
    id="c1", entity="note", thing_id="t", mine={}, theirs=None, at=NOON, error="conflict"
)
LATE = AnswerCame(
    chat_id="q1", conversation_id="v1", message="384,400 km.", asked="how far is the moon"
)


@dataclass
class FakeDriver:
    """Runs until it is told to end."""

    tell: NewsSink
    nudges: int = 0
    wakes: int = 0
    trouble: Exception | None = None
    is_online: bool = True
    account: str = KIM.email
    chats: OpenChats = field(default_factory=OpenChats)
    happened: asyncio.Event = field(default_factory=asyncio.Event)
    is_running: bool = False

    async def put(self, type: str, body: Mapping[str, Any]) -> Waiting:
        raise NotImplementedError

    async def run(self) -> None:
        self.is_running = True
        self.happened.set()
        try:
            if self.trouble is not None:
                raise self.trouble
            await asyncio.Event().wait()
        finally:
            self.is_running = False
            self.happened.set()

    def nudge(self) -> None:
        self.nudges += 1
        self.happened.set()

    def wake(self) -> None:
        self.wakes += 1
        self.happened.set()


@dataclass
class World:
    """Everything around Syncing, noted."""

    store: FakeSyncStore = field(default_factory=FakeSyncStore)
    drivers: list[FakeDriver] = field(default_factory=list)
    trouble: Exception | None = None
    is_sealed: bool = False
    shown: list[SyncNews] = field(default_factory=list)
    said: list[Notice] = field(default_factory=list)
    met: list[PamError] = field(default_factory=list)
    followed: int = 0
    news: asyncio.Event = field(default_factory=asyncio.Event)
    unsent: asyncio.Event = field(default_factory=asyncio.Event)
    signed: asyncio.Event = field(default_factory=asyncio.Event)
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    line: LateLine = field(default_factory=LateLine)

    async def until(self, look: Callable[[], Any]) -> Any:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not (found := look()):
                self.news.clear()
                events = [self.news, *(it.happened for it in self.drivers)]
                waits = [asyncio.create_task(it.wait()) for it in events]
                await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
                for wait in waits:
                    wait.cancel()
                for driver in self.drivers:
                    driver.happened.clear()
            return found

    def states(self) -> list[LineState]:
        return [it.state for it in self.shown if isinstance(it, LineChanged)]

    def emit(self, event: Any) -> None:
        self.shown.append(event)
        self.news.set()

    async def tell(self, notice: Notice) -> None:
        self.said.append(notice)
        self.news.set()

    def trouble_met(self, trouble: PamError) -> None:
        self.met.append(trouble)
        self.news.set()

    async def follow_change(self) -> None:
        self.followed += 1
        self.news.set()

    def make_driver(self, *given: Any) -> FakeDriver:
        self.drivers.append(FakeDriver(given[-1], trouble=self.trouble))
        self.news.set()
        return self.drivers[-1]


@asynccontextmanager
async def syncing(world: World) -> AsyncIterator[None]:
    keeper = SimpleNamespace(is_sealed=world.is_sealed)
    clock = FakeClock()
    membership = Membership(world.store, cast(Any, keeper), clock)
    task = asyncio.create_task(
        Syncing(
            cast(Rooms, world),
            membership,
            SyncTelling(world.tell, world.trouble_met),
            clock,
            world.emit,
            make_driver=world.make_driver,
        ).run()
    )
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])
        await membership.close()
    assert task.cancelled()


def signed_in() -> World:
    return World(store=FakeSyncStore(account=KIM, is_signed_in=True))


async def test_nobody_signed_in() -> None:
    """Whoever has no account has no line, and PAM says nothing of it."""
    world = World()
    async with syncing(world):
        await world.until(world.states)
    assert world.states() == [LineState.SIGNED_OUT]
    assert (world.drivers, world.said, world.met) == ([], [], [])


async def test_signing_in_and_out_while_pam_runs() -> None:
    """A sign-in begins syncing at once, and signing out ends it."""
    world = World()
    async with syncing(world):
        await world.until(world.states)
        world.store.account, world.store.is_signed_in = KIM, True
        world.signed.set()
        await world.until(lambda: world.drivers and world.drivers[0].is_running)
        assert world.line.account == KIM.email
        await world.store.leave()
        world.signed.set()
        await world.until(lambda: len(world.states()) == 2)
        assert not world.drivers[0].is_running
        assert world.line.account == ""


async def test_it_ends_with_pam() -> None:
    """When PAM ends, its line ends too, and the provider has none any more."""
    world = signed_in()
    async with syncing(world):
        await world.until(lambda: world.drivers and world.drivers[0].is_running)
    assert not world.drivers[0].is_running
    assert world.line.account == ""


async def test_what_was_kept_is_sent_at_once() -> None:
    """Each time the mind keeps something the line is told."""
    world = signed_in()
    async with syncing(world):
        await world.until(lambda: world.drivers and world.drivers[0].is_running)
        for count in (1, 2):
            world.unsent.set()
            await world.until(lambda count=count: world.drivers[0].nudges == count)


async def test_a_network_is_back() -> None:
    """The server is looked for as soon as it may be within reach, not when the next try is due."""
    world = signed_in()
    async with syncing(world):
        await world.until(lambda: world.drivers and world.drivers[0].is_running)
        for count in (1, 2):
            world.reached.set()
            await world.until(lambda count=count: world.drivers[0].wakes == count)


async def test_what_came_is_followed() -> None:
    """What another computer kept is looked at by reminders and the clock as what was kept here."""
    world = signed_in()
    async with syncing(world):
        await world.until(lambda: world.drivers and world.drivers[0].is_running)
        world.drivers[0].tell(ThingsCame(things=()))
        await world.until(lambda: world.followed == 1)


async def test_sealed_sign_in() -> None:
    """A sign-in that waits for its passphrase is shown, not said, and goes on once it is given."""
    world = signed_in()
    world.is_sealed = True
    async with syncing(world):
        await world.until(world.states)
        assert "passphrase" in cast(LineChanged, world.shown[0]).sentence
    assert (world.said, world.drivers) == ([], [])


@pytest.mark.parametrize(
    ("trouble", "state"),
    [
        (PamError("storage.full", "Full.", fault=Fault.ENVIRONMENT), LineState.STOPPED),
        (PamError("sync.sign_in_again", "Ended.", fault=Fault.USER), LineState.SIGN_IN_AGAIN),
        (
            ExceptionGroup("tasks", [PamError("sync.sign_in_again", "Ended.", fault=Fault.USER)]),
            LineState.SIGN_IN_AGAIN,
        ),
        (RuntimeError("a bug"), LineState.STOPPED),
    ],
)
async def test_driver_that_fails(
    trouble: Exception, state: LineState, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever ends syncing is shown; PAM itself goes on, and a new sign-in tries again."""
    world = signed_in()
    world.trouble = trouble
    async with syncing(world):
        await world.until(world.states)
        assert world.states() == [state]
        world.trouble = None
        world.signed.set()
        await world.until(lambda: len(world.drivers) == 2 and world.drivers[1].is_running)


async def heard(*news: SyncNews) -> World:
    world = World()
    telling = SyncTelling(world.tell, world.trouble_met)
    for one in news:
        await telling.hear(one)
    return world


async def test_sign_in_that_has_ended_is_said_once() -> None:
    """It is said once, however often it is found; and again when a later sign-in ends."""
    ended, online = (
        LineChanged(state=state) for state in (LineState.SIGN_IN_AGAIN, LineState.ONLINE)
    )
    connecting = LineChanged(state=LineState.CONNECTING)
    world = await heard(ended, connecting, ended, online, ended)
    assert [it.text for it in world.said] == [SIGN_IN_AGAIN, SIGN_IN_AGAIN]
    assert all(it.priority is Priority.NOTICE for it in world.said)


async def test_conflict_is_said_once() -> None:
    """Each conflict is said once, several of them together."""
    found = ConflictsFound(conflicts=(CONFLICT,))
    world = await heard(found, found)
    assert [it.text for it in world.said] == ["1 change needs a decision. Choose in PAM's window."]


async def test_late_answer() -> None:
    """A late answer says what it answers, and never speaks over another."""
    world = await heard(LATE)
    (notice,) = world.said
    assert notice.text == "Answer to “how far is the moon” from the PAM server: 384,400 km."
    assert notice.priority is Priority.NOTICE


async def test_what_was_refused_or_stopped_is_shown() -> None:
    """A refusal and a line that has stopped are cards, not speech."""
    world = await heard(
        CommandRefused(command_id="x", code="too_long", sentence="It was too long."),
        LineChanged(state=LineState.STOPPED, code="sync.update", sentence="Old.", mend="Update."),
    )
    assert [(it.code, it.mend) for it in world.met] == [
        ("sync.too_long", ""),
        ("sync.update", "Update."),
    ]
    assert world.said == []
