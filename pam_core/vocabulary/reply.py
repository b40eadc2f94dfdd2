"""What PAM answers: the intent it understood, the reply, and what acts on PAM's own voice."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from pam_core.vocabulary.kept import Kept

MOST_CHARACTERS = 120
"""What can be listened to while driving: a reply's text is at most this long."""


class Control(StrEnum):
    """What a reply does to PAM's own voice."""

    STOP = "stop"
    REPEAT = "repeat"
    LOUDER = "louder"
    QUIETER = "quieter"
    SLOWER = "slower"
    FASTER = "faster"


class Page(StrEnum):
    """The pages of PAM's window."""

    TALK = "talk"
    MONEY = "money"
    TRIP = "trip"
    DAYS = "days"
    PLACES = "places"
    SETTINGS = "settings"
    HEALTH = "health"


class Priority(StrEnum):
    """Who goes first in the speech queue: alert, then answer, then notice."""

    ALERT = "alert"
    ANSWER = "answer"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """One action of the catalogue with its slots, as `pam parse --json` prints it.

    `action` is None where nothing was understood. `slots` holds JSON-ready values in the shapes of
    docs/skills.md (money {"amount": "45.00", "currency": "USD"}, dates YYYY-MM-DD). `missing` names
    the slots that must still be asked for. `source` says who understood it: "local", or "model";
    then `call_id` is the call of the model's that it came from.
    """

    action: str | None
    slots: Mapping[str, Any] = field(default_factory=dict)
    confidence: float = 0.0
    missing: tuple[str, ...] = ()
    source: str = "local"
    call_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows for the eye: `columns` are headings, each row has a cell for each of them.

    Cells are JSON-ready: text, numbers, or slot shapes such as money.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where an answer to an open question came from, for whoever wants to know.

    `tried` are sentences about providers that failed before. `tools` are the actions the model
    took. `masked` says what was kept from leaving the machine ("card number"), each kind once.
    `answered_at` is set where it is an earlier answer given once more. `cost_dollars` is None where
    no prices are known.
    """

    provider: str
    model: str = ""
    tried: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    masked: tuple[str, ...] = ()
    tokens_in: int = 0
    tokens_out: int = 0
    cost_dollars: float | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The whole answer as it looks by now, for the eye; each takes the place of the one before."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """Something said at once that is no part of the answer: "One moment."."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The whole answer to one turn.

    `text` is what is spoken and shown. `provider` says who answered ("local").
    `expects_answer` is set when PAM asked something and the next utterance belongs to it. `table`
    is for the eye only. `page` is the page of the window to show, `driving` says that driving mode
    was turned on or off; None leaves them. `provenance` is set where a language model was asked.
    """

    text: str
    intent: Intent
    provider: str
    control: Control | None = None
    expects_answer: bool = False
    table: Table | None = None
    page: Page | None = None
    driving: bool | None = None
    provenance: Provenance | None = None


Piece = str | Draft | Aside | Reply
"""What an answer comes in: text to be said and never taken back, drafts of the whole for the eye,
asides, and the Reply last. A line's end in the text says that what stands before it is whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something PAM says unasked: a reminder, a timer, a budget that runs out.

    `key` is the same for the same news, so that it is not said twice. `keeps` are the marks that it
    was told, kept once it was handed to the mouth. `topic` is what the talk is about then, so that
    "snooze" or "done" belong to it.
    """

    key: str
    text: str
    priority: Priority
    keeps: tuple[Kept, ...] = ()
    topic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speakable:
    """Something waiting to be said.

    `say_before` is a monotonic time in seconds after which it is no longer worth saying (None:
    always). `collapse_key` makes duplicates one: a newer item with the same key replaces the older.
    """

    turn_id: str
    text: str
    priority: Priority
    say_before: float | None = None
    collapse_key: str | None = None
