"""The sealed file: only its passphrase opens it, and it is whole or not there."""

import json
import os
import stat
from pathlib import Path

import pytest

from pam_core.vocabulary.errors import PamError
from pam_desktop.app import sealed_file
from pam_desktop.app.sealed_file import SealedFile

PASSPHRASE = "the long way to Moab"
TOKEN = "refresh-0123456789"
QUICK = 1 << 10


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "sign-in.sealed"


def opened(path: Path, passphrase: str = PASSPHRASE) -> SealedFile:
    sealed = SealedFile(path, n=QUICK)
    sealed.unlock(passphrase)
    return sealed


def test_what_was_kept_is_found_again(path: Path) -> None:
    """A later PAM finds each entry with the passphrase, and the file tells nothing without it."""
    first = opened(path)
    first.put("one", TOKEN)
    first.put("two", "another")
    again = opened(path)
    assert (again.get("one"), again.get("two"), again.get("three")) == (TOKEN, "another", None)
    content = path.read_bytes()
    assert TOKEN.encode() not in content
    assert PASSPHRASE.encode() not in content
    assert b"one" not in content


@pytest.mark.skipif(os.name != "posix", reason="file modes are a matter of POSIX")
def test_nobody_else_may_read_it(path: Path) -> None:
    """The file is the user's alone, and nothing is left lying beside it."""
    opened(path).put("one", TOKEN)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_wrong_passphrase(path: Path) -> None:
    """A wrong passphrase is told, opens nothing and changes nothing."""
    opened(path).put("one", TOKEN)
    before = path.read_bytes()
    sealed = SealedFile(path)
    with pytest.raises(PamError) as caught:
        sealed.unlock("the short way to Moab")
    assert caught.value.code == "account.wrong_passphrase"
    assert "Moab" not in str(caught.value)
    assert not sealed.is_open
    assert path.read_bytes() == before


def test_short_passphrase(path: Path) -> None:
    """A new file wants a passphrase that is not guessed at once."""
    with pytest.raises(PamError) as caught:
        opened(path, "moab")
    assert caught.value.code == "account.short_passphrase"
    assert not path.exists()


def test_shut(path: Path) -> None:
    """Without the passphrase nothing is read or written."""
    opened(path).put("one", TOKEN)
    shut = SealedFile(path)
    with pytest.raises(PamError) as caught:
        shut.get("one")
    assert caught.value.code == "account.sealed"
    with pytest.raises(PamError):
        shut.put("one", "other")
    assert opened(path).get("one") == TOKEN


def test_last_entry(path: Path) -> None:
    """With the last entry the file goes."""
    sealed = opened(path)
    sealed.put("one", TOKEN)
    sealed.put("two", TOKEN)
    assert sealed.remove("one")
    assert path.exists()
    assert sealed.remove("two")
    assert not path.exists()
    assert not sealed.remove("two")


def test_signing_out_without_the_passphrase(path: Path) -> None:
    """A passphrase that is lost does not keep the sign-in from being forgotten."""
    opened(path).put("one", TOKEN)
    assert SealedFile(path).remove("one")
    assert not path.exists()


def test_sealed_anew_by_another(path: Path) -> None:
    """A file that another PAM has sealed anew asks for its passphrase again."""
    mine = opened(path)
    mine.put("one", TOKEN)
    path.unlink()
    opened(path, "another passphrase").put("one", "theirs")
    with pytest.raises(PamError) as caught:
        mine.put("two", TOKEN)
    assert caught.value.code == "account.sealed"
    assert opened(path, "another passphrase").get("one") == "theirs"


def _with(**changes: object) -> bytes:
    told = {"pam": 1, "n": QUICK, "salt": "c2FsdA==", "is": "A" * 80}
    return json.dumps({**told, **changes}).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\x00",
        b"[]",
        b"{}",
        _with(n=1 << 40),
        _with(n=1000),
        _with(n="x"),
        _with(salt=7),
        _with(**{"is": "AAAA"}),
        _with()[:-20],
    ],
)
def test_damaged(path: Path, content: bytes) -> None:
    """A damaged file is told as that: it takes neither PAM nor all of the memory with it."""
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(PamError) as caught:
        SealedFile(path).unlock(PASSPHRASE)
    assert caught.value.code == "account.damaged_file"


def test_changed_by_a_stranger(path: Path) -> None:
    """A file in which one bit was changed does not open."""
    opened(path).put("one", TOKEN)
    told = json.loads(path.read_text())
    told["is"] = ("B" if told["is"][30] == "A" else "A").join((told["is"][:30], told["is"][31:]))
    path.write_text(json.dumps(told))
    with pytest.raises(PamError) as caught:
        SealedFile(path).unlock(PASSPHRASE)
    assert caught.value.code == "account.wrong_passphrase"


def test_disk_full(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the disk is full, the file before stays as it was and nothing half-written is left."""
    sealed = opened(path)
    sealed.put("one", TOKEN)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(sealed_file.os, "fsync", full)
        with pytest.raises(PamError) as caught:
            sealed.put("one", "newer")
    assert caught.value.code == "account.unwritable_file"
    assert opened(path).get("one") == TOKEN
    assert [each.name for each in path.parent.iterdir()] == [path.name]
