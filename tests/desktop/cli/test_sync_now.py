"""`pam sync now` on the real database: what was said here is at the server, and the other way."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from pam_desktop.app import token_keeper
from pam_desktop.cli.main import main
from tests.support.fake_safe import FakeSafe
from tests.support.sync_rest import EMAIL, PASSWORD
from tests.support.sync_thread import ServerThread, served


def pam(monkeypatch: pytest.MonkeyPatch, home: Path, *given: str) -> int:
    monkeypatch.setenv("PAM_HOME", str(home))
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    return main([*given])


def log_in(monkeypatch: pytest.MonkeyPatch, home: Path, server: ServerThread) -> None:
    given = ["login", "--server", server.address, "--email", EMAIL, "--password-stdin"]
    assert pam(monkeypatch, home, *given) == 0


def status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: Path
) -> dict[str, Any]:
    capsys.readouterr()
    assert pam(monkeypatch, home, "sync", "status", "--json") == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_two_computers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """What was said before signing in goes up with it, and a second computer has it then."""
    monkeypatch.setattr(token_keeper, "open_safe", FakeSafe().open)
    one, two = tmp_path / "one", tmp_path / "two"
    assert pam(monkeypatch, one, "ask", "I spent 45 dollars on fuel") == 0
    with served() as server:
        log_in(monkeypatch, one, server)
        assert status(monkeypatch, capsys, one)["waiting"] > 0
        assert pam(monkeypatch, one, "sync", "now") == 0
        assert "have the same now" in capsys.readouterr().out
        assert status(monkeypatch, capsys, one)["waiting"] == 0
        kinds = {entity for entity, _ in server.server.world.things}
        assert "expense" in kinds and "turn" not in kinds
        log_in(monkeypatch, two, server)
        assert pam(monkeypatch, two, "sync", "now") == 0
        capsys.readouterr()
        assert pam(monkeypatch, two, "ask", "how much did I spend on fuel this month") == 0
        assert "45 dollars" in capsys.readouterr().out
        server.shut()
        assert pam(monkeypatch, one, "ask", "I spent 12 dollars on propane") == 0
        capsys.readouterr()
        assert pam(monkeypatch, one, "sync", "now") == 3
        assert "cannot be reached" in capsys.readouterr().err
        assert status(monkeypatch, capsys, one)["waiting"] > 0


def test_status_begins_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Asking how syncing stands makes no database."""
    assert status(monkeypatch, capsys, tmp_path)["signed_in"] is False
    assert not (tmp_path / "data" / "pam.db").exists()


def account_check(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: Path
) -> dict[str, str]:
    capsys.readouterr()
    pam(monkeypatch, home, "doctor", "--json")
    checks = json.loads(capsys.readouterr().out)["checks"]
    found: dict[str, str] = next(it for it in checks if it["part"] == "account")
    return found


def test_doctor(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The doctor says who is signed in, and when the sign-in has gone from the keyring."""
    safe = FakeSafe()
    monkeypatch.setattr(token_keeper, "open_safe", safe.open)
    assert account_check(monkeypatch, capsys, tmp_path)["verdict"] == "works"
    with served() as server:
        log_in(monkeypatch, tmp_path, server)
    found = account_check(monkeypatch, capsys, tmp_path)
    assert found["verdict"] == "works" and EMAIL in found["sentence"]
    safe.kept.clear()
    found = account_check(monkeypatch, capsys, tmp_path)
    assert found["verdict"] == "limited" and "pam login" in found["mend"]
