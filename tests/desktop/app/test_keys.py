"""Where keys come from, and what becomes of a keyring that is missing, locked or stuck."""

import asyncio
import threading
from pathlib import Path

import pytest

from pam_core.vocabulary.errors import Fault, PamError
from pam_desktop.app.key_names import KeyNames
from pam_desktop.app.keys import FRESH_SECONDS, Keys, fit_key, hint
from pam_desktop.app.safe import NO_KEYRING, locked
from tests.support.fake_safe import FakeSafe

KEY = "sk-proj-0123456789abcdefghij"


@pytest.fixture
def names(tmp_path: Path) -> KeyNames:
    names = KeyNames(tmp_path / "config" / "key-names.txt")
    names.add("openai")
    names.add("anthropic")
    return names


class Now:
    """A clock that stands."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


async def test_in_the_keyring(names: KeyNames) -> None:
    """A key is found in the keyring by the provider's name; others have none."""
    keys = Keys(names, {}, FakeSafe(openai=KEY).open)
    assert await keys.find("openai") == KEY
    assert await keys.find("anthropic") is None


async def test_variable_wins(names: KeyNames) -> None:
    """PAM's own variable wins, so that a machine without a keyring is of use, and opens none."""
    safe = FakeSafe(openai="other")
    keys = Keys(names, {"PAM_KEY_OPENAI": f" {KEY}\n"}, safe.open)
    assert await keys.find("openai") == KEY
    assert safe.opened == 0


async def test_a_key_lying_about_is_no_consent(names: KeyNames) -> None:
    """OPENAI_API_KEY, meant for other programs, sends nothing anywhere."""
    keys = Keys(names, {"OPENAI_API_KEY": KEY, "PAM_KEY_OPENAI": "  "}, FakeSafe().open)
    assert await keys.find("openai") is None


async def test_kept_and_forgotten(names: KeyNames) -> None:
    """What is kept is found at once, and what is forgotten is gone at once."""
    safe = FakeSafe()
    keys = Keys(names, {}, safe.open)
    assert await keys.find("openai") is None
    await keys.keep("openai", KEY)
    assert await keys.find("openai") == KEY
    assert await keys.forget("openai") is True
    assert await keys.find("openai") is None
    assert await keys.forget("openai") is False


async def test_the_keyring_is_let_be(tmp_path: Path) -> None:
    """Whoever never gave PAM a key is not asked to unlock a keyring."""
    path = tmp_path / "key-names.txt"
    safe = FakeSafe()
    keys = Keys(KeyNames(path), {}, safe.open)
    assert await keys.find("openai") is None
    assert safe.opened == 0
    await keys.keep("openai", KEY)
    assert await Keys(KeyNames(path), {}, safe.open).find("openai") == KEY
    assert KEY not in path.read_text()
    await keys.forget("openai")
    assert list(KeyNames(path).read()) == []


def test_names_that_cannot_be_read(tmp_path: Path) -> None:
    """A folder in the file's place is told with the mend."""
    with pytest.raises(PamError) as caught:
        KeyNames(tmp_path).read()
    assert (caught.value.code, caught.value.fault) == ("keys.unreadable", Fault.ENVIRONMENT)


async def test_asked_again_after_a_while(names: KeyNames) -> None:
    """The keyring is not asked for each question, but a key given elsewhere is seen soon."""
    safe, now = FakeSafe(), Now()
    keys = Keys(names, {}, safe.open, clock=now)
    await keys.find("openai")
    safe.kept["openai"] = KEY
    await keys.find("anthropic")
    assert safe.opened == 1
    now.seconds += FRESH_SECONDS
    assert await keys.find("openai") == KEY


async def test_locked_once_for_all(names: KeyNames) -> None:
    """A keyring that cannot be read is told for every key but waited for only once."""
    safe = FakeSafe(openai=KEY)
    safe.trouble = locked()
    keys = Keys(names, {}, safe.open)
    for name in ("openai", "anthropic"):
        with pytest.raises(PamError) as caught:
            await keys.find(name)
        assert (caught.value.code, caught.value.fault) == ("keys.locked", Fault.ENVIRONMENT)
    assert safe.opened == 1


async def test_whether_there_is_one(names: KeyNames) -> None:
    """A system without a keyring is told from one whose keyring cannot be opened."""
    safe = FakeSafe()
    keys = Keys(names, {}, safe.open)
    assert await keys.is_there() is True
    safe.trouble = PamError(NO_KEYRING, "none", fault=Fault.ENVIRONMENT)
    assert await keys.is_there() is False
    safe.trouble = locked()
    with pytest.raises(PamError, match="locked"):
        await keys.is_there()


async def test_stuck(names: KeyNames) -> None:
    """A keyring that waits for a password on the screen holds nobody up, now or later."""
    safe, now = FakeSafe(openai=KEY), Now()
    safe.hangs = threading.Event()
    keys = Keys(names, {}, safe.open, clock=now, patience_seconds=0.05)
    with pytest.raises(PamError, match="locked"):
        await keys.find("openai")
    now.seconds += FRESH_SECONDS
    with pytest.raises(PamError, match="locked"):
        await keys.find("openai")
    assert safe.opened == 1
    safe.hangs.set()


async def test_asked_by_several_at_once(names: KeyNames) -> None:
    """Who asks while the keyring is being read waits for that one reading."""
    safe = FakeSafe(openai=KEY, anthropic=KEY)
    keys = Keys(names, {}, safe.open)
    found = await asyncio.gather(keys.find("openai"), keys.find("anthropic"))
    assert found == [KEY, KEY]
    assert safe.opened == 1


@pytest.mark.parametrize("given", [f"{KEY}\n", f"  {KEY}\r\n", f"\ufeff{KEY}", f"\t{KEY}\ufeff "])
def test_white_space_is_cleaned_off(given: str) -> None:
    """What copying and piping leaves around a key is no part of it."""
    assert fit_key(given, "what you gave") == KEY


@pytest.mark.parametrize(
    "given",
    ["", " \n", "sk-one sk-two", "sk-one\nsk-two", "sk-\x00", "sk-é", "sk-\u200b", "x" * 2001],
)
def test_unfit(given: str) -> None:
    """What can be no key is refused without repeating it."""
    with pytest.raises(PamError) as caught:
        fit_key(given, "PAM_KEY_OPENAI")
    assert caught.value.code == "keys.unfit"
    assert "PAM_KEY_OPENAI" in caught.value.sentence
    assert "sk-" not in str(caught.value)


def test_hint() -> None:
    """A long key is told by its end; of a short one nothing is told."""
    assert hint(KEY) == KEY[-4:]
    assert hint("sk-short") == ""
