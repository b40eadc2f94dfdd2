"""`pam audit`: what language models had PAM do."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pam_core.storage.audit import SqliteAudit
from pam_core.storage.file import DatabaseFile
from pam_core.vocabulary.tool_use import Access, ToolOutcome, ToolUse
from pam_desktop.cli.main import main


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PAM_HOME", str(tmp_path))
    return tmp_path


def use(number: int) -> ToolUse:
    return ToolUse(
        call_id=f"call-{number}",
        turn_id="turn-1",
        at=datetime(2026, 11, 23, 14, number, tzinfo=UTC),
        provider="openai",
        model="gpt-5-mini",
        action="expense.log",
        arguments='{"amount": {"value": "45.00"},\n "note": "\x1b[2J' + "x" * 200 + '"}',
        access=Access.WRITE,
    )


def keep(home: Path, *uses: ToolUse) -> None:
    async def write() -> None:
        file = DatabaseFile(home / "data" / "pam.db")
        await file.open()
        try:
            audit = SqliteAudit(file)
            for each in uses:
                await audit.begin(each)
                await audit.end(each.call_id, ToolOutcome.DONE, "Logged 45 dollars.")
        finally:
            await file.close()

    asyncio.run(write())


def test_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where no model has done anything that is said, and no database is made for it."""
    assert main(["audit"]) == 0
    assert "No language model" in capsys.readouterr().out
    assert main(["audit", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert not list(home.rglob("*.db"))


def test_list(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each call is a line with its outcome, the latest first; nothing in it moves the cursor."""
    keep(home, use(1), use(2))
    assert main(["audit"]) == 0
    told = capsys.readouterr().out
    assert told.index("14:02") < told.index("14:01")
    assert told.count("expense.log") == 2
    assert "done" in told
    assert "Logged 45 dollars." in told
    assert "\x1b" not in told


def test_json(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As JSON everything is there, the arguments whole."""
    keep(home, use(1))
    assert main(["audit", "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["action"], told["outcome"], told["access"]) == ("expense.log", "done", "write")
    assert (told["undone"], told["change"]) == (False, None)
    assert told["arguments"].endswith('x"}')


def test_limit(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Only so many as asked for, the latest."""
    keep(home, *(use(number) for number in range(5)))
    assert main(["audit", "--json", "--limit", "2"]) == 0
    assert [each["call_id"] for each in json.loads(capsys.readouterr().out)] == ["call-4", "call-3"]


@pytest.mark.parametrize("limit", ["0", "many", "10001", "²"])
def test_unfit_limit(limit: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A count that makes no sense is refused."""
    with pytest.raises(SystemExit) as caught:
        main(["audit", "--limit", limit])
    assert caught.value.code == 2
    assert "whole number" in capsys.readouterr().err
