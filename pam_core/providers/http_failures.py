"""From what a vendor's SDK raises to what it means: one kind of failure for each error."""

import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from pam_core.vocabulary.model_failure import Failure, ModelError

if TYPE_CHECKING:
    import httpx2

_LONGEST_REST_SECONDS = 86_400.0
LOG_IN_MEND = (
    "Something else answered in its place: this network may want you to log in with a browser."
)
_NOT_THERE_MEND = "Its settings name a model or an address that it does not know."

# Words of the vendors, as they stand in an error's `type` and `code`.
_BY_WORD = {
    **dict.fromkeys(
        ("insufficient_quota", "billing_error", "billing_not_active", "insufficient_credits"),
        Failure.NO_QUOTA,
    ),
    **dict.fromkeys(
        ("content_filter", "content_policy_violation", "invalid_prompt", "moderation_blocked"),
        Failure.POLICY,
    ),
    **dict.fromkeys(
        ("invalid_api_key", "api_key_invalid", "authentication_error", "permission_error"),
        Failure.KEY_REFUSED,
    ),
    **dict.fromkeys(("rate_limit_error", "rate_limit_exceeded", "429"), Failure.BUSY),
    **dict.fromkeys(("overloaded_error", "overloaded", "503", "529"), Failure.OVERLOADED),
    "timeout_error": Failure.SLOW,
}
# Where type and code are too general, the sentence has to tell.
_BY_SENTENCE = (
    (re.compile(r"credit balance is too low|insufficient (?:credits|balance|funds)"), "NO_QUOTA"),
    (
        re.compile(r"content (?:filter|management|policy)|safety system|flagged|moderation"),
        "POLICY",
    ),
    (re.compile(r"api key (?:not valid|is invalid)"), "KEY_REFUSED"),
)
_BY_STATUS = {
    401: Failure.KEY_REFUSED,
    402: Failure.NO_QUOTA,
    403: Failure.KEY_REFUSED,
    404: Failure.NOT_READY,
    405: Failure.NOT_READY,
    408: Failure.SLOW,
    425: Failure.BUSY,
    429: Failure.BUSY,
    503: Failure.OVERLOADED,
    511: Failure.UNREACHABLE,
    529: Failure.OVERLOADED,
}
_WORDS_DECIDE = {400, 402, 403, 413, 422, 429}


def failure_of(error: Exception, sdk: Any, provider: str) -> ModelError | None:
    """What an error means; None for a fault of ours, which is nobody else's to name.

    Nothing of the error's own words is kept: vendors repeat parts of keys and requests in them.

    Args:
        error: as it came out of a call or a stream.
        sdk: the vendor's module, `openai` or `anthropic`; both name their errors alike.
        provider: whose failure it is.
    """
    import httpx2

    if isinstance(error, ModelError):
        return error
    if isinstance(error, sdk.APIStatusError) and error.status_code >= 300:
        return _refused(error.response, error.body, provider)
    if isinstance(error, sdk.APIConnectionError):
        return lost(error.__cause__, provider)
    if isinstance(error, sdk.APIError) and not isinstance(error, sdk.APIResponseValidationError):
        kind = _by_words(error.body) or Failure.IN_BAND
        return ModelError(kind, provider, detail="an error inside the answer")
    if isinstance(error, httpx2.HTTPError | httpx2.InvalidURL):
        return lost(error, provider)
    if isinstance(error, sdk.APIError | ValueError):
        return ModelError(Failure.GARBLED, provider, detail=type(error).__name__)
    return None


def lost(error: BaseException | None, provider: str) -> ModelError:
    """What an error of the connection means."""
    import httpx2

    if isinstance(error, httpx2.ConnectTimeout | httpx2.PoolTimeout):
        kind = Failure.SLOW
    elif isinstance(error, httpx2.TimeoutException):
        kind = Failure.STALLED
    elif isinstance(error, httpx2.DecodingError):
        kind = Failure.GARBLED
    elif isinstance(error, httpx2.ReadError | httpx2.WriteError | httpx2.CloseError):
        kind = Failure.CUT
    elif isinstance(error, httpx2.ProtocolError):
        kind = Failure.CUT
    else:
        kind = Failure.UNREACHABLE
    return ModelError(kind, provider, detail=type(error).__name__)


def check_is_answer(response: "httpx2.Response", provider: str) -> None:
    """Raise ModelError (UNREACHABLE) where a web page came with 200, as in many a WLAN."""
    if _is_page(response):
        raise ModelError(Failure.UNREACHABLE, provider, detail="a web page came", mend=LOG_IN_MEND)


def retry_after_seconds(headers: Mapping[str, str]) -> float | None:
    """How long a vendor asks to be left alone, None where it does not say; a day at most.

    `headers` are told apart without regard to case. A date is measured against the vendor's own
    clock where it tells that too, since this machine's may be wrong.
    """
    if (milliseconds := _number(headers.get("retry-after-ms"))) is not None:
        return _within_a_day(milliseconds / 1000)
    told = headers.get("retry-after")
    if told is None:
        return None
    if (seconds := _number(told)) is not None:
        return _within_a_day(seconds)
    until, now = _moment(told), _moment(headers.get("date", ""))
    if until is None:
        return None
    return _within_a_day((until - (now or datetime.now(UTC))).total_seconds())


def _refused(response: "httpx2.Response", body: object, provider: str) -> ModelError:
    status = response.status_code
    kind = _by_status(status)
    mend = _NOT_THERE_MEND if kind is Failure.NOT_READY else ""
    if status in _WORDS_DECIDE:
        kind = _by_words(body) or kind
    if status < 400 or (status in (401, 403, 404, 511) and _is_page(response)):
        kind, mend = Failure.UNREACHABLE, LOG_IN_MEND
    return ModelError(
        kind,
        provider,
        retry_after_seconds=retry_after_seconds(response.headers),
        detail=f"HTTP {status}",
        mend=mend,
    )


def _by_status(status: int) -> Failure:
    if status >= 500:
        return _BY_STATUS.get(status, Failure.SERVER)
    return _BY_STATUS.get(status, Failure.BAD_REQUEST)


def _by_words(body: object) -> Failure | None:
    for word in _strings(body, ("type", "code")):
        if word in _BY_WORD:
            return _BY_WORD[word]
    for sentence in _strings(body, ("message",)):
        for pattern, kind in _BY_SENTENCE:
            if pattern.search(sentence):
                return Failure[kind]
    return None


def _strings(body: object, names: tuple[str, ...]) -> Iterator[str]:
    """The fields of that name in lower case, of the error and of the object around it."""
    if not isinstance(body, dict):
        return
    yield from (str(body[name]).lower() for name in names if body.get(name) is not None)
    yield from _strings(body.get("error"), names)


def _is_page(response: "httpx2.Response") -> bool:
    return response.headers.get("content-type", "").lower().startswith("text/html")


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _within_a_day(seconds: float) -> float:
    return min(max(seconds, 0.0), _LONGEST_REST_SECONDS)
