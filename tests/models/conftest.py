"""A small catalogue, packages in a folder, and a hub on 127.0.0.1 that can misbehave."""

import hashlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from models.catalogue import Catalogue, ModelEntry, ModelFile, ModelKind
from models.store import ModelStore

BIG = bytes(range(256)) * 2000
SMALL = b'{"a": 1}'


@dataclass
class Hub:
    """What it has, how it misbehaves, what it was asked; `cuts` holds bytes before each break."""

    url: str = ""
    has: dict[str, bytes] = field(default_factory=dict)
    cuts: list[int] = field(default_factory=list)
    ignores_ranges: bool = False
    asked: list[tuple[str, str]] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    hub: Hub

    def do_GET(self) -> None:  # noqa: N802 - http.server's name
        hub = self.hub
        asked = self.headers.get("Range", "")
        hub.asked.append((self.path, asked))
        if self.path.startswith("/moved"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/moved"))
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        body = hub.has.get(self.path)
        if body is None:
            self.send_error(404)
            return
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked else 0
        start = 0 if hub.ignores_ranges else start
        if start >= len(body):
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        self.send_header("Content-Length", str(len(body) - start))
        self.end_headers()
        cut = hub.cuts.pop(0) if hub.cuts else len(body)
        self.wfile.write(body[start : start + cut])
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: the test's own output is enough."""


@pytest.fixture
def hub() -> Iterator[Hub]:
    state = Hub()
    handler = type("Handler", (_Handler,), {"hub": state})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="hub")
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_port}"
    state.has = {
        "/me/ear/resolve/r1/big.bin": BIG,
        "/me/ear/resolve/r1/sub/config.json": SMALL,
    }
    yield state
    server.shutdown()
    thread.join()
    server.server_close()


def file_of(name: str, content: bytes, *packaged: str, hub: str = "") -> ModelFile:
    return ModelFile(
        name=name,
        size_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        packaged=packaged,
        hub=hub or name,
    )


def entry_of(name: str, *files: ModelFile, opens: str = "") -> ModelEntry:
    return ModelEntry(
        name=name,
        kind=ModelKind.HEARING,
        title=name,
        licence="MIT",
        packages=(f"{name}-package",),
        repository=f"me/{name}",
        revision="r1",
        opens=opens,
        files=files,
    )


EAR = entry_of(
    "ear",
    file_of("big.bin", BIG, "ear_package/model/big.bin"),
    file_of("config.json", SMALL, "ear_package/model/config.json", hub="sub/config.json"),
)
SPLIT = entry_of(
    "split",
    file_of("big.bin", BIG, "split_one/big.bin.part1", "split_two/big.bin.part2"),
    file_of("config.json", SMALL, "split_one/config.json"),
    opens="big.bin",
)


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """Where installed packages lie; empty."""
    folder = tmp_path / "site-packages"
    folder.mkdir()
    return folder


@pytest.fixture
def install(packages: Path) -> Callable[[str, bytes], Path]:
    def put(piece: str, content: bytes) -> Path:
        path = packages / piece
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    return put


@pytest.fixture
def make_store(tmp_path: Path, packages: Path, hub: Hub) -> Callable[..., ModelStore]:
    """A store over the small catalogue; called again it is the next start of PAM."""

    def find(module: str) -> Path | None:
        return packages / module if (packages / module).is_dir() else None

    def make(**changes: object) -> ModelStore:
        given = {
            "catalogue": Catalogue([EAR, SPLIT]),
            "hub": hub.url,
            "find_module": find,
            **changes,
        }
        return ModelStore(tmp_path / "models", **given)

    return make


@pytest.fixture
def store(make_store: Callable[..., ModelStore]) -> ModelStore:
    return make_store()
