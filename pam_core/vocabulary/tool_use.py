"""What language models had PAM do: every call, what came of it, and how it is taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Access(StrEnum):
    """What an action can do."""

    READ = "read"
    WRITE = "write"
    """It changes what is kept; "undo" takes it back."""
    SEND = "send"
    """It sends or spends: there is no way back, so it is always asked first."""


class ToolOutcome(StrEnum):
    """What came of a model's call."""

    BEGUN = "begun"
    """Nothing is known yet; a power cut may have left it so."""
    ANSWERED = "answered"
    """It only read."""
    DONE = "done"
    ASKED = "asked"
    """The user was asked for a yes, or for a slot; what they said decides."""
    INVALID = "invalid"
    """Its arguments, or its name, made no sense: nothing happened."""
    FAILED = "failed"
    """The action itself refused."""
    REPLAYED = "replayed"
    """The same call had run in this turn: its recorded result was given once more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolUse:
    """One call of a model's, as the audit has it.

    `arguments` is the JSON as it came, cut to 4,000 characters. `result` is what the model was told
    or the user was asked. `change` is the number of the change it made, `undone` whether that was
    taken back since.
    """

    call_id: str
    turn_id: str
    at: datetime
    provider: str
    model: str
    action: str
    arguments: str
    access: Access
    outcome: ToolOutcome = ToolOutcome.BEGUN
    result: str = ""
    change: int | None = None
    undone: bool = False


class Audit(Protocol):
    """Where the calls are kept. Every method raises PamError (`storage.…`)."""

    async def begin(self, use: ToolUse) -> None:
        """Keep a call before anything is done; returns once that survives a power cut."""
        ...

    async def end(self, call_id: str, outcome: ToolOutcome, result: str) -> None:
        """Note what came of it. The change it made is found by `Memory.keep`'s `by`."""
        ...

    async def uses(self, limit: int) -> Sequence[ToolUse]:
        """The last calls, the latest first."""
        ...
