"""`pam providers key`: a key is taken, kept in the keyring and nowhere else, and forgotten."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from pam_desktop.app import keys
from pam_desktop.cli.main import main
from tests.support.fake_safe import FakeSafe

KEY = "sk-proj-0123456789abcdefghij"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PAM_HOME", str(tmp_path))
    monkeypatch.setenv("PAM_ANSWERS_FIND_LOCAL_SERVERS", "false")
    return tmp_path


@pytest.fixture(autouse=True)
def safe(monkeypatch: pytest.MonkeyPatch) -> FakeSafe:
    """The keyring, in memory."""
    safe = FakeSafe()
    monkeypatch.setattr(keys, "open_safe", safe.open)
    return safe


def listed(capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, Any]]:
    assert main(["providers", "--json"]) == 0
    return {each["name"]: each for each in json.loads(capsys.readouterr().out)}


def give(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_key(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    safe: FakeSafe,
    home: Path,
) -> None:
    """A piped key goes into the keyring and nowhere else, and what it allows is said."""
    give(monkeypatch, f"  {KEY}\r\n")
    assert main(["providers", "key", "openai"]) == 0
    told = capsys.readouterr().out
    assert safe.kept == {"openai": KEY}
    assert "may send open questions to OpenAI (api.openai.com)" in told
    assert KEY not in told
    assert KEY[-4:] in told
    assert listed(capsys)["openai"]["ready"] is True
    everything = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert KEY.encode() not in everything


def test_key_from_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, safe: FakeSafe
) -> None:
    """On a terminal it is asked for without echo."""
    stdin = io.StringIO("not this")
    monkeypatch.setattr(stdin, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", stdin)
    monkeypatch.setattr("getpass.getpass", lambda prompt: KEY)
    assert main(["providers", "key", "anthropic"]) == 0
    assert safe.kept == {"anthropic": KEY}
    assert "Anthropic (api.anthropic.com)" in capsys.readouterr().out


@pytest.mark.parametrize("given", ["", "\n", "sk-one sk-two", "sk-\x07", "x" * 5000])
def test_unfit_key(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    safe: FakeSafe,
    given: str,
) -> None:
    """What can be no key is refused and not repeated; nothing is kept."""
    give(monkeypatch, given)
    assert main(["providers", "key", "openai"]) == 2
    told = capsys.readouterr()
    assert "sk-" not in told.out + told.err
    assert safe.kept == {}


def test_key_is_removed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, safe: FakeSafe
) -> None:
    """A removed key is gone, and where a variable still gives one that is said."""
    give(monkeypatch, KEY)
    main(["providers", "key", "openai"])
    assert main(["providers", "key", "openai", "--remove"]) == 0
    assert safe.kept == {}
    assert listed_after(capsys, "is gone from the system's keyring") is False
    monkeypatch.setenv("PAM_KEY_OPENAI", KEY)
    assert main(["providers", "key", "openai", "--remove"]) == 0
    told = capsys.readouterr().out
    assert "There was no key for openai" in told
    assert "PAM_KEY_OPENAI is still set" in told


def listed_after(capsys: pytest.CaptureFixture[str], told: str) -> bool:
    assert told in capsys.readouterr().out
    return bool(listed(capsys)["openai"]["ready"])


def test_no_keyring(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, safe: FakeSafe
) -> None:
    """Without a keyring a key is not kept at all: never in clear."""
    from pam_desktop.app.safe import locked

    safe.trouble = locked()
    give(monkeypatch, KEY)
    assert main(["providers", "key", "openai"]) == 3
    assert "locked" in capsys.readouterr().err
    assert listed(capsys)["openai"]["ready"] is False


@pytest.mark.parametrize(
    ("name", "address", "told"),
    [
        ("custom", "http://127.0.0.1:8080/v1", "nothing of that leaves this machine"),
        ("custom", "https://llm.example.org/v1", "open questions to llm.example.org"),
        ("openai", "http://127.0.0.1:8080/v1", "open questions to OpenAI (127.0.0.1)"),
    ],
)
def test_what_is_agreed_to(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    address: str,
    told: str,
) -> None:
    """Where questions go from now on is told by the address that is set."""
    give(monkeypatch, KEY)
    assert main(["providers", "key", name, "--set", f"{name}.base_url={address}"]) == 0
    assert told in capsys.readouterr().out


def test_ctrl_c(monkeypatch: pytest.MonkeyPatch, safe: FakeSafe) -> None:
    """Who thinks better of it at the question has given nothing."""

    def asked(prompt: str) -> str:
        raise KeyboardInterrupt

    stdin = io.StringIO()
    monkeypatch.setattr(stdin, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", stdin)
    monkeypatch.setattr("getpass.getpass", asked)
    assert main(["providers", "key", "openai"]) == 130
    assert safe.kept == {}
