"""`pam calendar`: what it takes in, writes out and refuses."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pam_desktop.cli.main import main

EVENT = (
    "BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Oil change\r\n"
    "DTSTART;TZID=America/Denver:20991201T090000\r\nRRULE:FREQ=WEEKLY\r\nEND:VEVENT\r\n"
)
BROKEN = "BEGIN:VEVENT\r\nUID:2\r\nSUMMARY:Lunch\r\nEND:VEVENT\r\n"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PAM_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "work.ics"
    path.write_bytes(f"BEGIN:VCALENDAR\r\n{EVENT}{BROKEN}END:VCALENDAR\r\n".encode())
    return path


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    def run(*words: str) -> Any:
        main([*words, "--json"])
        return json.loads(capsys.readouterr().out)

    return run


def test_import_twice(file: Path, told: Callable[..., Any]) -> None:
    """The same file twice brings nothing new; a broken event is told with its line each time."""
    first, again = (told("calendar", "import", str(file)) for _ in range(2))
    assert (first["new"], first["same"]) == (1, 0)
    assert (again["new"], again["same"]) == (0, 1)
    assert [one["line"] for one in first["left_out"]] == [8]


def test_left_out(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Who imports a file with a broken event is told which, and the exit code says so too."""
    assert main(["calendar", "import", str(file)]) == 2
    out, err = capsys.readouterr()
    assert "work.ics: 1 new, 0 changed, 0 same, 0 called off, 0 no events, 1 left out." in out
    assert "work.ics, line 8: left out, it does not say when it starts" in err


def test_undo(file: Path, told: Callable[..., Any]) -> None:
    """An import is taken back with one word."""
    told("calendar", "import", str(file))
    assert "the import of work.ics" in told("ask", "undo")["reply"]
    assert told("ask", "when is my oil change")["reply"].startswith("I find no")


def test_out_and_in(file: Path, tmp_path: Path, told: Callable[..., Any]) -> None:
    """What is written out and taken in again is the same."""
    told("calendar", "import", str(file))
    out = tmp_path / "folder" / "out.ics"
    assert told("calendar", "export", str(out)) == {"file": str(out), "events": 1}
    assert told("calendar", "import", str(out))["same"] == 1


def test_to_stdout(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A lone dash writes the calendar for the next program."""
    main(["calendar", "import", str(file)])
    capsys.readouterr()
    assert main(["calendar", "export", "-"]) == 0
    assert capsys.readouterr().out.startswith("BEGIN:VCALENDAR")


def test_default_place(home: Path, told: Callable[..., Any]) -> None:
    """Without a name the file lies among PAM's own files."""
    path = Path(told("calendar", "export")["file"])
    assert path.is_relative_to(home)
    assert path.read_text().startswith("BEGIN:VCALENDAR")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["import"], "calendar.unnamed"),
        (["import", "missing.ics"], "calendar.unreadable"),
        (["import", __file__], "calendar.not_a_calendar"),
        (["export", "a", "b"], "calendar.two_files"),
        (["export", "/proc/no/such.ics"], "calendar.not_written"),
    ],
)
def test_refused(words: list[str], code: str, told: Callable[..., Any]) -> None:
    """What cannot be done is refused by name."""
    assert told("calendar", *words)["error"]["code"] == code
