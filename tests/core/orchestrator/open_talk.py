"""A whole mind with scripted providers, for tests of open questions."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pam_core.language.grammar import Grammar
from pam_core.language.understanding import Language
from pam_core.orchestrator.asking.switchboard import Switchboard
from pam_core.orchestrator.asking.turn_time import Limits
from pam_core.orchestrator.deeds import Deeds
from pam_core.orchestrator.given_again import GivenAgain
from pam_core.orchestrator.local_mind import LocalMind
from pam_core.orchestrator.orchestrator import Open, Orchestrator
from pam_core.orchestrator.prompt import SystemPrompt
from pam_core.orchestrator.tools.toolbox import Toolbox
from pam_core.skills.own import own_skills
from pam_core.skills.phrasebook import Phrasebook
from pam_core.vocabulary.kept_answer import KeptAnswer
from pam_core.vocabulary.model_failure import ModelError
from pam_core.vocabulary.model_talk import Candidate, Terms
from pam_core.vocabulary.reply import Piece, Reply
from pam_core.vocabulary.speech import Trigger
from pam_core.vocabulary.turn import TurnRequest
from tests.core.language.said_sentences import NOW
from tests.core.orchestrator.scripted import AuditInMemory, CallsInMemory, ScriptedProvider
from tests.core.skills.kit_fake import kit_in_memory
from tests.core.skills.ledger_fake import LedgerInMemory

GRAMMAR = Grammar.load()
LANGUAGE = Language(GRAMMAR)

QUICK = Limits(
    connect_seconds=3,
    first_token_seconds=0.2,
    stall_seconds=0.2,
    filler_seconds=0.05,
    deadline_seconds=30,
    typed_deadline_seconds=30,
)
"""So that a test of waiting does not wait; the deadline is another test's."""

QUESTION = "why is the sky blue at noon"


class RunningClock:
    """A wall clock that stands, and a monotonic one that runs."""

    def __init__(self) -> None:
        self.moment = NOW

    def monotonic(self) -> float:
        import time

        return time.monotonic()

    def now(self) -> datetime:
        return self.moment


class AnswersInMemory:
    """The `AnswerShelf` port in a dict."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], KeptAnswer] = {}

    async def put(self, answer: KeptAnswer) -> None:
        self.kept[answer.question, answer.context] = answer

    async def find(self, question: str, context: str) -> KeptAnswer | None:
        return self.kept.get((question, context))


class OpenTalk:
    """A mind whose providers are scripted; `said` are the pieces of the last turn."""

    def __init__(
        self,
        *providers: ScriptedProvider,
        limits: Limits = QUICK,
        terms: Terms | None = None,
    ) -> None:
        self.calls = CallsInMemory()
        self.audit = AuditInMemory()
        self.answers = AnswersInMemory()
        self.clock = RunningClock()
        self.refused: list[ModelError] = []
        self.ledger = LedgerInMemory()
        phrases = Phrasebook.load()
        self.kit = kit_in_memory(self.ledger, phrases)
        skills = own_skills(self.kit)
        deeds = Deeds(self.kit.memory)
        toolbox = Toolbox(skills, GRAMMAR, self.kit.habits)
        terms = terms or Terms(first_token_seconds=limits.first_token_seconds)
        self.board = Switchboard(
            [Candidate(provider=each, terms=terms) for each in providers], self.calls, self.clock
        )
        local = LocalMind(language=LANGUAGE, skills=skills, phrases=phrases, deeds=deeds)
        self.mind = Orchestrator(
            local,
            Open(
                kit=self.kit,
                skills=skills,
                deeds=deeds,
                audit=self.audit,
                toolbox=toolbox,
                board=self.board,
                prompt=SystemPrompt(self.kit.habits),
                given_again=GivenAgain(self.answers, phrases),
                clock=self.clock,
                limits=limits,
                refused=self.refused.append,
            ),
        )
        self.said: Sequence[Piece] = ()
        self._turns = 0

    async def ask(self, text: str = QUESTION, trigger: Trigger = Trigger.TEXT) -> Reply:
        """One turn; its reply."""
        prepared = await self.mind.prepare(self.request(text, trigger))
        self.said = [piece async for piece in self.mind.answer(prepared)]
        reply = self.said[-1]
        assert isinstance(reply, Reply)
        return reply

    def request(self, text: str = QUESTION, trigger: Trigger = Trigger.TEXT) -> TurnRequest:
        self._turns += 1
        return TurnRequest(
            turn_id=f"turn-{self._turns}",
            text=text,
            confidence=0.95,
            trigger=trigger,
            now=self.clock.moment,
        )

    def later(self, **by: float) -> None:
        self.clock.moment += timedelta(**by)

    @property
    def spoken(self) -> str:
        """All that was handed to the mouth as the answer."""
        return "".join(piece for piece in self.said if isinstance(piece, str))
