"""What the end-to-end tests share: a home of its own for each, a speaker and a listener for all."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.store import ModelStore
from pam_core.storage.gazetteer.build import build
from tests.support.pam_home import PamHome
from tests.support.virtual_screen import VirtualScreen
from tests.support.virtual_sound import VirtualSound
from tests.support.voices import Speaker, Transcriber


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> ModelStore:
    return ModelStore(tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="session")
def speaker(models: ModelStore) -> Speaker:
    return Speaker(models)


@pytest.fixture(scope="session")
def listener(models: ModelStore) -> Transcriber:
    return Transcriber(models)


@pytest.fixture(scope="session")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """PAM's map, built once for all tests."""
    path = tmp_path_factory.mktemp("gazetteer") / "gazetteer.db"
    assert build(path)
    return path


@pytest.fixture
def screen() -> Iterator[VirtualScreen]:
    """Large enough for the whole window with its frame."""
    screen = VirtualScreen(width=1400, height=1000)
    yield screen
    screen.stop()


@pytest.fixture
def home(tmp_path: Path, virtual_sound: VirtualSound, gazetteer: Path) -> Iterator[PamHome]:
    """A PAM of its own on the virtual sound devices, without a screen."""
    home = PamHome(tmp_path / "home", virtual_sound.environment, gazetteer)
    yield home
    home.end()


@pytest.fixture
def silent_home(tmp_path: Path, gazetteer: Path) -> Iterator[PamHome]:
    """A PAM of its own on a machine without any sound device or sound server."""
    home = PamHome(tmp_path / "home", {"PULSE_SERVER": f"unix:{tmp_path}/nowhere"}, gazetteer)
    yield home
    home.end()
