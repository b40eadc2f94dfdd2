"""All that is kept, as a whole: counted, handed out, forgotten piece by piece, erased for good."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from pam_core.vocabulary.kept import Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One turn of the talk as it lies in the history; `said_at` with offset."""

    turn_id: str
    said_at: datetime


class Archive(Protocol):
    """The whole of what is kept. Every method raises PamError (`storage.…`)."""

    async def last_exchange(self) -> Exchange | None:
        """The last exchange in the history, not counting those about forgetting one."""
        ...

    async def forget(self, exchange: Exchange) -> None:
        """Take it, and the talk about forgetting it, out of the history and its search index.

        What was done in it (an expense, a reminder) stays.
        """
        ...

    async def counts(self) -> Mapping[str, int]:
        """How many things stand, by kind ("expense", "chat"); kinds without any are left out."""
        ...

    async def revisions(self) -> Sequence[Revision]:
        """Every revision of everything but the talk, the oldest first; fields are JSON-ready."""
        ...

    async def exchanges(self) -> Sequence[Mapping[str, Any]]:
        """Every turn of the talk, the oldest first, JSON-ready."""
        ...

    async def erase(self) -> None:
        """Destroy everything, its traces in the file included; there is no way back."""
        ...
