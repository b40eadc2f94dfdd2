"""What the vendors' errors mean, word by word and header by header."""

from typing import Any

import httpx2
import openai
import pytest

from pam_core.providers.http_failures import failure_of, lost, retry_after_seconds
from pam_core.vocabulary.model_failure import Failure, ModelError

_REQUEST = httpx2.Request("POST", "https://api.example/v1/chat/completions")


def _refusal(status: int, body: Any, **headers: str) -> ModelError:
    """What becomes of an answer with that status."""
    response = httpx2.Response(status, headers=headers, json=body, request=_REQUEST)
    error = openai.APIStatusError("secret words", response=response, body=body)
    failure = failure_of(error, openai, "openai")
    assert failure is not None
    return failure


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, {"code": "context_length_exceeded"}, Failure.BAD_REQUEST),
        (400, {"message": "API key not valid. Please pass one."}, Failure.KEY_REFUSED),
        (400, {"code": "invalid_prompt"}, Failure.POLICY),
        (400, None, Failure.BAD_REQUEST),
        (400, "no JSON at all", Failure.BAD_REQUEST),
        (402, {"message": "Insufficient credits"}, Failure.NO_QUOTA),
        (403, {"message": "Your input was flagged"}, Failure.POLICY),
        (405, None, Failure.NOT_READY),
        (408, None, Failure.SLOW),
        (413, None, Failure.BAD_REQUEST),
        (422, None, Failure.BAD_REQUEST),
        (429, {"code": "billing_not_active"}, Failure.NO_QUOTA),
        (429, {"code": 429, "message": "You exceeded your current quota."}, Failure.BUSY),
        (500, {"code": "insufficient_quota"}, Failure.SERVER),
        (502, None, Failure.SERVER),
        (511, None, Failure.UNREACHABLE),
    ],
)
def test_status_and_words(status: int, body: Any, kind: Failure) -> None:
    """The status decides, and where it is too general the vendor's words do."""
    assert _refusal(status, body).kind is kind


def test_a_web_page_with_403_is_no_refused_key() -> None:
    """A hotel's WLAN must not switch a provider off until its key changes."""
    response = httpx2.Response(403, html="<html>Room number?</html>", request=_REQUEST)
    error = openai.PermissionDeniedError("no", response=response, body=None)
    failure = failure_of(error, openai, "openai")

    assert failure is not None
    assert failure.kind is Failure.UNREACHABLE


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "20"}, 20),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after": "-3"}, 0),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "99999999"}, 86400),
        ({}, None),
        (
            {
                "retry-after": "Wed, 21 Oct 2015 07:28:30 GMT",
                "date": "Wed, 21 Oct 2015 07:28:00 GMT",
            },
            30,
        ),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0),
    ],
)
def test_how_long_to_leave_it_alone(headers: dict[str, str], seconds: float | None) -> None:
    """Seconds, thousandths or a date; what is none of them says nothing, and a day is the most."""
    assert retry_after_seconds(httpx2.Headers(headers)) == seconds


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx2.ConnectError("refused"), Failure.UNREACHABLE),
        (httpx2.ConnectTimeout("slow"), Failure.SLOW),
        (httpx2.ProxyError("no"), Failure.UNREACHABLE),
        (httpx2.UnsupportedProtocol("ftp"), Failure.UNREACHABLE),
        (httpx2.InvalidURL("no"), Failure.UNREACHABLE),
        (httpx2.ReadTimeout("slow"), Failure.STALLED),
        (httpx2.ReadError("reset"), Failure.CUT),
        (httpx2.WriteError("reset"), Failure.CUT),
        (httpx2.RemoteProtocolError("cut"), Failure.CUT),
        (httpx2.DecodingError("zip"), Failure.GARBLED),
        (None, Failure.UNREACHABLE),
    ],
)
def test_errors_of_the_connection(error: Exception | None, kind: Failure) -> None:
    """Whether it was never there, too slow, or lost."""
    assert lost(error, "openai").kind is kind


def test_a_fault_of_ours_is_nobody_elses() -> None:
    """What no vendor raises is not named after one."""
    assert failure_of(KeyError("ours"), openai, "openai") is None
