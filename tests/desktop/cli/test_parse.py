"""`pam parse`."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pam_core.vocabulary.errors import Fault, PamError
from pam_desktop.cli.commands import parse
from pam_desktop.cli.options import add_common_options

GROCERIES = "I spent $45 on groceries at Whole Foods"


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    add_common_options(parser)
    parse.add_arguments(parser)
    return parse.run(parser.parse_args(arguments))


def test_quotes_are_not_needed(capsys: pytest.CaptureFixture[str]) -> None:
    """Words given one by one are one sentence."""
    assert run(*GROCERIES.split(), "--now", "2026-11-23T14:00") == 0
    unquoted = capsys.readouterr().out
    run(GROCERIES, "--now", "2026-11-23T14:00")
    assert unquoted == capsys.readouterr().out
    assert unquoted.startswith("expense.log amount=45.00 USD")


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    """The one action is printed in the shape of the catalogue."""
    assert run("--json", GROCERIES, "--now", "2026-11-23T14:00") == 0
    printed = json.loads(capsys.readouterr().out)
    assert 0.9 < printed.pop("confidence") <= 1.0
    assert printed == {
        "action": "expense.log",
        "slots": {
            "amount": {"amount": "45.00", "currency": "USD"},
            "category": "groceries",
            "merchant": "Whole Foods",
            "date": "2026-11-23",
        },
        "missing": [],
        "source": "local",
    }


def test_not_understood(capsys: pytest.CaptureFixture[str]) -> None:
    """What is not understood prints a null action and succeeds."""
    assert run("--json", "what is love") == 0
    assert json.loads(capsys.readouterr().out)["action"] is None


def test_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line in, one line out, empty lines too."""
    file = tmp_path / "said.txt"
    file.write_bytes(b"what time is it\r\n\nstop\n\xff\xfe\n")
    assert run("--json", "--file", str(file)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["action"] for line in lines] == ["time.now", None, "stop", None]


@pytest.mark.parametrize(
    ("now", "timezone", "day"),
    [
        ("2026-11-23T23:30-07:00", "Europe/Berlin", "2026-11-24"),
        ("2026-11-23T23:30-07:00", None, "2026-11-23"),
        ("2026-11-23T23:30", "Europe/Berlin", "2026-11-23"),
        ("2026-11-24T05:00Z", "America/Denver", "2026-11-23"),
    ],
)
def test_moment(
    now: str, timezone: str | None, day: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Today is the day in the zone that was given, else in the moment's own."""
    zone = ["--timezone", timezone] if timezone else []
    assert run("--json", GROCERIES, "--now", now, *zone) == 0
    assert json.loads(capsys.readouterr().out)["slots"]["date"] == day


def test_readable(capsys: pytest.CaptureFixture[str]) -> None:
    """Without --json a person can read it."""
    run("log 45 dollars", "--now", "2026-11-23T14:00")
    assert capsys.readouterr().out == "expense.log amount=45.00 USD date=2026-11-23 category=?\n"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], "parse.nothing"),
        (["stop", "--file", "x"], "parse.nothing"),
        (["--file", "/no/such/file"], "lines.unreadable"),
        (["--file", "/"], "lines.unreadable"),
        (["stop", "--now", "soon"], "parse.now"),
        (["stop", "--timezone", "Moon/Base"], "parse.timezone"),
        (["stop", "--timezone", "../../etc/passwd"], "parse.timezone"),
    ],
)
def test_bad_arguments(arguments: list[str], code: str) -> None:
    """What cannot be used is named, with whose fault it is."""
    with pytest.raises(PamError) as caught:
        run(*arguments)
    assert (caught.value.code, caught.value.fault) == (code, Fault.USER)


def test_light(tmp_path: Path) -> None:
    """Parsing loads neither Qt nor numpy nor pydantic nor a model."""
    script = (
        "import sys, argparse; from pam_desktop.cli.commands import parse;"
        "from pam_desktop.cli.options import add_common_options;"
        "p = argparse.ArgumentParser(); add_common_options(p); parse.add_arguments(p);"
        "parse.run(p.parse_args(['what time is it']));"
        "print(sorted({'numpy', 'PySide6', 'pydantic', 'sqlite_utils'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PAM_HOME": str(tmp_path)},
    )
    assert done.stdout.splitlines() == ["time.now", "[]"]


def test_settings_hold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The user's own money is meant where none is named."""
    file = tmp_path / "settings.toml"
    file.write_text('[thinking]\ncurrency = "CAD"\n')
    run("log 45 dollars for fuel", "--settings", str(file))
    assert "amount=45.00 CAD" in capsys.readouterr().out
