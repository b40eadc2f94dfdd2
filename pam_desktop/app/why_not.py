"""Why PAM cannot take a command now."""

from pam_core.vocabulary.errors import Fault, PamError


def closed() -> PamError:
    """PAM has stopped."""
    return PamError("core.closed", "PAM is not running.", mend="Start it again.", fault=Fault.USER)


def not_begun(fault: Exception) -> PamError:
    """PAM could not start, for a fault of its own."""
    return PamError(
        "core.not_begun",
        f"PAM could not begin to listen ({type(fault).__name__}).",
        mend="Start PAM again; if it happens again, copy the details and report it.",
        fault=Fault.BUG,
    )


def ended() -> PamError:
    """The assistant has ended by a fault of ours."""
    return PamError(
        "core.ended",
        "PAM stopped listening because of a fault of its own.",
        mend="Start PAM again; nothing that was confirmed is lost.",
        fault=Fault.BUG,
    )
