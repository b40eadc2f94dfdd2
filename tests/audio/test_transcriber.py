"""Whisper on real speech: the words, how sure it is, and what happens when it cannot."""

import asyncio
import math
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio

from audio.recording import read_recording
from audio.short_context import CAREFUL, FULL, QUICK
from audio.transcriber import WhisperTranscriber
from audio.whisper_decoder import Decoded, doubtful
from bench.word_errors import WordErrors, word_errors
from pam_core.vocabulary.errors import PamError
from tests.support.recordings import installed_model, recording, utterance

JFK = (
    "and so my fellow americans ask not what your country can do for you ask what you can do for "
    "your country"
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def whisper(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[WhisperTranscriber]:
    folder = installed_model("whisper-tiny.en", tmp_path_factory.mktemp("models"))
    transcriber = WhisperTranscriber(folder)
    await transcriber.load()
    yield transcriber
    await transcriber.close()


def decoded(text: str = "Stop.", *, log_probability: float = -0.1, tokens: int = 3) -> Decoded:
    return Decoded(
        text=text,
        mean_log_probability=log_probability,
        no_speech_probability=0.0,
        tokens=tokens,
    )


def test_a_sure_short_transcript_is_not_doubted() -> None:
    """A plain sentence with a good probability stands."""
    assert not doubtful(decoded(), QUICK, 2.0)


@pytest.mark.parametrize(
    "doubted",
    [
        decoded(tokens=QUICK.token_limit(2.0)),
        decoded(log_probability=-0.5),
        decoded("You may go. You may go."),
    ],
)
def test_cap_low_probability_and_repetition_raise_doubt(doubted: Decoded) -> None:
    """Each by itself sends the utterance on to a greater effort."""
    assert doubtful(doubted, QUICK, 2.0)


def test_low_probability_alone_does_not_ask_for_thirty_seconds() -> None:
    """The wide search is only gone beyond where it ran away."""
    assert not doubtful(decoded(log_probability=-2.0), CAREFUL, 2.0)


def test_confidence_is_the_mean_probability_of_a_token() -> None:
    """Its logarithms are averaged; nothing for no words or for a text that ran away."""
    assert decoded(log_probability=-0.5).confidence == pytest.approx(math.exp(-0.5))
    assert decoded("").confidence == 0.0
    assert decoded("on the " * 6, log_probability=-0.1).confidence == 0.0


def test_only_thirty_seconds_count_as_falling_back() -> None:
    """A wider search on a short context is none."""
    text = {"text": "a", "mean_log_probability": 0.0, "no_speech_probability": 0.0, "tokens": 1}
    assert Decoded(**text, effort=FULL).fell_back  # type: ignore[arg-type]
    assert not Decoded(**text, effort=CAREFUL).fell_back  # type: ignore[arg-type]


@pytest.mark.recordings
@pytest.mark.asyncio(loop_scope="module")
async def test_a_speech_is_understood(whisper: WhisperTranscriber) -> None:
    """Every word of a clear recording, with its punctuation, confidently, without 30 s."""
    pcm = read_recording(recording("jfk/jfk.flac"))
    heard = await whisper.transcribe(utterance(pcm))
    assert word_errors(JFK, heard.text).errors == 0
    assert heard.text.endswith(".")
    assert heard.confidence > 0.7
    assert heard.no_speech_probability < 0.3
    assert not heard.fell_back
    assert heard.audio_seconds == pytest.approx(11.0)
    assert heard.decode_seconds > 0


@pytest.mark.recordings
@pytest.mark.asyncio(loop_scope="module")
async def test_a_short_command_does_not_run_away(whisper: WhisperTranscriber) -> None:
    """A clip that a short context alone repeats until the cap comes out once and whole."""
    pcm = read_recording(recording("librispeech/1688-142285-0002.flac"))
    heard = await whisper.transcribe(utterance(pcm))
    assert word_errors("you don't mean that you thought me so silly", heard.text).errors == 0


@pytest.mark.recordings
@pytest.mark.asyncio(loop_scope="module")
async def test_speech_beyond_thirty_seconds_is_heard_to_its_end(
    whisper: WhisperTranscriber,
) -> None:
    """The last words of 44 s of speech are there, and nearly all of those before."""
    pcm = read_recording(recording("jfk/jfk.flac"))
    heard = await whisper.transcribe(utterance(pcm * 4))
    assert heard.text.lower().rstrip(".").endswith("do for your country")
    errors: WordErrors = word_errors(" ".join([JFK] * 4), heard.text)
    assert errors.rate < 0.15


@pytest.mark.parametrize("size", [0, 2, 1000])
@pytest.mark.asyncio(loop_scope="module")
async def test_next_to_no_sound_holds_no_words(whisper: WhisperTranscriber, size: int) -> None:
    """Nothing, one sample and 30 ms are silence, not errors."""
    heard = await whisper.transcribe(utterance(bytes(size)))
    assert (heard.text, heard.confidence, heard.no_speech_probability) == ("", 0.0, 1.0)


@pytest.mark.asyncio(loop_scope="module")
async def test_a_second_of_silence_is_known_for_silence(whisper: WhisperTranscriber) -> None:
    """Whatever phantom Whisper sees in digital silence, it says so itself."""
    heard = await whisper.transcribe(utterance(bytes(32_000)))
    assert heard.no_speech_probability > 0.3 or heard.confidence < 0.5


@pytest.mark.asyncio(loop_scope="module")
async def test_full_scale_noise_is_no_error(whisper: WhisperTranscriber) -> None:
    """A broken microphone's roar ends in a transcript like anything else."""
    noise = np.random.default_rng(5).integers(-32_768, 32_767, 48_000).astype("<i2")
    heard = await whisper.transcribe(utterance(noise.tobytes()))
    assert 0.0 <= heard.confidence <= 1.0


@pytest.mark.recordings
@pytest.mark.asyncio(loop_scope="module")
async def test_a_call_cancelled_while_it_waits_does_not_hold_up_the_next(
    whisper: WhisperTranscriber,
) -> None:
    """Dropped speculation leaves the queue; the words of the next call are its own."""
    jfk = read_recording(recording("jfk/jfk.flac"))
    silly = read_recording(recording("librispeech/1688-142285-0002.flac"))
    first = asyncio.create_task(whisper.transcribe(utterance(silly)))
    dropped = [asyncio.create_task(whisper.transcribe(utterance(jfk * 4))) for _ in range(20)]
    await asyncio.sleep(0)
    for task in dropped:
        task.cancel()
    last = await whisper.transcribe(utterance(jfk))
    assert "silly" in (await first).text
    assert "country" in last.text
    assert all(task.cancelled() for task in dropped)


async def test_a_missing_model_is_named_with_its_mend(tmp_path: Path) -> None:
    """An empty folder is no model, and nothing is fetched from the network in its stead."""
    transcriber = WhisperTranscriber(tmp_path)
    with pytest.raises(PamError) as caught:
        await transcriber.load()
    await transcriber.close()
    assert caught.value.code == "hearing.model_missing"
    assert "model.bin" in caught.value.sentence
    assert caught.value.mend


async def test_a_truncated_model_is_named_and_never_used(tmp_path: Path) -> None:
    """Half a model file is broken, whatever its name says."""
    folder = tmp_path / "broken"
    shutil.copytree(installed_model("whisper-tiny.en", tmp_path / "models"), folder)
    whole = (folder / "model.bin").read_bytes()
    (folder / "model.bin").write_bytes(whole[: len(whole) // 2])
    transcriber = WhisperTranscriber(folder)
    with pytest.raises(PamError) as caught:
        await transcriber.transcribe(utterance(bytes(32_000)))
    await transcriber.close()
    assert caught.value.code == "hearing.model_broken"
    assert caught.value.mend


async def test_unloading_frees_the_model_and_speech_brings_it_back(tmp_path: Path) -> None:
    """Unload, transcribe, close twice: each is simple; after closing nothing is taken."""
    transcriber = WhisperTranscriber(installed_model("whisper-tiny.en", tmp_path), cpu_threads=1)
    await transcriber.load()
    assert transcriber.loaded
    await transcriber.unload()
    assert not transcriber.loaded
    await transcriber.transcribe(utterance(bytes(32_000)))
    assert transcriber.loaded
    await transcriber.close()
    await transcriber.close()
    assert not transcriber.loaded
    with pytest.raises(PamError) as caught:
        await transcriber.transcribe(utterance(bytes(32_000)))
    assert caught.value.code == "hearing.closed"
