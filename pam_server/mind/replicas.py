"""The replicas that are open: a bounded number, each lent to one job at a time."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pam_core.vocabulary.identity import new_id
from pam_server.mind.replica import Replica
from pam_server.ports import Hub, Log, SnapshotNeeded
from pam_server.store.held_folder import HeldFolder

MOST_OPEN = 48
"""Each has a thread and a connection of its own."""

_PREFIX = "replicas-"


@dataclass(slots=True, kw_only=True)
class _Place:
    """Where a user's replica is. `gone`: it must not be used again (the user was erased)."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    replica: Replica | None = None
    borrowers: int = 0
    gone: bool = False
    forget: Callable[[], None] = lambda: None


class Replicas:
    """Replicas by user, in a folder of this process's own below `cache`.

    A file lives only as long as it is open: what a process that was killed has left is removed by
    the next one that starts, so nothing of an erased user stays behind.
    """

    def __init__(
        self,
        cache: Path,
        log: Log,
        hub: Hub,
        now: Callable[[], datetime],
        most_open: int = MOST_OPEN,
    ) -> None:
        self._cache = cache
        self._log = log
        self._hub = hub
        self._now = now
        self._most_open = most_open
        self._places: OrderedDict[str, _Place] = OrderedDict()
        self._droppings: set[asyncio.Task[None]] = set()
        self._folder: HeldFolder | None = None

    async def open(self) -> None:
        """Make the folder; remove those of processes that are no more. Raises OSError."""
        self._folder = await asyncio.to_thread(HeldFolder, self._cache, _PREFIX)

    @asynccontextmanager
    async def borrow(self, user_id: str) -> AsyncIterator[Replica]:
        """The user's replica, brought up to the log. Raises PamError.

        Where the block is left by an exception, or the replica is spoilt, it is destroyed: what the
        block has changed in it was not committed.
        """
        place = self._place(user_id)
        place.borrowers += 1
        try:
            async with place.lock:
                replica = await self._ready(user_id, place)
                try:
                    yield replica
                except BaseException:
                    replica.is_spoilt = True
                    raise
                finally:
                    if replica.is_spoilt or place.gone:
                        await self._destroy(place)
        finally:
            place.borrowers -= 1
            await self._make_room()

    async def close(self) -> None:
        """Destroy them all; idempotent."""
        await asyncio.gather(*self._droppings)
        for user_id in list(self._places):
            await self._drop(user_id)
        folder, self._folder = self._folder, None
        if folder is not None:
            await asyncio.to_thread(folder.give_back)

    def _place(self, user_id: str) -> _Place:
        place = self._places.get(user_id)
        if place is None:
            place = self._places[user_id] = _Place()
            place.forget = self._hub.listen_revoked(
                user_id, lambda session: self._revoked(user_id, session)
            )
        self._places.move_to_end(user_id)
        return place

    def _revoked(self, user_id: str, session: str) -> None:
        """All of a user's sessions ended: perhaps the user was erased. One in use goes after."""
        place = self._places.get(user_id)
        if place is not None and not session:
            place.gone = True
            task = asyncio.get_running_loop().create_task(self._drop_idle(user_id))
            self._droppings.add(task)
            task.add_done_callback(self._droppings.discard)

    async def _ready(self, user_id: str, place: _Place) -> Replica:
        if place.gone:
            await self._destroy(place)
            place.gone = False
        if place.replica is not None:
            try:
                await place.replica.catch_up()
            except SnapshotNeeded:
                await self._destroy(place)
            except BaseException:
                await self._destroy(place)
                raise
            else:
                return place.replica
        return await self._made(user_id, place)

    async def _made(self, user_id: str, place: _Place) -> Replica:
        assert self._folder is not None, "open() comes first"
        now = self._now()
        place.replica = Replica(user_id, self._folder.path / f"{new_id(now)}.db", self._log)
        try:
            await place.replica.join(now)
            await place.replica.catch_up()
        except BaseException:
            await self._destroy(place)
            raise
        return place.replica

    async def _make_room(self) -> None:
        """Let go of those used longest ago, and of those whose user is gone."""
        idle = [name for name, place in self._places.items() if not place.borrowers]
        gone = [name for name in idle if self._places[name].gone]
        many = len(self._places) - self._most_open
        for user_id in dict.fromkeys((*gone, *idle[: max(0, many)])):
            await self._drop_idle(user_id)

    async def _drop_idle(self, user_id: str) -> None:
        place = self._places.get(user_id)
        # It may have been borrowed since it was chosen.
        if place is not None and not place.borrowers:
            await self._drop(user_id)

    async def _drop(self, user_id: str) -> None:
        place = self._places.pop(user_id)
        place.forget()
        await self._destroy(place)

    async def _destroy(self, place: _Place) -> None:
        replica, place.replica = place.replica, None
        if replica is not None:
            # Also while the job is being called off: half of it gone would be in the way.
            await asyncio.shield(replica.destroy())
