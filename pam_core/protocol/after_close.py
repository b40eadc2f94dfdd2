"""What a client does after a connection ended, by the reason it was given."""

from dataclasses import dataclass
from enum import StrEnum

from pam_core.protocol.limits import Close


class Next(StrEnum):
    """What comes next."""

    RETRY = "retry"
    """Connect again after the backoff."""
    REFRESH = "refresh"
    """Get a newer access token, then connect again after the backoff."""
    SIGN_IN = "sign_in"
    """Only the user can go on; the outbox is kept."""
    SNAPSHOT = "snapshot"
    """Take a snapshot by REST, then connect again."""
    STOP = "stop"
    """Do not try again until the user asks for it, or PAM starts anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterClose:
    """What to do, and what to say about it ("" if nothing).

    `least_seconds` is a floor under the backoff where the server did not name one.
    """

    next: Next
    sentence: str = ""
    least_seconds: float = 0.0


WAIT_SECONDS = 10.0
"""After "too many" or "unavailable" without a Retry-After."""

_UPDATE = AfterClose(
    next=Next.STOP, sentence="This PAM is too old for the PAM server: please update PAM."
)
_SIGN_IN = AfterClose(
    next=Next.SIGN_IN,
    sentence="Please sign in to the PAM server again. What waits to be sent is kept.",
)
_WAIT = AfterClose(next=Next.RETRY, least_seconds=WAIT_SECONDS)
_MEANINGS = {
    Close.NORMAL: AfterClose(next=Next.STOP),
    Close.MALFORMED: _UPDATE,
    Close.UPDATE: _UPDATE,
    Close.UNAUTHENTICATED: AfterClose(next=Next.REFRESH),
    Close.FORBIDDEN: AfterClose(
        next=Next.STOP, sentence="The PAM server does not let this account in."
    ),
    Close.ELSEWHERE: AfterClose(
        next=Next.STOP, sentence="This installation of PAM is connected from somewhere else."
    ),
    Close.SNAPSHOT: AfterClose(next=Next.SNAPSHOT),
    Close.TOO_MANY: _WAIT,
    Close.UNAVAILABLE: _WAIT,
}
_REFUSALS = {
    401: Close.UNAUTHENTICATED,
    403: Close.FORBIDDEN,
    426: Close.UPDATE,
    429: Close.TOO_MANY,
    503: Close.UNAVAILABLE,
}


def after_close(code: int | None, *, was_refreshed: bool = False) -> AfterClose:
    """What a close code means; None (or 1006) where the line just broke.

    `was_refreshed`: the token was new already, so another one will not help. Codes that nobody
    knows are tried again. With 1009 `ClientSession.lost` has marked the item as failed.
    """
    if code == Close.UNAUTHENTICATED and was_refreshed:
        return _SIGN_IN
    if code is None or code not in _MEANINGS:
        return AfterClose(next=Next.RETRY)
    return _MEANINGS[Close(code)]


def after_refusal(status: int, *, was_refreshed: bool = False) -> AfterClose:
    """The same where no connection came about, by the HTTP status of the handshake."""
    return after_close(_REFUSALS.get(status), was_refreshed=was_refreshed)
