"""voice/stt and voice/tts over REST: files and forms in, words out, and what is refused."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from pam_core.vocabulary.errors import Fault, PamError
from pam_server.speech.client import Speech
from tests.server.speech.sounds import flac_that_hides_its_length, tone, wave_header
from tests.support.server_world import ANN, World, a_world

STT, TTS = "/api/v1/pam/voice/stt", "/api/v1/pam/voice/tts"
MEGABYTE = 1_000_000


@pytest.fixture
async def world(sqlite_url: str) -> AsyncIterator[World]:
    async with a_world(sqlite_url) as made:
        yield made


@pytest.fixture
async def ann(world: World, speech: Speech) -> AsyncIterator[httpx2.AsyncClient]:
    async with world.client(ANN, speech=speech) as client:
        yield client


async def test_there_and_back(ann: httpx2.AsyncClient) -> None:
    """A text is spoken; sent back as a file and in a form its words come back."""
    spoken = await ann.post(TTS, json={"text": "I spent forty five dollars on fuel."})
    plain = await ann.post(STT, content=spoken.content, headers={"content-type": "audio/wav"})
    form = await ann.post(STT, files={"file": ("a.wav", spoken.content, "audio/wav")})
    assert spoken.headers["content-type"] == "audio/wav"
    assert [plain.status_code, form.status_code] == [200, 200]
    assert "$45 on fuel" in plain.json()["transcript"]
    assert form.json() == plain.json()
    assert plain.json()["language"] == "en"


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        (b"", "sound.empty"),
        (b"no sound", "sound.unreadable"),
        (wave_header(claims_bytes=4_000_000_000), "sound.damaged"),
        (wave_header(claims_bytes=3200, hz=1_000_000), "sound.unusual"),
        (wave_header(claims_bytes=51_000, channels=255, sound=bytes(51_000)), "sound.unusual"),
        (flac_that_hides_its_length(400), "sound.too_long"),
        (tone(1)[:9000], "sound.damaged"),
    ],
)
async def test_refused(ann: httpx2.AsyncClient, upload: bytes, code: str) -> None:
    """What is no honest recording is a problem of the sender's, with its reason."""
    refused = await ann.post(STT, content=upload)
    assert (refused.status_code, refused.json()["code"]) == (422, code)


async def test_broken_form(ann: httpx2.AsyncClient) -> None:
    """A form that is none is refused."""
    told = {"content-type": "multipart/form-data"}
    refused = await ann.post(STT, content=b"--x\r\nnothing", headers=told)
    assert (refused.status_code, refused.json()["code"]) == (422, "sound.no_form")


async def test_too_large(ann: httpx2.AsyncClient) -> None:
    """No more is read than the server takes, though nobody said how much would come."""
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(2000):
            sent += MEGABYTE
            yield bytes(MEGABYTE)

    refused = await ann.post(STT, content=endless())
    assert refused.status_code == 413
    assert sent < 40 * MEGABYTE


@pytest.mark.parametrize(
    "asked",
    [
        {"text": ""},
        {"text": "x" * 4001},
        {"text": "Hello.", "rate": 9},
        {"text": "Hello.", "voice": "somebody"},
        {"text": "..."},
        {},
    ],
)
async def test_nothing_to_say(ann: httpx2.AsyncClient, asked: dict[str, Any]) -> None:
    """A text that is none, or too long, or for another voice, is refused."""
    refused = await ann.post(TTS, json=asked)
    assert refused.status_code == 422


async def test_no_speech(world: World) -> None:
    """Without speech the reason is told."""
    async with world.client(ANN, speech=None) as client:
        refused = [await client.post(STT, content=b"x"), await client.post(TTS, json={"text": "x"})]
    assert [(one.status_code, one.json()["code"]) for one in refused] == [(503, "speech.off")] * 2


class Busy:
    """Speech that has no time."""

    async def hear(self, upload: bytes) -> None:
        raise PamError("speech.busy", "Others are being heard.", fault=Fault.SERVICE)


async def test_busy(world: World) -> None:
    """Who comes when others are being heard is told to come again, and when."""
    async with world.client(ANN, speech=Busy()) as client:
        refused = await client.post(STT, content=b"x")
    assert (refused.status_code, refused.json()["code"]) == (503, "speech.busy")
    assert int(refused.headers["retry-after"]) > 0
