"""What became of the calls to language models: kept, so that every PAM on the machine knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

ANSWERED = "answered"
CANCELLED = "cancelled"
"""Outcomes besides the kinds of Failure. Who was cancelled by the user has not failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCall:
    """One call on the wire, over. Nothing of what was said is in it.

    `outcome` is ANSWERED, CANCELLED or a Failure. `first_token_seconds` is None where none came.
    `cost_dollars` is None where no prices are known. `retry_after_seconds` as the provider said.
    """

    call_id: str
    turn_id: str
    provider: str
    model: str
    began_at: datetime
    outcome: str
    first_token_seconds: float | None
    seconds: float
    tokens_in: int = 0
    tokens_out: int = 0
    cost_dollars: float | None = None
    retry_after_seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What a provider took since some moment; `dollars` is None where a price was not known."""

    calls: int
    tokens: int
    dollars: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchedOff:
    """A provider that refused PAM: it rests until its `fingerprint` is another one."""

    provider: str
    failure: str
    fingerprint: str
    at: datetime


class CallLog(Protocol):
    """Where the calls are kept. Every method raises PamError (`storage.…`)."""

    async def record(self, call: ModelCall) -> None:
        """Keep a call; the same id again replaces it."""
        ...

    async def recent(self, since: datetime) -> Sequence[ModelCall]:
        """Calls that began since then, the oldest first, the last 1000 at most."""
        ...

    async def spent(self, since: datetime) -> Mapping[str, Spent]:
        """What each provider took since then, by name."""
        ...

    async def last_calls(self) -> Mapping[str, ModelCall]:
        """The last call of each provider, by name."""
        ...

    async def switch_off(self, off: SwitchedOff) -> None:
        """Note that a provider refused PAM."""
        ...

    async def switch_on(self, provider: str) -> None:
        """It may be asked again."""
        ...

    async def switched_off(self) -> Mapping[str, SwitchedOff]:
        """The providers that refused PAM, by name."""
        ...
