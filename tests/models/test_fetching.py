"""Models from the hub, over connections that break."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from models.lock import held
from models.store import ModelStore
from pam_core.vocabulary.errors import Fault, PamError
from tests.models.conftest import BIG, EAR, SMALL, Hub


def refused(store: ModelStore) -> PamError:
    with pytest.raises(PamError) as caught:
        store.fetch("ear")
    return caught.value


@pytest.fixture
def own(store: ModelStore) -> Path:
    return store.folder / "ear"


def test_fetched(store: ModelStore, own: Path) -> None:
    """Every file arrives under its own name; progress ends at the whole size and never falls."""
    heard: list[tuple[int, int]] = []
    assert store.fetch("ear", lambda done, total: heard.append((done, total))) == own
    assert (own / "big.bin").read_bytes() == BIG
    assert (own / "config.json").read_bytes() == SMALL
    assert not list(own.glob("*.part"))
    assert heard[-1] == (EAR.size_bytes, EAR.size_bytes)
    assert heard == sorted(heard)


def test_ready_model_is_not_fetched_again(store: ModelStore, hub: Hub) -> None:
    """Fetching what is there already asks nobody."""
    store.fetch("ear")
    hub.asked.clear()
    store.fetch("ear")
    assert hub.asked == []


def test_redirect(make_store: Callable[..., ModelStore], hub: Hub, own: Path) -> None:
    """The hub sends big files elsewhere; that is followed, and resumed there too."""
    hub.cuts = [70_000]
    make_store(hub=f"{hub.url}/moved").fetch("ear")
    assert (own / "big.bin").read_bytes() == BIG
    assert ("/me/ear/resolve/r1/big.bin", "bytes=70000-") in hub.asked


def test_cut_connection_goes_on(store: ModelStore, hub: Hub, own: Path) -> None:
    """A connection that breaks is taken up where it broke."""
    hub.cuts = [100_000, 50_000]
    store.fetch("ear")
    assert (own / "big.bin").read_bytes() == BIG
    asked = [range_ for path, range_ in hub.asked if path.endswith("big.bin")]
    assert asked == ["", "bytes=100000-", "bytes=150000-"]


def test_later_goes_on(make_store: Callable[..., ModelStore], hub: Hub, own: Path) -> None:
    """What arrived before the network went away is kept, and the next fetch goes on from it."""
    hub.cuts = [100_000, 0]
    assert refused(make_store()).code == "model.unreachable"
    assert (own / "big.bin.part").stat().st_size == 100_000
    assert not (own / "big.bin").exists()
    make_store().fetch("ear")
    assert (own / "big.bin").read_bytes() == BIG
    assert hub.asked[-2] == ("/me/ear/resolve/r1/big.bin", "bytes=100000-")


def test_stopped_by_the_user(store: ModelStore, own: Path) -> None:
    """Stopping keeps what has arrived."""

    def stop(done: int, total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.fetch("ear", stop)
    assert (own / "big.bin.part").stat().st_size > 0
    store.fetch("ear")
    assert (own / "big.bin").read_bytes() == BIG


def test_hub_without_ranges(store: ModelStore, hub: Hub, own: Path) -> None:
    """A hub that always sends the whole file gets the file begun again, not doubled."""
    hub.ignores_ranges = True
    own.mkdir(parents=True)
    (own / "big.bin.part").write_bytes(BIG[:1000])
    store.fetch("ear")
    assert (own / "big.bin").read_bytes() == BIG


@pytest.mark.parametrize(
    "left", [b"x" * 1000, b"x" * len(BIG), b"x" * (len(BIG) + 1), BIG[:-1] + b"x"]
)
def test_spoilt_part(store: ModelStore, own: Path, left: bytes) -> None:
    """A `.part` that does not belong to the file is found out and thrown away."""
    own.mkdir(parents=True)
    (own / "big.bin.part").write_bytes(left)
    store.fetch("ear")
    assert (own / "big.bin").read_bytes() == BIG


def test_whole_part(store: ModelStore, hub: Hub, own: Path) -> None:
    """A file that had arrived in full before the power went is only checked and named."""
    own.mkdir(parents=True)
    (own / "big.bin.part").write_bytes(BIG)
    store.fetch("ear")
    assert [path for path, _ in hub.asked] == ["/me/ear/resolve/r1/sub/config.json"]


@pytest.mark.parametrize("body", [BIG[:-1] + b"x", BIG + b"x"])
def test_altered_at_the_hub(store: ModelStore, hub: Hub, own: Path, body: bytes) -> None:
    """A wrong checksum or length is an error, and nothing of it stays."""
    hub.has["/me/ear/resolve/r1/big.bin"] = body
    error = refused(store)
    assert (error.code, error.fault) == ("model.altered", Fault.SERVICE)
    assert "pam models fetch ear" in error.mend
    assert not list(own.glob("big.bin*"))


def test_shorter_at_the_hub(store: ModelStore, hub: Hub, own: Path) -> None:
    """A hub whose file ends before ours is an error, not a loop."""
    hub.has["/me/ear/resolve/r1/big.bin"] = BIG[:1000]
    assert refused(store).code == "model.refused"
    assert not (own / "big.bin").exists()


def test_not_at_the_hub(store: ModelStore, hub: Hub) -> None:
    """A file the hub does not have is named with its address."""
    hub.has.clear()
    error = refused(store)
    assert (error.code, error.fault) == ("model.refused", Fault.SERVICE)
    assert "404" in error.sentence
    assert "/me/ear/resolve/r1/big.bin" in error.sentence


def test_no_network(make_store: Callable[..., ModelStore]) -> None:
    """Without a network the sentence says so and the mend says how to go on."""
    error = refused(make_store(hub="http://127.0.0.1:9"))
    assert (error.code, error.fault) == ("model.unreachable", Fault.SERVICE)
    assert "127.0.0.1:9" in error.sentence
    assert "pam models fetch ear" in error.mend


def test_no_room(make_store: Callable[..., ModelStore], hub: Hub) -> None:
    """Too little room is found out before the first byte is asked for."""
    error = refused(make_store(free_bytes=lambda folder: EAR.size_bytes))
    assert (error.code, error.fault) == ("model.no_room", Fault.ENVIRONMENT)
    assert hub.asked == []


def test_disk_fills_up(store: ModelStore, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fills up meanwhile is named, and no half file gets the name of a whole one."""

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    error = refused(store)
    assert (error.code, error.fault) == ("model.unwritable", Fault.ENVIRONMENT)
    assert not (own / "big.bin").exists()


def test_folder_cannot_be_made(tmp_path: Path, store: ModelStore) -> None:
    """A place that cannot be written to is named."""
    (tmp_path / "models").write_text("a file where the folder should be")
    assert refused(store).code == "model.unwritable"


def test_one_at_a_time(store: ModelStore, own: Path) -> None:
    """Two PAMs do not write into the same `.part`."""
    own.mkdir(parents=True)
    with held(own / ".lock"):
        assert refused(store).code == "model.being_fetched"
    store.fetch("ear")


def test_mended_by_fetching(store: ModelStore, own: Path, hub: Hub) -> None:
    """Fetching brings only what is not whole."""
    store.fetch("ear")
    (own / "big.bin").write_bytes(BIG[:-1])
    hub.asked.clear()
    store.fetch("ear")
    assert (own / "big.bin").read_bytes() == BIG
    assert [path for path, _ in hub.asked] == ["/me/ear/resolve/r1/big.bin"]
