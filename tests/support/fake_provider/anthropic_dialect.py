"""Messages as Anthropic words them."""

import json
from collections.abc import Mapping
from typing import Any

from tests.support.fake_provider.frames import ErrorBody, Frames, event, pieces
from tests.support.fake_provider.script import Answer, Call
from tests.support.fake_provider.wrong import Wrong

PATH = "/v1/messages"
BROKEN = b'event: content_block_delta\ndata: {"type":"content_block_delta","ind\n\n'


def _error(kind: str, message: str) -> dict[str, Any]:
    return {
        "type": "error",
        "error": {"type": kind, "message": message},
        "request_id": "req_fake",
    }


IN_BAND = event(_error("api_error", "Internal server error"), "error")
IN_BAND_OVERLOADED = event(_error("overloaded_error", "Overloaded"), "error")

ERRORS = {
    Wrong.UNAUTHORISED: ErrorBody(401, _error("authentication_error", "invalid x-api-key")),
    Wrong.FORBIDDEN: ErrorBody(403, _error("permission_error", "Your key has no access.")),
    Wrong.NO_MODEL: ErrorBody(404, _error("not_found_error", "model: no-such-model")),
    Wrong.BUSY: ErrorBody(429, _error("rate_limit_error", "Number of requests exceeded.")),
    Wrong.QUOTA: ErrorBody(
        400,
        _error("invalid_request_error", "Your credit balance is too low to access the API."),
    ),
    Wrong.SERVER: ErrorBody(500, _error("api_error", "Internal server error")),
    Wrong.UNAVAILABLE: ErrorBody(503, _error("api_error", "Service unavailable")),
    Wrong.OVERLOADED: ErrorBody(529, _error("overloaded_error", "Overloaded")),
    Wrong.BAD_REQUEST: ErrorBody(
        400, _error("invalid_request_error", "messages: at least one message is required")
    ),
    Wrong.POLICY: ErrorBody(
        400, _error("invalid_request_error", "Output blocked by content filtering policy")
    ),
}


def _finish(answer: Answer) -> str:
    return answer.finish or ("tool_use" if answer.calls else "end_turn")


def _head(asked: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": "msg_fake",
        "type": "message",
        "role": "assistant",
        "model": asked.get("model", ""),
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
    }


def _named(body: dict[str, Any]) -> bytes:
    return event(body, body["type"])


def _started(index: int, block: dict[str, Any]) -> bytes:
    return _named({"type": "content_block_start", "index": index, "content_block": block})


def _delta(index: int, delta: dict[str, Any]) -> bytes:
    return _named({"type": "content_block_delta", "index": index, "delta": delta})


def _stopped(index: int) -> bytes:
    return _named({"type": "content_block_stop", "index": index})


def _call_events(index: int, call: Call) -> list[bytes]:
    block = {"type": "tool_use", "id": call.id, "name": call.name, "input": {}}
    some = ["", *pieces(call.arguments)]
    deltas = [{"type": "input_json_delta", "partial_json": piece} for piece in some]
    return [_started(index, block), *(_delta(index, delta) for delta in deltas), _stopped(index)]


def frames(answer: Answer, asked: Mapping[str, Any]) -> Frames:
    """The streamed answer to `asked`, the request's JSON."""
    usage = {"input_tokens": answer.tokens_in, "output_tokens": 1}
    before = [
        _named({"type": "message_start", "message": {**_head(asked), "usage": usage}}),
        _named({"type": "ping"}),
    ]
    middle: list[bytes] = []
    index = 0
    if answer.text:
        before.append(_started(0, {"type": "text", "text": ""}))
        middle += [_delta(0, {"type": "text_delta", "text": token}) for token in answer.tokens]
        middle.append(_stopped(0))
        index = 1
    for number, call in enumerate(answer.calls, start=index):
        middle += _call_events(number, call)
    reason = {"stop_reason": _finish(answer), "stop_sequence": None}
    counted = {"output_tokens": answer.tokens_out}
    after = [
        _named({"type": "message_delta", "delta": reason, "usage": counted}),
        _named({"type": "message_stop"}),
    ]
    return Frames(before, middle, after)


def whole(answer: Answer, asked: Mapping[str, Any], *, finished: bool = True) -> dict[str, Any]:
    """The answer in one piece; broken arguments become an empty input."""
    content: list[dict[str, Any]] = [{"type": "text", "text": answer.text}] if answer.text else []
    for call in answer.calls:
        block = {"type": "tool_use", "id": call.id, "name": call.name}
        content.append({**block, "input": json.loads(call.arguments or "{}")})
    return {
        **_head(asked),
        "content": content,
        "stop_reason": _finish(answer) if finished else None,
        "usage": {"input_tokens": answer.tokens_in, "output_tokens": answer.tokens_out},
    }
