"""No key and nothing that was said reaches a log or an error."""

import logging

import pytest

from pam_core.providers.openai_compatible import OpenAiCompatible
from tests.core.providers.asking import (
    BOTH,
    KEY,
    QUESTION,
    Make,
    a_request,
    anthropic,
    hear,
    open_provider,
    openai,
)
from tests.support.fake_provider import FakeProvider, Wrong

_WRONGS = [None, *(wrong for wrong in Wrong if wrong not in (Wrong.SLOW_HEADERS, Wrong.STALL))]
_LOGGERS = ("", "openai", "anthropic", "httpx2", "httpcore2", "asyncio", "pam_core")


@pytest.mark.parametrize("make", BOTH)
async def test_nothing_secret_is_logged_or_raised(
    make: Make, fake: FakeProvider, caplog: pytest.LogCaptureFixture
) -> None:
    """With every logger at DEBUG and every fault there is, key and question stay unsaid."""
    for name in _LOGGERS:
        caplog.set_level(logging.DEBUG, logger=name)
    told: list[object] = []
    async with open_provider(make, fake) as provider:
        for wrong in _WRONGS:
            await _set(fake, wrong)
            told.append(await hear(provider))
        told += [provider, repr(provider), str(provider), await provider.standing()]
    failures = [heard.failure for heard in told[: len(_WRONGS)]]
    told += [(str(one), repr(one), getattr(one, "args", ()), vars_of(one)) for one in failures]
    logged = [(record.getMessage(), record.args, record.exc_text) for record in caplog.records]

    assert len(logged) > len(_WRONGS)
    assert KEY[8:] not in repr([told, logged])
    assert QUESTION not in repr([told, logged])
    assert [asked.headers["authorization"] for asked in fake.asked] == [f"Bearer {KEY}"] * len(
        fake.asked
    )


def test_the_fingerprint_changes_with_key_model_and_address() -> None:
    """And tells nothing of them."""
    one = OpenAiCompatible(name="a", base_url="https://a/v1", model="m", key="k1", on_device=False)
    others = [
        OpenAiCompatible(name="a", base_url="https://a/v1", model="m", key="k2", on_device=False),
        OpenAiCompatible(name="a", base_url="https://a/v1", model="n", key="k1", on_device=False),
        OpenAiCompatible(name="a", base_url="https://b/v1", model="m", key="k1", on_device=False),
    ]
    fingerprints = {one.fingerprint, *(other.fingerprint for other in others)}

    assert len(fingerprints) == 4
    assert {len(fingerprint) for fingerprint in fingerprints} == {12}


@pytest.mark.parametrize("make", BOTH)
async def test_without_a_key_nobody_is_asked(make: Make, fake: FakeProvider) -> None:
    """A missing key is told with its mend, and a request for it goes nowhere."""
    async with open_provider(make, fake) as provider:
        provider._key = ""
        standing = await provider.standing()
        heard = await hear(provider)

    assert not standing.ready
    assert standing.mend == f"Give it one with `pam providers key {provider.name}`."
    assert heard.failure is not None
    assert heard.failure.kind == "not_ready"
    assert fake.asked == []


@pytest.mark.parametrize("make", BOTH)
async def test_without_a_model_nobody_is_asked(make: Make, fake: FakeProvider) -> None:
    """No model chosen is told with the setting that chooses one."""
    async with open_provider(lambda fake: make(fake, ""), fake) as provider:  # type: ignore[call-arg]
        standing = await provider.standing()

    assert not standing.ready
    assert f"pam settings set {provider.name}.model" in standing.mend


async def test_a_key_follows_no_redirect(fake: FakeProvider) -> None:
    """What is sent goes where the settings say, or nowhere."""
    fake.goes_wrong(Wrong.REDIRECT)
    async with open_provider(openai, fake) as first, open_provider(anthropic, fake) as second:
        heard = [await hear(first), await hear(second, a_request())]

    assert [one.failure.detail for one in heard if one.failure] == ["HTTP 307", "HTTP 307"]
    assert len(fake.asked) == 2


async def test_what_stays_on_this_machine_takes_no_proxy(
    fake: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy of the environment is another machine."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    provider = OpenAiCompatible(
        name="custom",
        base_url=fake.base_url,
        model="m",
        key="",
        on_device=True,
        needs_key=False,
    )
    heard = await hear(provider)
    await provider.close()

    assert heard.failure is None
    assert len(fake.asked) == 1


async def _set(fake: FakeProvider, wrong: Wrong | None) -> None:
    await fake.goes_right()
    if wrong is not None:
        fake.goes_wrong(wrong)


def vars_of(error: object) -> dict[str, object]:
    """What an error carries besides its words."""
    return dict(getattr(error, "__dict__", {}))
