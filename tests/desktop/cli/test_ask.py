"""`pam ask`: what is said in one call belongs to the call before."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pam_core.vocabulary.reply import Provenance
from pam_desktop.cli.commands.ask import _told
from pam_desktop.cli.main import main
from tests.support.fakes import open_reply


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAM_HOME", str(tmp_path / "home"))


def ask(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["ask", *words]) == 0
    return capsys.readouterr().out.strip()


def test_answers_the_call_before(capsys: pytest.CaptureFixture[str]) -> None:
    """A question asked in one call is answered by the next."""
    assert ask(capsys, "log 45 dollars") == "45 dollars. What was it for?"
    assert ask(capsys, "fuel") == "Logged 45 dollars for fuel."
    assert ask(capsys, "fuel") != "Logged 45 dollars for fuel."


def test_takes_back(capsys: pytest.CaptureFixture[str]) -> None:
    """What one call did, another undoes."""
    ask(capsys, "I spent 45 dollars on fuel")
    assert "45 dollars for fuel" in ask(capsys, "undo")
    assert ask(capsys, "how much did I spend on fuel").startswith("I have nothing logged")


def test_whole_talk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file is a talk, one sentence a line, one answer a line."""
    talk = tmp_path / "talk.txt"
    talk.write_text("I spent 45 dollars on fuel\n\nhow much did I spend on fuel\nand on dining?\n")
    told = [json.loads(line) for line in ask(capsys, "--json", "--file", str(talk)).splitlines()]
    assert [one["action"] for one in told] == ["expense.log", "expense.query", "expense.query"]
    assert told[-1]["slots"]["category"] == "dining"


@pytest.mark.parametrize("words", [[], [" "], ["hello", "--file", "talk.txt"]])
def test_bad_arguments(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing to answer, or two things at once, is said."""
    assert main(["ask", *words]) == 2
    assert capsys.readouterr().err


def test_news(capsys: pytest.CaptureFixture[str]) -> None:
    """What an answer brings about is told with it, once."""
    ask(capsys, "set my fuel budget to 100 dollars a month")
    first = json.loads(ask(capsys, "--json", "I spent 85 dollars on fuel"))
    second = json.loads(ask(capsys, "--json", "I spent 1 dollar on fuel"))
    assert "85 percent" in first["notices"][0]
    assert second["notices"] == []


def test_where_an_answer_came_from(capsys: pytest.CaptureFixture[str]) -> None:
    """JSON tells it of an answer to an open question, and nothing of one of PAM's own."""
    source = Provenance(
        provider="openai", masked=("card number",), answered_at=datetime(2026, 11, 21, tzinfo=UTC)
    )
    told = json.loads(json.dumps(_told(open_reply("Far.", provenance=source), 1.0)))
    assert told["provenance"] == {
        "provider": "openai",
        "model": "",
        "tried": [],
        "tools": [],
        "masked": ["card number"],
        "tokens_in": 0,
        "tokens_out": 0,
        "cost_dollars": None,
        "answered_at": "2026-11-21T00:00:00+00:00",
    }
    assert json.loads(ask(capsys, "--json", "what time is it"))["provenance"] is None
