"""`pam ledger`, on a database of its own."""

import json
from pathlib import Path

import pytest

from pam_desktop.cli.main import main

STATEMENT = (
    "Date,Description,Amount\n"
    "2026-11-20,PILOT 123,-45.10\n"
    "2026-11-21,Nonsense,abc\n"
    "2026-11-22,Payroll,1800.00\n"
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PAM_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def statement(tmp_path: Path) -> Path:
    path = tmp_path / "november.csv"
    path.write_text(STATEMENT, encoding="utf-8")
    return path


def test_import(statement: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Counts are said, rows that were left out are named, and the exit code tells of them."""
    assert main(["ledger", "import", str(statement)]) == 2
    told = capsys.readouterr()
    assert told.out == (
        "november.csv: 1 expense and 1 income are new; 0 were there already, 1 left out.\n"
        'Say "undo" to take them all back.\n'
    )
    assert told.err == "november.csv, line 3: left out, 'abc' is no amount\n"


def test_import_twice_for_scripts(statement: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Imported again nothing is new; a script is told the same in JSON."""
    main(["ledger", "import", str(statement), "--json"])
    capsys.readouterr()
    assert main(["ledger", "import", str(statement), "--json"]) == 2
    assert json.loads(capsys.readouterr().out) == {
        "file": str(statement),
        "expenses": 0,
        "incomes": 0,
        "known": 2,
        "left_out": [{"where": "line 3", "reason": "'abc' is no amount"}],
        "remarks": [],
    }


def test_undo_takes_an_import_back(statement: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The import is one change of the ledger."""
    main(["ledger", "import", str(statement)])
    main(["ask", "undo"])
    assert "I took back the 2 rows from november.csv." in capsys.readouterr().out
    assert main(["ledger", "export", "-"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "kind,date,amount,currency,category,payee,description,id"
    ]


def test_export(statement: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The ledger goes into a file that an import takes back."""
    main(["ledger", "import", str(statement)])
    capsys.readouterr()
    out = home / "new folder" / "ledger.csv"
    assert main(["ledger", "export", str(out)]) == 0
    assert capsys.readouterr().out == f"2 rows are in {out}\n"
    assert main(["ledger", "import", str(out)]) == 0
    assert "2 were there already, 0 left out" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["import"], "Which file to import is missing."),
        (["export", "a.csv", "b.csv"], "An export is one file."),
        (["import", "none.csv"], "none.csv cannot be read: No such file or directory."),
        (["import", "none.csv", "--currency", "dollars"], "DOLLARS is no currency."),
    ],
)
def test_what_cannot_be_done(
    arguments: list[str],
    told: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A sentence says what is wrong, and the exit code whose turn it is."""
    assert main(["ledger", *arguments]) == 2
    assert told in capsys.readouterr().err


def test_days_that_can_be_read_both_ways(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An unclear file is refused with the option that makes it clear."""
    path = home / "unclear.csv"
    path.write_text("Date,Payee,Amount\n03/04/2026,A,-1.00\n", encoding="utf-8")
    assert main(["ledger", "import", str(path)]) == 2
    assert "--days month-first or --days day-first" in capsys.readouterr().err
    assert main(["ledger", "import", str(path), "--days", "day-first"]) == 0
    main(["ledger", "export", "-"])
    assert "expense,2026-04-03,1.00,USD,other,A" in capsys.readouterr().out
