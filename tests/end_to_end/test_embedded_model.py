"""The real language model inside PAM: asked through its own port, called off, heard aloud."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from models.store import ModelStore
from pam_core.providers.embedded import Embedded
from pam_core.providers.embedded_process import ModelProcess
from pam_core.providers.openai_compatible import OpenAiCompatible
from pam_core.vocabulary.model_failure import Failure, ModelError
from pam_core.vocabulary.model_talk import Finished, Message, ModelRequest, Role, TextDelta
from tests.support.pam_home import PamHome
from tests.support.tones import loud_seconds
from tests.support.virtual_sound import VirtualSound
from tests.support.voices import Speaker, Transcriber
from tests.support.waiting import until

MODEL = "smollm2-135m"


def ask(text: str, *, most_tokens: int = 40) -> ModelRequest:
    return ModelRequest(
        system="You are PAM. Answer in one short sentence.",
        messages=(Message(role=Role.USER, text=text),),
        most_tokens=most_tokens,
    )


def through_the_sdk(process: ModelProcess, key: str) -> OpenAiCompatible:
    """The model's own port as any server that speaks OpenAI's language."""
    return OpenAiCompatible(
        name="its port", base_url=f"{process.address}/v1", model=MODEL, key=key, on_device=True
    )


@asynccontextmanager
async def running(models: ModelStore) -> AsyncIterator[ModelProcess]:
    """The model in its process, ended with the test."""
    process = await ModelProcess.start("embedded", models.locate(MODEL), context_tokens=2048)
    try:
        yield process
    finally:
        await process.end()


def seconds_of_work(process_id: int) -> float:
    """The processor time a process has taken so far, all its threads together."""
    fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


async def test_its_own_port_answers_through_the_openai_sdk(models: ModelStore) -> None:
    """SmolLM2 answers over HTTP as OpenAI would: in pieces, with a reason and a count."""
    async with running(models) as process:
        provider = through_the_sdk(process, process.key)
        deltas = [delta async for delta in provider.stream(ask("What is a tent?"))]
        await provider.close()
    words = [delta.text for delta in deltas if isinstance(delta, TextDelta)]
    assert len(words) > 3
    assert "".join(words).strip()
    end = deltas[-1]
    assert isinstance(end, Finished)
    assert end.tokens_in > 20
    assert end.tokens_out >= len(words)


async def test_its_port_is_for_nobody_else(models: ModelStore) -> None:
    """It is bound to this machine only, and another program that finds it is not answered."""
    async with running(models) as process:
        assert process.address.startswith("http://127.0.0.1:")
        provider = through_the_sdk(process, "a-guess")
        with pytest.raises(ModelError) as raised:
            await anext(provider.stream(ask("What is a tent?")))
        await provider.close()
    assert raised.value.kind is Failure.KEY_REFUSED


async def test_called_off_the_processor_rests(models: ModelStore) -> None:
    """Closed in the middle of an answer the real model stops working, and can be asked again."""
    provider = Embedded(lambda: models.locate(MODEL), chosen=MODEL, idle_seconds=0)
    try:
        answer = provider.stream(ask("Tell me a very long story.", most_tokens=1500))
        await anext(answer)
        await answer.aclose()
        process_id = provider.process_id
        assert process_id is not None

        def rests() -> bool:
            before = seconds_of_work(process_id)
            threading.Event().wait(0.3)
            return seconds_of_work(process_id) - before < 0.05

        await asyncio.to_thread(until, rests, "the processor to rest")
        deltas = [delta async for delta in provider.stream(ask("What is a tent?"))]
        assert isinstance(deltas[-1], Finished)
    finally:
        await provider.close()


def test_an_open_question_is_answered_aloud(
    home: PamHome, virtual_sound: VirtualSound, speaker: Speaker, listener: Transcriber
) -> None:
    """Asked by voice what PAM itself does not know, the model answers, and it is heard.

    The answer is kept short so that it is soon said.
    """
    pam = home.start("talk", "--hands-free", PAM_ANSWERS_LONGEST_ANSWER_CHARACTERS="80")
    pam.line("Hey Pam")
    with virtual_sound.record_loudspeaker() as recording:
        virtual_sound.play_into_microphone(speaker.say("Hey Pam, why is the sky blue?"))
        until(lambda: home.turns() and home.turns()[-1]["heard"], "the answer to be heard")
        assert loud_seconds(recording.pcm) > 1
        heard = listener.words(recording.pcm)
    turn = home.turns()[-1]
    assert turn["provider"] == "embedded"
    assert "sky" in turn["reply"].lower()
    assert "sky" in heard
    pam.interrupt()
    assert pam.wait() == 0
