"""Start-up pays for no SDK, and none has to be installed but OpenAI's."""

import subprocess
import sys

import pytest

import pam_core.providers.anthropic
from tests.core.providers.asking import anthropic, hear, open_provider
from tests.support.fake_provider import FakeProvider

_MAKE_ALL = """
import asyncio, sys
from pam_core.providers.anthropic import Anthropic
from pam_core.providers.local_servers import LocalServer
from pam_core.providers.openai_compatible import OpenAiCompatible
from pam_core.providers.pam_server import PamServer
everybody = [
    Anthropic(model="m", key="k"),
    OpenAiCompatible(name="openai", base_url="https://a/v1", model="m", key="k", on_device=False),
    LocalServer(look=False),
    PamServer(),
]
for provider in everybody:
    asyncio.run(provider.standing())
    asyncio.run(provider.close())
print(sorted({"openai", "anthropic", "httpx2"} & sys.modules.keys()))
"""


def test_making_providers_and_asking_how_they_stand_imports_no_sdk() -> None:
    """An SDK is imported with the first question and not before."""
    told = subprocess.run(
        [sys.executable, "-c", _MAKE_ALL], capture_output=True, text=True, check=True, timeout=60
    )

    assert told.stdout.strip() == "[]"


async def test_a_missing_package_is_told_with_how_to_get_it(
    fake: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anthropic's SDK is an extra."""
    monkeypatch.setattr(pam_core.providers.anthropic, "find_spec", lambda name: None)
    async with open_provider(anthropic, fake) as provider:
        standing = await provider.standing()
        heard = await hear(provider)

    assert not standing.ready
    assert "pip install" in standing.mend
    assert heard.failure is not None
    assert heard.failure.kind == "not_ready"
    assert fake.asked == []
