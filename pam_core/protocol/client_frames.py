"""What a client says: its hello, its commands, how far it has read, a newer token."""

from dataclasses import asdict, dataclass, field
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from pam_core.protocol import limits
from pam_core.protocol.wire_types import (
    Count,
    Day,
    Fields,
    Id,
    Key,
    Moment,
    Name,
    Short,
    Text,
    ThingFields,
    compact,
)


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


def _bounded(context: Context) -> Context:
    if len(compact(asdict(context))) > limits.CONTEXT_CHARACTERS:
        raise ValueError(f"more than {limits.CONTEXT_CHARACTERS} characters of context")
    return context


BoundedContext = Annotated[Context, AfterValidator(_bounded)]
"""At most `CONTEXT_CHARACTERS` as JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A message for the server's mind. `cseq` 0: it stands in no device's order (REST)."""

    TYPE: ClassVar[str] = "chat"

    id: Id
    cseq: Count
    conversation_id: Id
    message: Annotated[str, Field(min_length=1, max_length=limits.MESSAGE_CHARACTERS)]
    context: BoundedContext = field(default_factory=Context)
    occurred_at: Moment
    zone: Annotated[str, Field(max_length=64)] = "UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """A change of a thing. `fields` are whole for "put", a part for "merge", none for "delete"."""

    TYPE: ClassVar[str] = "mutation"

    id: Id
    cseq: Count
    entity: Name
    thing_id: Key
    op: Literal["put", "merge", "delete"]
    base_rev: Count = 0
    fields: ThingFields = field(default_factory=dict)
    day: Day | None = None
    occurred_at: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionResponse:
    """What became of one of a ui_actions' items; the server passes it on to the other devices."""

    TYPE: ClassVar[str] = "action_response"

    id: Id
    cseq: Count
    actions_id: Id
    item: Count
    outcome: Literal["done", "declined", "failed", "expired"]
    occurred_at: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What the user thinks of a reply, or of PAM. `thumb` is 1 or -1."""

    TYPE: ClassVar[str] = "feedback"

    id: Id
    cseq: Count
    about: Annotated[str, Field(max_length=64)] = ""
    thumb: Literal[1, -1] | None = None
    text: Text = ""
    occurred_at: Moment


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


Command = Chat | Mutation | ActionResponse | Feedback
