"""A folder that belongs to one running process, and is gone with it."""

import shutil
import sqlite3
import tempfile
from pathlib import Path


class HeldFolder:
    """A fresh folder below `parent`, whose name begins with `prefix`; blocking, as is `give_back`.

    What processes that were killed have left there is removed. The lock is SQLite's own, which
    everywhere ends with the process that holds it.
    """

    def __init__(self, parent: Path, prefix: str) -> None:
        parent.mkdir(parents=True, exist_ok=True)
        for left in parent.glob(f"{prefix}*"):
            if (lock := _locked(left)) is not None:
                _remove(left, lock)
        while True:
            self.path = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
            held = _locked(self.path)
            # Another process that starts now may have taken it for a dead one's.
            if held is not None and self.path.is_dir():
                self._held = held
                return
            if held is not None:
                held.close()

    def give_back(self) -> None:
        """Remove it with all that is in it."""
        _remove(self.path, self._held)


def _locked(folder: Path) -> sqlite3.Connection | None:
    try:
        connection = sqlite3.connect(
            folder / "lock", timeout=0, isolation_level=None, check_same_thread=False
        )
    except sqlite3.OperationalError:
        return None
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        connection.close()
        return None
    return connection


def _remove(folder: Path, held: sqlite3.Connection) -> None:
    # Locked until it is gone: whoever waits for the lock then finds no folder.
    shutil.rmtree(folder, ignore_errors=True)
    held.close()
