"""What follows from each way in which a provider can fail."""

from enum import StrEnum

from pam_core.vocabulary.model_failure import Failure


class Verdict(StrEnum):
    """What to do after a failure."""

    NEXT = "next"
    """The next provider is asked."""
    SWITCH_OFF = "switch_off"
    """So it is, and this one rests until its settings change: trying again cannot help."""
    STOP = "stop"
    """Nobody else is asked: the fault is in what was sent, and the user is told so."""


_STOP = frozenset({Failure.BAD_REQUEST, Failure.POLICY})
_SWITCH_OFF = frozenset({Failure.KEY_REFUSED, Failure.NO_QUOTA})
_COUNTS = frozenset(Failure) - _STOP - _SWITCH_OFF - {Failure.NOT_READY}

# A silence (SLOW, STALLED) has used up its time, and who cannot be reached now cannot be in a
# moment; OVERLOADED asks to be left alone.
_MAY_REPEAT = frozenset(
    {
        Failure.CUT,
        Failure.BUSY,
        Failure.SERVER,
        Failure.GARBLED,
        Failure.IN_BAND,
        Failure.EMPTY,
        Failure.UNFINISHED,
    }
)


def verdict_of(failure: Failure) -> Verdict:
    """What to do after a failure of this kind."""
    if failure in _STOP:
        return Verdict.STOP
    return Verdict.SWITCH_OFF if failure in _SWITCH_OFF else Verdict.NEXT


def counts(failure: Failure) -> bool:
    """Whether it speaks against the provider's service, and so counts against its breaker."""
    return failure in _COUNTS


def may_repeat(failure: Failure) -> bool:
    """Whether the same provider may do better at once, where nobody else is left to be asked.

    After BUSY only where it asked for a short rest, which is to be kept first.
    """
    return failure in _MAY_REPEAT
