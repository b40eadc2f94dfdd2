"""The speech models as the assistant has them."""

from pathlib import Path
from typing import Any

import pytest

from pam_core.vocabulary.audio import Sound
from pam_desktop.app import speech_models
from pam_desktop.app.speech_models import SpeechModels
from pam_desktop.cli.session import ignore


class Voice:
    """A voice that remembers how fast it was to speak."""

    def __init__(self, path: Path) -> None:
        self.rates: list[float] = []

    def set_rate(self, rate: float) -> None:
        self.rates.append(rate)

    async def synthesise(self, text: str) -> Sound:
        return Sound(pcm=b"", sample_rate_hz=16_000)

    async def load(self) -> None:
        """Nothing to load."""

    async def unload(self) -> None:
        """Nothing to give back."""

    async def close(self) -> None:
        """Nothing to end."""


class Store:
    """A store in which every model is there."""

    def locate(self, name: str) -> Path:
        return Path(name)


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch) -> SpeechModels:
    monkeypatch.setattr(speech_models, "PiperSynthesiser", Voice)
    store: Any = Store()
    return SpeechModels(store, ignore, hearing="ear", voice="joe", rate=1.2)


async def rates_of(models: SpeechModels) -> list[float]:
    voice: Any = await models.voice.engine()
    rates: list[float] = voice.rates
    return rates


async def test_the_rate_set_is_the_rate_spoken(models: SpeechModels) -> None:
    """A change of rate holds from the next clause on."""
    await models.synthesise("hello")
    models.set_rate(0.9)
    await models.synthesise("hello")
    assert await rates_of(models) == [1.2, 0.9]


async def test_the_rate_outlives_a_change_of_voice(models: SpeechModels) -> None:
    """Another voice speaks at the rate that was set by voice."""
    models.set_rate(0.9)
    await models.voice.use("amy")
    await models.synthesise("hello")
    assert await rates_of(models) == [0.9]


@pytest.mark.parametrize(("wished", "rate"), [(0.1, 0.5), (9.0, 2.0)])
def test_the_rate_has_limits(models: SpeechModels, wished: float, rate: float) -> None:
    """However often somebody says "faster", PAM can be understood."""
    models.set_rate(wished)
    assert models.rate == rate
