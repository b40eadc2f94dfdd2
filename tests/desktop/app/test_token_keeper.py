"""Where the sign-in is kept: the keyring first, a sealed file where there is none."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pam_core.vocabulary.errors import PamError
from pam_desktop.app.safe import locked
from pam_desktop.app.sealed_file import SealedFile
from pam_desktop.app.token_keeper import TokenKeeper
from tests.support.fake_safe import FakeSafe

SERVER, USER = "https://pam.example.org", "user-1"
QUICK = 1 << 10


def no_keyring() -> PamError:
    from pam_core.vocabulary.errors import Fault

    return PamError("keys.no_keyring", "There is none.", fault=Fault.ENVIRONMENT)


@pytest.fixture
def safe() -> FakeSafe:
    return FakeSafe()


@pytest.fixture
def new_keeper(safe: FakeSafe, tmp_path: Path) -> Callable[[], TokenKeeper]:
    def make() -> TokenKeeper:
        return TokenKeeper(SealedFile(tmp_path / "sign-in.sealed", n=QUICK), safe.open)

    return make


@pytest.fixture
def keeper(new_keeper: Callable[[], TokenKeeper]) -> TokenKeeper:
    return new_keeper()


async def test_keyring(keeper: TokenKeeper, safe: FakeSafe, tmp_path: Path) -> None:
    """With a keyring each account at each server has an entry there, and no file is made."""
    await keeper.ready()
    await keeper.put(SERVER, USER, "a")
    await keeper.put(SERVER, "user-2", "b")
    await keeper.put("https://other.example.org", USER, "c")
    assert await keeper.get(SERVER, USER) == "a"
    assert len(safe.kept) == 3
    await keeper.forget(SERVER, USER)
    await keeper.forget(SERVER, USER)
    assert await keeper.get(SERVER, USER) is None
    assert await keeper.get(SERVER, "user-2") == "b"
    assert list(tmp_path.iterdir()) == []


async def test_no_keyring(
    keeper: TokenKeeper, new_keeper: Callable[[], TokenKeeper], safe: FakeSafe
) -> None:
    """Without one that is said and a passphrase asked for; then a later PAM opens the file."""
    safe.trouble = no_keyring()
    with pytest.raises(PamError) as caught:
        await keeper.ready()
    assert caught.value.code == "account.no_keyring"
    assert "passphrase" in caught.value.mend
    await keeper.unlock("a long passphrase")
    await keeper.put(SERVER, USER, "a")
    assert safe.kept == {}
    later = new_keeper()
    assert later.is_sealed
    with pytest.raises(PamError) as caught:
        await later.get(SERVER, USER)
    assert caught.value.code == "account.sealed"
    await later.unlock("a long passphrase")
    assert not later.is_sealed
    assert await later.get(SERVER, USER) == "a"


async def test_sealed_file_goes_before_the_keyring(
    keeper: TokenKeeper, new_keeper: Callable[[], TokenKeeper], safe: FakeSafe
) -> None:
    """A keyring that is back later does not hide the file that holds the sign-in."""
    await keeper.unlock("a long passphrase")
    await keeper.put(SERVER, USER, "a")
    assert safe.opened == 0
    later = new_keeper()
    await later.unlock("a long passphrase")
    assert await later.get(SERVER, USER) == "a"


async def test_locked_keyring(keeper: TokenKeeper, safe: FakeSafe) -> None:
    """A keyring that is locked is told as that: no file is offered in its place."""
    safe.trouble = locked()
    with pytest.raises(PamError) as caught:
        await keeper.ready()
    assert caught.value.code == "keys.locked"


async def test_signing_out_where_nothing_can_be_kept(keeper: TokenKeeper, safe: FakeSafe) -> None:
    """What was never kept is forgotten already."""
    safe.trouble = no_keyring()
    await keeper.forget(SERVER, USER)
