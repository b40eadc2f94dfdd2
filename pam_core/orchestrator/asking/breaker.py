"""Whether a provider's model is worth asking now, from how the calls to it went."""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from heapq import heappop, heappush

from pam_core.orchestrator.asking.verdicts import counts
from pam_core.vocabulary.model_call import ANSWERED, ModelCall
from pam_core.vocabulary.model_failure import Failure

WINDOW_SECONDS = 60.0
WINDOW_CALLS = 20
LEAST_FAILURES = 5
SHORTEST_PAUSE_SECONDS = 30.0
LONGEST_PAUSE_SECONDS = 600.0
LONGEST_RETRY_AFTER_SECONDS = 3600.0
TRIAL_SECONDS = 600.0
"""A trial of which nothing was heard for so long is taken for lost."""
HISTORY_SECONDS = 2 * LONGEST_RETRY_AFTER_SECONDS
"""How far back the calls matter to `from_calls`."""

_FAILED = frozenset(failure.value for failure in Failure if counts(failure))


class BreakerState(StrEnum):
    """Whether calls go through."""

    CLOSED = "closed"
    """They do."""
    OPEN = "open"
    """None does."""
    HALF_OPEN = "half_open"
    """One does, and its outcome decides."""


class Breaker:
    """Opens when too many calls fail or the provider asks to be left alone; then one is tried.

    Five failures that are at least half of the last 20 calls in 60 s open it for 30 s, and twice as
    long with each trial that fails, up to 10 minutes; a Retry-After opens it at once, for an hour
    at most. Times are seconds of the wall clock, so that the calls of every PAM on the machine can
    be replayed; a clock that was set back makes no pause longer than it was.

    `began` says when a call began whose outcome is told: one from before it opened decides nothing.
    Without it the outcome is taken for that of the call that was allowed last.
    """

    def __init__(self) -> None:
        self._calls: deque[tuple[float, bool]] = deque(maxlen=WINDOW_CALLS)
        self._opened_at = 0.0
        self._told_at = 0.0
        self._until: float | None = None
        self._pause = 0.0
        self._trying = False
        self._tried_at = 0.0

    @property
    def opens_until(self) -> float | None:
        """Until when no call goes through, or did until the trial; None while it is closed."""
        return self._until

    @property
    def is_trying(self) -> bool:
        """Whether the one call of a half-open breaker is on its way."""
        return self._trying

    def state(self, now: float) -> BreakerState:
        """Whether calls go through now. Takes no trial."""
        if self._until is None:
            return BreakerState.CLOSED
        self._follow_clock(now)
        return BreakerState.OPEN if now < self._until else BreakerState.HALF_OPEN

    def allows(self, now: float) -> bool:
        """Whether a call may be made; in the half-open state it is True once: that is the trial."""
        state = self.state(now)
        lost = self._trying and now - self._tried_at > TRIAL_SECONDS
        if state is BreakerState.HALF_OPEN and (lost or not self._trying):
            self._trying, self._tried_at = True, now
            return True
        return state is BreakerState.CLOSED

    def succeeded(self, now: float, began: float | None = None) -> None:
        """A call was answered. One that began after it opened closes it."""
        state = self.state(now)
        if state is BreakerState.CLOSED:
            self._calls.append((now, True))
        elif self._decides(state, began):
            self._until, self._pause, self._trying = None, 0.0, False
            self._calls.clear()

    def failed(
        self, now: float, retry_after: float | None = None, began: float | None = None
    ) -> None:
        """A call failed in a way that counts; `retry_after` is in seconds."""
        asked = min(max(0.0, retry_after or 0.0), LONGEST_RETRY_AFTER_SECONDS)
        state = self.state(now)
        if state is BreakerState.CLOSED:
            self._calls.append((now, False))
            self._pause = SHORTEST_PAUSE_SECONDS if self._is_too_much(now) else 0.0
            self._open(now, max(self._pause, asked))
        elif self._is_tried(state) and self._decides(state, began):
            doubled = max(SHORTEST_PAUSE_SECONDS, 2 * self._pause)
            self._pause = min(doubled, LONGEST_PAUSE_SECONDS)
            self._trying = False
            self._open(now, max(self._pause, asked))
        else:
            # One that was on its way when it opened has nothing to say but its Retry-After.
            self._rest_until(now, max(now + asked, self._until or now))

    def given_back(self, now: float, began: float | None = None) -> None:
        """A call ended without a verdict: the user cancelled it, or the fault was in the question.

        Was it the trial, then another call may be that.
        """
        if self._decides(self.state(now), began):
            self._trying = False

    @classmethod
    def from_calls(cls, calls: Sequence[ModelCall], now: float) -> "Breaker":
        """The breaker as these calls have left it; they are of one provider and model.

        Calls that are over only after `now` are of a clock that was set back, and are left out.
        """
        breaker = cls()
        on_the_way: list[tuple[float, int, ModelCall]] = []
        for number, call in enumerate(sorted(calls, key=lambda each: each.began_at)):
            began = call.began_at.timestamp()
            ended = began + max(0.0, call.seconds)
            if ended > now:
                continue
            breaker._told_until(began, on_the_way)
            breaker.allows(began)
            heappush(on_the_way, (ended, number, call))
        breaker._told_until(now, on_the_way)
        return breaker

    def _told_until(self, now: float, on_the_way: list[tuple[float, int, ModelCall]]) -> None:
        while on_the_way and on_the_way[0][0] <= now:
            ended, _, call = heappop(on_the_way)
            began = call.began_at.timestamp()
            if call.outcome == ANSWERED:
                self.succeeded(ended, began)
            elif call.outcome in _FAILED:
                self.failed(ended, call.retry_after_seconds, began)
            else:
                self.given_back(ended, began)

    def _is_tried(self, state: BreakerState) -> bool:
        # A clock that was set back may have opened it once more while the trial is on its way.
        return self._trying or state is BreakerState.HALF_OPEN

    def _decides(self, state: BreakerState, began: float | None) -> bool:
        return self._is_tried(state) if began is None else began > self._opened_at

    def _is_too_much(self, now: float) -> bool:
        recent = [ok for at, ok in self._calls if 0.0 <= now - at <= WINDOW_SECONDS]
        failures = recent.count(False)
        return failures >= LEAST_FAILURES and 2 * failures >= len(recent)

    def _open(self, now: float, pause: float) -> None:
        if pause > 0.0:
            self._opened_at = now
            # A longer Retry-After of another call still holds.
            self._rest_until(now, max(now + pause, self._until or 0.0))

    def _rest_until(self, now: float, until: float) -> None:
        self._told_at, self._until = now, until

    def _follow_clock(self, now: float) -> None:
        if self._until is not None and now < self._told_at:
            self._opened_at = min(self._opened_at, now)
            self._tried_at = min(self._tried_at, now)
            self._rest_until(now, now + (self._until - self._told_at))


def breakers_of(calls: Iterable[ModelCall], now: float) -> Mapping[tuple[str, str], Breaker]:
    """The breaker of each provider and model that was called, as these calls have left it."""
    by_model: dict[tuple[str, str], list[ModelCall]] = defaultdict(list)
    for call in calls:
        by_model[call.provider, call.model].append(call)
    return {who: Breaker.from_calls(its, now) for who, its in by_model.items()}
