"""Which file the embedded language model is."""

from pathlib import Path

import pytest

from models.store import ModelStore
from pam_core.vocabulary.errors import PamError
from pam_desktop.app.language_model import find_language_model


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models")


def test_of_the_catalogue(store: ModelStore) -> None:
    """A name is a model of the catalogue, in upper or lower case."""
    assert find_language_model("SmolLM2-135M", store).suffix == ".gguf"


def test_own_file(store: ModelStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path is the user's own file, seen from their home too."""
    file = tmp_path / "mine.gguf"
    file.write_bytes(b"GGUF")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert find_language_model(str(file), store) == file
    assert find_language_model("~/mine.gguf", store) == file
    assert find_language_model("mine.gguf", store) == file


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        ("nowhere/mine.gguf", "model.missing"),
        ("mine.GGUF", "model.missing"),
        ("/", "model.missing"),
        ("smollm", "model.unknown"),
        ("whisper-tiny.en", "model.wrong_kind"),
    ],
)
def test_not_there(store: ModelStore, chosen: str, code: str) -> None:
    """What is not there, or hears instead of talking, is told with the mend."""
    with pytest.raises(PamError) as caught:
        find_language_model(chosen, store)
    assert caught.value.code == code
    assert caught.value.mend
