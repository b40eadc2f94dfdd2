"""What the server refuses, and what else can be the matter with it, in words for the user."""

from dataclasses import dataclass

from pam_core.vocabulary.errors import Fault, PamError

UPDATE_PAM = "sync.update_pam"
SIGN_IN_AGAIN = "sync.sign_in_again"
UNREACHABLE = "sync.unreachable"
WRONG_PASSWORD = "sync.wrong_password"
_LOCAL = "Everything on this machine goes on working."


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A refusal as it came. `is_pams`: the answer is of a PAM server's and not of a proxy's."""

    status: int
    code: str = ""
    request_id: str = ""
    retry_after_seconds: float | None = None
    is_pams: bool = True


class ServerRefusedError(PamError):
    """The server answered, and not with what was asked for. `problem` is what it said."""

    def __init__(self, code: str, sentence: str, problem: Problem, *, mend: str, fault: Fault):
        super().__init__(code, sentence, mend=mend, fault=fault)
        self.problem = problem


_BY_STATUS: dict[int, tuple[str, str, str]] = {
    400: (UPDATE_PAM, "The PAM server does not understand this PAM.", "Update PAM."),
    401: (SIGN_IN_AGAIN, "Your sign-in has ended.", "Sign in again to sync."),
    403: ("sync.forbidden", "The PAM server does not allow that.", "Sign in again."),
    404: ("sync.not_there", "The PAM server does not know that.", "Update PAM or the server."),
    409: ("sync.in_use", "The PAM server has that already.", ""),
    413: ("sync.too_big", "That is too much for the PAM server at once.", ""),
    422: ("sync.unfit", "The PAM server cannot use what it was given.", ""),
    426: (UPDATE_PAM, "The PAM server is newer than this PAM.", "Update PAM."),
    429: ("sync.too_many", "The PAM server asks for a little patience.", "Try again in a minute."),
    503: ("sync.unavailable", "The PAM server is not available now.", _LOCAL),
}


def refusal(problem: Problem) -> PamError:
    """The error for a refusal, by its status: what a caller knows better it says itself."""
    if not problem.is_pams and problem.status in (400, 401, 403, 404, 405, 407, 511):
        return not_pam()
    fallback = (
        ("sync.server_fault", "The PAM server has a fault of its own.", _LOCAL)
        if problem.status >= 500
        else _BY_STATUS[400]
    )
    code, sentence, mend = _BY_STATUS.get(problem.status, fallback)
    fault = Fault.USER if problem.status in (401, 409, 422) else Fault.SERVICE
    return ServerRefusedError(code, sentence, problem, mend=mend, fault=fault)


def unreachable() -> PamError:
    """No connection: no network, no such host, nobody there, no certificate, cut."""
    return PamError(
        UNREACHABLE,
        "The PAM server cannot be reached.",
        mend=f"Is there a network? {_LOCAL}",
        fault=Fault.ENVIRONMENT,
    )


def not_pam() -> PamError:
    """Something else answers there."""
    return PamError(
        "sync.not_pam",
        "Something else than a PAM server answered.",
        mend="Check the address; this network may want you to log in with a browser.",
        fault=Fault.ENVIRONMENT,
    )


def too_much() -> PamError:
    """An answer without an end."""
    return PamError(
        "sync.too_much",
        "The PAM server sent more than PAM takes at once.",
        mend="Update PAM, or tell whoever runs the server.",
        fault=Fault.SERVICE,
    )


def sign_in_again() -> PamError:
    """The sign-in cannot be prolonged."""
    return PamError(
        SIGN_IN_AGAIN,
        "Your sign-in has ended.",
        mend="Sign in again to sync; everything stays here meanwhile.",
        fault=Fault.USER,
    )


def unreadable() -> PamError:
    """An answer of a PAM server's that this PAM cannot read."""
    return PamError(
        "sync.unreadable",
        "PAM cannot read what the PAM server sent.",
        mend="Update PAM.",
        fault=Fault.SERVICE,
    )
