"""Chat completions as OpenAI and the servers like it word them."""

from collections.abc import Mapping
from typing import Any

from tests.support.fake_provider.frames import ErrorBody, Frames, event, pieces
from tests.support.fake_provider.script import Answer, Call
from tests.support.fake_provider.wrong import Wrong

PATH = "/v1/chat/completions"
_HEAD = {"id": "chatcmpl-fake", "created": 1_795_000_000}
BROKEN = b'data: {"id":"chatcmpl-fake","object":"chat.completion.chu\n\n'
DONE = b"data: [DONE]\n\n"


def _error(message: str, kind: str, code: str | None) -> dict[str, Any]:
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


IN_BAND = event(_error("The server had an error.", "server_error", None))
IN_BAND_OVERLOADED = event(_error("Overloaded, try again later.", "server_error", "503"))

ERRORS = {
    Wrong.UNAUTHORISED: ErrorBody(
        401, _error("Incorrect API key provided.", "invalid_request_error", "invalid_api_key")
    ),
    Wrong.FORBIDDEN: ErrorBody(
        403, _error("Country not supported.", "request_forbidden", "unsupported_country")
    ),
    Wrong.NO_MODEL: ErrorBody(
        404, _error("The model does not exist.", "invalid_request_error", "model_not_found")
    ),
    Wrong.BUSY: ErrorBody(429, _error("Rate limit reached.", "requests", "rate_limit_exceeded")),
    Wrong.QUOTA: ErrorBody(
        429,
        _error("You exceeded your current quota.", "insufficient_quota", "insufficient_quota"),
    ),
    Wrong.SERVER: ErrorBody(500, _error("The server had an error.", "server_error", None)),
    Wrong.UNAVAILABLE: ErrorBody(503, _error("Loading model", "unavailable_error", None)),
    Wrong.OVERLOADED: ErrorBody(529, _error("Overloaded.", "overloaded_error", None)),
    Wrong.BAD_REQUEST: ErrorBody(
        400, _error("Invalid value for 'messages'.", "invalid_request_error", None)
    ),
    Wrong.POLICY: ErrorBody(
        400, _error("The prompt was filtered.", "invalid_request_error", "content_filter")
    ),
}


def _finish(answer: Answer) -> str:
    return answer.finish or ("tool_calls" if answer.calls else "stop")


def _usage(answer: Answer) -> dict[str, int]:
    return {
        "prompt_tokens": answer.tokens_in,
        "completion_tokens": answer.tokens_out,
        "total_tokens": answer.tokens_in + answer.tokens_out,
    }


def _chunk(asked: Mapping[str, Any], choices: list[Any], **more: Any) -> bytes:
    head = {**_HEAD, "object": "chat.completion.chunk", "model": asked.get("model", "")}
    return event({**head, "choices": choices, **more})


def _delta(asked: Mapping[str, Any], delta: Any, finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    return _chunk(asked, [choice])


def _call_deltas(calls: tuple[Call, ...]) -> list[dict[str, Any]]:
    """The heads first, then the arguments of all calls in turns, as parallel calls come."""
    deltas: list[dict[str, Any]] = [
        {
            "index": index,
            "id": call.id,
            "type": "function",
            "function": {"name": call.name, "arguments": ""},
        }
        for index, call in enumerate(calls)
    ]
    cut = [pieces(call.arguments) for call in calls]
    for turn in range(max((len(some) for some in cut), default=0)):
        deltas += [
            {"index": index, "function": {"arguments": some[turn]}}
            for index, some in enumerate(cut)
            if turn < len(some)
        ]
    return deltas


def frames(answer: Answer, asked: Mapping[str, Any]) -> Frames:
    """The streamed answer to `asked`, the request's JSON."""
    calls = [{"tool_calls": [delta]} for delta in _call_deltas(answer.calls)]
    middle = [{"content": token} for token in answer.tokens] + calls
    after = [_delta(asked, {}, _finish(answer))]
    if (asked.get("stream_options") or {}).get("include_usage"):
        after.append(_chunk(asked, [], usage=_usage(answer)))
    return Frames(
        [_delta(asked, {"role": "assistant", "content": "", "refusal": None})],
        [_delta(asked, delta) for delta in middle],
        [*after, DONE],
    )


def whole(answer: Answer, asked: Mapping[str, Any], *, finished: bool = True) -> dict[str, Any]:
    """The answer in one piece."""
    calls = [
        {
            "id": call.id,
            "type": "function",
            "function": {"name": call.name, "arguments": call.arguments},
        }
        for call in answer.calls
    ]
    message: dict[str, Any] = {"role": "assistant", "content": answer.text or None, "refusal": None}
    if calls:
        message["tool_calls"] = calls
    choice = {
        "index": 0,
        "message": message,
        "logprobs": None,
        "finish_reason": _finish(answer) if finished else None,
    }
    head = {**_HEAD, "object": "chat.completion", "model": asked.get("model", "")}
    return {**head, "choices": [choice], "usage": _usage(answer)}


def models(names: list[str]) -> dict[str, Any]:
    """The list of models."""
    return {
        "object": "list",
        "data": [
            {"id": name, "object": "model", "created": 1_795_000_000, "owned_by": "library"}
            for name in names
        ],
    }
