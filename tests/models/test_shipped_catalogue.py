"""The catalogue that ships, against the packages that are installed."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from models.catalogue import ModelEntry, ModelKind, shipped_catalogue
from models.store import ModelStore
from pam_core.settings.schema import Settings

ENTRIES = shipped_catalogue().entries


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_every_entry(entry: ModelEntry) -> None:
    """Each model says what it is, under which licence, from where, and how to know it."""
    assert entry.title
    assert entry.licence in {"MIT", "CC0-1.0", "Apache-2.0"}
    assert entry.packages
    assert entry.opens in {"", *(file.name for file in entry.files)}
    for file in entry.files:
        assert file.size_bytes > 0
        assert re.fullmatch(r"[0-9a-f]{64}", file.sha256)
        assert not Path(file.name).is_absolute() and ".." not in Path(file.name).parts


@pytest.mark.parametrize(
    "entry", [e for e in ENTRIES if e.name != "silero-vad"], ids=lambda entry: entry.name
)
def test_every_model_that_may_be_left_out(entry: ModelEntry) -> None:
    """All but Silero, which is part of faster-whisper, can be fetched at a fixed revision."""
    assert re.fullmatch(r"[\w.-]+/[\w.-]+", entry.repository)
    assert entry.revision
    assert all(file.hub for file in entry.files)


def test_defaults_are_in_the_catalogue() -> None:
    """The default settings name models that there are, of the right kind."""
    settings = Settings()
    assert shipped_catalogue().entry(settings.hearing.model).kind is ModelKind.HEARING
    assert shipped_catalogue().entry(settings.speaking.voice).kind is ModelKind.VOICE
    assert shipped_catalogue().of_kind(ModelKind.HEARING)[0].name == settings.hearing.model


INSTALLED = [
    entry
    for entry in ENTRIES
    if all(find_spec(p.partition("/")[0]) for file in entry.files for p in file.packaged)
]


@pytest.mark.parametrize("entry", INSTALLED, ids=lambda entry: entry.name)
def test_installed_models_are_whole(entry: ModelEntry, tmp_path: Path) -> None:
    """Every installed package holds exactly what the catalogue says, without the network."""
    store = ModelStore(tmp_path, hub="http://127.0.0.1:9")
    path = store.fetch(entry.name)
    assert path.exists()
    assert store.state(entry.name).checked


def test_the_default_models_are_installed() -> None:
    """What PAM cannot do without came with the set-up, so the test above is not empty."""
    assert {"whisper-tiny.en", "en_US-joe-medium", "silero-vad"} <= {e.name for e in INSTALLED}
