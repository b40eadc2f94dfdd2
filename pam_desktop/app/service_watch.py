"""Watches who can answer open questions, and tells when that changes."""

from collections.abc import Awaitable, Callable

from pam_core.orchestrator.asking.service_level import Works, level_of, sentence_key
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.model_failure import ModelError
from pam_core.vocabulary.reply import Notice, Priority
from pam_desktop.app.rooms import Rooms
from pam_desktop.app.service_news import ServiceNews


class ServiceWatch:
    """Looks when a turn has shown something new, never by asking around.

    `tell` says something unasked, `trouble_met` shows it.
    """

    def __init__(
        self,
        rooms: Rooms,
        news: ServiceNews,
        tell: Callable[[Notice], Awaitable[None]],
        trouble_met: Callable[[PamError], None],
    ) -> None:
        self._rooms = rooms
        self._news = news
        self._tell = tell
        self._trouble_met = trouble_met

    async def run(self) -> None:
        """Watch, for ever."""
        while True:
            self._rooms.asked.news.clear()
            await self.look()
            await self._rooms.asked.news.wait()

    async def look(self) -> None:
        """Tell what is new since the last look."""
        for refusal in self._rooms.asked.take_refusals():
            await self._tell_refusal(refusal)
        try:
            states = await self._rooms.board.states()
        except PamError as trouble:
            # The turn itself has told it, if it mattered.
            self._trouble_met(trouble)
            return
        candidates = [
            Works(works=state.works, on_device=state.on_device)
            for state in states
            if state.is_set_up
        ]
        level = level_of(candidates, disk_works=self._rooms.deeds.disk_works)
        await self._news.tell(level, self._rooms.kit.phrases.say(sentence_key(level)))

    async def _tell_refusal(self, refusal: ModelError) -> None:
        self._trouble_met(refusal)
        text = self._rooms.kit.phrases.say("open.refused", sentence=refusal.sentence)
        key = f"{refusal.code}.{refusal.provider}"
        await self._tell(Notice(key=key, text=text, priority=Priority.NOTICE))
