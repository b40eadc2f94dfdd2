"""The mind and its memory, furnished: the user's own, or the demo's, never both."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

from pam_core.conversation.session import Session
from pam_core.orchestrator.asking.switchboard import Switchboard
from pam_core.orchestrator.deeds import Deeds
from pam_core.orchestrator.local_mind import LocalMind
from pam_core.orchestrator.orchestrator import Orchestrator
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
from pam_desktop.app.demo_life import TOLD_ON_THE_MAP, live_through
from pam_desktop.app.habits import language_of
from pam_desktop.app.kit import atlas_of, kit_of
from pam_desktop.app.late_line import LateLine
from pam_desktop.app.membership import Membership, membership_of
from pam_desktop.app.open_questions import (
    Asked,
    board_of,
    candidates_for,
    orchestrator_of,
)
from pam_desktop.app.travelling import Travelling

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """One open database with the mind that uses it."""

    file: DatabaseFile
    atlas: SqliteAtlas
    board: Switchboard
    chats: SqliteChatStore
    talks: SqliteTalks
    kit: Kit
    skills: SkillRegistry
    troubles: tuple[PamError, ...]
    """Third parties' skills that were left out, and why."""
    mind: Orchestrator
    deeds: Deeds
    changed: asyncio.Event
    """Set when the mind has kept something; who watches clears it."""
    unsent: asyncio.Event
    """Set when the mind has kept something that may have to be sent; who sends clears it."""
    signed: asyncio.Event
    """Set when somebody has signed in or out; who syncs clears it."""
    reached: asyncio.Event
    """Set when the server may be within reach again; who syncs clears it."""
    follow_change: Callable[[], Awaitable[None]]
    """To be called when things came from elsewhere: what watches them looks anew."""
    line: LateLine
    live_on: Callable[[], Awaitable[None]]
    """What the demo's user said that needs the map; nothing in anybody's own life."""
    membership: Membership | None
    """The account; None in the demo, which has none."""
    asked: Asked
    is_demo: bool

    async def warm_up(self) -> None:
        """See that there is a map, and do ahead what the first open question would wait for."""
        if await self.atlas.prepare():
            await self.live_on()
        await self.board.warm_up()
        await asyncio.to_thread(self.mind.warm_up)

    async def close(self) -> None:
        """Write everything out and give the file back."""
        if self.membership is not None:
            await self.membership.close()
        await self.board.close()
        await self.atlas.close()
        await self.file.close()


async def open_rooms(
    places: Places,
    settings: Settings,
    clock: SystemClock,
    *,
    demo: bool,
    kept: Callable[[], None] = lambda: None,
) -> Rooms:
    """Open the database, creating it when new. Raises PamError (`storage.…`).

    `kept` is called whenever the mind has kept something. Where a later step fails, what was opened
    is closed.
    """
    path = places.database(settings.storage.database, demo=demo)
    async with AsyncExitStack() as opened:
        file = await demo_database(path, clock.now()) if demo else DatabaseFile(path)
        opened.push_async_callback(file.close)
        await file.open()
        atlas = atlas_of(places)
        opened.push_async_callback(atlas.close)
        line = LateLine()
        board = board_of(candidates_for(places, settings, line, demo=demo), file, clock)
        opened.push_async_callback(board.close)
        rooms = await _furnished(places, settings, clock, file, atlas, board, line, demo, kept)
        opened.pop_all()
        return rooms


async def _furnished(
    places: Places,
    settings: Settings,
    clock: SystemClock,
    file: DatabaseFile,
    atlas: SqliteAtlas,
    board: Switchboard,
    line: LateLine,
    demo: bool,
    kept: Callable[[], None],
) -> Rooms:
    kit = kit_of(places, settings, file, atlas)
    travelling = Travelling(kit.memory, clock, chosen=settings.thinking.zone())
    await travelling.follow()
    changed, unsent, asked = asyncio.Event(), asyncio.Event(), Asked()

    async def follow_change() -> None:
        changed.set()
        try:
            await travelling.follow()
        except PamError as trouble:
            # What was said is kept; the clock follows with the next change, or the next start.
            log.warning("%s: %s", trouble.code, trouble)

    async def note_change() -> None:
        unsent.set()
        await follow_change()
        kept()

    entered = enter(kit, cache=places.cache_folder)
    deeds = Deeds(kit.memory, note_change)
    language = language_of(settings, entered.grammar)

    def new_talk() -> LocalMind:
        return LocalMind(language=language, skills=entered.skills, phrases=kit.phrases, deeds=deeds)

    local = new_talk()
    if demo:
        await live_through(local, clock.now())
        local.session = Session()

    async def live_on() -> None:
        # A talk of its own: the user may be in the middle of another by now.
        await live_through(new_talk(), clock.now(), TOLD_ON_THE_MAP)

    return Rooms(
        file=file,
        atlas=atlas,
        board=board,
        chats=SqliteChatStore(file),
        talks=SqliteTalks(file),
        kit=kit,
        skills=entered.skills,
        troubles=entered.troubles,
        mind=orchestrator_of(
            local,
            kit=kit,
            entered=entered,
            deeds=deeds,
            file=file,
            board=board,
            settings=settings,
            clock=clock,
            asked=asked,
        ),
        deeds=deeds,
        changed=changed,
        unsent=unsent,
        signed=asyncio.Event(),
        reached=asyncio.Event(),
        follow_change=follow_change,
        line=line,
        live_on=live_on if demo else _nothing_more,
        membership=None if demo else membership_of(places, settings, file, clock),
        asked=asked,
        is_demo=demo,
    )


async def _nothing_more() -> None:
    """A life of one's own goes on by itself."""
