"""Syncing while PAM runs: the driver for whoever is signed in, begun anew when that changes."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.ports import Clock, EventSink
from pam_core.vocabulary.sync import Waiting
from pam_core.vocabulary.sync_news import LineChanged, LineState, NewsSink, SyncNews, ThingsCame
from pam_desktop.app.rooms import Rooms
from pam_desktop.app.sync_telling import SyncTelling
from pam_desktop.app.token_keeper import SEALED

if TYPE_CHECKING:
    from pam_core.sync.open_chats import OpenChats
    from pam_core.sync.rest import Rest
    from pam_core.sync.session import Session
    from pam_desktop.app.membership import Membership

log = logging.getLogger(__name__)

MOST_NEWS = 256
"""That wait to be told; more than comes while one sentence is handed to the mouth."""


class Driver(Protocol):
    """What is needed of the line's driver, `pam_core.sync.sync.Sync`."""

    @property
    def account(self) -> str:
        """Who is signed in where."""
        ...

    @property
    def is_online(self) -> bool:
        """Whether the server is connected."""
        ...

    @property
    def chats(self) -> "OpenChats":
        """Who waits for which answer."""
        ...

    async def put(self, type: str, body: Mapping[str, Any]) -> Waiting:
        """Place a command in the outbox, and have it sent."""
        ...

    async def run(self) -> None:
        """Keep in step with the server; returns when it will not try any more."""
        ...

    def nudge(self) -> None:
        """Something was kept here: look at the outbox now."""
        ...

    def wake(self) -> None:
        """The network changed: try to connect now."""
        ...


MakeDriver = Callable[["Membership", "Rest", "Session", Clock, NewsSink], Driver]


class Syncing:
    """`run` belongs into a task of its owner.

    Nothing is shown while nobody ever signed in. `signed` of the rooms begins it anew: somebody has
    signed in or out, or given the passphrase.
    """

    def __init__(
        self,
        rooms: Rooms,
        membership: "Membership",
        telling: SyncTelling,
        clock: Clock,
        emit: EventSink,
        *,
        make_driver: MakeDriver | None = None,
    ) -> None:
        self._rooms = rooms
        self._membership = membership
        self._telling = telling
        self._clock = clock
        self._emit = emit
        self._make_driver = make_driver or _driver
        self._news: asyncio.Queue[SyncNews] = asyncio.Queue(MOST_NEWS)

    async def run(self) -> None:
        """Sync for whoever is signed in, for ever."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._tell_all(), name="sync news")
            while True:
                self._rooms.signed.clear()
                await self._until_signed()

    async def _until_signed(self) -> None:
        """One sign-in's life: until somebody signs in or out, however the driver fares."""
        driving = asyncio.create_task(self._drive(), name="sync")
        signing = asyncio.create_task(self._rooms.signed.wait(), name="signed")
        try:
            await signing
        finally:
            for task in (driving, signing):
                task.cancel()
            await asyncio.wait([driving, signing])

    async def _drive(self) -> None:
        try:
            await self._drive_as_signed_in()
        except PamError as trouble:
            self._heard(_stopped(trouble))
        except Exception as fault:
            if isinstance(named := _named_in(fault), PamError):
                self._heard(_stopped(named))
                return
            # PAM goes on without syncing: what is kept waits in the outbox.
            log.exception("syncing ended unexpectedly")
            self._heard(
                LineChanged(
                    state=LineState.STOPPED,
                    code="sync.fault",
                    sentence="Syncing has stopped because of a fault of PAM's own.",
                    mend="Start PAM again; nothing is lost.",
                )
            )
        finally:
            self._rooms.line.connect(None)

    async def _drive_as_signed_in(self) -> None:
        from pam_core.sync.channel import Channel

        session = await self._membership.session()
        if session is None:
            self._heard(LineChanged(state=LineState.SIGNED_OUT))
            return
        if self._membership.keeper.is_sealed:
            self._heard(sealed())
            return
        rest = await self._membership.rest()
        driver = self._make_driver(self._membership, rest, session, self._clock, self._heard)
        self._rooms.line.connect(Channel(driver, self._clock))
        heeding = (
            asyncio.create_task(self._nudge(driver, session), name="sync nudge"),
            asyncio.create_task(self._wake(driver), name="sync wake"),
        )
        try:
            await driver.run()
        finally:
            for task in heeding:
                task.cancel()

    async def _wake(self, driver: Driver) -> None:
        while True:
            await self._rooms.reached.wait()
            self._rooms.reached.clear()
            driver.wake()

    async def _nudge(self, driver: Driver, session: "Session") -> None:
        while True:
            await self._rooms.unsent.wait()
            self._rooms.unsent.clear()
            if (await self._membership.standing()).account is None:
                # All was erased here: nothing of it may come back from the server.
                self._rooms.signed.set()
                await self._membership.keeper.forget(
                    session.account.server, session.account.user_id
                )
                return
            driver.nudge()

    def _heard(self, news: SyncNews) -> None:
        """Shown at once; said, and passed on to the mind, when it is their turn."""
        self._emit(news)
        if isinstance(news, LineChanged) and news.state is LineState.CATCHING_UP:
            return
        try:
            self._news.put_nowait(news)
        except asyncio.QueueFull:
            log.warning("more than %d news of syncing wait to be told", MOST_NEWS)

    async def _tell_all(self) -> None:
        while True:
            news = await self._news.get()
            if isinstance(news, ThingsCame):
                await self._rooms.follow_change()
            try:
                await self._telling.hear(news)
            except Exception:
                # The mouth may be closing; the next news must be heard all the same.
                log.exception("news of syncing was not told")


def sealed() -> LineChanged:
    """The sign-in waits for its passphrase: shown, and not said at every start."""
    return LineChanged(
        state=LineState.WORKING_OFFLINE,
        code=SEALED,
        sentence="Your sign-in waits for its passphrase; everything stays here meanwhile.",
        mend="Give it under Account.",
    )


def _named_in(fault: BaseException) -> BaseException:
    """What was the matter first, where it comes out of a group of tasks."""
    while isinstance(fault, BaseExceptionGroup):
        fault = fault.exceptions[0]
    return fault


def _stopped(trouble: PamError) -> LineChanged:
    from pam_core.sync.refusals import SIGN_IN_AGAIN

    has_ended = trouble.code == SIGN_IN_AGAIN
    return LineChanged(
        state=LineState.SIGN_IN_AGAIN if has_ended else LineState.STOPPED,
        code=trouble.code,
        sentence=trouble.sentence,
        mend=trouble.mend,
    )


def _driver(
    membership: "Membership", rest: "Rest", session: "Session", clock: Clock, tell: NewsSink
) -> Driver:
    from pam_core.sync.sync import Sync

    return Sync(membership.store, rest, session, clock, tell)
