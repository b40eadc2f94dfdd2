"""`pam models`, on the packages that are installed."""

import json
from pathlib import Path

import pytest

from pam_desktop.cli.main import main


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PAM_HOME", str(tmp_path))
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    return tmp_path


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    """The list names every model with its size, state and licence, for people and for scripts."""
    assert main(["models"]) == 0
    assert "en_US-joe-medium" in capsys.readouterr().out
    assert main(["models", "list", "--json"]) == 0
    told = {model["name"]: model for model in json.loads(capsys.readouterr().out)}
    assert told["whisper-tiny.en"]["condition"] == "ready"
    assert told["whisper-tiny.en"]["licence"] == "MIT"
    assert told["whisper-tiny.en"]["packaged"] is True


def test_verify(capsys: pytest.CaptureFixture[str]) -> None:
    """Verify reads a model again and says where it is."""
    assert main(["models", "verify", "silero-vad"]) == 0
    assert "silero-vad is whole" in capsys.readouterr().out


def test_verify_finds_damage(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A damaged model is named with the mend, and the exit code says so."""
    folder = home / "data" / "models" / "whisper-base"
    folder.mkdir(parents=True)
    (folder / "model.bin").write_bytes(b"truncated")
    assert main(["models", "verify"]) == 3
    told = capsys.readouterr().out
    assert "✗ The model whisper-base is damaged" in told
    assert "pam models fetch whisper-base" in told
    assert "✓ whisper-tiny.en is whole" in told


def test_fetch_of_what_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    """Fetching a model that is ready says so."""
    assert main(["models", "fetch", "silero-vad", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["path"].endswith(".onnx")


def test_fetch_without_network(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a package and a network one sentence says what is the matter and how to go on."""
    monkeypatch.setattr("models.packages.find_spec", lambda name: None)
    assert main(["models", "fetch", "smollm2-135m"]) == 4
    told = capsys.readouterr().err
    assert "there is no connection to 127.0.0.1:9" in told
    assert "`pam models fetch smollm2-135m` goes on" in told


@pytest.mark.parametrize("action", ["fetch", "remove"])
def test_name_is_wanted(action: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Fetching or removing nothing in particular is a mistake."""
    assert main(["models", action]) == 2
    assert "pam models list" in capsys.readouterr().err


def test_fetch_of_what_only_a_package_has(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A model that no hub has is mended by installing its package again."""
    monkeypatch.setattr("models.packages.find_spec", lambda name: None)
    assert main(["models", "fetch", "silero-vad"]) == 3
    assert "pip install --force-reinstall faster-whisper" in capsys.readouterr().err


def test_remove_of_a_package(capsys: pytest.CaptureFixture[str]) -> None:
    """A model that came with pip is left to pip."""
    assert main(["models", "remove", "silero-vad"]) == 2
    assert "pip uninstall faster-whisper" in capsys.readouterr().err
