"""Who is told of what within this process, and of what other processes carry over."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from pam_core.protocol.frames import ChatDelta, LogEvent
from pam_server.ports import Listener

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What one process lets the others know. Exactly one of the fields after `user_id` is set.

    `head_seq`: this user's log goes so far. `delta`: a piece of an answer. `revoked`: a session, or
    "*" for all of the user's. `chat_waits`: whoever is idle may look for jobs.
    """

    user_id: str = ""
    head_seq: int | None = None
    delta: ChatDelta | None = None
    revoked: str | None = None
    chat_waits: bool = False


class Carrier(Protocol):
    """Brings words to the other processes; a hint may be lost."""

    def carry(self, word: Word) -> None:
        """Pass it on; returns at once."""
        ...


@dataclass(frozen=True, slots=True)
class _Told:
    events: Listener
    deltas: Callable[[ChatDelta], None]


class LocalHub:
    """The `Hub` port. All calls on one event loop.

    `carrier` is None where this process is the only one.
    """

    def __init__(self, carrier: Carrier | None = None) -> None:
        self.carrier = carrier
        self._listeners: dict[str, set[_Told]] = {}
        self._revoked: dict[str, set[Callable[[str], None]]] = {}
        self._called = asyncio.Event()

    @property
    def users(self) -> Sequence[str]:
        """Who is listened for."""
        return list(self._listeners)

    def tell(self, user_id: str, events: Sequence[LogEvent], head_seq: int) -> None:
        """These were committed by this process, and whoever waited for that was answered."""
        self._tell(user_id, events, head_seq)
        self._carry(Word(user_id=user_id, head_seq=head_seq))

    def tell_delta(self, user_id: str, delta: ChatDelta) -> None:
        """A piece of an answer that is being made here."""
        self._tell_delta(user_id, delta)
        self._carry(Word(user_id=user_id, delta=delta))

    def revoke(self, user_id: str, session: str = "") -> None:
        """Close the sockets of a session, or of all of the user's."""
        self._revoke(user_id, session)
        self._carry(Word(user_id=user_id, revoked=session or "*"))

    def wake_jobs(self) -> None:
        """A chat waits."""
        self._called.set()
        self._carry(Word(chat_waits=True))

    def heard(self, word: Word) -> None:
        """Another process has let this be known."""
        if word.head_seq is not None:
            self._tell(word.user_id, (), word.head_seq)
        if word.delta is not None:
            self._tell_delta(word.user_id, word.delta)
        if word.revoked is not None:
            self._revoke(word.user_id, "" if word.revoked == "*" else word.revoked)
        if word.chat_waits:
            self._called.set()

    async def job_called(self, most_seconds: float) -> None:
        """Return when a chat may wait, at the latest after so long."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(most_seconds):
                await self._called.wait()
        self._called.clear()

    def listen(
        self, user_id: str, listener: Listener, deltas: Callable[[ChatDelta], None]
    ) -> Callable[[], None]:
        """Be told of one user's news."""
        return _kept(self._listeners, user_id, _Told(listener, deltas))

    def listen_revoked(self, user_id: str, told: Callable[[str], None]) -> Callable[[], None]:
        """Be told of a revoked session."""
        return _kept(self._revoked, user_id, told)

    def _tell(self, user_id: str, events: Sequence[LogEvent], head_seq: int) -> None:
        for told in tuple(self._listeners.get(user_id, ())):
            told.events(events, head_seq)

    def _tell_delta(self, user_id: str, delta: ChatDelta) -> None:
        for told in tuple(self._listeners.get(user_id, ())):
            told.deltas(delta)

    def _revoke(self, user_id: str, session: str) -> None:
        for told in tuple(self._revoked.get(user_id, ())):
            told(session)

    def _carry(self, word: Word) -> None:
        if self.carrier is not None:
            self.carrier.carry(word)


def _kept(shelf: dict[str, set[T]], user_id: str, one: T) -> Callable[[], None]:
    shelf.setdefault(user_id, set()).add(one)

    def end() -> None:
        rest = shelf.get(user_id, set())
        rest.discard(one)
        if not rest:
            shelf.pop(user_id, None)

    return end
