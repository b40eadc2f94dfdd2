"""PAM's actions as tools on a kit without disks, one turn after the other."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from pam_core.language.grammar import Grammar
from pam_core.language.understanding import Language
from pam_core.orchestrator.deeds import Deeds
from pam_core.orchestrator.local_mind import LocalMind
from pam_core.orchestrator.tools.tool_runner import ToolResult, ToolRunner
from pam_core.orchestrator.tools.toolbox import Toolbox, tool_name
from pam_core.skills.kit import Kit
from pam_core.skills.own import own_skills
from pam_core.skills.phrasebook import Phrasebook
from pam_core.skills.skill import SkillContext
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.model_talk import ToolCall
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.place import Place
from pam_core.vocabulary.reply import Reply
from pam_core.vocabulary.speech import Trigger
from pam_core.vocabulary.tool_use import ToolOutcome, ToolUse
from pam_core.vocabulary.turn import TurnRequest
from tests.core.language.said_sentences import NOW
from tests.core.skills.atlas_fake import AtlasInMemory
from tests.core.skills.kit_fake import kit_in_memory
from tests.core.skills.ledger_fake import LedgerInMemory

GRAMMAR = Grammar.load()
LANGUAGE = Language(GRAMMAR)
PHRASES = Phrasebook.load()

DIESEL = "put forty five dollars down under diesel"
"""Nothing that PAM understands by itself, and yet all that an expense needs."""

FULL = PamError("storage.full", "The disk is full.", mend="", fault=Fault.ENVIRONMENT)


class AuditOnStage:
    """The `Audit` port in a list; `trouble` is raised instead of keeping."""

    def __init__(self) -> None:
        self.kept: list[ToolUse] = []
        self.trouble: PamError | None = None

    async def begin(self, use: ToolUse) -> None:
        if self.trouble:
            raise self.trouble
        self.kept.append(use)

    async def end(self, call_id: str, outcome: ToolOutcome, result: str) -> None:
        at = max(number for number, use in enumerate(self.kept) if use.call_id == call_id)
        self.kept[at] = replace(self.kept[at], outcome=outcome, result=result)

    @property
    def outcomes(self) -> list[ToolOutcome]:
        return [use.outcome for use in self.kept]


class ToolStage:
    """All that tools stand on; `turn` begins a turn, `answer` lets PAM's own mind go on."""

    def __init__(self, *places: Place, files: Path = Path("files")) -> None:
        self.ledger = LedgerInMemory()
        self.audit = AuditOnStage()
        self.runner: ToolRunner
        self._turns = 0
        self._calls = 0
        kit = kit_in_memory(self.ledger, PHRASES, files)
        self.rebuild(replace(kit, atlas=AtlasInMemory(imported=places)))

    def rebuild(self, kit: Kit) -> None:
        """The same on another kit."""
        self.kit = kit
        self.skills = own_skills(kit)
        self.toolbox = Toolbox(self.skills, GRAMMAR)
        self.deeds = Deeds(kit.memory)
        self.mind = LocalMind(
            language=LANGUAGE, skills=self.skills, phrases=PHRASES, deeds=self.deeds
        )

    @property
    def spent(self) -> list[tuple[Money, str]]:
        """What was logged, revision by revision."""
        return [(one.amount, one.category) for one in self.ledger.kept]

    async def log(self, amount: int, category: str) -> None:
        """The user logs an expense by themselves."""
        await self.turn("").answer(f"log {amount} dollars for {category}")

    def turn(
        self, text: str, *, confidence: float = 0.9, trigger: Trigger = Trigger.KEY
    ) -> "ToolStage":
        """The user says something that PAM itself did not understand."""
        self._turns += 1
        self.request = TurnRequest(
            turn_id=f"turn-{self._turns}",
            text=text,
            confidence=confidence,
            trigger=trigger,
            now=NOW,
        )
        self.runner = ToolRunner(
            toolbox=self.toolbox,
            skills=self.skills,
            deeds=self.deeds,
            audit=self.audit,
            phrases=PHRASES,
            request=self.request,
            context=SkillContext(now=NOW),
        )
        return self

    async def call(
        self, action: str, *, provider: str = "fake", untrusted: bool = False, **arguments: Any
    ) -> ToolResult:
        """The model calls a tool with these arguments."""
        return await self.send(
            tool_name(action), json.dumps(arguments), provider=provider, untrusted=untrusted
        )

    async def send(
        self, name: str, arguments: str, *, provider: str = "fake", untrusted: bool = False
    ) -> ToolResult:
        """The model calls a tool with these words, whatever they are."""
        self._calls += 1
        call = ToolCall(id=f"call-{self._calls}", name=name, arguments=arguments)
        result = await self.runner.run(call, provider=provider, model="m", untrusted=untrusted)
        if result.question is not None:
            self.mind.session = self.mind.session.after(
                result.question.text, question=result.question
            )
        return result

    async def answer(self, text: str) -> Reply:
        """The user answers, and PAM's own mind takes it in."""
        request = replace(self.request, turn_id="answer", text=text)
        prepared = await self.mind.prepare(request)
        *_, reply = [piece async for piece in self.mind.answer(prepared)]
        assert isinstance(reply, Reply)
        return reply
