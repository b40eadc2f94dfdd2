"""What the client's end of a connection asks of its driver."""

from dataclasses import dataclass

from pam_core.protocol.frames import ChatDelta, ErrorFrame, FromClient, LogEvent, Status
from pam_core.protocol.limits import Close
from pam_core.vocabulary.sync import Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class SendFrame:
    """Send it; it has been judged and is not too long."""

    frame: FromClient


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """Read `SyncStore.waiting` so, and answer with `offered`."""

    after_cseq: int
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Settle:
    """`SyncStore.settle`. A refusal may be made here: a command that can never be sent."""

    receipts: tuple[Receipt, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Renumber:
    """`SyncStore.renumber`, then answer with `renumbered`."""

    first: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Apply:
    """`SyncStore.apply` (see `translation.event_of`), then `applied`, or else `not_applied`."""

    epoch: str
    events: tuple[LogEvent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """GET sync; answer with `pulled`, `snapshot_required` (409) or `pull_failed`."""

    epoch: str
    since: int
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeSnapshot:
    """GET all pages of sync/snapshot into `SyncStore.take_in`.

    Answer with `snapshot_taken`, or `snapshot_failed`; then it is asked for again.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshToken:
    """Get a newer access token; answer with `token` or `refresh_failed`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Online:
    """The server answers; `behind` events are still to come (0: caught up)."""

    behind: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """A piece of an answer that is being made."""

    delta: ChatDelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """How much of the server works."""

    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The server did not take something; what is to be done about it is done."""

    error: ErrorFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseLink:
    """Close the socket; nothing more comes of this session. Then see `after_close`."""

    code: Close


ClientEffect = (
    SendFrame
    | Fetch
    | Settle
    | Renumber
    | Apply
    | Pull
    | TakeSnapshot
    | RefreshToken
    | Online
    | Delta
    | Service
    | Told
    | CloseLink
)
