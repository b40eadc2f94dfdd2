"""What makes PAM speak by itself: what skills watch, who answers open questions, syncing."""

import asyncio
from collections.abc import Callable

from pam_core.assistant.conductor import Assistant
from pam_core.assistant.watching import Watching
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.ports import Clock, EventSink
from pam_core.vocabulary.reply import Notice
from pam_desktop.app.rooms import Rooms
from pam_desktop.app.service_news import ServiceNews
from pam_desktop.app.service_watch import ServiceWatch
from pam_desktop.app.sync_telling import SyncTelling
from pam_desktop.app.syncing import Syncing


class SpeakingUp:
    """All of it, joined to the mouth. `run` belongs into a task of its owner."""

    def __init__(
        self,
        rooms: Rooms,
        assistant: Assistant,
        clock: Clock,
        emit: EventSink,
        trouble_met: Callable[[PamError], None],
    ) -> None:
        async def tell(notice: Notice) -> None:
            await assistant.tell(notice)
            rooms.mind.noted(notice)

        self._skills = Watching(
            rooms.skills.watches,
            rooms.kit.memory,
            clock,
            changed=rooms.changed,
            tell=tell,
            trouble_met=trouble_met,
        )
        self._syncing = (
            Syncing(rooms, rooms.membership, SyncTelling(tell, trouble_met), clock, emit)
            if rooms.membership is not None
            else None
        )
        self._service = ServiceWatch(rooms, ServiceNews(emit, tell), tell, trouble_met)

    async def run(self) -> None:
        """Speak up when there is something, for ever."""
        async with asyncio.TaskGroup() as watches:
            watches.create_task(self._skills.run(), name="watching")
            watches.create_task(self._service.run(), name="service")
            if self._syncing is not None:
                watches.create_task(self._syncing.run(), name="syncing")
