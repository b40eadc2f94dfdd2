"""Whether a file is what the catalogue says, without reading 75 MB at every start."""

import hashlib
import json
import logging
import os
import threading
from pathlib import Path
from typing import Any

from models.catalogue import ModelFile

log = logging.getLogger(__name__)

CHUNK_BYTES = 1 << 20


class Checksums:
    """Remembers which files had the right sha256, by path, size and time of last change.

    `notes` is the file that remembers, beside the user's models. Where it cannot be written each
    start reads the models again, a quarter of a second. Safe to use from several threads.
    """

    def __init__(self, notes: Path) -> None:
        self._notes = notes
        self._lock = threading.Lock()

    def is_whole(self, path: Path, file: ModelFile, *, afresh: bool = False) -> bool:
        """Whether the file at `path` is that file of the catalogue.

        Args:
            path: the file on disk; a missing one is not whole.
            file: what it should be.
            afresh: read all of it again whatever was noted.
        """
        stamp = _stamp(path)
        if stamp is None or stamp[0] != file.size_bytes:
            return False
        if not afresh and self.is_noted(path, file):
            return True
        whole = sha256_of(path) == file.sha256
        self.note(path, file if whole else None)
        return whole

    def is_noted(self, path: Path, file: ModelFile) -> bool:
        """Whether it was found whole before and has not been changed since. Reads nothing of it."""
        stamp = _stamp(path)
        return stamp is not None and self._read().get(str(path)) == [*stamp, file.sha256]

    def note(self, path: Path, file: ModelFile | None) -> None:
        """Remember that `path` was just read and is that file; with None, that it is not."""
        with self._lock:
            notes = {name: kept for name, kept in self._read().items() if _stamp(Path(name))}
            stamp = _stamp(path)
            if stamp and file:
                notes[str(path)] = [*stamp, file.sha256]
            elif notes.pop(str(path), None) is None:
                return
            temporary = self._notes.with_name(f"{self._notes.name}.{os.getpid()}.new")
            try:
                self._notes.parent.mkdir(parents=True, exist_ok=True)
                temporary.write_text(json.dumps(notes, indent=1), encoding="utf-8")
                temporary.replace(self._notes)
            except OSError as error:
                # Only time is lost: the next start reads the model again.
                log.info("Cannot remember that %s is whole: %s", path.name, error)

    def _read(self) -> dict[str, Any]:
        try:
            notes = json.loads(self._notes.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            log.info("Cannot read %s, so the models are read again: %s", self._notes, error)
            return {}
        return notes if isinstance(notes, dict) else {}


def sha256_of(path: Path) -> str:
    """The checksum of a file as hexadecimal digits. Raises OSError where it cannot be read."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def _stamp(path: Path) -> tuple[int, int] | None:
    """Size in bytes and time of last change in nanoseconds; None where there is no such file."""
    try:
        state = path.stat()
    except OSError:
        return None
    return (state.st_size, state.st_mtime_ns) if path.is_file() else None
