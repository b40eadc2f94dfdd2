"""The mind and its memory, furnished: the user's own, or the demo's, never both."""

import calendar
from dataclasses import dataclass
from typing import Any

from pam_core.language.grammar import Grammar
from pam_core.language.understanding import Language
from pam_core.orchestrator.local_mind import LocalMind
from pam_core.settings.paths import Places
from pam_core.settings.schema import Settings
from pam_core.skills.kit import Habits, Kit
from pam_core.skills.own import own_skills
from pam_core.skills.phrasebook import Phrasebook
from pam_core.storage.chats import SqliteChatStore
from pam_core.storage.demo import demo_database
from pam_core.storage.expenses import SqliteLedger
from pam_core.storage.file import DatabaseFile
from pam_core.storage.memory import SqliteMemory
from pam_core.vocabulary.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """One open database with the mind that uses it."""

    file: DatabaseFile
    chats: SqliteChatStore
    kit: Kit
    mind: LocalMind
    is_demo: bool

    async def close(self) -> None:
        """Write everything out and give the file back."""
        await self.file.close()


async def open_rooms(places: Places, settings: Settings, clock: Clock, *, demo: bool) -> Rooms:
    """Open the database, creating it when new. Raises PamError (`storage.…`)."""
    path = places.database(settings.storage.database, demo=demo)
    if demo:
        file = await demo_database(path, clock.now())
    else:
        file = DatabaseFile(path)
        await file.open()
    habits = habits_of(settings)
    atlas: Any = None  # replaced by the map
    kit = Kit(
        memory=SqliteMemory(file),
        ledger=SqliteLedger(file),
        atlas=atlas,
        phrases=Phrasebook.load(),
        habits=habits,
        files=places.files_folder,
    )
    language = Language(
        Grammar.load(), currency=habits.currency, first_weekday=habits.first_weekday
    )
    skills = own_skills(kit)
    mind = LocalMind(language=language, skills=skills, phrases=kit.phrases, memory=kit.memory)
    return Rooms(file=file, chats=SqliteChatStore(file), kit=kit, mind=mind, is_demo=demo)


def habits_of(settings: Settings) -> Habits:
    """What the user has set, as the skills take it."""
    thinking = settings.thinking
    return Habits(
        currency=thinking.currency,
        units=thinking.units,
        first_weekday=list(calendar.day_name).index(thinking.week_begins.value.title()),
        driving_hours_a_day=thinking.driving_hours_a_day,
    )
