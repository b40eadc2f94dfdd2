"""What follows from each failure, as issue 4 says."""

import pytest

from pam_core.orchestrator.asking.verdicts import Verdict, counts, may_repeat, verdict_of
from pam_core.vocabulary.model_failure import Failure

NEXT = {
    Failure.UNREACHABLE,
    Failure.CUT,
    Failure.SLOW,
    Failure.STALLED,
    Failure.BUSY,
    Failure.OVERLOADED,
    Failure.SERVER,
    Failure.GARBLED,
    Failure.IN_BAND,
    Failure.EMPTY,
    Failure.UNFINISHED,
    Failure.NOT_READY,
}
SWITCH_OFF = {Failure.KEY_REFUSED, Failure.NO_QUOTA}
STOP = {Failure.BAD_REQUEST, Failure.POLICY}


def test_every_failure_has_its_verdict() -> None:
    """429, 5xx, silence, a bad stream: next; 401, 403, no quota: off; 400, policy: stop."""
    found = {failure: verdict_of(failure) for failure in Failure}
    assert found == {
        **dict.fromkeys(NEXT, Verdict.NEXT),
        **dict.fromkeys(SWITCH_OFF, Verdict.SWITCH_OFF),
        **dict.fromkeys(STOP, Verdict.STOP),
    }


def test_what_counts_against_the_breaker() -> None:
    """Faults of the service count; a 400, a refused key and what is missing here do not."""
    assert {failure for failure in Failure if counts(failure)} == NEXT - {Failure.NOT_READY}


@pytest.mark.parametrize(
    "failure",
    [
        *sorted(SWITCH_OFF | STOP),
        Failure.NOT_READY,
        Failure.UNREACHABLE,
        Failure.SLOW,
        Failure.STALLED,
    ],
)
def test_nothing_is_repeated_in_vain(failure: Failure) -> None:
    """Who was silent, out of reach or refused is not asked again in the same turn."""
    assert not may_repeat(failure)


def test_passing_faults_may_be_tried_once_more() -> None:
    """A broken stream may be whole the next time."""
    assert may_repeat(Failure.CUT) and may_repeat(Failure.SERVER) and may_repeat(Failure.BUSY)
