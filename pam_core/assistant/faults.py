"""Faults of ours, named, so that they are told like any other trouble and end one thing only."""

import logging

from pam_core.vocabulary.errors import Fault, PamError

log = logging.getLogger(__name__)


def named(fault: Exception, code: str, sentence: str, mend: str) -> PamError:
    """The fault itself where it has a name already; else a bug, logged in full."""
    if isinstance(fault, PamError):
        return fault
    log.error("%s", sentence, exc_info=fault)
    return PamError(code, sentence, mend=f"{mend} ({type(fault).__name__})", fault=Fault.BUG)


def named_in_turn(fault: Exception) -> PamError:
    """A fault while a turn was understood or answered."""
    return named(
        fault,
        "bug.turn",
        "Something went wrong on my side; that may not have been done.",
        "Ask me whether it was, or say it again.",
    )
