"""What there is to tell about the line to the PAM server, as frozen values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from pam_core.vocabulary.sync import Conflict, Thing


class LineState(StrEnum):
    """How this machine stands with the server, as the window shows it."""

    CONNECTING = "connecting"
    CATCHING_UP = "catching_up"
    """Connected; commands or events are still on their way."""
    ONLINE = "online"
    """Connected, and both sides have everything."""
    WORKING_OFFLINE = "working_offline"
    """Five attempts failed; it goes on trying, and everything local works."""
    SIGN_IN_AGAIN = "sign_in_again"
    """The sign-in has ended; nothing is lost meanwhile."""
    STOPPED = "stopped"
    """It does not try any more; the sentence says why."""
    SIGNED_OUT = "signed_out"
    """Nobody is signed in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChanged:
    """The line's state, and with CATCHING_UP how many commands and events are left.

    `sentence` says it in words and `mend` what to do about it, "" where nothing is to be said.
    `code` is that of the PamError behind it, "" where there is none.
    """

    state: LineState
    left: int = 0
    code: str = ""
    sentence: str = ""
    mend: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingsCame:
    """What the server sent stands here now: other devices' changes, or its own.

    `things` is empty after a snapshot: anything may have changed.
    """

    things: tuple[Thing, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictsFound:
    """The server refused edits that the user made here; each needs a decision."""

    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRefused:
    """The server refused a command that is no edit, or one it can never take."""

    command_id: str
    code: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerCame:
    """An answer to what was asked here, and that nobody waited for any more.

    `chat_id` names the chat it answers; `asked` is what was asked.
    """

    chat_id: str
    conversation_id: str
    message: str
    asked: str
    provider: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionsAsked:
    """The server asks the window to do something; items are from `UI_ACTIONS` only.

    What became of each is told back with `Sync.answer_action`.
    """

    actions_id: str
    items: tuple[Mapping[str, Any], ...]
    expires_at: datetime


SyncNews = LineChanged | ThingsCame | ConflictsFound | CommandRefused | AnswerCame | ActionsAsked
NewsSink = Callable[[SyncNews], None]
"""Takes news from the loop's thread; must return at once."""
