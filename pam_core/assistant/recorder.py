"""Keeps every turn, from beside the road: when it is answered, and again when it was heard."""

import asyncio

from pam_core.assistant.faults import named
from pam_core.vocabulary.errors import Fault
from pam_core.vocabulary.events import Event, ReplyReady, TroubleMet, TurnFinished
from pam_core.vocabulary.ports import ChatStore, EventSink
from pam_core.vocabulary.turn import Turn

CAPACITY = 256
"""Turns that may wait for the disk; people do not speak that fast."""


class Recorder:
    """Feed it every event; `run` writes the turns among them in order."""

    def __init__(self, chats: ChatStore, emit: EventSink) -> None:
        self._chats = chats
        self._emit = emit
        self._turns: asyncio.Queue[Turn] = asyncio.Queue(CAPACITY)

    def watch(self, event: Event) -> None:
        """Take note of an event."""
        if isinstance(event, ReplyReady | TurnFinished):
            try:
                self._turns.put_nowait(event.turn)
            except asyncio.QueueFull:
                self._emit(
                    TroubleMet(
                        code="storage.slow",
                        sentence="The disk is too slow to keep this conversation.",
                        mend="What you logged is safe; the words of this turn may be missing.",
                        fault=Fault.ENVIRONMENT,
                    )
                )

    async def run(self) -> None:
        """Write turns, for ever; a failure is told and the next turn is tried."""
        while True:
            turn = await self._turns.get()
            try:
                await self._chats.record(turn)
            except Exception as fault:
                trouble = named(
                    fault,
                    "bug.record",
                    "Something went wrong on my side: the words of this turn were not kept.",
                    "What you logged is safe.",
                )
                self._emit(TroubleMet.of(trouble))
            finally:
                self._turns.task_done()

    async def settle(self) -> None:
        """Wait until everything noted so far is on disk."""
        await self._turns.join()
