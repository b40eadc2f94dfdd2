"""Who may be asked, as the settings and keys have it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from models.store import ModelStore
from pam_core.settings.loader import load_settings
from pam_core.settings.schema_answers import PROVIDERS
from pam_core.vocabulary.model_failure import Failure, ModelError
from pam_core.vocabulary.model_talk import Candidate, Message, ModelRequest, Role, TextDelta
from pam_desktop.app.answerers import candidates_of
from pam_desktop.app.key_names import KeyNames
from pam_desktop.app.keys import Keys
from pam_desktop.app.safe import locked
from tests.support.fake_provider import fake_provider
from tests.support.fake_safe import FakeSafe

KEY = "sk-proj-0123456789abcdefghij"
QUESTION = ModelRequest(system="", messages=(Message(role=Role.USER, text="Are you there?"),))


@pytest.fixture
def names(tmp_path: Path) -> KeyNames:
    return KeyNames(tmp_path / "key-names.txt")


def no_store() -> ModelStore:
    raise AssertionError("the models are not looked for before somebody asks")


def made(keys: Keys, *overrides: str) -> dict[str, Candidate]:
    settings = load_settings(Path("nowhere"), environment={}, overrides=overrides).settings
    return {each.provider.name: each for each in candidates_of(settings, keys, no_store)}


def keys_of(names: KeyNames, **variables: str) -> Keys:
    return Keys(names, variables, FakeSafe().open)


def test_everybody_in_order(names: KeyNames) -> None:
    """Everybody is there in the usual order, named as the settings name them."""
    assert tuple(made(keys_of(names))) == PROVIDERS


def test_own_order(names: KeyNames) -> None:
    """Whoever is left out of the order cannot be asked at all."""
    assert tuple(made(keys_of(names), "answers.order=embedded, openai")) == ("embedded", "openai")
    assert made(keys_of(names), "answers.order=") == {}


def test_making_costs_nothing(tmp_path: Path) -> None:
    """Whoever only gives PAM commands pays for no SDK, no keyring and no HTTP client."""
    program = """
import sys
from pathlib import Path
from pam_core.settings.schema import Settings
from pam_core.settings.paths import find_places
from pam_desktop.app.answerers import candidates_of
from pam_desktop.app.keys import open_keys
candidates_of(Settings(), open_keys(find_places()), lambda: sys.exit("opened the models"))
heavy = {"openai", "anthropic", "httpx2", "keyring", "xllamacpp", "huggingface_hub"}
print(sorted(heavy & set(sys.modules)))
"""
    environment = {**os.environ, "PAM_HOME": str(tmp_path)}
    told = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60
    )
    assert (told.stdout, told.stderr) == ("[]\n", "")


@pytest.mark.parametrize("name", ["openai", "anthropic", "openrouter"])
async def test_without_a_key(names: KeyNames, name: str) -> None:
    """Nobody is asked without a key, and how to give one is said."""
    provider = made(keys_of(names), "openrouter.model=some/model")[name].provider
    standing = await provider.standing()
    assert not standing.ready
    assert standing.model
    assert f"pam providers key {name}" in standing.mend
    with pytest.raises(ModelError) as caught:
        await anext(aiter(provider.stream(QUESTION)))
    assert caught.value.kind is Failure.NOT_READY


async def test_a_key_makes_it_ready(names: KeyNames) -> None:
    """With a key it can be asked; another key is another fingerprint, and tells nothing of it."""
    keys = keys_of(names)
    provider = made(keys)["openai"].provider
    await provider.standing()
    fingerprints = {provider.fingerprint}
    for key in (KEY, KEY[::-1]):
        await keys.keep("openai", key)
        standing = await provider.standing()
        assert (standing.ready, standing.model) == (True, "gpt-5-mini")
        fingerprints.add(provider.fingerprint)
        assert key not in provider.fingerprint
    assert len(fingerprints) == 3
    await keys.forget("openai")
    assert not (await provider.standing()).ready
    await provider.close()


async def test_same_key_same_fingerprint(names: KeyNames) -> None:
    """At the next start the fingerprint is the same: a refused key stays refused."""
    keys = keys_of(names, PAM_KEY_OPENAI=KEY)
    first, second = (made(keys)["openai"].provider for _ in range(2))
    await first.standing()
    await second.standing()
    assert first.fingerprint == second.fingerprint


async def test_locked_keyring(names: KeyNames) -> None:
    """A locked keyring is no missing key: the mend is to unlock it."""
    names.add("openai")
    safe = FakeSafe(openai=KEY)
    safe.trouble = locked()
    standing = await made(Keys(names, {}, safe.open))["openai"].provider.standing()
    assert not standing.ready
    assert "locked" in standing.sentence
    assert "Unlock" in standing.mend


async def test_what_is_missing_besides_a_key(names: KeyNames) -> None:
    """Without model or address nobody is asked, and which setting is missing is said."""
    found = made(keys_of(names, PAM_KEY_OPENROUTER=KEY))
    assert "openrouter.model" in (await found["openrouter"].provider.standing()).mend
    assert "custom.base_url" in (await found["custom"].provider.standing()).mend


async def test_own_server_needs_no_key(names: KeyNames) -> None:
    """A server of the user's own may be without keys."""
    overrides = ("custom.base_url=https://llm.example.org/v1", "custom.model=m")
    provider = made(keys_of(names), *overrides)["custom"].provider
    assert (await provider.standing()).ready


@pytest.mark.parametrize(
    ("name", "address", "on_device"),
    [
        ("custom", "http://127.0.0.1:8080/v1", True),
        ("custom", "http://localhost:8080/v1", True),
        ("custom", "http://192.168.1.20:8080/v1", False),
        ("custom", "https://llm.example.org/v1", False),
        ("local_server", "http://192.168.1.20:11434/v1", False),
        ("local_server", "http://127.0.0.1:11434/v1", True),
        ("openai", "http://127.0.0.1:8080/v1", False),
        ("anthropic", "http://127.0.0.1:8080", False),
    ],
)
def test_what_stays_on_this_machine(
    names: KeyNames, name: str, address: str, on_device: bool
) -> None:
    """Only a loopback address of the user's own server does: a proxy to a cloud is no server."""
    provider = made(keys_of(names), f"{name}.base_url={address}")[name].provider
    assert provider.on_device is on_device


def test_terms(names: KeyNames) -> None:
    """Prices and limits come from the settings; 0 is not known, or none."""
    terms = made(
        keys_of(names),
        "openai.input_price=0.25",
        "openai.output_price=2",
        "openai.daily_dollars=1.5",
        "openai.context_tokens=9000",
        "anthropic.daily_tokens=5000",
    )
    openai, anthropic = terms["openai"].terms, terms["anthropic"].terms
    assert openai.cost(1_000_000, 500_000) == 1.25
    assert (openai.daily_dollars, openai.daily_tokens) == (1.5, None)
    assert openai.context_tokens == 9000
    assert anthropic.cost(1000, 1000) is None
    assert (anthropic.daily_dollars, anthropic.daily_tokens) == (None, 5000)
    assert terms["local_server"].terms.cost(1000, 1000) == 0


def test_a_model_on_this_machine_has_longer(names: KeyNames) -> None:
    """Its first token may take 25 s; somebody else's 8 s."""
    found = made(keys_of(names), "custom.base_url=http://127.0.0.1:8080/v1")
    seconds = {name: each.terms.first_token_seconds for name, each in found.items()}
    assert seconds["openai"] == seconds["anthropic"] == seconds["pam_server"] == 8
    assert seconds["embedded"] == seconds["local_server"] == seconds["custom"] == 25


async def test_a_limit_that_cannot_be_kept(names: KeyNames) -> None:
    """A limit in dollars without prices would not hold: nobody is asked until they are known."""
    keys = keys_of(names, PAM_KEY_OPENAI=KEY)
    limited = made(keys, "openai.daily_dollars=1")["openai"].provider
    standing = await limited.standing()
    assert not standing.ready
    assert "openai.input_price" in standing.mend
    with pytest.raises(ModelError):
        await anext(aiter(limited.stream(QUESTION)))


async def test_asked_for_real(names: KeyNames) -> None:
    """Its answer comes through, and the key goes to the server it was given for."""
    keys = keys_of(names, PAM_KEY_CUSTOM=KEY)
    async with fake_provider() as fake:
        fake.answers("I am here.")
        overrides = (f"custom.base_url={fake.base_url}", "custom.model=m")
        provider = made(keys, *overrides)["custom"].provider
        deltas = [delta async for delta in provider.stream(QUESTION)]
        await provider.close()
    text = "".join(delta.text for delta in deltas if isinstance(delta, TextDelta))
    assert text == "I am here."
    assert fake.asked[0].headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(("model", "on_device"), [("llama3.2", True), ("gpt-oss:20b-cloud", False)])
def test_a_model_that_is_handed_on(names: KeyNames, model: str, on_device: bool) -> None:
    """A server on this machine may ask its maker: what it is told is masked then."""
    address = "custom.base_url=http://127.0.0.1:11434/v1"
    custom = made(keys_of(names), address, f"custom.model={model}")["custom"].provider
    assert custom.on_device is on_device
