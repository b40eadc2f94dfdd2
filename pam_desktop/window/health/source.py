"""What the page about PAM's health asks for, beyond what it is told by events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnTime:
    """How long a turn took: seconds from the end of speech to the first sound of the answer."""

    said_at: datetime
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthSheet:
    """`times` of the latest turns that were answered aloud, the oldest first.

    `waiting` is how many changes wait for the server; None where nobody is signed in. `free_bytes`
    is the room left on the disk that everything is kept on. `map_is_there`: places can be found.
    `log` are the latest lines of the log, in which nothing that was said stands.
    """

    times: Sequence[TurnTime] = ()
    waiting: int | None = None
    free_bytes: int = 0
    map_is_there: bool = True
    log: Sequence[str] = ()
    log_folder: str = ""


class HealthSource(Protocol):
    """Called on the core thread; raises PamError (`storage.…`)."""

    async def sheet(self) -> HealthSheet:
        """How it is now."""
        ...
