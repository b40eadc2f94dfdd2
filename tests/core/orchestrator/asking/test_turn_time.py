"""How long a turn waits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pam_core.orchestrator.asking.turn_time import RESERVE_SECONDS, Limits, TurnTime

SECONDS = st.floats(0.0, 100.0)


@pytest.mark.parametrize(
    ("now", "candidate_seconds", "others_left", "expected"),
    [
        (100.0, 8.0, 0, 8.0),
        (100.0, 8.0, 1, 8.0),
        (100.0, 8.0, 2, 6.0),
        (100.0, 25.0, 0, 12.0),
        (100.0, 25.0, 1, 9.0),
        (108.0, 8.0, 0, 4.0),
        (108.0, 8.0, 1, 3.0),
        (108.0, 8.0, 5, 3.0),
        (111.0, 8.0, 3, 1.0),
        (112.0, 8.0, 0, 0.0),
        (130.0, 8.0, 0, 0.0),
    ],
)
def test_a_spoken_turn_keeps_time_for_the_others(
    now: float, candidate_seconds: float, others_left: int, expected: float
) -> None:
    """3 s stay for each other candidate, and 12 s after it began the turn is over."""
    time = TurnTime(Limits(), 100.0, spoken=True)
    found = time.first_token_within(
        now, candidate_seconds=candidate_seconds, others_left=others_left
    )
    assert found == pytest.approx(expected)


def test_a_typed_turn_has_patience() -> None:
    """Who typed gives each candidate its own time, up to 60 s in all, and hears no filler."""
    time = TurnTime(Limits(), 100.0, spoken=False)
    assert time.first_token_within(100.0, candidate_seconds=25.0, others_left=4) == 25.0
    assert time.first_token_within(150.0, candidate_seconds=25.0, others_left=4) == 10.0
    assert time.filler_due_in(101.5) is None
    assert not time.is_over(159.9)
    assert time.is_over(160.0)


def test_the_filler_is_said_once() -> None:
    """It is due 1.5 s after the turn began, and never again once it was said."""
    time = TurnTime(Limits(), 100.0, spoken=True)
    assert time.filler_due_in(100.5) == pytest.approx(1.0)
    assert time.filler_due_in(103.0) == 0.0
    time.without_filler()
    assert time.filler_due_in(103.0) is None


def test_no_filler_into_an_answer() -> None:
    """An answer that is being said needs no filler, whoever goes on with it."""
    time = TurnTime(Limits(), 100.0, spoken=True)
    time.said(101.0)
    assert time.filler_due_in(101.0) is None


def test_who_goes_on_has_time_again() -> None:
    """The deadline is for the first sound; a provider that takes over has one of its own."""
    time = TurnTime(Limits(), 100.0, spoken=True)
    time.said(111.0)
    assert not time.is_over(112.0)
    assert time.first_token_within(112.0, candidate_seconds=8.0, others_left=0) == 8.0
    assert time.is_over(123.0)


@given(SECONDS, SECONDS, st.integers(0, 8), st.booleans())
def test_never_past_the_deadline(
    waited: float, candidate_seconds: float, others_left: int, spoken: bool
) -> None:
    """No candidate gets more than it asks for, nor than the turn has left."""
    limits = Limits()
    time = TurnTime(limits, 0.0, spoken=spoken)
    found = time.first_token_within(
        waited, candidate_seconds=candidate_seconds, others_left=others_left
    )
    deadline = {True: limits.deadline_seconds, False: limits.typed_deadline_seconds}[spoken]
    assert 0.0 <= found <= candidate_seconds
    assert found <= max(0.0, deadline - waited)


@given(st.floats(0.0, 9.0), st.integers(0, 8))
def test_as_long_as_there_is_time_someone_is_asked(waited: float, others_left: int) -> None:
    """Many candidates share what is left; the next one always has the reserve."""
    time = TurnTime(Limits(), 0.0, spoken=True)
    found = time.first_token_within(waited, candidate_seconds=8.0, others_left=others_left)
    assert found >= RESERVE_SECONDS
