"""The same words said twice within five seconds, in one conversation, are one message."""

import asyncio
import uuid
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from weakref import WeakValueDictionary

from pam_core.protocol.frames import Chat

SAME_SECONDS = 5.0
LOOKED_BACK = 50
"""A minute of the most that a user may send."""


def first_of(said: Sequence[Chat], chat: Chat, *, is_new: bool) -> Chat | None:
    """The message that `chat` says again under another id, if there is one.

    How far apart they are is told by when the user acted, so that a request that is sent again
    later is judged as it was. `is_new`: no conversation was named; then what began one counts too.
    """
    for one in said:
        apart = abs((chat.occurred_at - one.occurred_at).total_seconds())
        is_same = one.message == chat.message and one.id != chat.id
        if is_same and apart <= SAME_SECONDS and _is_one_talk(one, chat, is_new=is_new):
            return one
    return None


def conversation_begun_by(message_id: str) -> str:
    """The conversation that a message begins: always the same, however often it is sent."""
    return str(uuid.uuid5(uuid.UUID(message_id), "conversation"))


def _is_one_talk(one: Chat, chat: Chat, *, is_new: bool) -> bool:
    if is_new:
        return one.conversation_id == conversation_begun_by(one.id)
    return one.conversation_id == chat.conversation_id


class OneAtATime:
    """A lock per user: of two messages at once the second is judged after the first."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def of(self, user_id: str) -> AbstractAsyncContextManager[None]:
        """This user's."""
        lock = self._locks.get(user_id)
        if lock is None:
            lock = self._locks[user_id] = asyncio.Lock()
        return lock
