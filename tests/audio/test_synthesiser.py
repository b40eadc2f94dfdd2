"""Piper's clauses: audible words, even loudness, quick repeats, clear errors."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio

from audio.clause_cache import ClauseCache
from audio.synthesiser import FASTEST_RATE, SLOWEST_RATE, PiperSynthesiser
from pam_core.vocabulary.audio import Sound
from pam_core.vocabulary.errors import PamError
from tests.support.recordings import installed_model

CLAUSE = "You've spent two hundred and ten dollars on fuel this month."


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed_model("en_US-joe-medium", tmp_path_factory.mktemp("models"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def piper(voice: Path) -> AsyncIterator[PiperSynthesiser]:
    synthesiser = PiperSynthesiser(voice)
    await synthesiser.load()
    yield synthesiser
    await synthesiser.close()


def loud_dbfs(sound: Sound) -> float:
    """RMS over the 10 ms blocks within 26 dB of the loudest."""
    block = sound.sample_rate_hz // 100
    samples = np.frombuffer(sound.pcm, "<i2").astype(float) / 32_768
    rms = np.sqrt((samples[: len(samples) // block * block].reshape(-1, block) ** 2).mean(axis=1))
    return float(20 * np.log10(np.sqrt((rms[rms > rms.max() * 0.05] ** 2).mean())))


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("text", ["Yes.", "It's three forty two P M.", CLAUSE])
async def test_every_clause_is_about_as_loud_as_the_next(
    piper: PiperSynthesiser, text: str
) -> None:
    """-20 dBFS over its voiced parts, within 1.5 dB, and never clipped."""
    sound = await piper.synthesise(text)
    assert loud_dbfs(sound) == pytest.approx(-20.0, abs=1.5)
    assert np.abs(np.frombuffer(sound.pcm, "<i2").astype(int)).max() < 30_000


@pytest.mark.asyncio(loop_scope="module")
async def test_speech_begins_and_ends_without_waiting(piper: PiperSynthesiser) -> None:
    """Sound within 50 ms of the beginning, and no more than 200 ms of rest behind it."""
    sound = await piper.synthesise(CLAUSE)
    loud = np.flatnonzero(np.abs(np.frombuffer(sound.pcm, "<i2").astype(int)) > 200)
    assert loud[0] / sound.sample_rate_hz < 0.05
    assert sound.seconds - loud[-1] / sound.sample_rate_hz < 0.2


@pytest.mark.asyncio(loop_scope="module")
async def test_a_clause_said_again_is_the_same_sound(piper: PiperSynthesiser) -> None:
    """The second time comes from the cache; spacing does not make another clause."""
    first = await piper.synthesise("Say it again.")
    assert await piper.synthesise("  Say it\n again. ") is first


@pytest.mark.asyncio(loop_scope="module")
async def test_the_rate_changes_how_long_it_takes_to_say(piper: PiperSynthesiser) -> None:
    """Half the pace takes about twice as long; impossible rates are kept within bounds."""
    plain = (await piper.synthesise(CLAUSE)).seconds
    piper.set_rate(0.1)
    assert piper.rate == SLOWEST_RATE
    slow = (await piper.synthesise(CLAUSE)).seconds
    piper.set_rate(9.0)
    assert piper.rate == FASTEST_RATE
    fast = (await piper.synthesise(CLAUSE)).seconds
    piper.set_rate(1.0)
    assert slow == pytest.approx(2 * plain, rel=0.25)
    # Piper gives every phoneme a whole frame at least, so twice as fast is not half as long.
    assert fast < 0.75 * plain


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("text", ["", "   ", "..."])
async def test_a_text_without_words_makes_no_sound(piper: PiperSynthesiser, text: str) -> None:
    """Nothing to say is not an error."""
    assert (await piper.synthesise(text)).pcm == b""


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("text", ["Ça coûte 5 €!", "🚐", "a" * 300, "[[ h@ ]]", "日本"])
async def test_odd_text_is_said_or_passed_over(piper: PiperSynthesiser, text: str) -> None:
    """Accents, emoji, other scripts and very long words never raise."""
    assert (await piper.synthesise(text)).sample_rate_hz == 22_050


async def test_a_missing_voice_is_named_with_its_mend(tmp_path: Path) -> None:
    """The file is named; nothing is fetched."""
    synthesiser = PiperSynthesiser(tmp_path / "gone.onnx")
    with pytest.raises(PamError) as caught:
        await synthesiser.load()
    await synthesiser.close()
    assert caught.value.code == "voice.missing"
    assert "gone.onnx" in caught.value.sentence
    assert caught.value.mend


async def test_a_broken_voice_is_named(tmp_path: Path, voice: Path) -> None:
    """Half a voice file is not used."""
    broken = tmp_path / voice.name
    broken.write_bytes(voice.read_bytes()[:100_000])
    shutil.copy(voice.with_name(voice.name + ".json"), tmp_path)
    synthesiser = PiperSynthesiser(broken)
    with pytest.raises(PamError) as caught:
        await synthesiser.synthesise("Hello.")
    await synthesiser.close()
    assert caught.value.code == "voice.broken"


async def test_erasing_forgets_what_was_said(tmp_path: Path, voice: Path) -> None:
    """Clauses kept on disk are gone after `erase`; unloading does not touch them."""
    cache = ClauseCache(folder=tmp_path / "clauses")
    synthesiser = PiperSynthesiser(voice, cache=cache)
    await synthesiser.synthesise("You owe ten dollars.")
    await synthesiser.unload()
    assert not synthesiser.loaded
    assert len(list((tmp_path / "clauses").iterdir())) == 1
    await synthesiser.erase()
    await synthesiser.close()
    assert list((tmp_path / "clauses").iterdir()) == []
    assert cache.held_bytes == 0
    with pytest.raises(PamError) as caught:
        await synthesiser.synthesise("Hello.")
    assert caught.value.code == "voice.closed"
