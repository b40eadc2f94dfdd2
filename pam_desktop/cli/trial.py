"""One tiny question to one provider, to see whether it answers and how soon."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass

from pam_core.orchestrator.asking.model_round import ModelRound
from pam_core.orchestrator.asking.patience import Patience
from pam_core.orchestrator.asking.switchboard import Pick, Switchboard
from pam_core.orchestrator.asking.turn_time import Limits
from pam_core.orchestrator.words.answer_text import AnswerText
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.model_call import ModelCall
from pam_core.vocabulary.model_failure import ModelError
from pam_core.vocabulary.model_talk import Candidate, Message, ModelRequest, Role, Standing
from pam_core.vocabulary.ports import Clock

QUESTION = ModelRequest(
    system="You are a voice assistant. Answer in one short sentence of plain words.",
    messages=(Message(role=Role.USER, text="Are you there?"),),
)
MOST_CHARACTERS = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What came of it: `call` is None where it could not even be asked, as `standing` says."""

    name: str
    standing: Standing
    call: ModelCall | None = None
    failure: ModelError | None = None
    answer: str = ""

    @property
    def answered(self) -> bool:
        """Whether it works."""
        return self.call is not None and self.failure is None


async def try_out(
    candidate: Candidate, board: Switchboard, clock: Clock, begins: Callable[[], None]
) -> Trial:
    """Ask for real, over the breaker and whatever rests it; who answers may be asked again.

    The call is kept like any other. `begins` is called before anything is sent, where anything is.
    Raises PamError (`storage.…`).
    """
    provider = candidate.provider
    standing = await provider.standing()
    if not standing.ready:
        return Trial(name=provider.name, standing=standing)
    begins()
    pick = Pick(candidate=candidate, model=standing.model)
    patience = Patience(Limits(), clock, "", spoken=False)
    patience.begin(candidate.terms.first_token_seconds, others_left=0)
    text = AnswerText(most_characters=MOST_CHARACTERS)
    gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    asked = ModelRound(pick, QUESTION, text=text, unmasking=None, patience=patience, gone=gone)
    began_at = clock.now()
    failure = await _failure(asked)
    call = asked.record(new_id(began_at), began_at)
    await board.note(pick, call, failure)
    if failure is None:
        await board.switch_on(provider.name)
    return Trial(
        name=provider.name, standing=standing, call=call, failure=failure, answer=text.said
    )


async def _failure(asked: ModelRound) -> ModelError | None:
    try:
        async with aclosing(asked.run()) as pieces:
            async for _ in pieces:
                pass
    except ModelError as failure:
        return failure
    return None
