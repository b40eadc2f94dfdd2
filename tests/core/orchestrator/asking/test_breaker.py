"""When a provider is left alone, and when it is tried again."""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from pam_core.orchestrator.asking.breaker import (
    LONGEST_PAUSE_SECONDS,
    LONGEST_RETRY_AFTER_SECONDS,
    SHORTEST_PAUSE_SECONDS,
    TRIAL_SECONDS,
    Breaker,
    BreakerState,
    breakers_of,
)
from pam_core.vocabulary.model_call import ANSWERED, CANCELLED, ModelCall
from pam_core.vocabulary.model_failure import Failure

NOT_COUNTING = (CANCELLED, Failure.BAD_REQUEST, Failure.KEY_REFUSED, Failure.NOT_READY, "unknown")


def call(
    began: float,
    outcome: str,
    *,
    seconds: float = 0.5,
    retry_after: float | None = None,
    provider: str = "openai",
) -> ModelCall:
    return ModelCall(
        call_id=f"{provider}-{began}",
        turn_id="t",
        provider=provider,
        model="m",
        began_at=datetime.fromtimestamp(began, UTC),
        outcome=outcome,
        first_token_seconds=None,
        seconds=seconds,
        retry_after_seconds=retry_after,
    )


def fail(breaker: Breaker, *moments: float) -> None:
    for now in moments:
        assert breaker.allows(now)
        breaker.failed(now)


def opened(at: float = 1004.0) -> Breaker:
    breaker = Breaker()
    fail(breaker, *(at - back for back in (4.0, 3.0, 2.0, 1.0, 0.0)))
    return breaker


def test_five_failures_open_it_for_half_a_minute() -> None:
    """Four do not; the fifth does, for 30 s."""
    breaker = Breaker()
    fail(breaker, 1000.0, 1001.0, 1002.0, 1003.0)
    assert breaker.state(1003.0) is BreakerState.CLOSED
    fail(breaker, 1004.0)
    assert breaker.state(1033.9) is BreakerState.OPEN
    assert not breaker.allows(1033.9)
    assert breaker.opens_until == 1034.0
    assert breaker.state(1034.0) is BreakerState.HALF_OPEN


@pytest.mark.parametrize(("good", "state"), [(5, BreakerState.OPEN), (6, BreakerState.CLOSED)])
def test_at_least_half_must_fail(good: int, state: BreakerState) -> None:
    """Five failures among six good calls are less than half."""
    breaker = Breaker()
    for number in range(good):
        breaker.succeeded(1000.0 + number)
    fail(breaker, *(1010.0 + number for number in range(5)))
    assert breaker.state(1014.0) is state


def test_only_the_last_twenty_calls_matter() -> None:
    """Long good times before do not keep it closed."""
    breaker = Breaker()
    for number in range(100):
        breaker.succeeded(1000.0 + number / 100)
    fail(breaker, *(1002.0 + number for number in range(10)))
    assert breaker.state(1011.0) is BreakerState.OPEN


def test_failures_are_forgotten_after_a_minute() -> None:
    """Five failures in more than 60 s do not open it."""
    breaker = Breaker()
    fail(breaker, 1000.0, 1016.0, 1031.0, 1046.0, 1060.5, 1076.5)
    assert breaker.state(1076.5) is BreakerState.CLOSED


def test_one_call_is_let_through_and_closes_it() -> None:
    """Half-open it lets one call through; its answer closes it and clears the past."""
    breaker = opened()
    assert breaker.allows(1040.0)
    assert breaker.is_trying
    assert not breaker.allows(1040.0)
    breaker.succeeded(1041.0)
    fail(breaker, 1042.0, 1043.0, 1044.0, 1045.0)
    assert breaker.state(1045.0) is BreakerState.CLOSED


def test_each_failed_trial_doubles_the_pause() -> None:
    """30 s, 1 min, 2, 4, 8, then 10 min and no more."""
    breaker, now, pauses = opened(1000.0), 1000.0, []
    for _ in range(7):
        pauses.append((breaker.opens_until or 0.0) - now)
        now = breaker.opens_until or 0.0
        fail(breaker, now)
    assert pauses == [30.0, 60.0, 120.0, 240.0, 480.0, 600.0, 600.0]


def test_a_new_opening_begins_with_half_a_minute() -> None:
    """Once it was closed, the doubling begins anew."""
    breaker = opened(1000.0)
    fail(breaker, 1030.0)
    assert breaker.allows(1090.0)
    breaker.succeeded(1091.0)
    fail(breaker, *(1092.0 + number for number in range(5)))
    assert breaker.opens_until == 1096.0 + SHORTEST_PAUSE_SECONDS


def test_retry_after_is_obeyed_at_once() -> None:
    """A single 429 that asks for 7 s gets them, and one call is tried then."""
    breaker = Breaker()
    breaker.failed(1000.0, retry_after=7.0)
    assert not breaker.allows(1006.9)
    assert breaker.allows(1007.0)
    assert not breaker.allows(1007.0)


@pytest.mark.parametrize(
    ("asked", "until"),
    [(1e9, 1000.0 + LONGEST_RETRY_AFTER_SECONDS), (0.0, None), (-5.0, None), (float("nan"), None)],
)
def test_retry_after_within_reason(asked: float, until: float | None) -> None:
    """An hour at most; nothing where nothing is asked."""
    breaker = Breaker()
    breaker.failed(1000.0, retry_after=asked)
    assert breaker.opens_until == until


def test_a_late_answer_decides_nothing() -> None:
    """What began before it opened says nothing of now, but its Retry-After is obeyed."""
    breaker = opened(1004.0)
    breaker.succeeded(1010.0, began=1000.5)
    assert breaker.state(1010.0) is BreakerState.OPEN
    assert breaker.allows(1040.0)
    breaker.failed(1041.0, retry_after=100.0, began=1000.5)
    assert breaker.opens_until == 1141.0
    breaker.succeeded(1042.0, began=1040.0)
    assert breaker.state(1042.0) is BreakerState.CLOSED


def test_an_answer_to_a_test_closes_it() -> None:
    """Who asked in spite of it and was answered knows better."""
    breaker = opened(1004.0)
    breaker.succeeded(1012.0, began=1010.0)
    assert breaker.state(1012.0) is BreakerState.CLOSED


def test_a_trial_given_back_is_free() -> None:
    """A trial the user cancelled is no verdict: the next call is one."""
    breaker = opened(1004.0)
    assert breaker.allows(1040.0)
    breaker.given_back(1041.0, began=1000.0)
    assert not breaker.allows(1041.0)
    breaker.given_back(1041.0)
    assert breaker.allows(1042.0)
    breaker.failed(1043.0)
    assert breaker.opens_until == 1103.0


def test_a_lost_trial_does_not_keep_it_open_for_ever() -> None:
    """Who was let through and never heard of again makes room after ten minutes."""
    breaker = opened(1004.0)
    assert breaker.allows(1040.0)
    assert not breaker.allows(1040.0 + TRIAL_SECONDS)
    assert breaker.allows(1041.0 + TRIAL_SECONDS)
    assert not breaker.allows(1042.0 + TRIAL_SECONDS)


@pytest.mark.parametrize("back", [1.0, 3.0, 50.0, 1e8])
def test_a_clock_set_back_does_not_keep_it_open(back: float) -> None:
    """It stays open for its pause and no longer, whatever the clock does."""
    breaker = opened(2e8)
    now = 2e8 - back
    assert breaker.state(now) is BreakerState.OPEN
    assert breaker.state(now + SHORTEST_PAUSE_SECONDS + back % 4) is BreakerState.HALF_OPEN


def test_a_clock_set_back_while_it_tries() -> None:
    """A trial on its way stays the only one, and its outcome counts."""
    breaker = opened(1004.0)
    assert breaker.allows(1040.0)
    assert breaker.state(500.0) is BreakerState.OPEN
    assert not breaker.allows(531.0)
    breaker.failed(532.0)
    assert breaker.opens_until == 592.0


def test_calls_of_the_future_are_left_out() -> None:
    """A log from before the clock was set back keeps nothing open."""
    calls = [call(2000.0 + number, Failure.SERVER) for number in range(5)]
    assert Breaker.from_calls(calls, 1000.0).state(1000.0) is BreakerState.CLOSED
    assert Breaker.from_calls(calls, 2010.0).state(2010.0) is BreakerState.OPEN


def test_each_provider_has_its_own() -> None:
    """What one does says nothing of another."""
    bad = [call(1000.0 + number, Failure.CUT) for number in range(5)]
    good = [call(1000.0 + number, ANSWERED, provider="anthropic") for number in range(5)]
    breakers = breakers_of([*bad, *good], 1010.0)
    states = {who: breaker.state(1010.0) for who, breaker in breakers.items()}
    assert states == {
        ("openai", "m"): BreakerState.OPEN,
        ("anthropic", "m"): BreakerState.CLOSED,
    }


@given(st.lists(st.tuples(st.floats(0.0, 5.0), st.sampled_from(NOT_COUNTING)), max_size=30))
def test_what_does_not_count_changes_nothing(steps: list[tuple[float, str]]) -> None:
    """Cancels, 400s and refusals leave a closed one closed and an open one open."""
    bad = [call(1000.0 + number, Failure.SERVER) for number in range(5)]
    idle = [call(1006.0 + wait, outcome, retry_after=50.0) for wait, outcome in steps]
    assert Breaker.from_calls(idle, 1100.0).state(1100.0) is BreakerState.CLOSED
    assert Breaker.from_calls([*bad, *idle], 1020.0).opens_until == 1034.5


def is_too_much(moments: list[tuple[float, bool]]) -> bool:
    now, ok = moments[-1]
    window = [good for at, good in moments[-20:] if now - at <= 60.0]
    return not ok and window.count(False) >= 5 and window.count(False) * 2 >= len(window)


@given(st.lists(st.tuples(st.floats(0.0, 20.0), st.booleans()), min_size=1, max_size=60))
def test_it_opens_by_the_rule_and_by_nothing_else(steps: list[tuple[float, bool]]) -> None:
    """It opens with 5 failures that are at least half of the last 20 calls, all within 60 s."""
    times = accumulate((wait for wait, _ in steps), initial=1000.0)
    moments = list(zip(list(times)[1:], (ok for _, ok in steps), strict=True))
    expected = [is_too_much(moments[: end + 1]) for end in range(len(moments))]
    breaker, found = Breaker(), []
    for now, ok in moments:
        {True: breaker.succeeded, False: breaker.failed}[ok](now)
        found.append(breaker.state(now) is BreakerState.OPEN)
    first = [*expected, True].index(True)
    assert found[: first + 1] == expected[: first + 1]


@dataclass
class OnTheWay:
    began: float
    trial: bool


class AnyCourse(RuleBasedStateMachine):
    """Calls begin and end in any order; the log of them is kept beside."""

    def __init__(self) -> None:
        super().__init__()
        self.breaker = Breaker()
        self.now = 1_000_000.0
        self.on_the_way: list[OnTheWay] = []
        self.log: list[ModelCall] = []
        self.rests_until = 0.0

    @rule(seconds=st.integers(1, 2_000))
    def wait(self, seconds: int) -> None:
        self.now += seconds / 8

    @rule()
    def begin(self) -> None:
        state = self.breaker.state(self.now)
        allowed = self.breaker.allows(self.now)
        assert not (allowed and state is BreakerState.OPEN)
        assert not (allowed and self.now < self.rests_until)
        trial = OnTheWay(self.now, state is BreakerState.HALF_OPEN)
        self.on_the_way += [trial] * allowed
        # No two events at one moment, so that the log tells their order.
        self.now += 1 / 8

    @precondition(lambda self: self.on_the_way)
    @rule(
        outcome=st.sampled_from([ANSWERED, CANCELLED, *[Failure.SERVER] * 4, Failure.BUSY]),
        asked=st.none() | st.integers(1, 5_000),
        which=st.randoms(use_true_random=False),
    )
    def end(self, outcome: str, asked: int | None, which: object) -> None:
        one = self.on_the_way.pop(which.randrange(len(self.on_the_way)))  # type: ignore[attr-defined]
        failed = outcome not in (ANSWERED, CANCELLED)
        retry_after = {True: asked, False: None}[failed]
        seconds = self.now - one.began
        self.log.append(call(one.began, outcome, seconds=seconds, retry_after=retry_after))
        {
            ANSWERED: lambda: self.breaker.succeeded(self.now, began=one.began),
            CANCELLED: lambda: self.breaker.given_back(self.now, began=one.began),
        }.get(outcome, lambda: self.breaker.failed(self.now, retry_after, began=one.began))()
        closed_by_answer = outcome == ANSWERED and self.breaker.opens_until is None
        rest = self.now + min(retry_after or 0, 3600)
        self.rests_until = {True: 0.0, False: max(self.rests_until, rest)}[closed_by_answer]
        self.now += 1 / 8

    @invariant()
    def one_trial_at_most(self) -> None:
        since = self.now - TRIAL_SECONDS
        assert sum(each.trial and each.began >= since for each in self.on_the_way) <= 1

    @invariant()
    def it_recovers(self) -> None:
        longest = max(LONGEST_PAUSE_SECONDS, LONGEST_RETRY_AFTER_SECONDS)
        assert self.breaker.state(self.now) is BreakerState.CLOSED or (
            (self.breaker.opens_until or 0.0) <= self.now + longest
        )

    @precondition(lambda self: not self.on_the_way)
    @invariant()
    def the_log_tells_it_all(self) -> None:
        replayed = Breaker.from_calls(self.log, self.now)
        assert replayed.state(self.now) is self.breaker.state(self.now)
        assert replayed.opens_until == self.breaker.opens_until
        assert replayed.is_trying == self.breaker.is_trying


TestAnyCourse = AnyCourse.TestCase
TestAnyCourse.__doc__ = "Whatever happens: one trial at a time, Retry-After kept, the log replays."
