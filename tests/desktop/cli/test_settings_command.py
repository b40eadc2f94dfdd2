"""`pam settings`."""

import json
from pathlib import Path

import pytest

from pam_desktop.cli.main import main


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PAM_HOME", str(tmp_path))
    return tmp_path / "config" / "settings.toml"


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    """Every setting with its value and where that came from."""
    assert main(["settings", "--set", "speaking.volume=0.4"]) == 0
    told = capsys.readouterr().out
    assert "speaking.volume = 0.4  (command line)" in told
    assert "speaking.rate = 1.0  (default)" in told


def test_set(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A setting that is changed is there at the next start."""
    assert main(["settings", "set", "speaking.volume", "0.4"]) == 0
    assert str(file) in capsys.readouterr().out
    assert main(["settings", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    (volume,) = [one for one in told["settings"] if one["name"] == "speaking.volume"]
    assert (volume["value"], volume["origin"]) == (0.4, "file")


def test_set_in_a_named_file(tmp_path: Path, file: Path) -> None:
    """`--settings FILE` is the file that is changed."""
    other = tmp_path / "other.toml"
    assert main(["settings", "set", "speaking.volume", "0.4", "--settings", str(other)]) == 0
    assert other.exists()
    assert not file.exists()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["set", "speaking.volume", "9"], "a number from 0 to 1"),
        (["set", "volume", "0.5"], "did you mean speaking.volume?"),
        (["set", "speaking.volume"], "its new value are missing"),
        (["set", "hearing.model", "whisper-bse"], "did you mean whisper-base?"),
        (["set", "speaking.voice", "whisper-base"], "en_US-joe-medium"),
        (["set", "embedded.model", "whisper-base"], "smollm2-135m"),
        (["set", "openai.key", "hush"], "pam providers key openai"),
        (["set", "openai.base_url", "http://example.org"], "https://"),
        (["list", "speaking.volume"], "pam settings set"),
    ],
)
def test_refused(
    given: list[str], told: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What makes no sense is refused with the mend, and nothing is written."""
    assert main(["settings", *given]) == 2
    assert told in capsys.readouterr().err
    assert not file.exists()


def test_corrupt_file(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is not TOML is named with its line, and left."""
    file.parent.mkdir()
    file.write_text("[speaking]\nvolume\n")
    assert main(["settings"]) == 2
    assert f"{file}, line 2" in capsys.readouterr().err
    assert main(["settings", "set", "speaking.volume", "0.5"]) == 2
    assert file.read_text() == "[speaking]\nvolume\n"


def test_model_name_in_any_case(file: Path) -> None:
    """A model's name is kept as the catalogue writes it."""
    assert main(["settings", "set", "hearing.model", "WHISPER-BASE"]) == 0
    assert 'model = "whisper-base"' in file.read_text()


def test_own_language_model(file: Path) -> None:
    """A GGUF file of the user's own is kept as it was given; a model of the catalogue by name."""
    assert main(["settings", "set", "embedded.model", "~/Models/Mine.gguf"]) == 0
    assert 'model = "~/Models/Mine.gguf"' in file.read_text()
    assert main(["settings", "set", "embedded.model", "SMOLLM2-135M"]) == 0
    assert 'model = "smollm2-135m"' in file.read_text()


def test_no_key_is_repeated(capsys: pytest.CaptureFixture[str]) -> None:
    """A key that was given as a setting is in no sentence of PAM's."""
    main(["settings", "set", "openai.api_key", "sk-0123456789"])
    main(["settings", "set", "openai.model", "sk-0123456789"])
    main(["settings", "--set", "openai.key=sk-0123456789"])
    told = capsys.readouterr()
    assert told.err.count("pam: ") == 3
    assert "0123456789" not in told.out + told.err
