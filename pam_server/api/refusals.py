"""What the endpoints refuse, each with its code; the statuses are those of `problem`."""

from pam_core.vocabulary.errors import Fault, PamError


class TooOftenError(PamError):
    """A request beyond what a minute allows."""

    def __init__(self, retry_after_ms: int) -> None:
        super().__init__(
            "rate_limited", "That was too often.", mend="Wait a moment.", fault=Fault.USER
        )
        self.retry_after_ms = retry_after_ms


def too_often(retry_after_ms: int) -> PamError:
    """429; with when to ask again."""
    return TooOftenError(retry_after_ms)


def id_reused() -> PamError:
    """422: the same id came with another content before."""
    return PamError(
        "id_reused",
        "That id was used for something else before.",
        mend="Make a new id for what is new.",
        fault=Fault.USER,
    )


def malformed(code: str, sentence: str) -> PamError:
    """422: a frame inside the body is none; `code` is the codec's."""
    return PamError(code, sentence, fault=Fault.USER)


def snapshot_required() -> PamError:
    """409: the log does not reach back so far, or is another one."""
    return PamError(
        "snapshot_required",
        "The log does not reach back that far.",
        mend="Take a snapshot, then ask for what came after it.",
        fault=Fault.USER,
    )


def not_found(what: str) -> PamError:
    """404: it is not there, or is another user's: which of the two is not told."""
    return PamError("not_found", f"There is no such {what}.", fault=Fault.USER)
