"""The mind with all that it needs for open questions, wired to the user's settings and files."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pam_core.orchestrator.asking.switchboard import Switchboard
from pam_core.orchestrator.given_again import GivenAgain
from pam_core.orchestrator.local_mind import LocalMind
from pam_core.orchestrator.orchestrator import Open, Orchestrator
from pam_core.orchestrator.prompt import SystemPrompt
from pam_core.orchestrator.tools.toolbox import Toolbox
from pam_core.settings.paths import Places
from pam_core.settings.schema import Settings
from pam_core.skills.door import Entered
from pam_core.skills.kit import Kit
from pam_core.storage.answers import SqliteAnswers
from pam_core.storage.audit import SqliteAudit
from pam_core.storage.calls import SqliteCallLog
from pam_core.storage.file import DatabaseFile
from pam_core.vocabulary.model_failure import ModelError
from pam_core.vocabulary.model_talk import Candidate
from pam_core.vocabulary.ports import Clock
from pam_desktop.app.answerers import candidates_of
from pam_desktop.app.keys import open_keys
from pam_desktop.app.late_line import LateLine

if TYPE_CHECKING:
    from models.store import ModelStore
    from pam_core.orchestrator.deeds import Deeds


@dataclass(slots=True)
class Asked:
    """What open questions have brought to light; `news` is set when there is any."""

    news: asyncio.Event = field(default_factory=asyncio.Event)
    refusals: list[ModelError] = field(default_factory=list)

    def refused(self, error: ModelError) -> None:
        """A provider will not be asked any more."""
        self.refusals.append(error)
        self.news.set()

    def take_refusals(self) -> Sequence[ModelError]:
        """Those not yet told."""
        taken, self.refusals = self.refusals, []
        return taken


def candidates_for(
    places: Places, settings: Settings, line: LateLine, *, demo: bool
) -> Sequence[Candidate]:
    """Who may be asked; the demo asks nobody: it shows what PAM does by itself."""
    if demo:
        return ()
    return candidates_of(settings, open_keys(places), _store_of(places), line)


def orchestrator_of(
    local: LocalMind,
    *,
    kit: Kit,
    entered: Entered,
    deeds: "Deeds",
    file: DatabaseFile,
    board: Switchboard,
    settings: Settings,
    clock: Clock,
    asked: Asked,
) -> Orchestrator:
    """The mind that tries its own skills first."""
    chosen = settings.answers
    again = GivenAgain(SqliteAnswers(file), kit.phrases) if chosen.reuse_offline else None
    return Orchestrator(
        local,
        Open(
            kit=kit,
            skills=entered.skills,
            deeds=deeds,
            audit=SqliteAudit(file),
            toolbox=Toolbox(entered.skills, entered.grammar, kit.habits),
            board=board,
            prompt=SystemPrompt(kit.habits),
            given_again=again,
            clock=clock,
            most_characters=chosen.longest_answer_characters,
            refused=asked.refused,
            answered=asked.news.set,
        ),
    )


def board_of(candidates: Sequence[Candidate], file: DatabaseFile, clock: Clock) -> Switchboard:
    """Everybody who may be asked, with what is known of them."""
    return Switchboard(candidates, SqliteCallLog(file), clock)


def _store_of(places: Places) -> "Callable[[], ModelStore]":
    def store() -> "ModelStore":
        from models.store import ModelStore

        return ModelStore(places.models_folder)

    return store
