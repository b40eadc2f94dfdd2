"""The frames of pam.v1 as values. On the wire each is one flat JSON object with its `type`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AwareDatetime, Field

from pam_core.protocol import limits

Id = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
"""A UUID in its usual 36 characters, in lower case."""
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]{0,39}$")]
Count = Annotated[int, Field(ge=0, le=2**53 - 1)]
Text = Annotated[str, Field(max_length=limits.MESSAGE_CHARACTERS)]
Short = Annotated[str, Field(max_length=200)]
Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingRow:
    """A `vocabulary.sync.Thing` on the wire."""

    entity: Name
    id: Annotated[str, Field(min_length=1, max_length=64)]
    rev: Count
    fields: Fields = field(default_factory=dict)
    deleted: bool = False
    day: date | None = None
    at: AwareDatetime


# From the client ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """The first frame. `since` and `last_cseq` say how far this device is."""

    TYPE: ClassVar[str] = "connection"

    state: Literal["hello"] = "hello"
    device_id: Id
    version: Count = limits.VERSION
    client: Short = ""
    epoch: Annotated[str, Field(max_length=64)] = ""
    since: Count = 0
    last_cseq: Count = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Where a chat message was said."""

    region: Short = ""
    current_page: Short = ""
    location: Short = ""
    session_data: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A message for the server's mind. `cseq` 0: it stands in no device's order (REST)."""

    TYPE: ClassVar[str] = "chat"

    id: Id
    cseq: Count
    conversation_id: Id
    message: Annotated[str, Field(min_length=1, max_length=limits.MESSAGE_CHARACTERS)]
    context: Context = field(default_factory=Context)
    occurred_at: AwareDatetime
    zone: Annotated[str, Field(max_length=64)] = "UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """A change of a thing. `fields` are whole for "put", a part for "merge", none for "delete"."""

    TYPE: ClassVar[str] = "mutation"

    id: Id
    cseq: Count
    entity: Name
    thing_id: Annotated[str, Field(min_length=1, max_length=64)]
    op: Literal["put", "merge", "delete"]
    base_rev: Count = 0
    fields: Fields = field(default_factory=dict)
    day: date | None = None
    occurred_at: AwareDatetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionResponse:
    """What became of one of a ui_actions' items; the server passes it on to the other devices."""

    TYPE: ClassVar[str] = "action_response"

    id: Id
    cseq: Count
    actions_id: Id
    item: Count
    outcome: Literal["done", "declined", "failed", "expired"]
    occurred_at: AwareDatetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What the user thinks of a reply, or of PAM. `thumb` is 1 or -1."""

    TYPE: ClassVar[str] = "feedback"

    id: Id
    cseq: Count
    about: Annotated[str, Field(max_length=64)] = ""
    thumb: Literal[1, -1] | None = None
    text: Text = ""
    occurred_at: AwareDatetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Every event up to `seq` is on this device's disk."""

    TYPE: ClassVar[str] = "ack"

    seq: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Auth:
    """A newer access token, on the live socket."""

    TYPE: ClassVar[str] = "auth"

    token: Annotated[str, Field(max_length=8192)] = field(repr=False)


# From the server ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """The answer to Hello. `resume` "reset": the client must take a snapshot."""

    TYPE: ClassVar[str] = "connection"

    state: Literal["ready"] = "ready"
    session: str
    epoch: str
    head_seq: Count
    last_cseq: Count
    server_time: AwareDatetime
    heartbeat_seconds: float = limits.HEARTBEAT_SECONDS
    limits: Fields = field(default_factory=dict)
    token_exp: AwareDatetime | None = None
    resume: Literal["ok", "reset"] = "ok"


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How much of the server works: 1 (all) to 5, and who answers."""

    TYPE: ClassVar[str] = "connection"

    state: Literal["status"] = "status"
    level: Annotated[int, Field(ge=1, le=5)]
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
    expires_at: AwareDatetime
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


# Both ways ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Ping:
    """Are you there?"""

    TYPE: ClassVar[str] = "ping"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pong:
    """Yes; from the server with its time and the end of the log."""

    TYPE: ClassVar[str] = "pong"

    server_time: AwareDatetime | None = None
    head_seq: Count | None = None


Command = Chat | Mutation | ActionResponse | Feedback
FromClient = Hello | Command | Seen | Auth | Ping | Pong
LogEvent = ChatResponse | UiActions | WinsUpdate | ActionOutcome
FromServer = Ready | Status | Ack | ChatDelta | LogEvent | ErrorFrame | AuthRequired | Ping | Pong

UI_ACTIONS = frozenset(("open_page", "show_conversation", "refresh"))
"""What a ui_actions item's `action` may be; open_page names one of `UI_PAGES` in `page`."""
UI_PAGES = frozenset(
    ("talk", "money", "trip", "days", "places", "settings", "health", "conflicts", "account")
)
