"""What a server says: how far it is, receipts, the events of the log, what was not taken."""

from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from pam_core.protocol import limits
from pam_core.protocol.wire_types import Count, Fields, Id, Moment, Seconds, ThingRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """The answer to Hello. `resume` "reset": the client must take a snapshot."""

    TYPE: ClassVar[str] = "connection"

    state: Literal["ready"] = "ready"
    session: str
    epoch: str
    head_seq: Count
    last_cseq: Count
    server_time: Moment
    heartbeat_seconds: Seconds = limits.HEARTBEAT_SECONDS
    limits: Fields = field(default_factory=dict)
    token_exp: Moment | None = None
    resume: Literal["ok", "reset"] = "ok"


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How much of the server works: 1 (all) to 5, and who answers."""

    TYPE: ClassVar[str] = "connection"

    state: Literal["status"] = "status"
    level: Annotated[Count, Field(ge=1, le=5)]
    providers: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ack:
    """A `vocabulary.sync.Receipt`; "pending": taken, and an answer will follow."""

    TYPE: ClassVar[str] = "ack"

    id: Id
    cseq: Count
    verdict: Literal["committed", "duplicate", "rejected", "pending"]
    seq: Count
    rev: Count | None = None
    error: str | None = None
    thing: ThingRow | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatDelta:
    """A piece of an answer that is being made: advisory. A later attempt begins anew."""

    TYPE: ClassVar[str] = "chat_delta"

    in_reply_to: Id
    attempt: Count
    index: Count
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatResponse:
    """The answer to a chat, in the log."""

    TYPE: ClassVar[str] = "chat_response"

    id: Id
    seq: Count
    in_reply_to: Id
    conversation_id: Id
    message: str
    provider: str = ""
    model: str = ""
    metadata: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class UiActions:
    """What a window is asked to do. `items`: {"action": …, …}, of `UI_ACTIONS` only."""

    TYPE: ClassVar[str] = "ui_actions"

    id: Id
    seq: Count
    in_reply_to: Id | None = None
    expires_at: Moment
    items: tuple[Fields, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WinsUpdate:
    """Things that changed, as they stand now."""

    TYPE: ClassVar[str] = "wins_update"

    id: Id
    seq: Count
    things: tuple[ThingRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionOutcome:
    """An ActionResponse as it stands in the log."""

    TYPE: ClassVar[str] = "action_response"

    id: Id
    seq: Count
    actions_id: Id
    item: Count
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorFrame:
    """Something was not taken; the socket lives on. `expected` is the cseq that is due (`gap`)."""

    TYPE: ClassVar[str] = "error"

    code: str
    message: str
    in_reply_to: str | None = None
    retryable: bool = False
    retry_after_ms: Count | None = None
    expected: Count | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthRequired:
    """The token ends soon, has ended, or was withdrawn."""

    TYPE: ClassVar[str] = "auth_required"

    reason: Literal["expiring", "expired", "revoked"]


UI_ACTIONS = frozenset(("open_page", "show_conversation", "refresh"))
"""What a ui_actions item's `action` may be; open_page names one of `UI_PAGES` in `page`."""
UI_PAGES = frozenset(
    ("talk", "money", "trip", "days", "places", "settings", "health", "conflicts", "account")
)

LogEvent = ChatResponse | UiActions | WinsUpdate | ActionOutcome
