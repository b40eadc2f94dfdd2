"""A server on this machine is found by itself, remembered, and looked for anew when it is gone."""

import asyncio
from collections.abc import Sequence

import pytest

from pam_core.providers.local_probe import Place
from pam_core.providers.local_servers import LOOK_AGAIN_SECONDS, LocalServer
from pam_core.vocabulary.model_failure import Failure
from tests.core.providers.asking import hear
from tests.support.fake_provider import FakeProvider, Wrong, fake_provider
from tests.support.fakes import FakeClock


def _places(*fakes: FakeProvider) -> Sequence[Place]:
    names = ("Ollama", "llama.cpp")
    return [
        Place(server=name, base_url=fake.base_url) for name, fake in zip(names, fakes, strict=False)
    ]


async def test_the_first_that_answers_is_asked(fake: FakeProvider) -> None:
    """It says which server and model it is, and its answers come through."""
    fake.models = ["nomic-embed-text:latest", "whisper-1", "llama3.2:latest"]
    server = LocalServer(places=_places(fake))
    standing = await server.standing()
    heard = await hear(server)
    await server.close()

    assert standing.ready
    assert standing.model == "llama3.2:latest"
    assert standing.sentence == f"Ollama with llama3.2:latest at 127.0.0.1:{fake.port}"
    assert heard.failure is None
    assert fake.asked[0].body["model"] == "llama3.2:latest"
    assert server.on_device


async def test_it_is_looked_for_once(fake: FakeProvider) -> None:
    """What was found is kept, however many ask at once."""
    server = LocalServer(places=_places(fake))
    await asyncio.gather(server.standing(), server.standing(), hear(server))
    await server.standing()
    await server.close()

    assert fake.models_asked == 1


async def test_the_users_model_is_looked_for(fake: FakeProvider) -> None:
    """Whoever has the chosen model is asked, though another server comes first."""
    fake.models = ["llama3.2:latest"]
    async with fake_provider() as other:
        other.models = ["qwen3:latest", "mistral:latest"]
        server = LocalServer(model="mistral", places=_places(fake, other))
        standing = await server.standing()
        await server.close()

    assert standing.model == "mistral:latest"
    assert standing.sentence.startswith("llama.cpp with")


async def test_a_model_that_nobody_has_is_named(fake: FakeProvider) -> None:
    """No other model takes the place of the one that the user chose."""
    fake.models = ["llama3.2:latest"]
    server = LocalServer(model="mistral", places=_places(fake))
    standing = await server.standing()

    assert not standing.ready
    assert "mistral" in standing.sentence
    assert "local_server.model" in standing.mend


async def test_only_models_that_talk_are_taken(fake: FakeProvider) -> None:
    """A server with nothing but ears and tables of numbers cannot answer."""
    fake.models = ["bge-m3", "text-embedding-3", "whisper-large", "kokoro-tts", "all-minilm"]
    server = LocalServer(places=_places(fake))
    standing = await server.standing()

    assert not standing.ready


@pytest.mark.parametrize(
    "wrong", [Wrong.SERVER, Wrong.UNAUTHORISED, Wrong.PORTAL, Wrong.BROKEN_LINE, Wrong.SLOW_HEADERS]
)
async def test_another_program_on_the_port_is_none(wrong: Wrong, fake: FakeProvider) -> None:
    """Whatever does not list models, or takes its time, is not taken for a server of them."""
    fake.models_wrong = wrong
    server = LocalServer(places=_places(fake))
    standing = await server.standing()
    heard = await hear(server)

    assert not standing.ready
    assert heard.failure is not None
    assert heard.failure.kind is Failure.NOT_READY
    assert fake.asked == []


async def test_that_nobody_was_there_is_remembered_for_a_minute(fake: FakeProvider) -> None:
    """A turn is not delayed by looking again and again; after a minute it is looked again."""
    fake.models_wrong = Wrong.SERVER
    clock = FakeClock()
    server = LocalServer(places=_places(fake), monotonic=clock.monotonic)
    await server.standing()
    fake.models_wrong = None
    clock.pass_seconds(LOOK_AGAIN_SECONDS - 1)
    early = await server.standing()
    clock.pass_seconds(1)
    late = await server.standing()
    await server.close()

    assert (early.ready, late.ready) == (False, True)
    assert fake.models_asked == 2


async def test_who_is_gone_is_looked_for_anew(fake: FakeProvider) -> None:
    """The server was stopped and another one started: the next question goes there."""
    async with fake_provider("From the other one.") as other:
        server = LocalServer(places=_places(fake, other))
        await server.standing()
        fake.goes_wrong(Wrong.REFUSED)
        lost = await hear(server)
        standing = await server.standing()
        heard = await hear(server)
        await server.close()

    assert lost.failure is not None
    assert lost.failure.kind is Failure.UNREACHABLE
    assert standing.sentence.startswith("llama.cpp with")
    assert heard.text == "From the other one."


async def test_a_failing_server_is_kept(fake: FakeProvider) -> None:
    """Who answers with a fault is there all the same."""
    fake.goes_wrong(Wrong.SERVER)
    server = LocalServer(places=_places(fake))
    await hear(server)
    await server.standing()
    await server.close()

    assert fake.models_asked == 1


async def test_the_users_address_is_the_only_one(fake: FakeProvider) -> None:
    """Where an address is set the usual ports are left alone."""
    async with fake_provider() as usual:
        server = LocalServer(base_url=fake.base_url, places=_places(usual))
        standing = await server.standing()
        await server.close()

    assert standing.sentence == f"Your server with fake-model at 127.0.0.1:{fake.port}"
    assert usual.models_asked == 0


@pytest.mark.parametrize(
    ("base_url", "on_device"),
    [("", True), ("http://127.0.0.1:5000/v1", True), ("http://192.168.1.20:11434/v1", False)],
)
def test_what_leaves_the_machine(base_url: str, on_device: bool) -> None:
    """A server elsewhere in the network is not this machine, so that requests are masked."""
    assert LocalServer(base_url=base_url).on_device is on_device


async def test_where_it_may_not_look_it_does_not(fake: FakeProvider) -> None:
    """The setting that forbids it is named."""
    server = LocalServer(look=False, places=_places(fake))
    standing = await server.standing()

    assert not standing.ready
    assert "answers.find_local_servers" in standing.mend
    assert fake.models_asked == 0


def test_the_fingerprint_changes_with_the_settings() -> None:
    """Another model or address is another provider."""
    servers = [LocalServer(), LocalServer(model="m"), LocalServer(base_url="http://127.0.0.1/v1")]

    assert len({server.fingerprint for server in servers}) == 3


async def test_a_model_of_the_makers_cloud_is_not_on_this_machine(fake: FakeProvider) -> None:
    """Ollama hands it on: by itself PAM takes another; the user's choice counts as elsewhere."""
    fake.models = ["gpt-oss:120b-cloud", "glm-4.6:cloud", "llama3.2:latest"]
    found, chosen = (
        LocalServer(places=_places(fake)),
        LocalServer(model="glm-4.6:cloud", places=_places(fake)),
    )
    standings = [await found.standing(), await chosen.standing()]
    await found.close()
    await chosen.close()

    assert [standing.model for standing in standings] == ["llama3.2:latest", "glm-4.6:cloud"]
    assert (found.on_device, chosen.on_device) == (True, False)


async def test_nothing_but_models_of_the_makers_cloud(fake: FakeProvider) -> None:
    """Then nobody is asked: a key or a choice is the consent, and there is neither."""
    fake.models = ["gpt-oss:120b-cloud"]
    server = LocalServer(places=_places(fake))
    standing = await server.standing()
    await server.close()

    assert not standing.ready
