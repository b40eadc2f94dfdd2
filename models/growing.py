"""A file that grows as `NAME.part` until it is whole, and only then gets its name."""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from models.catalogue import ModelFile
from models.checksums import CHUNK_BYTES


def part_of(target: Path) -> Path:
    """Where a file grows."""
    return target.with_name(f"{target.name}.part")


class GrowingFile:
    """`target` as it comes to be; goes on with the `.part` that an earlier attempt left.

    `on_bytes` hears how many more bytes are there; negative where some were thrown away. Every
    method may raise OSError: the disk.
    """

    def __init__(self, target: Path, file: ModelFile, on_bytes: Callable[[int], None]) -> None:
        self.file = file
        self.size_bytes = 0
        self._target = target
        self._part = part_of(target)
        self._on_bytes = on_bytes
        self._digest = hashlib.sha256()
        if not self._part.exists():
            return
        if self._part.stat().st_size > file.size_bytes:
            self._part.unlink()
            return
        with self._part.open("rb") as stream:
            while piece := stream.read(CHUNK_BYTES):
                self._count(piece)

    def start_over(self) -> None:
        """Begin again with nothing."""
        self._on_bytes(-self.size_bytes)
        self.size_bytes = 0
        self._digest = hashlib.sha256()
        self._part.unlink(missing_ok=True)

    throw_away = start_over

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """The file to append to; whatever happens, what was added is on the disk afterwards."""
        with self._part.open("ab") as stream:
            try:
                yield stream
            finally:
                stream.flush()
                os.fsync(stream.fileno())

    def add(self, stream: BinaryIO, piece: bytes) -> bool:
        """Append a piece; False where it became longer than it may be (it is never whole then)."""
        stream.write(piece)
        self._count(piece)
        return self.size_bytes <= self.file.size_bytes

    def add_all(self, pieces: Sequence[Path]) -> None:
        """Append whole files, one after the other."""
        with self.opened() as stream:
            for path in pieces:
                with path.open("rb") as source:
                    while piece := source.read(CHUNK_BYTES):
                        if not self.add(stream, piece):
                            return

    def is_whole(self) -> bool:
        """Whether it has become what the catalogue says."""
        return (
            self.size_bytes == self.file.size_bytes and self._digest.hexdigest() == self.file.sha256
        )

    def put_in_place(self) -> None:
        """Give it its name; a power cut leaves either the `.part` or the whole file."""
        self._part.replace(self._target)
        if os.name == "posix":
            folder = os.open(self._target.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    def _count(self, piece: bytes) -> None:
        self._digest.update(piece)
        self.size_bytes += len(piece)
        self._on_bytes(len(piece))
