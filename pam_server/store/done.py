"""What a piece of writing came to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pam_core.protocol.frames import LogEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a piece of writing came to, and what is to be told of it once it is on disk."""

    value: Any = None
    user_id: str = ""
    events: Sequence[LogEvent] = ()
    head_seq: int = 0
    calls_jobs: bool = False
