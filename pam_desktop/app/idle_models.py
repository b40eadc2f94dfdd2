"""Gives the speech models' memory back after idle minutes, and fetches it while the user speaks."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, Protocol

from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.turn import TurnState

log = logging.getLogger(__name__)


class Models(Protocol):
    """What can be given back and fetched."""

    async def warm(self) -> None:
        """Bring back what was given back."""
        ...

    async def unload(self) -> None:
        """Give the memory back."""
        ...


class IdleModels:
    """Told of every state; used on the core's loop. `close` ends what it has begun."""

    def __init__(self, models: Models) -> None:
        self._models = models
        self._timer: asyncio.TimerHandle | None = None
        self._chores: set[asyncio.Task[None]] = set()

    def note(self, state: TurnState, minutes: float) -> None:
        """Whose turn it is now; after so many minutes of rest the models go (0: never)."""
        self._stop_timer()
        if not minutes:
            return
        if state is TurnState.LISTENING:
            self._do(self._models.warm())
        elif state in (TurnState.ASLEEP, TurnState.WAITING):
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(minutes * 60, lambda: self._do(self._models.unload()))

    async def close(self) -> None:
        """Give nothing back any more; idempotent."""
        self._stop_timer()
        for chore in self._chores:
            chore.cancel()
        if self._chores:
            await asyncio.wait(self._chores)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _do(self, chore: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(_tried(chore))
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)


async def _tried(chore: Coroutine[Any, Any, None]) -> None:
    try:
        await chore
    except PamError as trouble:
        # It comes up again, and is told, when the model is needed.
        log.warning("%s: %s", trouble.code, trouble)
