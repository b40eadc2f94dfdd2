"""`pam login`, `logout`, `sync` and `account`: over a real socket, with fakes at both ends."""

import io
import json
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.sync import Account, Conflict
from pam_desktop.app import sync_store, token_keeper
from pam_desktop.cli.main import main
from tests.support.fake_safe import FakeSafe
from tests.support.fake_sync_store import FakeSyncStore
from tests.support.sync_rest import EMAIL, PASSWORD, Problem
from tests.support.sync_thread import ServerThread, served

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PASSPHRASE = "the long way to Moab"
FUEL = {"amount_minor": 4500, "currency": "USD", "category": "fuel"}
CONFLICT = Conflict(
    id="c1", entity="expense", thing_id="t1", mine=FUEL, theirs=None, at=NOON, error="conflict"
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PAM_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture(autouse=True)
def safe(monkeypatch: pytest.MonkeyPatch) -> FakeSafe:
    safe = FakeSafe()
    monkeypatch.setattr(token_keeper, "open_safe", safe.open)
    return safe


@pytest.fixture(autouse=True)
def store(monkeypatch: pytest.MonkeyPatch) -> FakeSyncStore:
    store = FakeSyncStore()
    monkeypatch.setattr(sync_store, "store_on", lambda file: store)
    return store


@pytest.fixture
def server() -> Iterator[ServerThread]:
    with served() as thread:
        yield thread


def type_in(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def sit_down(monkeypatch: pytest.MonkeyPatch, *answers: str, secrets: tuple[str, ...]) -> None:
    """Somebody at a terminal who answers the questions in this order."""
    stdin = io.StringIO("not this")
    monkeypatch.setattr(stdin, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", stdin)
    waiting, hidden = list(answers), list(secrets)
    monkeypatch.setattr("builtins.input", lambda prompt: waiting.pop(0))
    monkeypatch.setattr("getpass.getpass", lambda prompt: hidden.pop(0))


def no_keyring() -> PamError:
    return PamError("keys.no_keyring", "There is none.", fault=Fault.ENVIRONMENT)


def log_in(monkeypatch: pytest.MonkeyPatch, server: ServerThread, *more: str) -> int:
    type_in(monkeypatch, PASSWORD)
    given = ["login", "--server", server.address, "--email", EMAIL, "--password-stdin"]
    return main([*given, *more])


def test_login(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    server: ServerThread,
    store: FakeSyncStore,
    safe: FakeSafe,
    home: Path,
) -> None:
    """Signing in keeps a token in the keyring and nowhere else, and says what will go out."""
    store.there = 3
    assert log_in(monkeypatch, server) == 0
    told = capsys.readouterr()
    assert f"Signed in as {EMAIL}." in told.out
    assert "3 changes will go to the server" in told.out
    assert (store.is_signed_in, store.with_talks) == (True, False)
    (token,) = safe.kept.values()
    everything = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    for secret in (token, PASSWORD):
        assert secret not in told.out + told.err
        assert secret.encode() not in everything


def test_login_at_a_terminal(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    server: ServerThread,
    store: FakeSyncStore,
) -> None:
    """Whoever sits there is asked for what is missing, and whether the talk goes too."""
    sit_down(monkeypatch, server.address, EMAIL, "yes", secrets=(PASSWORD,))
    assert main(["login"]) == 0
    assert "What stays here" in capsys.readouterr().out
    assert store.with_talks is True


def test_register(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    server: ServerThread,
    store: FakeSyncStore,
) -> None:
    """A new account is opened, and signed in to; the settings may name the server."""
    type_in(monkeypatch, "another long password")
    monkeypatch.setenv("PAM_ACCOUNT_SERVER", server.address)
    given = ["login", "--register", "--email", "bob@pam.example", "--talks", "--json"]
    assert main(given) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["waiting"], told["talks"]) == (0, True)
    assert store.account is not None


@pytest.mark.parametrize(
    ("given", "typed", "code", "words"),
    [
        (["--email", EMAIL], "wrong", 2, "email or the password"),
        (["--email", EMAIL], "", 2, "There is no password"),
        (["--email", "kim"], PASSWORD, 2, "no email address"),
        ([], PASSWORD, 2, "--email"),
    ],
)
def test_login_that_cannot_be(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    server: ServerThread,
    store: FakeSyncStore,
    safe: FakeSafe,
    given: list[str],
    typed: str,
    code: int,
    words: str,
) -> None:
    """What is mistyped is one sentence; nobody is signed in and nothing is kept."""
    type_in(monkeypatch, typed)
    assert main(["login", "--server", server.address, "--password-stdin", *given]) == code
    told = capsys.readouterr().err
    assert words in told
    assert told.count("\n") == 1
    assert (store.account, safe.kept) == (None, {})


@pytest.mark.parametrize(
    ("server_given", "words"), [("", "--server URL"), ("http://pam.example.org", "in clear")]
)
def test_login_without_a_safe_server(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    server_given: str,
    words: str,
) -> None:
    """A password goes to a server that was named, and never in clear."""
    type_in(monkeypatch, PASSWORD)
    given = ["login", "--server", server_given, "--email", EMAIL, "--password-stdin"]
    assert main(given) == 2
    assert words in capsys.readouterr().err


def test_login_without_network(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    server: ServerThread,
    store: FakeSyncStore,
) -> None:
    """Without the network that is said, with what works all the same."""
    server.shut()
    assert log_in(monkeypatch, server) == 3
    told = capsys.readouterr().err
    assert "cannot be reached" in told and "goes on working" in told
    assert store.account is None


def test_other_account(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    server: ServerThread,
    store: FakeSyncStore,
    safe: FakeSafe,
) -> None:
    """A machine that belongs to another account is not mixed with this one."""
    other = Account(server=server.address, user_id="somebody-else", email="x@y")
    store.account = other
    assert log_in(monkeypatch, server) == 2
    assert "another" in capsys.readouterr().err
    assert (store.account, safe.kept) == (other, {})


def test_no_keyring_from_a_script(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    server: ServerThread,
    safe: FakeSafe,
    home: Path,
) -> None:
    """Without a keyring the second line seals the sign-in; without one that is said."""
    safe.trouble = no_keyring()
    assert log_in(monkeypatch, server) == 3
    assert "passphrase" in capsys.readouterr().err
    type_in(monkeypatch, PASSWORD, PASSPHRASE)
    given = ["login", "--server", server.address, "--email", EMAIL, "--password-stdin"]
    assert main(given) == 0
    assert (home / "data" / "sign-in.sealed").exists()
    type_in(monkeypatch, "not the passphrase")
    path = str(home / "mine.json")
    assert main(["account", "export", path, "--password-stdin"]) == 2
    assert "does not open" in capsys.readouterr().err


def test_no_keyring_at_a_terminal(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    server: ServerThread,
    safe: FakeSafe,
    home: Path,
) -> None:
    """A passphrase is chosen twice; two different ones seal nothing."""
    safe.trouble = no_keyring()
    given = ["login", "--server", server.address, "--email", EMAIL, "--no-talks"]
    sit_down(monkeypatch, secrets=(PASSWORD, PASSPHRASE, "another"))
    assert main(given) == 2
    assert "two different" in capsys.readouterr().err
    sit_down(monkeypatch, secrets=(PASSWORD, PASSPHRASE, PASSPHRASE))
    assert main(given) == 0
    assert (home / "data" / "sign-in.sealed").exists()


def test_logout(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    server: ServerThread,
    store: FakeSyncStore,
    safe: FakeSafe,
) -> None:
    """Signing out forgets the token, keeps what is here, and may be said twice."""
    log_in(monkeypatch, server)
    capsys.readouterr()
    assert main(["logout"]) == 0
    assert "Signed out." in capsys.readouterr().out
    assert (store.is_signed_in, safe.kept) == (False, {})
    assert main(["logout", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["was_signed_in"] is False


def test_logout_without_network(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    server: ServerThread,
    safe: FakeSafe,
) -> None:
    """Signing out works without the network, and says what the server does not know."""
    log_in(monkeypatch, server)
    server.shut()
    assert main(["logout"]) == 0
    assert "could not be told" in capsys.readouterr().out
    assert safe.kept == {}


def test_status_of_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever never signed in is told that everything stays here."""
    assert main(["sync"]) == 0
    assert "stays on this machine" in capsys.readouterr().out
    assert main(["sync", "status", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["server"], told["signed_in"], told["waiting"]) == (None, False, 0)


def test_status(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    server: ServerThread,
    store: FakeSyncStore,
) -> None:
    """Who is signed in where, what waits, and what needs a decision."""
    store.there, store.open_conflicts = 1200, [CONFLICT]
    log_in(monkeypatch, server)
    server.shut()
    capsys.readouterr()
    assert main(["sync", "status"]) == 0
    told = capsys.readouterr().out
    assert f"Signed in as {EMAIL} at {server.address}." in told
    assert "1,200" in told and "1 change needs a decision" in told


def test_deciding(capsys: pytest.CaptureFixture[str], store: FakeSyncStore) -> None:
    """Both versions are shown as people read them, and either can be kept."""
    store.open_conflicts = [CONFLICT]
    assert main(["sync", "conflicts"]) == 0
    told = capsys.readouterr().out
    assert "mine:   45 dollars, fuel" in told and "theirs: Deleted" in told
    assert main(["sync", "conflicts", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["mine"] == FUEL
    assert main(["sync", "keep", "c1", "--mine"]) == 0
    assert store.decided == [("c1", True)]
    capsys.readouterr()
    assert main(["sync", "conflicts"]) == 0
    assert "Nothing needs a decision." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["keep"], "--mine"),
        (["keep", "c1"], "--mine"),
        (["keep", "--theirs"], "--mine"),
        (["keep", "c9", "--theirs"], "c9"),
        (["now"], "Nobody is signed in"),
    ],
)
def test_sync_that_cannot_be(
    capsys: pytest.CaptureFixture[str], given: list[str], words: str
) -> None:
    """What is missing is told in a sentence."""
    assert main(["sync", *given]) == 2
    assert words in capsys.readouterr().err


def test_export(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    server: ServerThread,
    home: Path,
) -> None:
    """All that the server has goes into a new file that only the user may read."""
    log_in(monkeypatch, server)
    path = home / "mine.json"
    assert main(["account", "export", str(path)]) == 0
    found: dict[str, Any] = json.loads(path.read_text())
    assert found
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    capsys.readouterr()
    assert main(["account", "export", str(path)]) == 2
    assert "already" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_export_without_network(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    server: ServerThread,
    home: Path,
) -> None:
    """Without the network nothing is written, and one sentence says why."""
    log_in(monkeypatch, server)
    server.shut()
    path = home / "mine.json"
    assert main(["account", "export", str(path)]) == 3
    assert "cannot be reached" in capsys.readouterr().err
    assert not path.exists()


def test_erase(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    server: ServerThread,
    store: FakeSyncStore,
    safe: FakeSafe,
) -> None:
    """The account goes with its password only, and with it the sign-in here."""
    log_in(monkeypatch, server)
    type_in(monkeypatch, "wrong")
    assert main(["account", "erase", "--password-stdin"]) == 2
    assert store.is_signed_in
    type_in(monkeypatch, PASSWORD)
    assert main(["account", "erase", "--password-stdin"]) == 0
    assert "gone from the server" in capsys.readouterr().out
    assert (store.account, store.is_signed_in, safe.kept) == (None, False, {})


def test_undecided(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    server: ServerThread,
    store: FakeSyncStore,
) -> None:
    """While a version waits for a decision the account is not given up: it would be lost."""
    log_in(monkeypatch, server)
    store.open_conflicts = [CONFLICT]
    type_in(monkeypatch, PASSWORD)
    assert main(["account", "erase", "--password-stdin"]) == 2
    assert main(["logout", "--forget"]) == 2
    assert "pam sync conflicts" in capsys.readouterr().err
    assert store.is_signed_in


def test_logout_for_good(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    server: ServerThread,
    store: FakeSyncStore,
) -> None:
    """A machine that has left its account for good may have another; before, none is opened."""
    log_in(monkeypatch, server)
    main(["logout"])
    given = ["login", "--server", server.address, "--email", "bo@pam.example", "--password-stdin"]
    type_in(monkeypatch, PASSWORD)
    assert main([*given, "--register"]) == 2
    assert "pam logout --forget" in capsys.readouterr().err
    assert main(["logout", "--forget"]) == 0
    assert "for good" in capsys.readouterr().out
    type_in(monkeypatch, PASSWORD)
    assert main([*given, "--register"]) == 0
    assert store.account is not None


def test_logout_without_the_passphrase(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    server: ServerThread,
    store: FakeSyncStore,
    safe: FakeSafe,
    home: Path,
) -> None:
    """A sealed sign-in goes without its passphrase, and what the server does not know is said."""
    safe.trouble = no_keyring()
    type_in(monkeypatch, PASSWORD, PASSPHRASE)
    given = ["login", "--server", server.address, "--email", EMAIL, "--password-stdin"]
    assert main(given) == 0
    assert main(["logout"]) == 0
    assert "wants your passphrase" in capsys.readouterr().out
    assert not (home / "data" / "sign-in.sealed").exists()


def test_erase_at_a_terminal(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    server: ServerThread,
    store: FakeSyncStore,
) -> None:
    """Whoever does not say so in a word of its own erases nothing."""
    log_in(monkeypatch, server)
    sit_down(monkeypatch, "yes", secrets=())
    assert main(["account", "erase"]) == 2
    assert "Nothing was erased." in capsys.readouterr().err
    assert store.is_signed_in


def test_sign_in_that_has_ended(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    server: ServerThread,
    home: Path,
) -> None:
    """A sign-in that has ended is told with what to do about it."""
    log_in(monkeypatch, server)
    server.server.rest.faults["POST /account/refresh"].append(Problem(401, "token_revoked"))
    assert main(["account", "export", str(home / "mine.json")]) == 2
    assert "Sign in again" in capsys.readouterr().err
