"""One open question on its way through the providers until somebody has answered it."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from enum import StrEnum

from pam_core.conversation.session import Question
from pam_core.orchestrator.asking.line import Line
from pam_core.orchestrator.asking.model_round import ModelRound
from pam_core.orchestrator.asking.patience import Patience
from pam_core.orchestrator.asking.switchboard import Pick, Switchboard
from pam_core.orchestrator.asking.verdicts import Verdict, may_repeat, verdict_of
from pam_core.orchestrator.asking.wire import Withdrawn
from pam_core.orchestrator.briefing import Briefing
from pam_core.orchestrator.tools.tool_runner import ToolResult, ToolRunner
from pam_core.orchestrator.words.answer_text import AnswerText
from pam_core.privacy.masking import Masking
from pam_core.skills.skill import Plan
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.model_call import ANSWERED, ModelCall
from pam_core.vocabulary.model_failure import Failure, ModelError
from pam_core.vocabulary.model_talk import ToolCall
from pam_core.vocabulary.ports import Clock
from pam_core.vocabulary.reply import Draft, Intent, Piece, Provenance
from pam_core.vocabulary.tool_use import ToolOutcome
from pam_core.vocabulary.turn import TurnRequest

log = logging.getLogger(__name__)

MOST_ROUNDS = 5
"""Requests to one model in a turn: it calls tools, and at last must answer without them."""


class Ending(StrEnum):
    """How an open turn ended."""

    ANSWERED = "answered"
    REFUSED = "refused"
    """A provider's rules, or the request itself: nobody else is asked."""
    NOBODY = "nobody"
    """Nobody could be reached, or not in time."""
    WITHDRAWN = "withdrawn"


@dataclass(slots=True)
class _Tally:
    """What the turn took, over all of its calls; who answered last."""

    provider: str = ""
    model: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    cost_dollars: float | None = None

    def add(self, call: ModelCall) -> None:
        """One more call."""
        if call.outcome == ANSWERED:
            self.provider, self.model = call.provider, call.model
        self.tokens_in += call.tokens_in
        self.tokens_out += call.tokens_out
        if call.cost_dollars is not None:
            self.cost_dollars = (self.cost_dollars or 0.0) + call.cost_dollars


class OpenTurn:
    """`run` once; what came of it is in the attributes when it is through.

    `native` is what PAM itself said at the end in place of the model: what was done, or a question;
    `intent` is what that is about, and `has_done` says that something was done.
    """

    def __init__(
        self,
        *,
        request: TurnRequest,
        board: Switchboard,
        briefing: Briefing,
        runner: ToolRunner,
        patience: Patience,
        clock: Clock,
        text: AnswerText,
        refused: Callable[[ModelError], None],
    ) -> None:
        self._turn = request
        self._board = board
        self._briefing = briefing
        self._runner = runner
        self._patience = patience
        self._clock = clock
        self._refused = refused
        self._masking = Masking()
        self._gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._tally = _Tally()
        self._untrusted = briefing.quotes_others
        self._over = False
        self._actions: list[str] = []
        self.text = text
        self.native = ""
        self.question: Question | None = None
        self.plan: Plan | None = None
        self.intent = Intent(action=None)
        self.has_done = False
        self.is_weak = False
        """Whether what was said may be wrong more often than not."""
        self.ending = Ending.NOBODY
        self.failures: list[ModelError] = []
        self.reasons: Sequence[PamError] = ()
        """Why providers were not even asked."""

    @property
    def actions(self) -> tuple[str, ...]:
        """The actions whose answers went into this one."""
        return tuple(dict.fromkeys(self._actions))

    @property
    def provenance(self) -> Provenance:
        """Who answered, and what it took."""
        tally = self._tally
        return Provenance(
            provider=tally.provider,
            model=tally.model,
            tried=tuple(dict.fromkeys(failure.sentence for failure in self.failures)),
            tools=self.actions,
            masked=self._masking.found,
            tokens_in=tally.tokens_in,
            tokens_out=tally.tokens_out,
            cost_dollars=tally.cost_dollars,
        )

    def withdraw(self) -> None:
        """Nobody waits any more; idempotent."""
        if not self._gone.done():
            self._gone.set_result(None)

    async def run(self) -> AsyncGenerator[Piece, None]:
        """Ask one provider after the other; pieces as they come. Raises PamError (`storage.…`)."""
        line = Line(self._board)
        try:
            while (pick := await self._next(line)) is not None:
                try:
                    async with aclosing(self._ask(pick, line)) as pieces:
                        async for piece in pieces:
                            yield piece
                    self.ending = Ending.ANSWERED
                    return
                except ModelError as failure:
                    if self._takes_in(failure, pick, line) is Verdict.STOP:
                        self.ending = Ending.REFUSED
                        return
                    self.text.drop()
                    yield Draft(text=self.text.said)
        except Withdrawn:
            self.ending = Ending.WITHDRAWN

    async def _next(self, line: Line) -> Pick | None:
        if self._gone.done():
            raise Withdrawn
        pick = None if self._patience.is_over else await line.next()
        self.reasons = line.reasons
        return pick

    def _takes_in(self, failure: ModelError, pick: Pick, line: Line) -> Verdict:
        log.info("%s %s %s", failure.code, pick.name, failure.detail)
        repeated = any(failure.provider == earlier.provider for earlier in self.failures)
        self.failures.append(failure)
        verdict = verdict_of(failure.kind)
        if verdict is Verdict.SWITCH_OFF:
            self._refused(failure)
        elif may_repeat(failure.kind) and not repeated:
            line.once_more(pick)
        return verdict

    async def _ask(self, pick: Pick, line: Line) -> AsyncGenerator[Piece, None]:
        """Rounds of text and tools with one provider until it has answered."""
        self.is_weak = self.is_weak or pick.candidate.terms.is_weak
        for number in range(1, MOST_ROUNDS + 1):
            asked = self._round(pick, line, with_tools=number < MOST_ROUNDS)
            began_at = self._clock.now()
            said_before = self.text.said
            try:
                async with aclosing(asked.run()) as pieces:
                    async for piece in pieces:
                        yield piece
            finally:
                record = asked.record(self._turn.turn_id, began_at)
                self._tally.add(record)
                if self.text.said != said_before:
                    # Also of words that broke off it is told whose they were.
                    self._tally.provider, self._tally.model = pick.name, pick.model
                await self._board.note(pick, record, asked.failure)
            if asked.calls:
                await self._use_tools(pick, asked.calls)
            if not asked.calls or self._over:
                break
        if self.native:
            yield f"{self.native}\n"
        elif self.text.is_empty:
            raise ModelError(Failure.EMPTY, pick.name)

    def _round(self, pick: Pick, line: Line, *, with_tools: bool) -> ModelRound:
        provider = pick.candidate.provider
        masking = None if provider.on_device else self._masking
        request = self._briefing.request(
            pick, spoken=self.text.said, with_tools=with_tools, masking=masking
        )
        limit = pick.candidate.terms.first_token_seconds
        self._patience.begin(limit, line.others_left)
        return ModelRound(
            pick,
            request,
            text=self.text,
            unmasking=masking.stream() if masking else None,
            patience=self._patience,
            gone=self._gone,
        )

    async def _use_tools(self, pick: Pick, calls: list[ToolCall]) -> None:
        """Run what was called, in order."""
        masked = not pick.candidate.provider.on_device
        meant: list[ToolCall] = []
        results: list[ToolResult] = []
        for call in calls:
            if masked:
                call = replace(call, arguments=self._masking.unmask_json(call.arguments))
            # A provider's own ids begin anew with every talk.
            result = await self._runner.run(
                replace(call, id=new_id(self._clock.now())),
                provider=pick.name,
                model=pick.model,
                untrusted=self._untrusted,
            )
            meant.append(call)
            results.append(result)
            self._take_in(result)
        # Unmasked: whoever is asked next may be on this machine, or mask it anew.
        self._briefing.add(meant, [result.text for result in results])

    def _take_in(self, result: ToolResult) -> None:
        self._untrusted = self._untrusted or result.untrusted
        self._actions += result.actions
        self._over = self._over or result.ends_turn
        self.plan = result.plan or self.plan
        if result.outcome is ToolOutcome.DONE and result.intent is not None:
            self.intent, self.has_done = result.intent, True
        said = result.said
        if result.question is not None:
            self.question = result.question
            self.intent = result.question.intent
            said = result.question.text
        self.native = f"{self.native} {said}".strip()
