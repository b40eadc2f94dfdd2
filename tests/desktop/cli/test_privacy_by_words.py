"""Forgetting and erasing as the user does it, down to the bytes on the disk."""

from pathlib import Path

import pytest

from pam_desktop.cli.main import main


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PAM_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def on_the_disk(home: Path) -> bytes:
    """All that lies in PAM's folders, but what the user exported."""
    files = [path for path in (home / "data").rglob("*") if path.is_file()]
    logs = [path for path in (home / "log").rglob("*") if path.is_file()]
    return b"".join(path.read_bytes() for path in (*files, *logs)).lower()


def ask(words: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["ask", words]) == 0
    return capsys.readouterr().out.strip()


def test_erased(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """After "erase everything" and a yes nothing of what was said or kept is left on the disk."""
    ask("I spent 45 dollars on groceries at Periwinkle Market", capsys)
    ask("note that the gate code is periwinkle", capsys)
    assert b"periwinkle" in on_the_disk(home)
    assert ask("erase all my data", capsys).endswith("for good. Shall I?")
    assert b"periwinkle" in on_the_disk(home)
    assert ask("yes", capsys) == "Everything is erased."
    assert b"periwinkle" not in on_the_disk(home)
    assert ask("how much did I spend on groceries", capsys).startswith("I have nothing logged")
    assert ask("undo", capsys) == "There is nothing to take back."


def test_not_erased(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a yes nothing goes."""
    ask("I spent 45 dollars on groceries", capsys)
    ask("erase all my data", capsys)
    ask("no", capsys)
    assert ask("how much did I spend on groceries", capsys) == (
        "You spent 45 dollars on groceries this month."
    )


def test_forgotten(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was said last leaves the history and the disk after a yes; what was done stays."""
    ask("I spent 45 dollars on groceries", capsys)
    ask("my secret is periwinkle", capsys)
    assert ask("forget what I just said", capsys).startswith("Shall I take what was said at")
    assert ask("yes", capsys) == "Forgotten. It is out of the history."
    assert b"periwinkle" not in on_the_disk(home)
    assert ask("how much did I spend on groceries", capsys) == (
        "You spent 45 dollars on groceries this month."
    )
