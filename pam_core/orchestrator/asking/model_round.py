"""One request to one model: its words to clauses, its calls collected, and what became of it."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from datetime import datetime

from pam_core.orchestrator.asking.patience import Patience
from pam_core.orchestrator.asking.switchboard import Pick
from pam_core.orchestrator.asking.wire import Wire, Withdrawn
from pam_core.orchestrator.briefing import CHARACTERS_A_TOKEN, tokens_of
from pam_core.orchestrator.words.answer_text import AnswerText
from pam_core.privacy.masking import Unmasking
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.model_call import ANSWERED, CANCELLED, ModelCall
from pam_core.vocabulary.model_failure import Failure, ModelError
from pam_core.vocabulary.model_talk import (
    Finish,
    Finished,
    ModelRequest,
    TextDelta,
    ToolCall,
)
from pam_core.vocabulary.reply import Aside, Draft, Piece

log = logging.getLogger(__name__)

MOST_TOKENS = 10_000_000
"""More than any model reads or writes at once."""


class ModelRound:
    """`run` once; then `calls` are what the model wants done and `end` how it ended.

    `unmasking` puts back what was masked, None where nothing was. `gone`: nobody waits any more.
    """

    def __init__(
        self,
        pick: Pick,
        request: ModelRequest,
        *,
        text: AnswerText,
        unmasking: Unmasking | None,
        patience: Patience,
        gone: "asyncio.Future[None]",
    ) -> None:
        self._pick = pick
        self._request = request
        self._characters = 0
        self._text = text
        self._unmasking = unmasking
        self._patience = patience
        self._wire = Wire(pick.candidate.provider, request, gone)
        self._outcome: str = CANCELLED
        self._has_words = False
        self.failure: ModelError | None = None
        self.calls: list[ToolCall] = []
        self.end: Finished | None = None

    async def run(self) -> AsyncGenerator[Piece, None]:
        """Pieces as they come. Raises ModelError and Withdrawn."""
        self._text.begin()
        try:
            async with self._wire as wire:
                while not self._text.full and (delta := await self._next(wire)) is not None:
                    for piece in self._taken(delta):
                        yield piece
            for clause in self._finished():
                yield f"{clause}\n"
            self._outcome = ANSWERED
        except ModelError as failure:
            self._fail(failure)
            raise
        except Withdrawn:
            raise
        except Exception as fault:
            # A fault of ours, or of a library's, with one provider: another may still answer.
            log.error("%s failed with %s", self._pick.name, type(fault).__name__)
            kind = type(fault).__name__
            garbled = ModelError(Failure.GARBLED, self._pick.name, detail=kind)
            self._fail(garbled)
            raise garbled from fault

    def record(self, turn_id: str, began_at: datetime) -> ModelCall:
        """What became of it, for the log of calls."""
        end = self.end if self.end and _is_credible(self.end) else self._reckoned()
        return ModelCall(
            call_id=new_id(began_at),
            turn_id=turn_id,
            provider=self._pick.name,
            model=self._pick.model,
            began_at=began_at,
            outcome=self._outcome,
            first_token_seconds=self._wire.first_token_seconds,
            seconds=self._wire.seconds,
            tokens_in=end.tokens_in,
            tokens_out=end.tokens_out,
            cost_dollars=self._pick.candidate.terms.cost(end.tokens_in, end.tokens_out),
            retry_after_seconds=self.failure.retry_after_seconds if self.failure else None,
        )

    async def _next(self, wire: Wire) -> "TextDelta | ToolCall | Finished | Aside | None":
        begun = wire.first_token_seconds is not None
        try:
            return await wire.next(self._patience.wait(begun))
        except TimeoutError:
            if filler := self._patience.filler():
                return Aside(text=filler)
            raise ModelError(Failure.STALLED if begun else Failure.SLOW, self._pick.name) from None

    def _taken(self, delta: TextDelta | ToolCall | Finished | Aside) -> list[Piece]:
        if isinstance(delta, Aside):
            return [delta]
        if isinstance(delta, ToolCall):
            self.calls.append(delta)
            return []
        if isinstance(delta, Finished):
            self.end = delta
            return []
        self._characters += len(delta.text)
        self._has_words = self._has_words or bool(delta.text.strip())
        text = self._unmasking.feed(delta.text) if self._unmasking else delta.text
        clauses = self._text.feed(text)
        if clauses:
            self._patience.said()
        return [*(f"{clause}\n" for clause in clauses), Draft(text=self._text.draft)]

    def _finished(self) -> list[str]:
        """The last clauses, where the answer is one."""
        name = self._pick.name
        if self.end is None and not self._text.full:
            raise ModelError(Failure.UNFINISHED, name)
        if self.end is not None and self.end.reason is Finish.POLICY:
            raise ModelError(Failure.POLICY, name)
        if not self._has_words and not self.calls:
            raise ModelError(Failure.EMPTY, name)
        held = self._unmasking.finish() if self._unmasking else ""
        return [*self._text.feed(held), *self._text.finish()]

    def _reckoned(self) -> Finished:
        """What a call took where nobody says: who began to answer has read the question."""
        if self._wire.first_token_seconds is None:
            return Finished(reason=Finish.STOP)
        return Finished(
            reason=Finish.LENGTH,
            tokens_in=tokens_of(self._request),
            tokens_out=self._characters // CHARACTERS_A_TOKEN,
        )

    def _fail(self, failure: ModelError) -> None:
        self.failure = failure
        self._outcome = failure.kind


def _is_credible(end: Finished) -> bool:
    """Whether its count can be taken: none at all, or a wild one, would get round the limits."""
    return 0 < end.tokens_in <= MOST_TOKENS and 0 <= end.tokens_out <= MOST_TOKENS
