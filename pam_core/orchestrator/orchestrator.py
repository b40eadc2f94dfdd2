"""One turn in, a stream of pieces out: PAM's own skills first, then whoever can answer."""

import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime

from pam_core.conversation.session import Answered, Said, Session
from pam_core.orchestrator.asking.patience import Patience
from pam_core.orchestrator.asking.switchboard import Switchboard
from pam_core.orchestrator.asking.turn_time import Limits
from pam_core.orchestrator.briefing import Briefing
from pam_core.orchestrator.conclusion import Added, Conclusion, nothing_set_up
from pam_core.orchestrator.deeds import Deeds
from pam_core.orchestrator.given_again import GivenAgain, stands_alone
from pam_core.orchestrator.local_mind import DOUBTFUL_BELOW, LocalMind, PreparedAnswer
from pam_core.orchestrator.open_turn import Ending, OpenTurn
from pam_core.orchestrator.prompt import Surroundings, SystemPrompt, surroundings_of
from pam_core.orchestrator.tools.tool_runner import ToolRunner
from pam_core.orchestrator.tools.toolbox import Toolbox
from pam_core.orchestrator.words.answer_text import AnswerText
from pam_core.orchestrator.words.for_the_ear import MOST_CHARACTERS
from pam_core.skills.kit import Kit
from pam_core.skills.registry import SkillRegistry
from pam_core.skills.skill import Plan, SkillContext
from pam_core.vocabulary.model_failure import ModelError
from pam_core.vocabulary.ports import Clock
from pam_core.vocabulary.reply import Notice, Piece, Reply
from pam_core.vocabulary.speech import Completeness, Trigger
from pam_core.vocabulary.tool_use import Audit
from pam_core.vocabulary.turn import TurnRequest

log = logging.getLogger(__name__)

MOST_QUESTION_CHARACTERS = 4000
"""Five minutes of talk: more is no question, and whoever is asked would be paid for reading it."""

OFFLINE = "offline"
"""Who answers where nobody could be asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """All that is needed for open questions, wired once.

    `refused` is told of a provider that will not be asked any more, `answered` that a turn has
    shown who answers now and who does not; both must return at once.
    """

    kit: Kit
    skills: SkillRegistry
    deeds: Deeds
    audit: Audit
    toolbox: Toolbox
    board: Switchboard
    prompt: SystemPrompt
    given_again: GivenAgain | None
    clock: Clock
    limits: Limits = Limits()
    most_characters: int = 240
    refused: Callable[[ModelError], None] = lambda error: None
    answered: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What `prepare` worked out. `is_open`: PAM itself understood nothing."""

    local: PreparedAnswer
    is_open: bool
    filler: str = ""

    @property
    def opening(self) -> str | None:
        """What is likely to be said first, to be synthesised ahead."""
        return self.filler if self.is_open else self.local.opening


class Orchestrator:
    """The `Mind` port. One for each talk: the session is its local mind's."""

    def __init__(self, local: LocalMind, open_: Open) -> None:
        self._local = local
        self._open = open_
        self._say = open_.kit.phrases.say
        self._conclusion = Conclusion(self._say, open_.given_again)
        self._turn: OpenTurn | None = None
        self._turn_id = ""
        self._withdrawn = ""

    @property
    def session(self) -> Session:
        """How the talk stands."""
        return self._local.session

    @session.setter
    def session(self, session: Session) -> None:
        self._local.session = session

    def judge(self, text: str, now: datetime) -> Completeness:
        """How finished the words sound."""
        return self._local.judge(text, now)

    def set_driving(self, on: bool) -> None:
        """Answer in one short line from now on, or no longer; said by a button, not in a turn."""
        self._local.session = replace(self._local.session, driving=on)

    def noted(self, notice: Notice) -> None:
        """PAM has said this unasked."""
        self._local.noted(notice)

    def warm_up(self) -> None:
        """Work out ahead what the first open question would wait for; some 0.1 s, any thread."""
        self._open.toolbox.specs("", 1)

    def withdraw(self, turn_id: str) -> None:
        """Nobody waits for this turn any more."""
        if self._turn_id == turn_id:
            self._withdrawn = turn_id
            if self._turn is not None:
                self._turn.withdraw()

    async def prepare(self, request: TurnRequest) -> Prepared:
        """Understand and look up; nobody outside is asked before the turn is certain."""
        local = await self._local.prepare(request)
        may_ask = local.missed and bool(self._open.board.candidates) and not _is_doubtful(request)
        if may_ask and len(request.text) > MOST_QUESTION_CHARACTERS:
            local = replace(local, plan=Plan(text=self._say("open.too_long")))
            may_ask = False
        filler = self._say("open.filler") if may_ask else ""
        return Prepared(local=local, is_open=may_ask, filler=filler)

    async def answer(self, prepared: Prepared) -> AsyncGenerator[Piece, None]:
        """PAM's own answer where it has one; else that of the first who can answer."""
        # Before anything is waited for: from now on it can be called off.
        self._turn_id = prepared.local.request.turn_id
        if prepared.local.session is not self._local.session:
            # The talk has moved on since this was worked out.
            prepared = await self.prepare(prepared.local.request)
        answer = self._ask_around if prepared.is_open else self._answer_locally
        async with aclosing(answer(prepared)) as pieces:
            async for piece in pieces:
                yield piece

    async def _answer_locally(self, prepared: Prepared) -> AsyncGenerator[Piece, None]:
        before = self._open.deeds.disk_works
        async for piece in self._local.answer(prepared.local):
            yield piece
        if self._open.deeds.disk_works is not before:
            self._open.answered()

    async def _ask_around(self, prepared: Prepared) -> AsyncGenerator[Piece, None]:
        request = prepared.local.request
        surroundings = await surroundings_of(self._open.kit.memory, self._open.kit.atlas)
        turn = self._begin(request, surroundings, prepared.filler)
        self._turn, caveat = turn, ""
        if self._withdrawn == request.turn_id:
            turn.withdraw()
        try:
            async with aclosing(turn.run()) as pieces:
                async for piece in pieces:
                    if isinstance(piece, str) and turn.is_weak and not caveat:
                        caveat = self._say("open.caveat")
                        yield f"{caveat} "
                    yield piece
        finally:
            self._turn = None
            self._open.answered()
        if turn.ending is Ending.NOBODY and nothing_set_up(turn):
            # PAM's own words tell what it can do without anybody.
            async for piece in self._answer_locally(prepared):
                yield piece
            return
        added = await self._conclusion.added(
            turn, request, surroundings, alone=stands_alone(self.session, request.now)
        )
        if added.words:
            yield f"{added.words}\n"
        yield self._concluded(turn, request, added, caveat)

    def _concluded(self, turn: OpenTurn, request: TurnRequest, added: Added, caveat: str) -> Reply:
        said = (caveat, turn.text.said, turn.native, added.words)
        text = " ".join(part for part in said if part)
        source = added.source or turn.provenance
        session = self._local.session.after(
            text,
            question=turn.question,
            rest=added.rest or (turn.plan.rest if turn.plan and turn.has_done else ()),
            answered=Answered(intent=turn.intent, at=request.now) if turn.has_done else None,
            done=turn.intent if turn.has_done else None,
        )
        if text:
            # Without the caveat: a model repeats what it is told that it has said.
            replied = text.removeprefix(caveat).lstrip()
            exchange = Said(
                said=request.text, replied=replied, at=request.now, actions=turn.actions
            )
            session = session.with_exchange(exchange)
        plan = turn.plan
        if plan is not None:
            driving = session.driving if plan.driving is None else plan.driving
            session = replace(session.about(plan.topic), driving=driving)
        self._local.session = session
        return Reply(
            text=text,
            intent=turn.intent,
            provider=source.provider or OFFLINE,
            control=plan.control if plan else None,
            expects_answer=turn.question is not None,
            table=plan.table if plan else None,
            page=plan.page if plan else None,
            driving=plan.driving if plan else None,
            provenance=source,
        )

    def _begin(self, request: TurnRequest, surroundings: Surroundings, filler: str) -> OpenTurn:
        open_, session = self._open, self._local.session
        briefing = Briefing(open_.prompt, open_.toolbox, request, session, surroundings)
        spoken = request.trigger is not Trigger.TEXT
        return OpenTurn(
            request=request,
            board=open_.board,
            briefing=briefing,
            runner=self._runner(request, session),
            patience=Patience(open_.limits, open_.clock, filler, spoken=spoken),
            clock=open_.clock,
            text=AnswerText(
                most_characters=MOST_CHARACTERS if session.driving else open_.most_characters
            ),
            refused=open_.refused,
        )

    def _runner(self, request: TurnRequest, session: Session) -> ToolRunner:
        open_ = self._open
        context = SkillContext(
            now=request.now,
            last_text=session.last_text,
            topic=session.topic,
            driving=session.driving,
        )
        return ToolRunner(
            toolbox=open_.toolbox,
            skills=open_.skills,
            deeds=open_.deeds,
            audit=open_.audit,
            phrases=open_.kit.phrases,
            request=request,
            context=context,
        )


def _is_doubtful(request: TurnRequest) -> bool:
    """Whether it was hardly heard: that is asked again, not sent anywhere."""
    return request.trigger is not Trigger.TEXT and request.confidence < DOUBTFUL_BELOW
