"""Settings as they are written back: one at a time, nothing else touched."""

import os
from pathlib import Path

import pytest

from pam_core.settings.file import save
from pam_core.settings.loader import load_settings
from pam_core.vocabulary.errors import PamError

MINE = """\
# My settings. Do not touch!

[speaking]            # the voice
volume   = 0.5        # quiet in the morning
rate = 1.0

# the microphone
[hearing]
mode = "hold"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "pam" / "settings.toml"


@pytest.fixture
def mine(file: Path) -> Path:
    file.parent.mkdir()
    file.write_text(MINE)
    return file


def test_first_setting(file: Path) -> None:
    """The first setting makes the folder and the file."""
    save(file, "speaking", "volume", 0.3)
    assert load_settings(file, environment={}).settings.speaking.volume == 0.3


def test_everything_else_stays(mine: Path) -> None:
    """Comments, order and spacing survive a change."""
    save(mine, "speaking", "volume", "0.7")
    assert mine.read_text() == MINE.replace("0.5", "0.7")


def test_new_section(mine: Path) -> None:
    """A setting whose section is not there yet gets it, behind the rest."""
    save(mine, "log", "level", "debug")
    assert mine.read_text().startswith(MINE.rstrip("\n"))
    assert load_settings(mine, environment={}).settings.log.level == "debug"


@pytest.mark.parametrize("text", ["speaking.volume = 0.5\n", "speaking = { volume = 0.5 }\n"])
def test_other_ways_to_write_it(mine: Path, text: str) -> None:
    """Dotted keys and inline tables are changed where they stand."""
    mine.write_text(text)
    save(mine, "speaking", "volume", 0.7)
    save(mine, "speaking", "rate", 1.5)
    speaking = load_settings(mine, environment={}).settings.speaking
    assert (speaking.volume, speaking.rate) == (0.7, 1.5)


def test_a_bad_line_can_be_mended(mine: Path) -> None:
    """The command that mends a bad value is not stopped by that value."""
    mine.write_text("[speaking]\nvolume = 9\n")
    save(mine, "speaking", "volume", 0.9)
    assert load_settings(mine, environment={}).settings.speaking.volume == 0.9


@pytest.mark.parametrize(
    ("section", "key", "value", "code"),
    [
        ("speaking", "volume", "loud", "settings.bad_value"),
        ("speaking", "volum", "1", "settings.unknown_key"),
        ("spoking", "volume", "1", "settings.unknown_key"),
    ],
)
def test_refused(mine: Path, section: str, key: str, value: str, code: str) -> None:
    """What does not fit is refused before anything is written."""
    with pytest.raises(PamError) as caught:
        save(mine, section, key, value)
    assert caught.value.code == code
    assert mine.read_text() == MINE


@pytest.mark.parametrize("text", ["[speaking\n", "speaking = 3\n"])
def test_corrupt_file_is_left(mine: Path, text: str) -> None:
    """Nothing is written into a file that cannot be read."""
    mine.write_text(text)
    with pytest.raises(PamError) as caught:
        save(mine, "speaking", "volume", 0.3)
    assert caught.value.code == "settings.not_toml"
    assert mine.read_text() == text


def test_full_disk(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the new text cannot be written the old file is whole and nothing lies beside it."""

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PamError) as caught:
        save(mine, "speaking", "volume", 0.3)
    assert caught.value.code == "settings.unwritable"
    assert mine.read_text() == MINE
    assert [it.name for it in mine.parent.iterdir()] == [mine.name]


def test_linked_file_stays_linked(mine: Path, tmp_path: Path) -> None:
    """Settings kept elsewhere through a link are changed there, with their permissions kept."""
    mine.chmod(0o640)
    link = tmp_path / "link.toml"
    link.symlink_to(mine)
    save(link, "speaking", "volume", 0.7)
    assert link.is_symlink()
    assert "0.7" in mine.read_text()
    assert mine.stat().st_mode & 0o777 == 0o640
