"""What either side says to learn whether the other is there."""

from dataclasses import dataclass
from typing import ClassVar

from pam_core.protocol.wire_types import Count, Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Ping:
    """Are you there?"""

    TYPE: ClassVar[str] = "ping"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pong:
    """Yes; from the server with its time and the end of the log."""

    TYPE: ClassVar[str] = "pong"

    server_time: Moment | None = None
    head_seq: Count | None = None
