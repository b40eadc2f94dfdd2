"""Syncing once over REST, without a socket: nothing that runs elsewhere is pushed off its line."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from pam_core.protocol.codec import FrameError
from pam_core.protocol.frames import Command
from pam_core.protocol.limits import BATCH_COMMANDS
from pam_core.protocol.translation import command_of
from pam_core.sync.catching_up import CatchingUp
from pam_core.sync.pages import Pages, Sent
from pam_core.sync.refusals import ServerRefusedError, unreadable
from pam_core.sync.rest import Rest
from pam_core.sync.session import Session
from pam_core.sync.signed_rest import SignedRest
from pam_core.vocabulary.sync import (
    Conflict,
    Receipt,
    ServerEvent,
    SyncStore,
    Verdict,
    Waiting,
)

T = TypeVar("T")

_MOST_PAUSES = 5
_LONGEST_PAUSE_SECONDS = 120.0


@dataclass(slots=True, kw_only=True)
class Synced:
    """What one time of syncing came to."""

    sent: int = 0
    received: int = 0
    refused: int = 0
    conflicts: list[Conflict] = field(default_factory=list)


class Once:
    """Pull, send, and pull what that made. `pause` waits where the server asks for patience."""

    def __init__(
        self,
        store: SyncStore,
        rest: Rest,
        session: Session,
        *,
        pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._pages = Pages(SignedRest(rest, session))
        self._pause = pause
        self._pauses = 0
        self._catching_up = CatchingUp(store, self._pages, self._took)
        self._synced = Synced()

    async def run(self) -> Synced:
        """Everything from here is there, and the other way round. Raises PamError.

        What was done until an error stays done.
        """
        await self._patiently(self._catching_up.run)
        before = self._synced.received
        if made := await self._send_all():
            await self._patiently(self._catching_up.run)
            # What comes back of one's own is nothing that was received.
            self._synced.received = max(before, self._synced.received - made)
        return self._synced

    async def _send_all(self) -> int:
        """How many of the answers to expect back as events."""
        device_id = (await self._store.standing()).device_id
        made = 0
        renumbered_to = 0
        while waiting := await self._store.waiting(limit=BATCH_COMMANDS):
            commands, unfit = _frames(waiting)
            if unfit is not None and not commands:
                await self._settle((unfit,))
                await self._store.renumber(unfit.cseq)
                continue
            sent = await self._batch(device_id, commands)
            await self._settle(sent.receipts)
            made += sum(one.verdict is Verdict.COMMITTED for one in sent.receipts)
            if sent.expected is not None:
                if not sent.receipts and sent.expected == renumbered_to:
                    # It asks for what it was just given.
                    raise unreadable()
                renumbered_to = sent.expected
                await self._store.renumber(sent.expected)
            elif not sent.receipts:
                raise unreadable()
        return made

    async def _batch(self, device_id: str, commands: Sequence[Command]) -> Sent:
        return await self._patiently(lambda: self._pages.send(device_id, commands))

    async def _settle(self, receipts: Sequence[Receipt]) -> None:
        self._synced.conflicts += await self._store.settle(receipts)
        self._synced.sent += len(receipts)
        self._synced.refused += sum(one.verdict is Verdict.REJECTED for one in receipts)

    async def _patiently(self, ask: Callable[[], Awaitable[T]]) -> T:
        while True:
            try:
                return await ask()
            except ServerRefusedError as error:
                seconds = error.problem.retry_after_seconds
                is_patient = error.problem.status == 429 and self._pauses < _MOST_PAUSES
                if seconds is None or seconds > _LONGEST_PAUSE_SECONDS or not is_patient:
                    raise
            self._pauses += 1
            await self._pause(seconds)

    def _took(self, events: Sequence[ServerEvent], left: int) -> None:
        self._synced.received += len(events)


def _frames(waiting: Sequence[Waiting]) -> tuple[list[Command], Receipt | None]:
    """The commands up to the first that no server would take, and that one refused."""
    commands: list[Command] = []
    for one in waiting:
        try:
            commands.append(command_of(one))
        except FrameError as error:
            return commands, Receipt(
                id=one.id, cseq=one.cseq, verdict=Verdict.REJECTED, seq=0, error=error.code
            )
    return commands, None


async def sync_once(store: SyncStore, rest: Rest, session: Session) -> Synced:
    """Sync now. Raises PamError (`sync.…`, `storage.…`)."""
    return await Once(store, rest, session).run()
