"""The driver: a line to the PAM server that is opened again and again, for as long as it may be."""

import asyncio
import logging
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pam_core.protocol.after_close import AfterClose, Next, after_close
from pam_core.protocol.backoff import Backoff
from pam_core.protocol.client_session import ClientSession
from pam_core.protocol.frames import ChatDelta
from pam_core.sync.catching_up import CatchingUp
from pam_core.sync.connecting import NotLetInError, connect
from pam_core.sync.link import Link
from pam_core.sync.open_chats import OpenChats
from pam_core.sync.pages import Pages
from pam_core.sync.refusals import SIGN_IN_AGAIN, UPDATE_PAM, ServerRefusedError, sign_in_again
from pam_core.sync.rest import Rest
from pam_core.sync.session import Session
from pam_core.sync.signed_rest import SignedRest
from pam_core.sync.standing_told import StandingTold
from pam_core.sync.telling import answer_of, news_of, news_of_receipts
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.ports import Clock
from pam_core.vocabulary.sync import Conflict, Receipt, ServerEvent, SyncStore, Waiting
from pam_core.vocabulary.sync_news import LineState, NewsSink, ThingsCame

log = logging.getLogger(__name__)

POLL_SECONDS = 30.0
"""How often the outbox is looked at for what other processes placed in it."""
_AFTER_NUDGE_SECONDS = 1.0
"""What the user does brings an attempt forward, but not closer than this to the last one."""
_ENDED_SENTENCE = "The PAM server ended the connection."


class Sync:
    """`run` until the account signs out; `nudge` when something was kept, `wake` on a new network.

    It ends by itself, and is to be run again then, after SIGNED_OUT, SIGN_IN_AGAIN and STOPPED.
    `chance` gives random fractions. Nothing here raises for a network or a server that fails; a
    fault of PAM's own comes out of `run`.
    """

    def __init__(
        self,
        store: SyncStore,
        rest: Rest,
        session: Session,
        clock: Clock,
        tell: NewsSink,
        *,
        client: str = "",
        chance: Callable[[], float] = random.random,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self.chats = OpenChats()
        self._store = store
        self._session = session
        self._clock = clock
        self._tell = tell
        self._client = client
        self._chance = chance
        self._poll_seconds = poll_seconds
        self._pages = Pages(SignedRest(rest, session))
        self._backoff = Backoff()
        self._told = StandingTold(store, tell)
        self._link: Link | None = None
        self._was_refreshed = False
        self._is_signed_in = False
        self._remembers = False
        self._wait_seconds = 0.0
        self._woken = asyncio.Event()
        self._may_skip = asyncio.Event()

    # For whoever is beside ------------------------------------------------------------------------

    @property
    def account(self) -> str:
        """Who is signed in where, "" while nobody is."""
        account = self._session.account
        return f"{account.email} at {account.server}" if self._is_signed_in else ""

    @property
    def is_online(self) -> bool:
        """Whether the server is connected."""
        return self._link is not None and self._link.is_ready

    def nudge(self) -> None:
        """There is something new in the outbox."""
        self._may_skip.set()
        if self._link is not None:
            self._link.nudge()
        self._told.look()

    def wake(self) -> None:
        """The network changed: the next attempt is made now, unless the server asked for a rest."""
        self._woken.set()
        self._may_skip.set()
        if self._link is not None:
            self._link.nudge()

    async def put(self, type: str, body: Mapping[str, Any]) -> Waiting:
        """Place a command (chat, feedback, action_response) in the outbox; it is sent at once.

        Raises PamError (`storage.…`).
        """
        waiting = await self._store.put(type, body, self._clock.now())
        self.nudge()
        return waiting

    async def answer_action(self, actions_id: str, item: int, outcome: str) -> None:
        """Say what became of an item: "done", "declined", "failed", "expired". Raises PamError."""
        body = {"actions_id": actions_id, "item": item, "outcome": outcome}
        await self.put("action_response", body)

    # The line -------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Keep the line until the user is signed out, or it makes no sense to try again."""
        async with asyncio.TaskGroup() as beside:
            poll = beside.create_task(self._poll())
            counting = beside.create_task(self._told.run())
            try:
                await self._keep_trying()
            finally:
                self._is_signed_in = False
                poll.cancel()
                counting.cancel()

    async def _keep_trying(self) -> None:
        while True:
            began = self._clock.monotonic()
            least = 0.0
            trouble: PamError | None = None
            try:
                if not await self._is_joined():
                    self._told.say(LineState.SIGNED_OUT)
                    return
                if not self._backoff.works_offline:
                    self._told.say(LineState.CONNECTING)
                after, least = await self._once()
                if await self._is_over(after):
                    return
            except PamError as error:
                if self._is_fatal(error):
                    return
                trouble, least = error, _rest_asked(error)
            self._failed(trouble)
            await self._pause(began, least)

    async def _is_joined(self) -> bool:
        standing = await self._store.standing()
        self._is_signed_in = standing.account is not None and standing.is_signed_in
        if not self._remembers:
            await self._remember_chats()
        return self._is_signed_in

    async def _once(self) -> tuple[AfterClose, float]:
        """One connection from its opening to its end; what comes next, and how soon at most."""
        token = await self._session.access_token()
        try:
            socket = await connect(self._session.account, token, was_refreshed=self._was_refreshed)
        except NotLetInError as refusal:
            return await self._prepared(refusal.after, token), refusal.retry_after_seconds
        standing = await self._store.standing()
        now, jitter = self._clock.monotonic(), 2 * self._chance() - 1
        machine = ClientSession(standing, now, jitter=jitter, client=self._client)
        self._link = Link(
            socket,
            machine,
            store=self._store,
            pages=self._pages,
            session=self._session,
            token=token,
            clock=self._clock,
            news=self,
        )
        try:
            code = await self._link.run()
        finally:
            self._link = None
            self.chats.broke()
        after = after_close(code, was_refreshed=self._was_refreshed)
        return await self._prepared(after, token), after.least_seconds

    async def _prepared(self, after: AfterClose, token: str) -> AfterClose:
        """Do what must be done before the next attempt. Raises PamError."""
        if after.next is Next.REFRESH:
            await self._session.newer_than(token)
            self._was_refreshed = True
        elif after.next is Next.SNAPSHOT:
            await CatchingUp(self._store, self._pages, lambda new, left: self.came(new)).snapshot()
        return after

    async def _is_over(self, after: AfterClose) -> bool:
        if after.next is Next.SIGN_IN:
            self._told.trouble(LineState.SIGN_IN_AGAIN, sign_in_again())
        elif after.next is Next.STOP:
            self._told.say(LineState.STOPPED, sentence=after.sentence or _ENDED_SENTENCE)
        return after.next in (Next.SIGN_IN, Next.STOP)

    def _is_fatal(self, error: PamError) -> bool:
        if error.code == SIGN_IN_AGAIN:
            self._told.trouble(LineState.SIGN_IN_AGAIN, error)
        elif error.code == UPDATE_PAM:
            self._told.trouble(LineState.STOPPED, error)
        return error.code in (SIGN_IN_AGAIN, UPDATE_PAM)

    def _failed(self, trouble: PamError | None) -> None:
        self._wait_seconds = self._backoff.failed(self._clock.monotonic(), self._chance())
        log.info(
            "The line is down (%d): %s",
            self._backoff.failures,
            trouble.code if trouble else "it ended",
        )
        if self._backoff.works_offline:
            self._told.offline(trouble)
        else:
            self._told.say(LineState.CONNECTING)

    async def _pause(self, began: float, least_seconds: float) -> None:
        """Until the next attempt is due; `wake` and `nudge` bring it forward, not a rest asked."""
        failed_at = self._clock.monotonic()
        due = failed_at + least_seconds + self._wait_seconds
        while True:
            now = self._clock.monotonic()
            if self._woken.is_set():
                due = min(due, failed_at + least_seconds)
            elif self._may_skip.is_set():
                due = min(due, max(failed_at + least_seconds, began + _AFTER_NUDGE_SECONDS))
            self._woken.clear()
            self._may_skip.clear()
            if now >= due:
                return
            try:
                async with asyncio.timeout(due - now):
                    await self._may_skip.wait()
            except TimeoutError:
                continue

    async def _poll(self) -> None:
        """Find what other processes of the user's placed in the outbox, and note a healthy link."""
        while True:
            await asyncio.sleep(self._poll_seconds)
            self._backoff.tick(self._clock.monotonic())
            self._told.look()
            if self._link is not None:
                self._link.nudge()

    async def _remember_chats(self) -> None:
        """What was asked before PAM was started anew and is still to be sent."""
        self._remembers = True
        for waiting in await self._store.waiting():
            if waiting.type == "chat":
                self.chats.ask(waiting.id, str(waiting.body.get("message", "")))

    # What the link tells (`LinkNews`) -------------------------------------------------------------

    def ready(self) -> None:
        """The server said that it is ready."""
        self._backoff.opened(self._clock.monotonic())
        self._was_refreshed = False
        self._told.connected()

    def behind(self, count: int) -> None:
        """So many events are still to come."""
        self._told.behind(count)

    def came(self, events: Sequence[ServerEvent]) -> None:
        """New events stand here."""
        if not events:
            self._tell(ThingsCame(things=()))
        for news in news_of(events, self._clock.now()):
            self._tell(news)
        for event in events:
            if event.type == "chat_response":
                asked = self.chats.answered(event)
                if asked is not None:
                    self._tell(answer_of(event, asked))

    def settled(self, receipts: Sequence[Receipt], conflicts: Sequence[Conflict]) -> None:
        """Commands left the outbox."""
        heard = [one for one in receipts if one.error is None or not self.chats.refused(one)]
        for news in news_of_receipts(heard, conflicts):
            self._tell(news)
        self._told.look()

    def grew(self, delta: ChatDelta) -> None:
        """A piece of an answer came."""
        self.chats.grew(delta)


def _rest_asked(error: PamError) -> float:
    problem = error.problem if isinstance(error, ServerRefusedError) else None
    return (problem.retry_after_seconds if problem else None) or 0.0
