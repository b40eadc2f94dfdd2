"""Tells how much of PAM works: shown at every change, and said once."""

from collections.abc import Awaitable, Callable

from pam_core.vocabulary.events import ServiceLevelChanged
from pam_core.vocabulary.ports import EventSink
from pam_core.vocabulary.reply import Notice, Priority
from pam_core.vocabulary.service import ServiceLevel

KEY = "service_level"
"""Of several changes that wait to be said only the latest is."""


class ServiceNews:
    """Hand it the level as often as you like; the same one is told once.

    How PAM finds things when it starts is shown and not said: that is how it is, and no change.
    Only where nothing can be kept it is said from the start.
    """

    def __init__(self, emit: EventSink, tell: Callable[[Notice], Awaitable[None]]) -> None:
        self._emit = emit
        self._tell = tell
        self._told: ServiceLevel | None = None

    async def tell(self, level: ServiceLevel, sentence: str) -> None:
        """The level is this; `sentence` says what that means, for the ear too."""
        if level is self._told:
            return
        is_first, self._told = self._told is None, level
        self._emit(ServiceLevelChanged(level=level, sentence=sentence))
        if not is_first or level is ServiceLevel.MAINTENANCE:
            await self._tell(Notice(key=KEY, text=sentence, priority=Priority.NOTICE))
