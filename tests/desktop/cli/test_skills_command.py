"""`pam skills` and `pam export`."""

import json
from pathlib import Path

import pytest

from pam_desktop.cli.main import main


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PAM_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    """Every action, who it is from, what it does and how to say it."""
    assert main(["skills", "list"]) == 0
    told = capsys.readouterr().out.splitlines()
    (line,) = [line for line in told if line.startswith("undo ")]
    assert line.split()[:2] == ["undo", "PAM"]
    assert line.endswith("Takes the last change back: “Undo that”")


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    """The same for programs, with the shapes of the slots."""
    assert main(["skills", "--json"]) == 0
    told = {each["action"]: each for each in json.loads(capsys.readouterr().out)}
    assert told["page.open"] == {
        "action": "page.open",
        "summary": "Shows a page of the window",
        "example": "Open the money page",
        "slots": {"page": "talk, money, trip, days, places, settings, health"},
        "asks_first": False,
        "undoable": False,
        "sends": False,
        "quotes_others": False,
        "source": "PAM",
    }


def test_listing_opens_no_database(home: Path) -> None:
    """To tell what PAM can do nothing of the user's is touched."""
    assert main(["skills", "list"]) == 0
    assert not (home / "data").exists()


def test_export(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was kept is in the folder, counted by kind."""
    assert main(["ask", "I spent 45 dollars on fuel"]) == 0
    assert main(["export", str(tmp_path / "out"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told == {"folder": str(tmp_path / "out"), "counts": {"chat": 1, "expense": 1}}
    assert "45.00,USD,fuel" in (tmp_path / "out" / "expense.csv").read_text("utf-8-sig")


def test_export_overwrites_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder that holds something already is left alone, and that is said."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    assert main(["export", str(tmp_path / "out")]) == 2
    assert "not empty" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    "words",
    [
        ["skills", "list"],
        ["parse", "what time is it"],
        ["ask", "what time is it"],
        ["export", "out"],
    ],
)
def test_a_broken_pack_is_named(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
) -> None:
    """A third party's pack that cannot be imported is named; the command does its work."""
    metadata = tmp_path / "site" / "pam_odd-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: pam-odd\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[pam.skills]\nodd = pam_odd_gone:pack\n")
    monkeypatch.syspath_prepend(str(metadata.parent))
    monkeypatch.chdir(tmp_path)
    assert main(words) == 0
    told = capsys.readouterr()
    assert "The skills of odd are left out: No module named 'pam_odd_gone'." in told.err
    assert told.out
