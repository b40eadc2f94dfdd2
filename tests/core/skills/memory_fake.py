"""A memory without a disk."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.kept import Change, K, Kept
from pam_core.vocabulary.ledger import Expense
from pam_core.vocabulary.period import Period
from tests.core.skills.ledger_fake import LedgerInMemory


class MemoryInMemory:
    """The `Memory` port; expenses go to the ledger. `trouble` is raised instead of keeping."""

    def __init__(self, ledger: LedgerInMemory) -> None:
        self.ledger = ledger
        self.kept: list[Kept] = []
        self.changes: list[tuple[Change, tuple[Kept, ...]]] = []
        self.trouble: PamError | None = None

    async def keep(self, things: Sequence[Kept], *, what: str = "", by: str = "") -> None:
        if trouble := self.trouble or self.ledger.trouble:
            raise trouble
        for thing in things:
            latest = self._latest(type(thing), thing.id)
            if latest is not None and latest.revision >= thing.revision and latest != thing:
                raise PamError("storage.outdated", "It was changed already.", fault=Fault.USER)
            if latest != thing:
                self._all(type(thing)).append(thing)
        if what and things:
            change = Change(number=len(self.changes) + 1, what=what, made_at=things[0].created_at)
            self.changes.append((change, tuple(things)))

    async def find(
        self,
        kind: type[K],
        *,
        where: Mapping[str, Any] | None = None,
        period: Period | None = None,
        limit: int = 1000,
    ) -> Sequence[K]:
        latest: dict[str, K] = {}
        for thing in self._all(kind):
            if isinstance(thing, kind):
                latest.pop(thing.id, None)
                latest[thing.id] = thing
        found = [
            thing
            for thing in reversed(latest.values())
            if not thing.deleted
            and all(_same(getattr(thing, name), value) for name, value in (where or {}).items())
            and (period is None or (day := thing.day()) is None or day in period)
        ]
        return found[:limit]

    async def one(self, kind: type[K], id: str) -> K | None:
        return next((thing for thing in await self.find(kind) if thing.id == id), None)

    async def last_change(self) -> Change | None:
        return self.changes[-1][0] if self.changes else None

    async def undo(self, change: Change, at: datetime) -> None:
        self.changes, undone = (
            [each for each in self.changes if each[0] != change],
            next(things for made, things in self.changes if made == change),
        )
        for thing in undone:
            latest = self._latest(type(thing), thing.id)
            before = next(
                (
                    one
                    for one in reversed(self._all(type(thing)))
                    if one.id == thing.id and one.revision < thing.revision
                ),
                None,
            )
            number = (latest or thing).revision + 1
            back = before or replace(thing, deleted=True)
            self._all(type(thing)).append(replace(back, revision=number, created_at=at))

    def _all(self, kind: type[Kept]) -> list[Any]:
        return self.ledger.kept if kind is Expense else self.kept

    def _latest(self, kind: type[Kept], id: str) -> Kept | None:
        return max(
            (one for one in self._all(kind) if isinstance(one, kind) and one.id == id),
            key=lambda one: one.revision,
            default=None,
        )


def _same(one: Any, other: Any) -> bool:
    return (
        one.casefold() == other.casefold()
        if isinstance(one, str) and isinstance(other, str)
        else one == other
    )
