"""The language model's process with a model in it that says what it is told to.

PAM's own half of the process is the real one; only llama.cpp is played.
"""

import os
from collections.abc import Callable
from typing import Any

from pam_core.providers import embedded_child

Take = Callable[[dict[str, Any]], bool]


def chunk(finish: str | None = None, **delta: Any) -> dict[str, Any]:
    """A chunk as llama.cpp gives it."""
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}


class ScriptedServer:
    """Does what the last message says: "die", "forever", "call", "too long", or repeats it."""

    listening_address = "http://127.0.0.1:9"

    def handle_chat_completions(self, body: dict[str, Any], take: Take) -> None:
        said = body["messages"][-1]["content"]
        if said == "read forever":
            while not take({"prompt_progress": {}, "choices": []}):
                pass
        elif said == "too long":
            take({"error": {"code": 400, "type": "exceed_context_size_error"}})
        elif said == "call":
            self._call(take)
        else:
            self._speak(said, take)

    def _call(self, take: Take) -> None:
        function = {"name": "expense_log", "arguments": '{"amo'}
        take(chunk(tool_calls=[{"index": 0, "id": "c1", "function": function}]))
        take(chunk(tool_calls=[{"index": 0, "function": {"arguments": 'unt": 45}'}}]))
        take(chunk(finish="tool_calls"))

    def _speak(self, said: str, take: Take) -> None:
        take(chunk(content="Well. "))
        if said == "die":
            os._exit(3)
        while said == "speak forever":
            if take(chunk(content="And. ")):
                return
        for word in said.split():
            take(chunk(content=f"{word} "))
        take(chunk(finish="stop"))
        take({"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 5}})


def load(opening: embedded_child.Opening) -> ScriptedServer:
    """Open a model; one called "stubborn" cannot be, and one called "deadly" ends it all."""
    if "stubborn" in opening.model:
        raise RuntimeError("it does not want to")
    if "deadly" in opening.model:
        os._exit(4)
    return ScriptedServer()


if __name__ == "__main__":
    embedded_child._load = load
    embedded_child.main()
