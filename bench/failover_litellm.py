"""LiteLLM's Router with a fallback, retries as they come, and its recovery of broken streams on."""

import os
from typing import Any

from bench.failover_child import FIRST_TOKEN_SECONDS, Case, Seen, serve
from bench.failover_openai import converse

# Documented; without it importing LiteLLM asks for a price list over the network.
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"


async def answer(case: Case, seen: Seen) -> None:
    """One turn through a new Router: none is spoilt by the cooldown of the one before."""
    from litellm import Router

    router = Router(
        model_list=[
            _deployment(name, url, goes_on=case.goes_on)
            for name, url in zip(("first", "second"), case.urls, strict=True)
        ],
        fallbacks=[{"first": ["second"]}],
        timeout=FIRST_TOKEN_SECONDS,
        stream_timeout=FIRST_TOKEN_SECONDS,
        enable_mid_stream_fallback_continuation=True,
    )

    async def stream(messages: list[dict[str, Any]], more: dict[str, Any]) -> Any:
        return await router.acompletion(model="first", messages=messages, stream=True, **more)

    await converse(stream, case, seen)


def _deployment(name: str, url: str, *, goes_on: bool) -> dict[str, Any]:
    return {
        "model_name": name,
        "litellm_params": {
            "model": "openai/gpt-4o-mini",
            "api_base": url,
            "api_key": "key-for-a-fake",
        },
        # Without it no broken answer is gone on with; OpenAI's own models do not have it.
        "model_info": {"supports_assistant_prefill": goes_on},
    }


if __name__ == "__main__":
    serve(answer)
