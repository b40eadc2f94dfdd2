"""`pam providers`: how each stands, and a real question to one."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pam_core.settings.schema_answers import PROVIDERS
from pam_desktop.app import keys
from pam_desktop.cli.main import main
from tests.support.fake_provider import FakeProvider, Wrong
from tests.support.fake_safe import FakeSafe
from tests.support.provider_thread import provider_in_a_thread

KEY = "sk-proj-0123456789abcdefghij"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PAM_HOME", str(tmp_path))
    monkeypatch.setenv("PAM_LOCAL_SERVER_BASE_URL", "http://127.0.0.1:9/v1")
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "OPENROUTER_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture(autouse=True)
def safe(monkeypatch: pytest.MonkeyPatch) -> FakeSafe:
    """The keyring, in memory."""
    safe = FakeSafe()
    monkeypatch.setattr(keys, "open_safe", safe.open)
    return safe


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeProvider]:
    """A server that "openai" is told to be, with a key."""
    with provider_in_a_thread() as fake:
        monkeypatch.setenv("PAM_OPENAI_BASE_URL", fake.base_url)
        monkeypatch.setenv("PAM_KEY_OPENAI", KEY)
        yield fake


def listed(capsys: pytest.CaptureFixture[str], *given: str) -> dict[str, dict[str, Any]]:
    assert main(["providers", "--json", *given]) == 0
    return {each["name"]: each for each in json.loads(capsys.readouterr().out)}


def trial_of(capsys: pytest.CaptureFixture[str], *given: str) -> tuple[int, dict[str, Any]]:
    code = main(["providers", "test", "openai", "--json", *given])
    (told,) = json.loads(capsys.readouterr().out)
    return code, told


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    """Everybody is listed in order, with what is missing and the mend; that is no fault."""
    assert main(["providers"]) == 0
    told = capsys.readouterr().out
    lines = [line.split()[0] for line in told.splitlines()[2 : 2 + len(PROVIDERS)]]
    assert tuple(lines) == PROVIDERS
    assert "openai: There is no key for openai." in told
    assert "pam providers key openai" in told


def test_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever is never asked is not in the table, and named below it."""
    assert main(["providers", "--set", "answers.order=embedded"]) == 0
    told = capsys.readouterr().out
    assert "openai: " not in told
    assert "Never asked: openai, " in told


def test_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    """An empty order is no fault either."""
    assert listed(capsys, "--set", "answers.order=") == {}


def test_a_key_lying_about(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key for other programs is not used, and that is said without showing it."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert listed(capsys)["openai"]["ready"] is False
    assert main(["providers"]) == 0
    told = capsys.readouterr().out
    assert "OPENAI_API_KEY is set for other programs" in told
    assert KEY not in told


def test_asked_for_real(capsys: pytest.CaptureFixture[str], fake: FakeProvider) -> None:
    """A test asks, says what it may cost before, and tells the answer and its times."""
    fake.answers("I am here.")
    assert main(["providers", "test", "openai"]) == 0
    told = capsys.readouterr().out
    assert told.index("this may cost") < told.index("I am here.")
    assert "first word after" in told
    assert fake.asked[0].headers["authorization"] == f"Bearer {KEY}"
    assert KEY not in told


def test_what_a_test_took_is_kept(capsys: pytest.CaptureFixture[str], fake: FakeProvider) -> None:
    """A test is a call like any other: its outcome, tokens and cost are in the list."""
    fake.answers("I am here.")
    code, told = trial_of(capsys)
    assert (code, told["answered"], told["answer"]) == (0, True, "I am here.")
    assert told["first_token_seconds"] <= told["seconds"]
    prices = ["--set", "openai.input_price=1", "--set", "openai.output_price=2"]
    code, told = trial_of(capsys, *prices)
    state = listed(capsys)["openai"]
    assert state["last"]["outcome"] == "answered"
    assert state["today"]["calls"] == 2
    assert state["today"]["tokens"] > 0
    # The first of the two was asked without prices.
    assert state["today"]["dollars"] is None
    assert main(["providers"]) == 0
    assert "cost not known" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("wrong", "outcome"),
    [
        (Wrong.UNAUTHORISED, "key_refused"),
        (Wrong.QUOTA, "no_quota"),
        (Wrong.SERVER, "server"),
        (Wrong.EMPTY, "empty"),
        (Wrong.UNFINISHED, "unfinished"),
    ],
)
def test_failed(
    capsys: pytest.CaptureFixture[str], fake: FakeProvider, wrong: Wrong, outcome: str
) -> None:
    """A test that fails says how, asks once, and ends with the code of a service."""
    fake.goes_wrong(wrong)
    code, told = trial_of(capsys)
    assert (code, told["answered"], told["outcome"]) == (4, False, outcome)
    assert "openai" in told["sentence"].lower()
    assert len(fake.asked) == 1
    assert KEY not in json.dumps(told)


def test_switched_off_and_on_again(capsys: pytest.CaptureFixture[str], fake: FakeProvider) -> None:
    """Who refused the key rests, is shown so, and is on again once a test went well."""
    fake.answers("I am here.")
    fake.goes_wrong(Wrong.UNAUTHORISED, times=1)
    trial_of(capsys)
    state = listed(capsys)["openai"]
    assert state["ready"] is False
    assert "refused the key" in state["sentence"]
    assert "pam providers key openai" in state["mend"]
    assert trial_of(capsys)[0] == 0
    assert listed(capsys)["openai"]["ready"] is True


def test_switched_on_by_hand(capsys: pytest.CaptureFixture[str], fake: FakeProvider) -> None:
    """`pam providers on` lets it be asked again without asking it."""
    fake.goes_wrong(Wrong.QUOTA, times=1)
    trial_of(capsys)
    assert listed(capsys)["openai"]["ready"] is False
    assert main(["providers", "on", "openai"]) == 0
    assert "may be asked again" in capsys.readouterr().out
    assert listed(capsys)["openai"]["ready"] is True
    assert len(fake.asked) == 1


def test_resting(capsys: pytest.CaptureFixture[str], fake: FakeProvider) -> None:
    """Who asked to be left alone rests, and until when is shown."""
    fake.goes_wrong(Wrong.BUSY, times=1)
    trial_of(capsys)
    state = listed(capsys)["openai"]
    assert (state["ready"], state["breaker"]) == (False, "open")
    assert state["open_until"]
    assert main(["providers"]) == 0
    assert "rests until" in capsys.readouterr().out


def test_test_without_a_key(capsys: pytest.CaptureFixture[str]) -> None:
    """Who is not ready is not asked, and the mend is told."""
    assert main(["providers", "test", "openai"]) == 4
    told = capsys.readouterr().out
    assert "pam providers key openai" in told
    assert "may cost" not in told


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["test", "opnai"], "openai, anthropic"),
        (["on"], "Which provider is missing"),
        (["key"], "Which provider is missing"),
        (["key", "embedded"], "embedded takes no key"),
        (["key", "nobody"], "nobody takes no key"),
        (["list", "openai"], "pam providers test openai"),
    ],
)
def test_refused(capsys: pytest.CaptureFixture[str], given: list[str], told: str) -> None:
    """What makes no sense is refused with the mend."""
    assert main(["providers", *given]) == 2
    assert told in capsys.readouterr().err


def test_corrupt_database(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    """A database that cannot be opened is told with its name, and left as it is."""
    file = home / "not.db"
    file.write_text("this is my shopping list, not a database at all\n" * 9)
    assert main(["providers", "--set", f"storage.database={file}"]) == 3
    assert str(file) in capsys.readouterr().err
    assert file.read_text().startswith("this is my shopping list")


def test_calls_of_a_test_hold_no_words(
    capsys: pytest.CaptureFixture[str], fake: FakeProvider, home: Path
) -> None:
    """The log of calls has neither question nor answer nor key in it."""
    fake.answers("I am here.")
    trial_of(capsys)
    with closing(sqlite3.connect(home / "data" / "pam.db")) as database:
        rows = repr(database.execute("SELECT * FROM model_calls").fetchall())
    assert "openai" in rows
    assert "here" not in rows
    assert KEY not in rows


def test_no_key_in_the_log(
    capsys: pytest.CaptureFixture[str], fake: FakeProvider, home: Path
) -> None:
    """At the most talkative the log has neither key nor question in it."""
    fake.answers("I am here.")
    fake.goes_wrong(Wrong.UNAUTHORISED, times=1)
    given = ["providers", "test", "openai", "--verbose", "--set", "log.level=debug"]
    codes = [main(given) for _ in range(2)]
    told = capsys.readouterr()
    written = (home / "log" / "pam.log").read_text() + told.out + told.err
    assert codes == [4, 0]
    assert KEY not in written
    assert "Are you there?" not in written
