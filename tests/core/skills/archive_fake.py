"""An archive without a disk."""

from collections.abc import Mapping, Sequence
from typing import Any

from pam_core.vocabulary.archive import Exchange
from pam_core.vocabulary.kept import Revision


class ArchiveInMemory:
    """The `Archive` port; what it holds is put in by the test."""

    def __init__(self) -> None:
        self.talk: list[Exchange] = []
        self.standing: dict[str, int] = {}
        self.kept: list[Revision] = []
        self.turns: list[dict[str, Any]] = []
        self.erased = 0

    async def last_exchange(self) -> Exchange | None:
        return self.talk[-1] if self.talk else None

    async def forget(self, exchange: Exchange) -> None:
        self.talk.remove(exchange)

    async def counts(self) -> Mapping[str, int]:
        return self.standing

    async def revisions(self) -> Sequence[Revision]:
        return self.kept

    async def exchanges(self) -> Sequence[Mapping[str, Any]]:
        return self.turns

    async def erase(self) -> None:
        self.erased += 1
