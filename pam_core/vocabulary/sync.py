"""What two desktops and a server tell one another, and the door to where it waits on the disk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

STAYS_HERE = frozenset(("timer", "zone_mark"))
"""Kinds that belong to the machine they were made on."""

LAST_ARRIVAL = frozenset(("turn", "conversation", "settings"))
"""Entities whose fields the last to arrive decides; of all others an edit names its base."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """One thing as the server has it.

    `entity` is a Kept's KIND, or "turn", "conversation", "settings". `rev` counts the server's
    revisions from 1; 0 is a thing it does not have. `fields` are JSON-ready and whole. `at` is when
    the user acted, by the clock of their machine: a fact, never an order. `day` is Kept.day().
    """

    entity: str
    id: str
    rev: int
    fields: Mapping[str, Any] = field(default_factory=dict)
    deleted: bool = False
    day: date | None = None
    at: datetime


class Verdict(StrEnum):
    """What became of a command."""

    COMMITTED = "committed"
    DUPLICATE = "duplicate"
    """The same command was committed before; the rest of the receipt is the original's."""
    REJECTED = "rejected"
    """It can never succeed; it counts as dealt with, so it holds nothing up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the server answers to a command, on disk before it is sent.

    `seq` is the place in the user's log of what the command made, or of the last event before it.
    `rev` is the revision a mutation made. `error` is the code of a rejection; `thing` is what
    stands at the server where that is the reason (`conflict`, `bank_id_taken`).
    """

    id: str
    cseq: int
    verdict: Verdict
    seq: int
    rev: int | None = None
    error: str | None = None
    thing: Thing | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A command in the outbox. `type` and `body` are those of its frame, `cseq` counts from 1."""

    id: str
    cseq: int
    type: str
    body: Mapping[str, Any]
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerEvent:
    """One entry of the user's log at the server. `things` are the rows a wins_update changed."""

    seq: int
    id: str
    type: str
    body: Mapping[str, Any] = field(default_factory=dict)
    things: tuple[Thing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who is signed in where. `user_id` is the server's name for the user."""

    server: str
    user_id: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncStanding:
    """How this machine stands with the server.

    `account` None: nobody ever signed in, and nothing is collected for sending. `is_signed_in` is
    False after signing out: what is done is still collected. `epoch` "" and `since` 0: nothing was
    received yet. `last_cseq` is the highest number given to a command here.
    """

    device_id: str
    account: Account | None
    is_signed_in: bool
    epoch: str
    since: int
    last_cseq: int
    waiting: int
    conflicts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two versions of a thing: what was meant here, and what stands at the server (and here).

    Either is None where the thing was deleted on that side.
    """

    id: str
    entity: str
    thing_id: str
    mine: Mapping[str, Any] | None
    theirs: Mapping[str, Any] | None
    at: datetime
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A page of all that stands at the server, tombstones included.

    `as_of` is the seq from which events are asked next; `next` asks for the page after, "" at the
    end.
    """

    epoch: str
    as_of: int
    things: tuple[Thing, ...]
    next: str = ""


class SyncStore(Protocol):
    """Outbox, cursor and conflicts, in the same database as what they are about.

    Whatever the user keeps enters the outbox within the transaction that keeps it, as long as an
    account is joined. Every method raises PamError (`storage.…`) and returns once what it did
    survives a power cut.
    """

    async def standing(self) -> SyncStanding:
        """How this machine stands."""
        ...

    async def join(self, account: Account, at: datetime, *, with_talks: bool) -> int:
        """Sign in; what is there already enters the outbox. Returns how many wait.

        Idempotent for the same account. `with_talks`: the talk is sent too. Raises PamError
        `sync.other_account` where the database belongs to another one.
        """
        ...

    async def leave(self) -> None:
        """Sign out: the outbox stays, and goes on filling."""
        ...

    async def forget(self) -> None:
        """Belong to no account any more: what is kept stays, nothing of it is collected.

        What waited is dropped, and any account may be joined next. Idempotent.
        """
        ...

    async def waiting(self, *, after_cseq: int = 0, limit: int = 100) -> Sequence[Waiting]:
        """Commands in the order they were given."""
        ...

    async def put(self, type: str, body: Mapping[str, Any], at: datetime) -> Waiting:
        """Place a command that is no change of a thing (chat, feedback, action_response)."""
        ...

    async def settle(self, receipts: Sequence[Receipt]) -> Sequence[Conflict]:
        """Take out of the outbox what was answered; what was refused becomes a conflict.

        Then the server's version stands here too, and the user's is kept beside it.
        """
        ...

    async def renumber(self, first: int) -> None:
        """Number the whole outbox anew from `first`, in its order; `last_cseq` follows."""
        ...

    async def apply(self, epoch: str, events: Sequence[ServerEvent]) -> Sequence[ServerEvent]:
        """Apply events that follow on, with the cursor; returns those that were new.

        Known ones are ignored. Raises PamError `sync.hole` where one is missing between,
        `sync.epoch` where they are of another epoch; then nothing is applied.
        """
        ...

    async def take_in(self, page: Snapshot, *, first: bool) -> None:
        """Apply a page of a snapshot; with the last one the cursor stands at its `as_of`.

        Of a new epoch: what was committed here and is missing or older there enters the outbox
        again, after the last page.
        """
        ...

    async def conflicts(self) -> Sequence[Conflict]:
        """Those not decided, the oldest first."""
        ...

    async def decide(self, conflict_id: str, *, mine: bool, at: datetime) -> None:
        """Let one version stand: `mine` is a new edit on top of theirs. Idempotent."""
        ...
