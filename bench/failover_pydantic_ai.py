"""pydantic-ai's FallbackModel in a streamed agent run, without the SDK's own retries."""

from typing import Any

from bench.failover_child import (
    FIRST_TOKEN_SECONDS,
    STALL_SECONDS,
    TOOL,
    TOOL_PURPOSE,
    Case,
    Seen,
    serve,
)

SETTINGS: dict[str, Any] = {
    "first_event_timeout": FIRST_TOKEN_SECONDS,
    "timeout": STALL_SECONDS,
    # Its documentation's advice where there is somebody to fall back on.
    "max_retries": 0,
}


async def answer(case: Case, seen: Seen) -> None:
    """One turn through a new agent."""
    from pydantic_ai import Agent, Tool
    from pydantic_ai.models.fallback import FallbackModel
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.providers.openai import OpenAIProvider

    models = [
        OpenAIChatModel(
            "gpt-4o-mini", provider=OpenAIProvider(base_url=url, api_key="key-for-a-fake")
        )
        for url in case.urls
    ]
    tool = Tool(seen.log_expense, name=TOOL, description=TOOL_PURPOSE)
    agent = Agent(
        FallbackModel(*models),
        tools=[tool] if case.with_tool else [],
        model_settings=SETTINGS,
    )
    async with agent:
        seen.begin()
        async with agent.run_stream(case.question) as run:
            async for words in run.stream_text(delta=True, debounce_by=None):
                seen.say(words)
        seen.end()


if __name__ == "__main__":
    serve(answer)
