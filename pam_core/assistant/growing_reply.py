"""Shows an answer growing, no oftener than an eye can follow."""

import asyncio

from pam_core.vocabulary.events import ReplyGrew
from pam_core.vocabulary.ports import EventSink

TELL_EVERY_SECONDS = 0.05
"""Twenty times a second; a language model writes faster, and each time the window lays it out."""


class GrowingReply:
    """One turn's drafts: the first is told at once, then the latest at most every 50 ms.

    Belongs to the loop it is made on.
    """

    def __init__(self, turn_id: str, emit: EventSink) -> None:
        self._turn_id = turn_id
        self._emit = emit
        self._latest: str | None = None
        self._told = ""
        self._pause: asyncio.TimerHandle | None = None

    def grew(self, text: str) -> None:
        """The answer looks like this now."""
        self._latest = text
        if self._pause is None:
            self._tell()

    def end(self) -> None:
        """Nothing more is told: the whole answer is there, or nobody wants it."""
        self._latest = None
        if self._pause is not None:
            self._pause.cancel()
            self._pause = None

    def _tell(self) -> None:
        latest, self._latest, self._pause = self._latest, None, None
        if latest is None or latest == self._told:
            return
        self._told = latest
        self._emit(ReplyGrew(turn_id=self._turn_id, text=latest))
        loop = asyncio.get_running_loop()
        self._pause = loop.call_later(TELL_EVERY_SECONDS, self._tell)
