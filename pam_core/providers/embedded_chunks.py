"""Between PAM's words for a talk with a model and the ones that llama.cpp takes, OpenAI's."""

from typing import Any

from pam_core.vocabulary.model_failure import Failure, ModelError
from pam_core.vocabulary.model_talk import (
    Delta,
    Finish,
    Finished,
    Message,
    ModelRequest,
    Role,
    TextDelta,
    ToolCall,
    ToolSpec,
)

_FINISHES = {
    "stop": Finish.STOP,
    "length": Finish.LENGTH,
    "tool_calls": Finish.TOOLS,
    "content_filter": Finish.POLICY,
}


def body_of(request: ModelRequest) -> dict[str, Any]:
    """A request as OpenAI's chat completions take it."""
    system = [{"role": "system", "content": request.system}] if request.system else []
    body: dict[str, Any] = {
        "messages": [*system, *(_message(message) for message in request.messages)],
        "max_tokens": request.most_tokens,
        "stream_options": {"include_usage": True},
    }
    if request.tools:
        body["tools"] = [_tool(tool) for tool in request.tools]
    return body


def _message(message: Message) -> dict[str, Any]:
    said: dict[str, Any] = {"role": message.role.value, "content": message.text}
    if message.calls:
        said["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": call.arguments},
            }
            for call in message.calls
        ]
    if message.role is Role.TOOL:
        said["tool_call_id"] = message.call_id
    return said


def _tool(tool: ToolSpec) -> dict[str, Any]:
    return {
        "type": "function",
        "function": {
            "name": tool.name,
            "description": tool.description,
            "parameters": dict(tool.parameters),
        },
    }


class Chunks:
    """The chunks of one answer: text comes out at once, calls and the end when they are whole."""

    def __init__(self, provider: str) -> None:
        self._provider = provider
        self._calls: dict[int, dict[str, str]] = {}
        self._reason: Finish | None = None
        self._usage = (0, 0)

    def take(self, chunk: dict[str, Any]) -> list[TextDelta]:
        """What may be said now. Raises ModelError where the chunk tells of an error."""
        if "error" in chunk:
            raise _failure(self._provider, chunk["error"])
        if usage := chunk.get("usage"):
            self._usage = (usage["prompt_tokens"], usage["completion_tokens"])
        said: list[TextDelta] = []
        for choice in chunk.get("choices", ()):
            delta = choice["delta"]
            if text := delta.get("content"):
                said.append(TextDelta(text=text))
            for call in delta.get("tool_calls") or ():
                self._add(call)
            if reason := choice.get("finish_reason"):
                self._reason = _FINISHES.get(reason, Finish.STOP)
        return said

    def end(self) -> list[Delta]:
        """The calls and the Finished. Raises ModelError (UNFINISHED) where no end was told."""
        if self._reason is None:
            raise ModelError(Failure.UNFINISHED, self._provider)
        tokens_in, tokens_out = self._usage
        calls = [ToolCall(**call) for _, call in sorted(self._calls.items())]
        end = Finished(reason=self._reason, tokens_in=tokens_in, tokens_out=tokens_out)
        return [*calls, end]

    def _add(self, piece: dict[str, Any]) -> None:
        call = self._calls.setdefault(piece["index"], {"id": "", "name": "", "arguments": ""})
        call["id"] = call["id"] or piece.get("id") or ""
        function = piece.get("function", {})
        call["name"] += function.get("name") or ""
        call["arguments"] += function.get("arguments") or ""


def _failure(provider: str, error: dict[str, Any]) -> ModelError:
    code = error.get("code", 500)
    kind = Failure.BAD_REQUEST if 400 <= code < 500 else Failure.SERVER
    return ModelError(kind, provider, detail=f"{code} {error.get('type', '')}".strip())
