"""What the tests ask, and the two providers that are asked through an SDK."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field

from pam_core.providers.anthropic import Anthropic
from pam_core.providers.openai_compatible import OpenAiCompatible
from pam_core.providers.sdk_provider import SdkProvider
from pam_core.vocabulary.model_failure import ModelError
from pam_core.vocabulary.model_talk import (
    Delta,
    Finished,
    Message,
    ModelRequest,
    Provider,
    Role,
    TextDelta,
    ToolCall,
    ToolSpec,
)
from tests.support.fake_provider import FakeProvider

KEY = "sk-proj-7h1s1s4s3cr3tk3y"
QUESTION = "Why do tyres wear on the outside?"
LOG_EXPENSE = ToolSpec(
    name="expense_log",
    description="Notes an expense.",
    parameters={"type": "object", "properties": {"amount": {"type": "string"}}},
)
HANG_SECONDS = 20.0

Make = Callable[[FakeProvider], SdkProvider]


def openai(fake: FakeProvider, model: str = "fake-model") -> OpenAiCompatible:
    return OpenAiCompatible(
        name="openai", base_url=fake.base_url, model=model, key=KEY, on_device=False
    )


def anthropic(fake: FakeProvider, model: str = "fake-model") -> Anthropic:
    return Anthropic(base_url=fake.anthropic_base_url, model=model, key=KEY)


BOTH = (openai, anthropic)


def a_request(*tools: ToolSpec, most_tokens: int = 300) -> ModelRequest:
    messages = (Message(role=Role.USER, text=QUESTION),)
    return ModelRequest(
        system="You are PAM.", messages=messages, tools=tools, most_tokens=most_tokens
    )


@asynccontextmanager
async def open_provider(make: Make, fake: FakeProvider) -> AsyncIterator[SdkProvider]:
    """A provider that is closed in the end."""
    provider = make(fake)
    try:
        yield provider
    finally:
        await provider.close()


@dataclass(slots=True)
class Heard:
    """What a provider gave before it ended, one way or the other."""

    deltas: list[Delta] = field(default_factory=list)
    failure: ModelError | None = None

    @property
    def text(self) -> str:
        return "".join(delta.text for delta in self.deltas if isinstance(delta, TextDelta))

    @property
    def calls(self) -> list[ToolCall]:
        return [delta for delta in self.deltas if isinstance(delta, ToolCall)]

    @property
    def end(self) -> Finished:
        last = self.deltas[-1]
        assert isinstance(last, Finished)
        return last


async def hear(provider: Provider, request: ModelRequest | None = None) -> Heard:
    """Ask and listen to the end. A failure is given back, not raised."""
    heard = Heard()
    try:
        async with asyncio.timeout(HANG_SECONDS):
            async with aclosing(provider.stream(request or a_request())) as deltas:  # type: ignore[type-var]
                async for delta in deltas:
                    heard.deltas.append(delta)
    except ModelError as failure:
        heard.failure = failure
    return heard
