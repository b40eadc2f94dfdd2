"""The line's state as it is told: each only once, and little of what passes within a moment."""

import asyncio
import logging

from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.sync import SyncStore
from pam_core.vocabulary.sync_news import LineChanged, LineState, NewsSink

log = logging.getLogger(__name__)

MOST_UNTOLD = 10
"""While online, so many commands and events come and go without a word."""
OFFLINE_SENTENCE = "Working offline."
OFFLINE_MEND = "What you do is kept here and sent when the PAM server is back."


class StandingTold:
    """`run` beside the line: it counts what waits, off the road that frames take."""

    def __init__(self, store: SyncStore, tell: NewsSink) -> None:
        self._store = store
        self._tell = tell
        self._last: LineChanged | None = None
        self._is_connected = False
        self._behind = 1
        self._look = asyncio.Event()

    def say(self, state: LineState, *, left: int = 0, sentence: str = "") -> None:
        """Tell a state, unless it was the last one told."""
        self._is_connected = state in (LineState.ONLINE, LineState.CATCHING_UP)
        self._told(LineChanged(state=state, left=left, sentence=sentence))

    def trouble(self, state: LineState, error: PamError) -> None:
        """Tell a state that an error led to."""
        self._is_connected = False
        self._told(
            LineChanged(state=state, code=error.code, sentence=error.sentence, mend=error.mend)
        )

    def offline(self, error: PamError | None) -> None:
        """Tell that PAM works offline, and what the last attempt failed with."""
        self._is_connected = False
        code = error.code if error else ""
        self._told(
            LineChanged(
                state=LineState.WORKING_OFFLINE,
                code=code,
                sentence=OFFLINE_SENTENCE,
                mend=OFFLINE_MEND,
            )
        )

    def connected(self) -> None:
        """The server is there; how much is left is still to be counted."""
        self._is_connected, self._behind = True, 1
        self.look()

    def behind(self, count: int) -> None:
        """So many events are still to come."""
        self._behind = count
        self.look()

    def look(self) -> None:
        """Something came or went."""
        self._look.set()

    async def run(self) -> None:
        """Count and tell whenever there is something to count, for ever."""
        while True:
            await self._look.wait()
            self._look.clear()
            try:
                waiting = (await self._store.standing()).waiting
            except PamError as error:
                # The line meets it as well, and its trouble is told there.
                log.info("What waits cannot be counted: %s", error.code)
                continue
            if self._is_connected:
                self._count(waiting + self._behind)

    def _count(self, left: int) -> None:
        is_online = self._last is not None and self._last.state is LineState.ONLINE
        if left == 0:
            self.say(LineState.ONLINE)
        elif not is_online or left > MOST_UNTOLD:
            self.say(LineState.CATCHING_UP, left=left)

    def _told(self, news: LineChanged) -> None:
        if news != self._last:
            self._last = news
            self._tell(news)
