"""What Anthropic's messages are sent and what comes back, in their own words."""

import json
from typing import Any

from pydantic import BaseModel

from pam_core.vocabulary.model_talk import Finish, Message, ModelRequest, Role, ToolCall, ToolSpec

_FINISHES = {
    "max_tokens": Finish.LENGTH,
    "model_context_window_exceeded": Finish.LENGTH,
    # It would go on if it were asked to.
    "pause_turn": Finish.LENGTH,
    "tool_use": Finish.TOOLS,
    "refusal": Finish.POLICY,
}


class _Usage(BaseModel):
    input_tokens: int | None = None
    output_tokens: int | None = None


class _Head(BaseModel):
    usage: _Usage | None = None


class _Block(BaseModel):
    type: str = ""
    id: str = ""
    name: str = ""
    text: str = ""


class _Change(BaseModel):
    """What a delta holds: text, a piece of a call's JSON, or why it stopped."""

    text: str = ""
    partial_json: str = ""
    stop_reason: str | None = None


class Event(BaseModel):
    """The part of an event that PAM reads, checked: an SDK checks nothing."""

    type: str
    index: int = 0
    message: _Head | None = None
    content_block: _Block | None = None
    delta: _Change | None = None
    usage: _Usage | None = None

    @property
    def text(self) -> str:
        """Some more of the answer; what a model thinks before it is none of it."""
        if self.content_block and self.content_block.type == "text":
            return self.content_block.text
        return self.delta.text if self.delta else ""

    @property
    def stop_reason(self) -> str:
        """Why it ended, "" while it goes on."""
        return (self.delta.stop_reason or "") if self.delta else ""


def finish_of(reason: str) -> Finish:
    """Why a model stopped."""
    return _FINISHES.get(reason, Finish.STOP)


def arguments_of(request: ModelRequest, model: str) -> dict[str, Any]:
    """The arguments of `messages.create`, but `stream`."""
    arguments: dict[str, Any] = {
        "model": model,
        "max_tokens": request.most_tokens,
        "messages": _messages(request.messages),
    }
    if request.system:
        arguments["system"] = request.system
    if request.tools:
        arguments["tools"] = [_tool(tool) for tool in request.tools]
    return arguments


def _messages(messages: tuple[Message, ...]) -> list[dict[str, Any]]:
    """The talk in turns: what follows from one side is one message, as they want it."""
    turns: list[dict[str, Any]] = []
    for message in messages:
        role = "assistant" if message.role is Role.ASSISTANT else "user"
        blocks = _blocks(message)
        if turns and turns[-1]["role"] == role:
            turns[-1]["content"] += blocks
        elif blocks:
            turns.append({"role": role, "content": blocks})
    return turns


def _blocks(message: Message) -> list[dict[str, Any]]:
    if message.role is Role.TOOL:
        answer = {"type": "tool_result", "tool_use_id": message.call_id, "content": message.text}
        return [answer]
    # Neither an empty text nor blanks at the end of the last answer are taken.
    text = message.text.rstrip() if message.role is Role.ASSISTANT else message.text
    texts = [{"type": "text", "text": text}] if text.strip() else []
    return [*texts, *(_call(call) for call in message.calls)]


def _call(call: ToolCall) -> dict[str, Any]:
    return {"type": "tool_use", "id": call.id, "name": call.name, "input": _object(call.arguments)}


def _object(arguments: str) -> dict[str, Any]:
    """The arguments as an object; what was no JSON, and so did nothing, is told as none."""
    try:
        told = json.loads(arguments)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _tool(tool: ToolSpec) -> dict[str, Any]:
    return {
        "name": tool.name,
        "description": tool.description,
        "input_schema": dict(tool.parameters),
    }
