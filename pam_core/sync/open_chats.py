"""Chats that this machine asked and that were not answered yet, and who waits for each."""

import asyncio
from collections import OrderedDict

from pam_core.protocol.frames import ChatDelta
from pam_core.vocabulary.sync import Receipt, ServerEvent

MOST_CHATS = 200


class LineBroke:
    """The line broke while somebody waited: the answer will come, but not now."""


Heard = ChatDelta | ServerEvent | Receipt | LineBroke
"""What a waiter may be handed: pieces, the answer, a refusal, the end of the line."""


class OpenChats:
    """Whose answer is whose. What nobody waits for any more is told as a late answer."""

    def __init__(self) -> None:
        self._asked: OrderedDict[str, str] = OrderedDict()
        self._waiters: dict[str, asyncio.Queue[Heard]] = {}

    def ask(self, chat_id: str, message: str) -> None:
        """A chat of this machine's is on its way; nobody need wait for it."""
        self._asked[chat_id] = message
        while len(self._asked) > MOST_CHATS:
            self._asked.popitem(last=False)

    def wait(self, chat_id: str) -> "asyncio.Queue[Heard]":
        """From now on what comes for a chat is put in here."""
        return self._waiters.setdefault(chat_id, asyncio.Queue())

    def leave(self, chat_id: str) -> None:
        """Nobody waits any more."""
        self._waiters.pop(chat_id, None)

    def grew(self, delta: ChatDelta) -> None:
        """A piece came; where nobody waits it is nothing to anybody."""
        if waiter := self._waiters.get(delta.in_reply_to):
            waiter.put_nowait(delta)

    def refused(self, receipt: Receipt) -> bool:
        """A command was refused; whether it was a chat that somebody waits for."""
        self._asked.pop(receipt.id, None)
        waiter = self._waiters.get(receipt.id)
        if waiter is not None:
            waiter.put_nowait(receipt)
        return waiter is not None

    def answered(self, event: ServerEvent) -> str | None:
        """What was asked, where this answer comes too late for whoever waited; else None.

        None also for what another device asked: it is told there.
        """
        chat_id = str(event.body.get("in_reply_to", ""))
        asked = self._asked.pop(chat_id, None)
        if waiter := self._waiters.get(chat_id):
            waiter.put_nowait(event)
            return None
        return asked

    def broke(self) -> None:
        """The line broke: nobody waits in vain."""
        for waiter in self._waiters.values():
            waiter.put_nowait(LineBroke())
