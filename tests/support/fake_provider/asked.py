"""What the fake provider was asked, and how each request ended."""

import asyncio
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tests.support.fake_provider.wrong import Wrong


class Ended(StrEnum):
    """How a request came to its end on the wire."""

    WHOLE = "whole"
    """All that was to be sent was sent."""
    BY_CLIENT = "by_client"
    """The client closed the connection before the end."""
    BY_FAKE = "by_fake"
    """The fake cut the connection, as it was told to."""
    AT_CLOSING = "at_closing"
    """It was still open when the fake was closed."""


@dataclass(slots=True)
class Asked:
    """One request; `body` is its JSON, header names are in lower case."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    wrong: Wrong | None = None
    tokens_sent: int = 0
    ended: Ended | None = None
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def end(self, ended: Ended) -> None:
        """Note the end; only the first counts."""
        if self.ended is None:
            self.ended = ended
            self.over.set()

    @property
    def json(self) -> dict[str, Any]:
        """For a bench that asks over the wire."""
        return {
            "path": self.path,
            "headers": self.headers,
            "body": self.body,
            "wrong": self.wrong,
            "tokens_sent": self.tokens_sent,
            "ended": self.ended,
        }
