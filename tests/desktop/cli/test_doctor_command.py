"""`pam doctor`: on a machine with sound and screen, on one without, and on one that is ill."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pam_core.settings.paths import find_places
from pam_core.storage.gazetteer.build import APPLICATION_ID, VERSION
from pam_desktop.app import keys
from pam_desktop.app.key_names import KeyNames
from pam_desktop.app.safe import locked
from pam_desktop.cli.checks import machine
from pam_desktop.cli.main import main
from tests.support.fake_safe import FakeSafe
from tests.support.virtual_screen import VirtualScreen
from tests.support.virtual_sound import VirtualSound


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PAM_HOME", str(tmp_path))
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


Told = dict[str, dict[str, str]]


def doctor(capsys: pytest.CaptureFixture[str], *given: str) -> tuple[int, Told]:
    code = main(["doctor", "--json", *given])
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is (code == 0)
    return code, {check["part"]: check for check in told["checks"]}


def draw_map(home: Path) -> None:
    """A file that is a gazetteer by its header."""
    path = home / "data" / "gazetteer.db"
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as map_file:
        map_file.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        map_file.execute(f"PRAGMA user_version = {VERSION}")


def test_without_map(capsys: pytest.CaptureFixture[str], virtual_sound: VirtualSound) -> None:
    """Without its map PAM talks all the same, and how to have it drawn is said."""
    code, told = doctor(capsys)
    assert code == 0
    assert told["map"]["verdict"] == "limited"
    assert "pam places build" in told["map"]["mend"]


def test_healthy(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    virtual_sound: VirtualSound,
    virtual_screen: VirtualScreen,
    home: Path,
) -> None:
    """With sound, a screen, the models and a map everything works, and the code is 0."""
    draw_map(home)
    monkeypatch.setenv("DISPLAY", virtual_screen.environment["DISPLAY"])
    code, told = doctor(capsys)
    assert code == 0
    assert {part: check["verdict"] for part, check in told.items()} == dict.fromkeys(told, "works")


def test_nobody_to_ask(capsys: pytest.CaptureFixture[str], virtual_sound: VirtualSound) -> None:
    """That nobody could answer open questions is a limit with its mend, and no fault."""
    code, told = doctor(capsys, "--set", "answers.order=openai, pam_server")
    assert code == 0
    assert told["open questions"]["verdict"] == "limited"
    assert "pam providers key openai" in told["open questions"]["mend"]
    assert told["language model"]["verdict"] == "works"


def test_nobody_wanted(capsys: pytest.CaptureFixture[str], virtual_sound: VirtualSound) -> None:
    """Who wants nobody asked is missing nothing."""
    code, told = doctor(capsys, "--set", "answers.order=")
    assert code == 0
    assert told["open questions"]["verdict"] == "works"


def test_missing_language_model(
    capsys: pytest.CaptureFixture[str], virtual_sound: VirtualSound, home: Path
) -> None:
    """A language model that is not there is named, and PAM talks all the same."""
    code, told = doctor(capsys, "--set", f"embedded.model={home}/mine.gguf")
    assert code == 0
    assert told["language model"]["verdict"] == "limited"
    assert "mine.gguf" in told["language model"]["sentence"]


def test_keys(
    capsys: pytest.CaptureFixture[str],
    virtual_sound: VirtualSound,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A key that is in the keyring works; one that has gone from it, and a locked one, are told."""
    safe = FakeSafe(openai="sk-0123456789")
    monkeypatch.setattr(keys, "open_safe", safe.open)
    KeyNames(find_places().key_names_file).add("openai")
    assert doctor(capsys)[1]["keyring"]["verdict"] == "works"
    safe.kept.clear()
    gone = doctor(capsys)[1]["keyring"]
    assert (gone["verdict"], "pam providers key openai" in gone["mend"]) == ("limited", True)
    safe.trouble = locked()
    code, told = doctor(capsys)
    assert code == 0
    assert "locked" in told["keyring"]["sentence"]


def test_without_screen(capsys: pytest.CaptureFixture[str], virtual_sound: VirtualSound) -> None:
    """Without a screen PAM still talks in the terminal: limited, and the mend says how."""
    code, told = doctor(capsys)
    assert code == 0
    assert told["screen"]["verdict"] == "limited"
    assert "pam talk" in told["screen"]["mend"]
    assert "pam toggle" in told["talk key"]["mend"]


def test_without_sound(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Without a microphone PAM cannot hold a spoken conversation: 3, with the mend."""
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/nowhere")
    monkeypatch.setattr("audio.devices.list_devices", lambda: [])
    code, told = doctor(capsys)
    assert code == 3
    assert told["microphone"]["verdict"] == "broken"
    assert told["microphone"]["mend"]


def test_bad_settings(
    home: Path, capsys: pytest.CaptureFixture[str], virtual_sound: VirtualSound
) -> None:
    """A bad settings file is named with its line, and the rest is looked at all the same."""
    file = home / "config" / "settings.toml"
    file.parent.mkdir()
    file.write_text("[speaking]\nvolume = 9\n")
    code, told = doctor(capsys)
    assert code == 3
    assert "line 2" in told["settings"]["sentence"]
    assert told["hearing model"]["verdict"] == "works"


def test_missing_model(capsys: pytest.CaptureFixture[str], virtual_sound: VirtualSound) -> None:
    """A model that is not ready is named with the command that brings it."""
    code, told = doctor(capsys, "--set", "hearing.model=whisper-base")
    assert code == 3
    assert "pam models fetch whisper-base" in told["hearing model"]["mend"]


def test_foreign_database(
    home: Path, capsys: pytest.CaptureFixture[str], virtual_sound: VirtualSound
) -> None:
    """A file that is no database is named and left as it is."""
    file = home / "not.db"
    file.write_text("this is my shopping list, not a database at all\n" * 9)
    before = file.read_bytes()
    code, told = doctor(capsys, "--set", f"storage.database={file}")
    assert code == 3
    assert str(file) in told["database"]["sentence"]
    assert file.read_bytes() == before


def test_looking_makes_no_database(
    home: Path, capsys: pytest.CaptureFixture[str], virtual_sound: VirtualSound
) -> None:
    """The doctor keeps nothing: a database that is not there yet is not made."""
    doctor(capsys)
    assert not list(home.rglob("*.db"))


def test_folder_that_cannot_be_written(
    home: Path, capsys: pytest.CaptureFixture[str], virtual_sound: VirtualSound
) -> None:
    """A data folder that cannot be written to is broken; a log folder is only a limit."""
    (home / "data").write_text("a file where the folder should be")
    (home / "log").write_text("a file where the folder should be")
    code, told = doctor(capsys)
    assert code == 3
    assert told["data folder"]["verdict"] == "broken"
    assert told["log folder"]["verdict"] == "limited"


def test_missing_window_libraries(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    virtual_sound: VirtualSound,
) -> None:
    """System libraries that are missing are named by the packages that bring them."""
    monkeypatch.setattr(machine, "WINDOW_LIBRARIES", {"libnot-there.so.9": "libnot-there9"})
    code, told = doctor(capsys)
    assert code == 0
    assert told["window libraries"]["mend"] == "sudo apt install libnot-there9"


def test_for_people(capsys: pytest.CaptureFixture[str], virtual_sound: VirtualSound) -> None:
    """Without --json each part is a line with its mark, and a sentence sums it up."""
    assert main(["doctor"]) == 0
    told = capsys.readouterr().out
    assert "✓ Python" in told
    assert "! screen" in told
    assert told.rstrip().endswith("PAM can hold a spoken conversation.")
