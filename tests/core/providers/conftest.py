"""What the tests of the providers share: a fake provider, and an environment that says nothing."""

import os
from collections.abc import AsyncIterator

import pytest

from tests.support.fake_provider import FakeProvider, fake_provider

_TELLING = ("OPENAI", "ANTHROPIC", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither keys nor proxies of this machine."""
    for name in [name for name in os.environ if name.upper().startswith(_TELLING)]:
        monkeypatch.delenv(name)


@pytest.fixture
async def fake() -> AsyncIterator[FakeProvider]:
    async with fake_provider() as provider:
        yield provider
