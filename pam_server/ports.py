"""The doors between the server's rooms: the log in the database, the hub, jobs, who is asking."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from pam_core.protocol.frames import Chat, ChatDelta, Command, Feedback, LogEvent
from pam_core.vocabulary.sync import Receipt, Snapshot, Thing


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks, proved by an access token. `expires_at` is the token's end; `session` its family.

    `issuer` is "" for our own tokens, else the name of the foreign issuer (Supabase).
    """

    user_id: str
    session: str
    expires_at: datetime
    issuer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far a device is, as the database knows it."""

    epoch: str
    head_seq: int
    last_cseq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """What a batch of one device's commands came to, on disk.

    `receipts` answer the commands in their order, as many as were taken. Where that is not all,
    `expected` is the cseq that is due and `code` says why (`gap`, `cseq_behind`). `events` are new.
    """

    receipts: tuple[Receipt, ...]
    events: tuple[LogEvent, ...] = ()
    head_seq: int = 0
    expected: int | None = None
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPage:
    """Events after a cursor, in order; `head_seq` is the end of the log."""

    epoch: str
    head_seq: int
    events: tuple[LogEvent, ...]


class SnapshotNeeded(Exception):  # noqa: N818 (no error: an answer)
    """The log does not reach back that far, or the database is of another epoch."""


class Log(Protocol):
    """The truth: every user's things, log, receipts and counters. Thread-safe; any process.

    Whatever is returned survives a power cut. Every method raises PamError (`storage.…`).
    """

    async def standing(self, user_id: str, device_id: str) -> Standing:
        """How far a device is; one that was never seen stands at 0."""
        ...

    async def commit(self, user_id: str, device_id: str, commands: Sequence[Command]) -> Committed:
        """Judge and write commands, each wholly or not at all, many users' in one transaction."""
        ...

    async def events(self, user_id: str, epoch: str, since: int, limit: int) -> EventPage:
        """Events after `since`. Raises SnapshotNeeded; an epoch of "" is any while `since` is 0."""
        ...

    async def snapshot(self, user_id: str, after: str, limit: int) -> Snapshot:
        """A page of all things, tombstones included; `after` is the page's before `next`, or ""."""
        ...

    async def things(
        self,
        user_id: str,
        entity: str,
        *,
        where: Mapping[str, Any] | None = None,
        limit: int = 100,
        before: str = "",
    ) -> Sequence[Thing]:
        """Those that stand, the latest id first, before an id; `where` on top-level fields."""
        ...

    async def thing(self, user_id: str, entity: str, id: str) -> Thing | None:
        """One thing that stands."""
        ...

    async def receipt(self, user_id: str, id: str) -> Receipt | None:
        """What a command was answered."""
        ...

    async def erase(self, user_id: str) -> None:
        """Destroy every row of a user's, in every table."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A chat to be answered. `attempt` counts from 1; the lease ends at `leased_until`."""

    user_id: str
    chat: Chat
    attempt: int
    leased_until: datetime
    device_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A revision the server's mind makes: like a Mutation, its base judged as the user's are."""

    thing: Thing
    base_rev: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """All that a job came to, written in one transaction.

    `turn` is the exchange as a thing ("turn"), `conversation` its conversation where that is new.
    """

    message: str
    provider: str = ""
    model: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    turn: Thing | None = None
    conversation: Thing | None = None
    ui_actions: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One tool call of a job, recorded before the model is told of it; replayed, never run twice.

    `outcome` is a ToolOutcome's value, `result` what the model was told.
    """

    number: int
    attempt: int
    action: str
    arguments: str
    outcome: str
    result: str
    changes: tuple[Change, ...] = ()


class Jobs(Protocol):
    """Chats waiting for an answer, each with a lease; one of a user's at a time, in order."""

    async def claim(self, now: datetime, lease_seconds: float) -> Job | None:
        """Take the next one whose lease, if any, has ended. None: nothing to do."""
        ...

    async def extend(self, job: Job, now: datetime, lease_seconds: float) -> bool:
        """Keep it for longer; False where another took it meanwhile."""
        ...

    async def record(self, job: Job, step: Step) -> None:
        """Keep a step of this attempt."""
        ...

    async def steps(self, job: Job) -> Sequence[Step]:
        """Steps recorded for this message, of all attempts, in order."""
        ...

    async def finish(self, job: Job, outcome: Outcome, now: datetime) -> bool:
        """Write answer, changes and events, all or none; False where it was answered already.

        Raises PamError `job.conflict` where a change's base is no longer what stands: try again.
        """
        ...

    async def answer(self, user_id: str, message_id: str) -> LogEvent | None:
        """The ChatResponse of a message, once there is one."""
        ...

    async def chat(self, user_id: str, message_id: str) -> Chat | None:
        """A message as it was sent, answered or not."""
        ...

    async def chats(self, user_id: str, limit: int) -> Sequence[Chat]:
        """The messages that came last, the latest first, answered or not."""
        ...

    async def waiting(self) -> int:
        """How many wait."""
        ...


Listener = Callable[[Sequence[LogEvent], int], None]
"""Is told of new events (none, if they must be pulled) and of the log's end; returns at once."""


class Hub(Protocol):
    """Wake-ups between the sockets, the jobs and other worker processes. A hint, never the truth.

    Called on the event loop. Redis carries it between processes where there is one.
    """

    def tell(self, user_id: str, events: Sequence[LogEvent], head_seq: int) -> None:
        """These were committed here."""
        ...

    def tell_delta(self, user_id: str, delta: ChatDelta) -> None:
        """A piece of an answer."""
        ...

    def listen(
        self, user_id: str, listener: Listener, deltas: Callable[[ChatDelta], None]
    ) -> Callable[[], None]:
        """Be told of one user's news; returns what ends it."""
        ...

    def wake_jobs(self) -> None:
        """A chat waits."""
        ...

    async def job_called(self, most_seconds: float) -> None:
        """Return when a chat may wait, at the latest after so long."""
        ...

    def revoke(self, user_id: str, session: str = "") -> None:
        """Close the sockets of a user (of one session, if given): signed out, or erased."""
        ...

    def listen_revoked(self, user_id: str, told: Callable[[str], None]) -> Callable[[], None]:
        """Be told of a revoked session ("" for all); returns what ends it."""
        ...


class FeedbackBox(Protocol):
    """What users think, and the errors they chose to send."""

    async def feedback(self, user_id: str, given: Feedback) -> None:
        """Keep it. Feedback by socket is kept by `Log.commit`; this is REST's."""
        ...

    async def error_report(
        self, user_id: str, id: str, report: Mapping[str, Any], at: datetime
    ) -> None:
        """Keep a report a user chose to send; the same id twice is one."""
        ...
