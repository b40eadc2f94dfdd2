"""One connection: frames to the pure machine, and what it wants done, one thing after another."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any

from pam_core.protocol import client_effects as effects
from pam_core.protocol import codec
from pam_core.protocol.client_session import ClientSession
from pam_core.protocol.limits import DEAD_SECONDS, Close
from pam_core.protocol.translation import event_of
from pam_core.sync.catching_up import CatchingUp
from pam_core.sync.link_news import LinkNews
from pam_core.sync.pages import Pages, SnapshotNeededError
from pam_core.sync.refusals import SIGN_IN_AGAIN, ServerRefusedError
from pam_core.sync.session import Session
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.ports import Clock
from pam_core.vocabulary.sync import SyncStore

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

log = logging.getLogger(__name__)

Effects = list[effects.ClientEffect]
Step = Callable[[float], Effects]
"""Something that happened, as what the machine is told of it at a moment."""
MOST_STEPS = 64
"""Frames that wait to be looked at; then the socket is not read any further."""
_LEAST_WAIT_SECONDS = 0.01


class Link:
    """`run` once; `nudge` says that there is something new in the outbox.

    `token` is the access token that the socket was opened with.
    """

    def __init__(
        self,
        socket: "ClientConnection",
        machine: ClientSession,
        *,
        store: SyncStore,
        pages: Pages,
        session: Session,
        token: str,
        clock: Clock,
        news: LinkNews,
    ) -> None:
        self._socket = socket
        self._machine = machine
        self._store = store
        self._pages = pages
        self._session = session
        self._token = token
        self._clock = clock
        self._news = news
        self._snapshots = CatchingUp(store, pages, lambda events, left: news.came(events))
        self._steps: asyncio.Queue[Step] = asyncio.Queue(MOST_STEPS)
        self._has_grown = False
        self._beside: set[asyncio.Task[None]] = set()
        self._is_over = False
        self._code: int | None = None
        self._end: BaseException | None = None

    @property
    def is_ready(self) -> bool:
        """Whether the server is there and has answered."""
        return self._machine.is_ready and not self._is_over

    def nudge(self) -> None:
        """There is something new in the outbox, or time has passed."""
        self._has_grown = True
        if self._steps.empty():
            self._steps.put_nowait(lambda now: [])

    async def run(self) -> int | None:
        """Until the connection ends; returns the code it was closed with, None where it broke.

        Raises PamError where the store fails, or the sign-in has ended.
        """
        self._go(self._read())
        try:
            await self._carry_out(self._machine.start())
            while not self._is_over:
                step = await self._next_step()
                await self._carry_out(step(self._now))
                if self._has_grown:
                    self._has_grown = False
                    await self._carry_out(self._machine.outbox_grew(self._now))
                if self._now >= self._machine.next_deadline:
                    await self._carry_out(self._machine.tick(self._now))
        finally:
            await self._shut()
        if self._end is not None:
            raise self._end
        return self._code

    @property
    def _now(self) -> float:
        return self._clock.monotonic()

    async def _next_step(self) -> Step:
        left = max(_LEAST_WAIT_SECONDS, self._machine.next_deadline - self._now)
        try:
            async with asyncio.timeout(left):
                return await self._steps.get()
        except TimeoutError:
            return self._machine.tick

    # What the machine wants done -----------------------------------------------------------------

    async def _carry_out(self, wanted: Effects) -> None:
        waiting = deque(wanted)
        while waiting:
            waiting.extend(await self._do(waiting.popleft()))

    async def _do(self, effect: effects.ClientEffect) -> Effects:
        match effect:
            case effects.SendFrame():
                await self._send(codec.encode(effect.frame))
            case effects.Fetch():
                found = await self._store.waiting(after_cseq=effect.after_cseq, limit=effect.limit)
                return self._machine.offered(found, self._now)
            case effects.Settle():
                self._news.settled(effect.receipts, await self._store.settle(effect.receipts))
                # What waited for these, being about the same things, may be handed out now.
                return self._machine.outbox_grew(self._now)
            case effects.Renumber():
                await self._store.renumber(effect.first)
                return self._machine.renumbered(self._now)
            case effects.Apply():
                return await self._apply(effect)
            case effects.Pull():
                self._go(self._pull(effect))
            case effects.TakeSnapshot():
                self._go(self._take_snapshot())
            case effects.RefreshToken():
                self._go(self._refresh())
            case effects.CloseLink():
                await self._close(effect.code)
            case _:
                self._tell(effect)
        return []

    def _tell(self, effect: effects.ClientEffect) -> None:
        if isinstance(effect, effects.Online):
            self._news.behind(effect.behind)
        elif isinstance(effect, effects.Delta):
            self._news.grew(effect.delta)
        elif isinstance(effect, effects.Told):
            log.info("The server did not take something: %s", effect.error.code)

    async def _apply(self, wanted: effects.Apply) -> Effects:
        try:
            events = [event_of(frame) for frame in wanted.events]
            new = await self._store.apply(wanted.epoch, events)
        except PamError as error:
            log.info("Events were not applied: %s", error.code)
            return self._machine.not_applied(error.code, self._now)
        if new:
            self._news.came(new)
        return self._machine.applied(max((one.seq for one in events), default=0), self._now)

    async def _send(self, text: str) -> None:
        from websockets.exceptions import ConnectionClosed

        try:
            async with asyncio.timeout(DEAD_SECONDS):
                await self._socket.send(text)
        except ConnectionClosed:
            # Whoever reads is told why.
            return
        except TimeoutError:
            await self._close(Close.HEARTBEAT)

    async def _close(self, code: Close) -> None:
        self._is_over, self._code = True, int(code)
        if code is Close.HEARTBEAT:
            # Nobody is there to answer a good-bye.
            self._socket.transport.abort()
        else:
            await self._socket.close(code)

    async def _shut(self) -> None:
        self._is_over = True
        for task in tuple(self._beside):
            task.cancel()
        await asyncio.gather(*self._beside, return_exceptions=True)
        await self._socket.close()

    # Beside it -----------------------------------------------------------------------------------

    def _go(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._beside.add(task)
        task.add_done_callback(self._gone)

    def _gone(self, task: "asyncio.Task[None]") -> None:
        self._beside.discard(task)
        if not task.cancelled() and (fault := task.exception()) is not None:
            self._is_over, self._end = True, fault
            self.nudge()

    async def _read(self) -> None:
        from websockets.exceptions import ConnectionClosed

        while True:
            try:
                text = await self._socket.recv()
            except ConnectionClosed as closed:
                told = closed.rcvd if closed.rcvd and closed.rcvd_then_sent else None
                await self._steps.put(partial(self._lost, told.code if told else None))
                return
            try:
                frame = codec.from_server(text)
            except codec.FrameError as error:
                log.info("A frame of the server's was not understood: %s", error.code)
                await self._steps.put(self._machine.unreadable)
                continue
            await self._steps.put(partial(self._received, frame))

    def _received(self, frame: Any, now: float) -> Effects:
        was_ready = self._machine.is_ready
        wanted = self._machine.receive(frame, now)
        if self._machine.is_ready and not was_ready:
            self._news.ready()
        return wanted

    def _lost(self, code: int | None, now: float) -> Effects:
        if not self._is_over:
            self._is_over, self._code = True, code
        return self._machine.lost(code)

    async def _pull(self, wanted: effects.Pull) -> None:
        step: Step
        try:
            page = await self._pages.events(wanted.epoch, wanted.since, wanted.limit)
        except SnapshotNeededError:
            step = self._machine.snapshot_required
        except PamError as error:
            step = self._failed(error)
        else:
            step = partial(self._machine.pulled, page.epoch, page.head_seq, page.events)
        await self._steps.put(step)

    async def _take_snapshot(self) -> None:
        step: Step
        try:
            await self._snapshots.snapshot()
            standing = await self._store.standing()
        except PamError as error:
            step = self._failed(error)
        else:
            step = partial(self._machine.snapshot_taken, standing.epoch, standing.since)
        await self._steps.put(step)

    def _failed(self, error: PamError) -> Step:
        if error.code == SIGN_IN_AGAIN:
            return partial(self._ended, error)
        log.info("Pulling came to nothing: %s", error.code)
        problem = error.problem if isinstance(error, ServerRefusedError) else None
        seconds = (problem.retry_after_seconds if problem else None) or 0.0
        return lambda now: self._machine.pull_failed(now, seconds)

    async def _refresh(self) -> None:
        step: Step
        try:
            self._token = await self._session.newer_than(self._token)
        except PamError as error:
            is_over = error.code == SIGN_IN_AGAIN
            step = partial(self._ended, error) if is_over else self._machine.refresh_failed
        else:
            step = partial(self._machine.token, self._token)
        await self._steps.put(step)

    def _ended(self, error: PamError, now: float) -> Effects:
        self._is_over, self._end = True, error
        return self._machine.close()
