"""What OpenAI's chat completions are sent and what comes back, in their own words."""

import re
from typing import Any

from pydantic import BaseModel

from pam_core.vocabulary.model_talk import Finish, Message, ModelRequest, Role, ToolCall, ToolSpec

_REASONS = re.compile(r"(?:gpt-[5-9]|o[1-9])(?![0-9])")
_REASONS_LITTLE = re.compile(r"gpt-5(?:-mini|-nano)?(?:-20\d\d-\d\d-\d\d)?")
_REASONS_LOW = re.compile(r"o[1-9](?:-mini)?(?:-20\d\d-\d\d-\d\d)?")
_THINKING_TOKENS = 2000
"""What a model that thinks first may use for that, beside its answer."""

_FINISHES = {
    "length": Finish.LENGTH,
    "tool_calls": Finish.TOOLS,
    "function_call": Finish.TOOLS,
    "content_filter": Finish.POLICY,
}


class _Function(BaseModel):
    name: str | None = None
    arguments: str | None = None


class CallPiece(BaseModel):
    """A piece of a tool call."""

    index: int | None = None
    id: str | None = None
    function: _Function | None = None


class _Piece(BaseModel):
    content: str | None = None
    refusal: str | None = None
    tool_calls: list[CallPiece] | None = None


class _Choice(BaseModel):
    delta: _Piece | None = None
    finish_reason: str | None = None


class _Usage(BaseModel):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class Chunk(BaseModel):
    """The part of a chunk that PAM reads, checked: an SDK checks nothing."""

    choices: list[_Choice] | None = None
    usage: _Usage | None = None

    @property
    def text(self) -> str:
        """Some more of the answer; a model that refuses says so in words too."""
        piece = self._piece
        return (piece.content or piece.refusal or "") if piece else ""

    @property
    def call_pieces(self) -> list[CallPiece]:
        """Pieces of tool calls."""
        piece = self._piece
        return (piece.tool_calls or []) if piece else []

    @property
    def finish_reason(self) -> str | None:
        """Why it ended, None while it goes on."""
        return self.choices[0].finish_reason if self.choices else None

    @property
    def _piece(self) -> _Piece | None:
        return self.choices[0].delta if self.choices else None


def finish_of(reason: str, *, has_calls: bool) -> Finish:
    """Why a model stopped; with words of a server's own it just stopped.

    Some servers say "stop" with their tool calls.
    """
    finish = _FINISHES.get(reason, Finish.STOP)
    return Finish.TOOLS if finish is Finish.STOP and has_calls else finish


def arguments_of(request: ModelRequest, model: str, *, counts_usage: bool) -> dict[str, Any]:
    """The arguments of `chat.completions.create`, but `stream`."""
    arguments: dict[str, Any] = {
        "model": model,
        "messages": _messages(request),
        **_limits(model, request.most_tokens),
    }
    if request.tools:
        arguments["tools"] = [_tool(tool) for tool in request.tools]
    if counts_usage:
        arguments["stream_options"] = {"include_usage": True}
    return arguments


def _limits(model: str, most_tokens: int) -> dict[str, Any]:
    """How long the answer may be; models that think first count their thoughts along.

    They refuse `max_tokens`, which is the only name that local servers know. How little each can
    be told to think: https://platform.openai.com/docs/guides/reasoning
    """
    name = model.rpartition("/")[2]
    if not _REASONS.match(name) or "chat" in name:
        return {"max_tokens": most_tokens}
    limits: dict[str, Any] = {"max_completion_tokens": most_tokens + _THINKING_TOKENS}
    if _REASONS_LITTLE.fullmatch(name):
        limits["reasoning_effort"] = "minimal"
    elif _REASONS_LOW.fullmatch(name):
        limits["reasoning_effort"] = "low"
    return limits


def _messages(request: ModelRequest) -> list[dict[str, Any]]:
    system = [{"role": "system", "content": request.system}] if request.system else []
    return [*system, *(_message(message) for message in request.messages)]


def _message(message: Message) -> dict[str, Any]:
    if message.role is Role.TOOL:
        return {"role": "tool", "tool_call_id": message.call_id, "content": message.text}
    if not message.calls:
        return {"role": str(message.role), "content": message.text}
    calls = [_call(call) for call in message.calls]
    return {"role": str(message.role), "content": message.text or None, "tool_calls": calls}


def _call(call: ToolCall) -> dict[str, Any]:
    function = {"name": call.name, "arguments": call.arguments}
    return {"id": call.id, "type": "function", "function": function}


def _tool(tool: ToolSpec) -> dict[str, Any]:
    return {
        "type": "function",
        "function": {
            "name": tool.name,
            "description": tool.description,
            "parameters": dict(tool.parameters),
        },
    }
