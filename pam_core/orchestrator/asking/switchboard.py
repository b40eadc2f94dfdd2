"""Which providers may be asked now: their order, what is missing, breakers, limits, refusals."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pam_core.orchestrator.asking.breaker import HISTORY_SECONDS, Breaker, BreakerState, breakers_of
from pam_core.orchestrator.asking.verdicts import Verdict, counts, verdict_of
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.model_call import (
    ANSWERED,
    CANCELLED,
    CallLog,
    ModelCall,
    Spent,
    SwitchedOff,
)
from pam_core.vocabulary.model_failure import Failure, ModelError
from pam_core.vocabulary.model_talk import Candidate, Standing
from pam_core.vocabulary.ports import Clock

log = logging.getLogger(__name__)

OVER_LIMIT = "over the day's limit"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderState:
    """How one provider stands, for people to read.

    `is_set_up`: nothing is missing for asking it. `ready`: it can be asked now; else `sentence` and
    `mend` say why not. `works`: as far as its last calls tell.
    """

    name: str
    model: str
    on_device: bool
    is_set_up: bool
    ready: bool
    sentence: str
    mend: str
    breaker: BreakerState
    opens_until: datetime | None
    last: ModelCall | None
    spent: Spent | None
    works: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A candidate that may be asked now, and with which model."""

    candidate: Candidate
    model: str

    @property
    def name(self) -> str:
        """The provider's name."""
        return self.candidate.provider.name


class Switchboard:
    """All candidates with what became of their calls, those of other PAMs on this file included.

    The breakers are worked out from the log when PAM starts, so that `pam ask` knows what the
    window has met. Where the log cannot be written the answer is given all the same.
    """

    def __init__(self, candidates: Sequence[Candidate], calls: CallLog, clock: Clock) -> None:
        self.candidates = tuple(candidates)
        self._calls = calls
        self._clock = clock
        self._breakers: dict[tuple[str, str], Breaker] | None = None
        self._last: dict[str, ModelCall] = {}
        self._off: dict[str, SwitchedOff] = {}

    async def pick(self, candidate: Candidate) -> Pick | PamError:
        """The candidate, where it may be asked now; else why not. Takes a half-open trial."""
        await self._look_back()
        provider = candidate.provider
        # First: it finds the key whose fingerprint is looked at next.
        standing = await provider.standing()
        if provider.name in self._off:
            # Another PAM may have switched it on: "pam providers on" in a terminal.
            self._off = dict(await self._calls.switched_off())
        if (off := self._refusal(candidate)) is not None:
            return off
        if await self._has_reached_limit(candidate):
            return _over_limit(provider.name)
        if not standing.ready:
            return ModelError(
                Failure.NOT_READY,
                provider.name,
                mend=f"{standing.sentence} {standing.mend}".strip(),
            )
        if not self._breaker(provider.name, standing.model).allows(self._now()):
            return ModelError(Failure.BUSY, provider.name, detail="breaker open")
        return Pick(candidate=candidate, model=standing.model)

    async def note(self, pick: Pick, call: ModelCall, failure: ModelError | None) -> None:
        """Take in what became of a call."""
        name, breaker = pick.name, self._breaker(pick.name, pick.model)
        began = call.began_at.timestamp()
        if failure is None and call.outcome == ANSWERED:
            breaker.succeeded(self._now(), began)
        elif failure is not None and counts(failure.kind):
            breaker.failed(self._now(), failure.retry_after_seconds, began)
        else:
            breaker.given_back(self._now(), began)
        if call.outcome != CANCELLED:
            self._last[name] = call
        await self._keep(pick, call, failure)

    async def states(self) -> Sequence[ProviderState]:
        """Every candidate as it stands. Raises PamError (`storage.…`)."""
        await self._look_back()
        spent = await self._calls.spent(_day_begins(self._clock.now()))
        last = {**await self._calls.last_calls(), **self._last}
        return [
            self._state(each, await each.provider.standing(), spent, last)
            for each in self.candidates
        ]

    async def switch_on(self, name: str) -> None:
        """A provider that refused PAM may be asked again. Raises PamError (`storage.…`)."""
        await self._calls.switch_on(name)
        self._off.pop(name, None)

    async def warm_up(self) -> None:
        """Have the one who would be asked next get ready; nobody is asked anything."""
        for candidate in self.candidates:
            standing = await candidate.provider.standing()
            if not standing.ready:
                continue
            try:
                await candidate.provider.warm_up()
            except ModelError as trouble:
                # It comes up again, and is told, with the first question.
                log.warning("%s: %s", trouble.code, trouble.detail)
            return

    async def close(self) -> None:
        """Give back what the providers hold."""
        for candidate in self.candidates:
            await candidate.provider.close()

    # How it is worked out ------------------------------------------------------------------------

    def may_be_asked(self, candidate: Candidate) -> bool:
        """Whether nothing that is known already stands against it."""
        if self._refusal(candidate) is not None:
            return False
        name = candidate.provider.name
        breakers = [each for (owner, _), each in (self._breakers or {}).items() if owner == name]
        return not breakers or any(
            breaker.state(self._now()) is not BreakerState.OPEN for breaker in breakers
        )

    def _state(
        self,
        candidate: Candidate,
        standing: Standing,
        spent: Mapping[str, Spent],
        last: Mapping[str, ModelCall],
    ) -> ProviderState:
        name = candidate.provider.name
        breaker = self._breaker(name, standing.model)
        state = breaker.state(self._now())
        until = breaker.opens_until if state is BreakerState.OPEN else None
        ready, sentence, mend = standing.ready, standing.sentence, standing.mend
        if (off := self._refusal(candidate)) is not None:
            ready, sentence, mend = False, off.sentence, off.mend
        elif _is_over(candidate, spent.get(name)):
            limit = _over_limit(name)
            ready, sentence, mend = False, limit.sentence, limit.mend
        return ProviderState(
            name=name,
            model=standing.model,
            on_device=candidate.provider.on_device,
            is_set_up=standing.ready,
            ready=ready and state is not BreakerState.OPEN,
            sentence=sentence,
            mend=mend,
            breaker=state,
            opens_until=datetime.fromtimestamp(until, UTC) if until is not None else None,
            last=last.get(name),
            spent=spent.get(name),
            works=self._works(candidate, standing),
        )

    def _works(self, candidate: Candidate, standing: Standing) -> bool:
        name = candidate.provider.name
        if self._refusal(candidate) is not None:
            return False
        if self._breaker(name, standing.model).state(self._now()) is not BreakerState.CLOSED:
            return False
        last = self._last.get(name)
        # A question that was refused says nothing of who refused it.
        return last is None or last.outcome == ANSWERED or not counts(Failure(last.outcome))

    def _refusal(self, candidate: Candidate) -> ModelError | None:
        provider = candidate.provider
        off = self._off.get(provider.name)
        if off is None or off.fingerprint != provider.fingerprint:
            return None
        return ModelError(Failure(off.failure), provider.name)

    async def _has_reached_limit(self, candidate: Candidate) -> bool:
        terms = candidate.terms
        if terms.daily_tokens is None and terms.daily_dollars is None:
            return False
        spent = await self._calls.spent(_day_begins(self._clock.now()))
        return _is_over(candidate, spent.get(candidate.provider.name))

    def _breaker(self, provider: str, model: str) -> Breaker:
        breakers = self._breakers if self._breakers is not None else {}
        return breakers.setdefault((provider, model), Breaker())

    async def _look_back(self) -> None:
        if self._breakers is not None:
            return
        now = self._clock.now()
        calls = await self._calls.recent(now - timedelta(seconds=HISTORY_SECONDS))
        self._off = dict(await self._calls.switched_off())
        self._last = {call.provider: call for call in calls if call.outcome != CANCELLED}
        self._breakers = dict(breakers_of(calls, now.timestamp()))

    async def _keep(self, pick: Pick, call: ModelCall, failure: ModelError | None) -> None:
        try:
            await self._calls.record(call)
            if failure is not None and verdict_of(failure.kind) is Verdict.SWITCH_OFF:
                off = SwitchedOff(
                    provider=pick.name,
                    failure=failure.kind,
                    fingerprint=pick.candidate.provider.fingerprint,
                    at=self._clock.now(),
                )
                self._off[pick.name] = off
                await self._calls.switch_off(off)
        except PamError as trouble:
            # The answer is worth more than the note that it was given.
            log.warning("%s: %s", trouble.code, trouble)

    def _now(self) -> float:
        return self._clock.now().timestamp()


def _is_over(candidate: Candidate, spent: Spent | None) -> bool:
    if spent is None:
        return False
    terms = candidate.terms
    tokens = terms.daily_tokens is not None and spent.tokens >= terms.daily_tokens
    dollars = (
        terms.daily_dollars is not None
        and spent.dollars is not None
        and spent.dollars >= terms.daily_dollars
    )
    return tokens or dollars


def _over_limit(name: str) -> ModelError:
    return ModelError(
        Failure.NOT_READY,
        name,
        detail=OVER_LIMIT,
        mend=f"Its limit for today is reached; `pam settings set {name}.daily_dollars` changes it.",
    )


def _day_begins(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)
