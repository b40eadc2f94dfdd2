"""The openai SDK as it comes, with one provider: all its settings are its defaults."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from bench.failover_child import (
    MOST_ROUNDS,
    TOOL,
    TOOL_PARAMETERS,
    TOOL_PURPOSE,
    Case,
    Seen,
    serve,
)

TOOLS = [
    {
        "type": "function",
        "function": {"name": TOOL, "description": TOOL_PURPOSE, "parameters": TOOL_PARAMETERS},
    }
]

Stream = Callable[[list[dict[str, Any]], dict[str, Any]], Awaitable[AsyncIterator[Any]]]
"""Asks for a streamed completion of these messages, with these further parameters."""


async def answer(case: Case, seen: Seen) -> None:
    """One turn through the SDK."""
    from openai import AsyncOpenAI

    async with AsyncOpenAI(base_url=case.urls[0], api_key="key-for-a-fake") as client:

        async def stream(messages: list[dict[str, Any]], more: dict[str, Any]) -> Any:
            create: Any = client.chat.completions.create
            return await create(model="gpt-4o-mini", messages=messages, stream=True, **more)

        await converse(stream, case, seen)


async def converse(stream: Stream, case: Case, seen: Seen) -> None:
    """The loop around a client that leaves tools to its caller: ask, run, ask again."""
    seen.begin()
    messages: list[dict[str, Any]] = [{"role": "user", "content": case.question}]
    more = {"tools": TOOLS} if case.with_tool else {}
    for _ in range(MOST_ROUNDS):
        shown_before = len(seen.text)
        calls = await _round(await stream(messages, more), seen)
        if not calls:
            return
        shown = seen.text[shown_before:] or None
        messages.append({"role": "assistant", "content": shown, "tool_calls": calls})
        messages += [_run(call, seen) for call in calls]


async def _round(chunks: AsyncIterator[Any], seen: Seen) -> list[dict[str, Any]]:
    """Show the text of one completion as it comes; the calls it made, joined from their parts."""
    calls: dict[int, dict[str, Any]] = {}
    async for chunk in chunks:
        for choice in chunk.choices:
            seen.say(choice.delta.content or "")
            for part in choice.delta.tool_calls or ():
                call = calls.setdefault(
                    part.index,
                    {"id": part.id, "type": "function", "function": {"name": "", "arguments": ""}},
                )
                call["function"]["name"] += part.function.name or ""
                call["function"]["arguments"] += part.function.arguments or ""
    return list(calls.values())


def _run(call: dict[str, Any], seen: Seen) -> dict[str, Any]:
    told = seen.log_expense(**json.loads(call["function"]["arguments"]))
    return {"role": "tool", "tool_call_id": call["id"], "content": told}


if __name__ == "__main__":
    serve(answer)
