"""What PAM itself says behind, or in place of, a model's words."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from pam_core.orchestrator.asking.switchboard import OVER_LIMIT
from pam_core.orchestrator.given_again import GivenAgain
from pam_core.orchestrator.open_turn import Ending, OpenTurn
from pam_core.orchestrator.prompt import Surroundings
from pam_core.orchestrator.words.claims import claims_a_deed
from pam_core.orchestrator.words.for_the_ear import portions
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.model_failure import Failure, ModelError
from pam_core.vocabulary.reply import Provenance
from pam_core.vocabulary.turn import TurnRequest

SENTENCE_ENDS = (".", "!", "?", "…", '"')

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What PAM itself says behind a model's words, what "more" says, and where it is from."""

    words: str = ""
    rest: tuple[str, ...] = ()
    source: Provenance | None = None


class Conclusion:
    """Ends open turns. `say` gives PAM's own sentences; `again` is None where no answer is kept."""

    def __init__(self, say: Callable[..., str], again: GivenAgain | None) -> None:
        self._say = say
        self._again = again

    async def added(
        self, turn: OpenTurn, request: TurnRequest, surroundings: Surroundings, *, alone: bool
    ) -> Added:
        """What PAM itself says at the end; a whole answer is kept for later on the way.

        `alone`: the question cannot mean what was said just now. Raises PamError (`storage.…`).
        """
        again = self._again if alone else None
        if not (turn.has_done or turn.native) and claims_a_deed(turn.text.said):
            # Not kept either: it would be claimed again on the way.
            return Added(words=self._say("open.nothing_done"), rest=turn.text.rest)
        match turn.ending:
            case Ending.ANSWERED:
                return await self._after_answer(turn, request, surroundings, again)
            case Ending.REFUSED:
                return Added(words=self._say(f"open.{turn.failures[-1].kind}"))
            case Ending.NOBODY if turn.text.said:
                return Added(words=self._say("open.broke_off"))
            case Ending.NOBODY:
                return await self._without_anybody(turn, request, surroundings, again)
        return Added()

    async def _after_answer(
        self,
        turn: OpenTurn,
        request: TurnRequest,
        surroundings: Surroundings,
        again: GivenAgain | None,
    ) -> Added:
        rest = turn.text.rest
        if turn.native or turn.actions:
            # What hangs on a tool is another answer by tomorrow.
            return Added(rest=rest)
        if again is not None and not turn.is_weak:
            whole = " ".join((turn.text.said, *rest))
            try:
                await again.keep(request, surroundings, whole, turn.provenance)
            except PamError as trouble:
                # The user has their answer; it only cannot be given again.
                log.warning("%s: %s", trouble.code, trouble)
        if not rest:
            return Added()
        # A sentence that was cut for its length has no end of its own.
        cut = not turn.text.said.endswith(SENTENCE_ENDS)
        return Added(words=("… " if cut else "") + self._say("open.more"), rest=rest)

    async def _without_anybody(
        self,
        turn: OpenTurn,
        request: TurnRequest,
        surroundings: Surroundings,
        again: GivenAgain | None,
    ) -> Added:
        found = await again.find(request, surroundings) if again is not None else None
        if found is None:
            return Added(words=self._say(f"open.{why_nobody(turn)}"))
        words, kept = found
        first, rest = portions(words)
        source = replace(
            turn.provenance,
            provider=kept.provider,
            model=kept.model,
            answered_at=kept.answered_at,
        )
        return Added(words=first, rest=rest, source=source)


def nothing_set_up(turn: OpenTurn) -> bool:
    """Whether nobody was asked because there is nobody."""
    return not turn.failures and all(
        isinstance(reason, ModelError) and reason.kind is Failure.NOT_READY and not reason.detail
        for reason in turn.reasons
    )


def why_nobody(turn: OpenTurn) -> str:
    """The key of the honest sentence: why nobody has answered."""
    asked = {failure.kind for failure in turn.failures}
    if not asked:
        limited = any(getattr(reason, "detail", "") == OVER_LIMIT for reason in turn.reasons)
        return "limit" if limited else "nobody"
    if asked <= {Failure.UNREACHABLE, Failure.NOT_READY}:
        return "no_network"
    if asked <= {Failure.SLOW, Failure.STALLED, Failure.UNREACHABLE}:
        return "too_slow"
    return "nobody"
