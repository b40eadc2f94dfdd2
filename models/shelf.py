"""What is there of each model on this machine, and whether it is whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from models import trouble
from models.catalogue import ModelEntry
from models.checksums import Checksums
from models.growing import part_of
from models.packages import FindModule, pieces, ready_folder
from pam_core.vocabulary.errors import PamError


class Condition(StrEnum):
    """What is there of a model."""

    READY = "ready"
    """All there in the right sizes."""
    IN_PIECES = "in pieces"
    """The packages that bring it are installed; fetching joins them."""
    PARTLY = "partly fetched"
    DAMAGED = "damaged"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelState:
    """What is there of a model, judged by names and sizes.

    `folder` holds the files, None where they are not all there. `packaged`: it came as a package.
    `checked`: its checksums were right and nothing has changed since.
    """

    entry: ModelEntry
    condition: Condition
    folder: Path | None = None
    packaged: bool = False
    checked: bool = False


class Shelf:
    """The models in `folder`, one folder each, and in installed packages, which come first.

    Every method raises PamError (`model.unreadable`) where files may not be read.
    """

    def __init__(self, folder: Path, checksums: Checksums, find_module: FindModule) -> None:
        self._folder = folder
        self._checksums = checksums
        self._find_module = find_module

    def own_folder(self, entry: ModelEntry) -> Path:
        """Where PAM itself keeps the model."""
        return self._folder / entry.name

    def state(self, entry: ModelEntry) -> ModelState:
        """What is there, judged by names and sizes; nothing is read."""
        with _reading(entry):
            for folder in self._folders(entry):
                if all(size_of(folder / file.name) == file.size_bytes for file in entry.files):
                    return self._ready(entry, folder)
            if self._wrong_size(entry):
                return ModelState(entry=entry, condition=Condition.DAMAGED)
            if self._is_in_pieces(entry):
                return ModelState(entry=entry, condition=Condition.IN_PIECES, packaged=True)
            begun = any(path.exists() for path in self.own_paths(entry))
        return ModelState(entry=entry, condition=Condition.PARTLY if begun else Condition.MISSING)

    def find_whole(self, entry: ModelEntry, *, afresh: bool = False) -> Path | None:
        """The folder of a whole model, or None; `afresh` reads it again whatever was noted."""
        with _reading(entry):
            for folder in self._folders(entry):
                if all(
                    self._checksums.is_whole(folder / file.name, file, afresh=afresh)
                    for file in entry.files
                ):
                    return folder
        return None

    def why_not(self, entry: ModelEntry) -> PamError:
        """Why `find_whole` found nothing."""
        with _reading(entry):
            for folder in self._folders(entry):
                for file in entry.files:
                    path = folder / file.name
                    if path.is_file() and not self._checksums.is_whole(path, file):
                        return trouble.damaged(entry, str(path))
            if self._is_in_pieces(entry):
                return trouble.in_pieces(entry)
        return trouble.missing(entry)

    def own_paths(self, entry: ModelEntry) -> list[Path]:
        """The files PAM itself keeps of the model, begun ones too, whether there or not."""
        targets = [self.own_folder(entry) / file.name for file in entry.files]
        return [path for target in targets for path in (target, part_of(target))]

    def _ready(self, entry: ModelEntry, folder: Path) -> ModelState:
        noted = (self._checksums.is_noted(folder / file.name, file) for file in entry.files)
        return ModelState(
            entry=entry,
            condition=Condition.READY,
            folder=folder,
            packaged=folder != self.own_folder(entry),
            checked=all(noted),
        )

    def _folders(self, entry: ModelEntry) -> Iterator[Path]:
        packaged = ready_folder(entry, self._find_module)
        if packaged:
            yield packaged
        yield self.own_folder(entry)

    def _wrong_size(self, entry: ModelEntry) -> bool:
        return any(
            size_of(folder / file.name) not in (None, file.size_bytes)
            for folder in self._folders(entry)
            for file in entry.files
        )

    def _is_in_pieces(self, entry: ModelEntry) -> bool:
        return all(pieces(file, self._find_module) for file in entry.files)


def size_of(path: Path) -> int | None:
    """Its length in bytes; None where there is no such file."""
    return path.stat().st_size if path.is_file() else None


@contextmanager
def _reading(entry: ModelEntry) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise trouble.unreadable(entry, error) from error
