"""The mind and its memory, furnished: the user's own, or the demo's, never both."""

import asyncio
import logging
from dataclasses import dataclass

from pam_core.conversation.session import Session
from pam_core.orchestrator.deeds import Deeds
from pam_core.orchestrator.local_mind import LocalMind
from pam_core.settings.paths import Places
from pam_core.settings.schema import Settings
from pam_core.skills.door import enter
from pam_core.skills.kit import Kit
from pam_core.skills.registry import SkillRegistry
from pam_core.storage.atlas import SqliteAtlas
from pam_core.storage.chats import SqliteChatStore
from pam_core.storage.demo import demo_database
from pam_core.storage.file import DatabaseFile
from pam_core.storage.talks import SqliteTalks
from pam_core.vocabulary.errors import PamError
from pam_desktop.app.clock import SystemClock
from pam_desktop.app.demo_life import live_through
from pam_desktop.app.habits import language_of
from pam_desktop.app.kit import atlas_of, kit_of
from pam_desktop.app.travelling import Travelling

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """One open database with the mind that uses it."""

    file: DatabaseFile
    atlas: SqliteAtlas
    chats: SqliteChatStore
    talks: SqliteTalks
    kit: Kit
    skills: SkillRegistry
    troubles: tuple[PamError, ...]
    """Third parties' skills that were left out, and why."""
    mind: LocalMind
    changed: asyncio.Event
    """Set when the mind has kept something; who watches clears it."""
    is_demo: bool

    async def close(self) -> None:
        """Write everything out and give the file back."""
        await self.atlas.close()
        await self.file.close()


async def open_rooms(
    places: Places, settings: Settings, clock: SystemClock, *, demo: bool
) -> Rooms:
    """Open the database, creating it when new. Raises PamError (`storage.…`)."""
    path = places.database(settings.storage.database, demo=demo)
    if demo:
        file = await demo_database(path, clock.now())
    else:
        file = DatabaseFile(path)
        await file.open()
    atlas = atlas_of(places)
    kit = kit_of(places, settings, file, atlas)
    travelling = Travelling(kit.memory, clock, chosen=settings.thinking.zone())
    await travelling.follow()
    changed = asyncio.Event()

    async def note_change() -> None:
        changed.set()
        try:
            await travelling.follow()
        except PamError as trouble:
            # What was said is kept; the clock follows with the next change, or the next start.
            log.warning("%s: %s", trouble.code, trouble)

    entered = enter(kit, cache=places.cache_folder)
    mind = LocalMind(
        language=language_of(settings, entered.grammar),
        skills=entered.skills,
        phrases=kit.phrases,
        deeds=Deeds(kit.memory, note_change),
    )
    if demo:
        await live_through(mind, clock.now())
        mind.session = Session()
    return Rooms(
        file=file,
        atlas=atlas,
        chats=SqliteChatStore(file),
        talks=SqliteTalks(file),
        kit=kit,
        skills=entered.skills,
        troubles=entered.troubles,
        mind=mind,
        changed=changed,
        is_demo=demo,
    )
