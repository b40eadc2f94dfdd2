"""PAM's own mind furnished for one attempt at one user's chat: skills, memory, whom to ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pam_core.language.grammar import Grammar
from pam_core.language.understanding import Language
from pam_core.orchestrator.asking.switchboard import Switchboard
from pam_core.orchestrator.local_mind import LocalMind
from pam_core.orchestrator.orchestrator import Open, Orchestrator
from pam_core.orchestrator.prompt import SystemPrompt
from pam_core.orchestrator.tools.toolbox import Toolbox
from pam_core.skills.kit import Habits, Kit
from pam_core.skills.phrasebook import Phrasebook
from pam_core.storage.archive import SqliteArchive
from pam_core.storage.audit import SqliteAudit
from pam_core.storage.expenses import SqliteLedger
from pam_core.storage.file import DatabaseFile
from pam_core.storage.memory import SqliteMemory
from pam_core.vocabulary.archive import Exchange
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.kept import Revision
from pam_core.vocabulary.place import Atlas
from pam_core.vocabulary.ports import Clock
from pam_server.mind.attempt import Attempt, RecordedAudit, RecordedDeeds
from pam_server.mind.replica import Replica
from pam_server.mind.skills_here import ServerSkills, offered

MOST_CHARACTERS = 1200
"""An answer is read here, not listened to."""

_NO_FILES = Path("/nonexistent/pam")
"""There are no files of the user's on a server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What all users' minds have in common; nothing of it is anybody's own."""

    grammar: Grammar
    language: Language
    phrases: Phrasebook
    toolbox: Toolbox
    prompt: SystemPrompt
    board: Switchboard
    atlas: Atlas
    clock: Clock
    habits: Habits


def shared_by_all(board: Switchboard, atlas: Atlas, clock: Clock, cache: Path) -> Shared:
    """Read sentences, replies and prompts; blocking, a tenth of a second."""
    grammar, habits, phrases = Grammar.load(cache=cache), Habits(), Phrasebook.load()
    unopened = kit_of(DatabaseFile(cache / "none.db"), atlas, phrases, habits)
    toolbox = Toolbox(offered(unopened), grammar, habits)
    toolbox.specs("", 1)
    return Shared(
        grammar=grammar,
        language=Language(
            grammar,
            currency=habits.currency,
            first_weekday=habits.first_weekday,
            units=habits.units,
        ),
        phrases=phrases,
        toolbox=toolbox,
        prompt=SystemPrompt(habits),
        board=board,
        atlas=atlas,
        clock=clock,
        habits=habits,
    )


def mind_of(shared: Shared, replica: Replica, attempt: Attempt) -> Orchestrator:
    """The mind on this replica; what it does is recorded by the attempt."""
    kit = kit_of(replica.file, shared.atlas, shared.phrases, shared.habits)
    skills = ServerSkills(kit, attempt.reword)
    deeds = RecordedDeeds(kit.memory, attempt)
    local = LocalMind(language=shared.language, skills=skills, phrases=shared.phrases, deeds=deeds)
    return Orchestrator(
        local,
        Open(
            kit=kit,
            skills=skills,
            deeds=deeds,
            audit=RecordedAudit(SqliteAudit(replica.file), attempt),
            toolbox=shared.toolbox,
            board=shared.board,
            prompt=shared.prompt,
            given_again=None,
            clock=shared.clock,
            most_characters=MOST_CHARACTERS,
        ),
    )


def kit_of(file: DatabaseFile, atlas: Atlas, phrases: Phrasebook, habits: Habits) -> Kit:
    """The kit on this database; it is not opened by it."""
    return Kit(
        memory=SqliteMemory(file),
        ledger=SqliteLedger(file),
        atlas=atlas,
        archive=ServerArchive(file),
        phrases=phrases,
        habits=habits,
        files=_NO_FILES,
    )


class ServerArchive:
    """The `Archive` port of a replica: nothing is handed out of it, or erased in it alone."""

    def __init__(self, file: DatabaseFile) -> None:
        self._inner = SqliteArchive(file)

    async def last_exchange(self) -> Exchange | None:
        """The last exchange, not counting those about forgetting one."""
        return await self._inner.last_exchange()

    async def forget(self, exchange: Exchange) -> None:
        """Take it out of the history."""
        await self._inner.forget(exchange)

    async def counts(self) -> Mapping[str, int]:
        """How many things stand, by kind."""
        return await self._inner.counts()

    async def revisions(self) -> Sequence[Revision]:
        """Raises PamError `mind.elsewhere`."""
        raise _elsewhere()

    async def exchanges(self) -> Sequence[Mapping[str, Any]]:
        """Raises PamError `mind.elsewhere`."""
        raise _elsewhere()

    async def erase(self) -> None:
        """Raises PamError `mind.elsewhere`."""
        raise _elsewhere()


def _elsewhere() -> PamError:
    return PamError(
        "mind.elsewhere",
        "That is not done by chat on the server.",
        mend="Your account can hand out, or erase, all that is kept.",
        fault=Fault.USER,
    )


def in_zone(moment: datetime, zone: str) -> datetime:
    """The moment in a zone by its name; as it came where nobody knows that zone."""
    from zoneinfo import ZoneInfo

    try:
        return moment.astimezone(ZoneInfo(zone))
    except (ValueError, OSError, LookupError):
        # ZoneInfoNotFoundError is a KeyError; paths and odd signs are ValueErrors or OSErrors.
        return moment
