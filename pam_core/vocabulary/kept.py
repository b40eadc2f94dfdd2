"""What PAM keeps for its user: revisions of things, the changes that made them, and the door."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, ClassVar, Protocol, TypeVar

from pam_core.vocabulary.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One revision of one thing.

    `id` is a UUIDv7 made when the user spoke; `revision` counts from 1, a correction adds the next
    one and leaves the earlier ones alone. `created_at` is the moment this revision was made, with
    offset. `deleted` marks the revision that took the thing back.

    Fields may be text, numbers, booleans, Decimal, dates, moments with offset, StrEnums, other
    frozen values, tuples and mappings of these, and None. A field that was released keeps its name
    and meaning; a new one has a default.
    """

    KIND: ClassVar[str]
    """What the thing is called in the database and in exports ("budget"); never changes."""

    id: str
    created_at: datetime
    revision: int = 1
    deleted: bool = False

    def day(self) -> date | None:
        """The day it belongs to, by which a period finds it; None: it is in every period."""
        return None


K = TypeVar("K", bound=Kept)


def revised(thing: K, at: datetime, **changes: Any) -> K:
    """The next revision, with these fields changed."""
    return replace(thing, revision=thing.revision + 1, created_at=at, **changes)


def removed(thing: K, at: datetime) -> K:
    """The revision that takes it back."""
    return revised(thing, at, deleted=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Revisions that were kept together and are undone together.

    `what` names it as PAM would say it ("45 dollars for fuel").
    """

    number: int
    what: str
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One revision as it lies in the database, of whichever kind: for export and history."""

    kind: str
    id: str
    revision: int
    created_at: datetime
    deleted: bool
    fields: Mapping[str, Any] = field(default_factory=dict)


class Memory(Protocol):
    """Where things are kept. Every method raises PamError (`storage.…`) when the disk will not."""

    async def keep(self, things: Sequence[Kept], *, what: str = "", by: str = "") -> None:
        """Keep revisions, all or none; returns once they survive a power cut.

        With `what` they are a change that `undo` takes back; without, they are PAM's own marks.
        `by` is the language model's call that the change came from, for the audit.
        The same id and revision twice is kept once. `storage.outdated` where another revision with
        that number is there already, or another thing of the same bank_id: somebody else was
        quicker.
        """
        ...

    async def find(
        self,
        kind: type[K],
        *,
        where: Mapping[str, Any] | None = None,
        period: Period | None = None,
        limit: int = 1000,
    ) -> Sequence[K]:
        """Latest revisions that stand, the last made first.

        `where`: fields that must equal these values, text without regard to case. `period`: only
        what belongs to a day in it, or to no day at all.
        """
        ...

    async def one(self, kind: type[K], id: str) -> K | None:
        """The latest revision of one thing, None where there is none or it was taken back."""
        ...

    async def last_change(self) -> Change | None:
        """The latest change that was not undone yet."""
        ...

    async def undo(self, change: Change, at: datetime) -> None:
        """Put everything the change touched back as it was before, by further revisions."""
        ...
