"""What the REST endpoints are handed: the server's ports, joined once by its composition."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from pam_server.ports import Caller, FeedbackBox, Hub, Jobs, Log


class Limiter(Protocol):
    """How often a user may do something."""

    async def hit(self, kind: str, user_id: str) -> int | None:
        """Count one; how many milliseconds to wait where it was one too many, else None."""
        ...


class Identity(Protocol):
    """Who is asking."""

    async def authenticate(self, authorization: str | None) -> Caller:
        """The caller of an Authorization header. Raises PamError `auth.…`."""
        ...


async def _ready() -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything an endpoint may need.

    `identity` is room I's whole `Identity` (the protocol here is what the other rooms ask of it),
    `settings` the server's settings, `speech` None where the speech extra is not installed.
    `clock` gives the time with its zone. `mind_alive` tells whether the jobs' worker runs.
    `database_ready` returns where the database can be written and is migrated, else raises
    PamError.
    """

    log: Log
    jobs: Jobs
    feedback: FeedbackBox
    hub: Hub
    identity: Identity
    limiter: Limiter
    settings: Any
    clock: Callable[[], datetime]
    speech: Any = None
    mind_alive: Callable[[], bool] = bool
    database_ready: Callable[[], Awaitable[None]] = _ready
    answer_seconds: float = 25.0
    """How long POST chat waits for its answer."""
