"""What SQLite complains of, said as PamError."""

import shutil
import sqlite3
from pathlib import Path

from pam_core.vocabulary.errors import Fault, PamError

FULL_BYTES = 64 * 1024
"""With less than this free a disk is full: SQLite's shared memory for the WAL takes 32 KB."""

_NAMED = {
    sqlite3.SQLITE_FULL: (
        "storage.full",
        "The disk is full, so nothing more can be kept.",
        "Free some space and say it again.",
    ),
    sqlite3.SQLITE_READONLY: (
        "storage.readonly",
        "PAM may not write to {path}.",
        "Make the file and its folder writable.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "storage.unopenable",
        "PAM cannot open {path}.",
        "Check that the folder exists and is writable.",
    ),
    sqlite3.SQLITE_BUSY: (
        "storage.busy",
        "Another program holds {path}.",
        "Close it and try again.",
    ),
    sqlite3.SQLITE_LOCKED: (
        "storage.busy",
        "Another program holds {path}.",
        "Close it and try again.",
    ),
    sqlite3.SQLITE_CORRUPT: (
        "storage.corrupt",
        "{path} is damaged.",
        "Move it aside, or put a backup in its place; PAM has not changed it.",
    ),
    sqlite3.SQLITE_NOTADB: (
        "storage.corrupt",
        "{path} is not a database.",
        "Move it aside, or put a backup in its place; PAM has not changed it.",
    ),
}


def named(error: sqlite3.Error, path: Path) -> PamError:
    """The PamError for what SQLite raised; what it has no name for becomes `storage.failed`."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN) and _is_full(path.parent):
        # On a full disk the WAL's own files cannot be made, and SQLite does not say why.
        code = sqlite3.SQLITE_FULL
    if code in _NAMED:
        name, sentence, mend = _NAMED[code]
        return PamError(name, sentence.format(path=path), mend=mend, fault=Fault.ENVIRONMENT)
    if code == sqlite3.SQLITE_IOERR:
        sentence = f"Reading or writing {path} failed."
        return PamError("storage.failed", sentence, mend="Check the disk.", fault=Fault.ENVIRONMENT)
    return PamError("storage.failed", f"The database refused: {error}.", fault=Fault.BUG)


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < FULL_BYTES
    except OSError:
        return False


def newer(path: Path) -> PamError:
    """The file was written by a later PAM than this one."""
    return PamError(
        "storage.newer",
        f"{path} was written by a newer PAM.",
        mend="Update PAM; the file was left as it is.",
        fault=Fault.USER,
    )


def foreign(path: Path) -> PamError:
    """The file is a database, but some other program's."""
    return PamError(
        "storage.foreign",
        f"{path} belongs to another program.",
        mend="Choose another file for PAM's database.",
        fault=Fault.USER,
    )


def damaged(path: Path) -> PamError:
    """The file is ours, but pages of it are broken."""
    sentence, mend = _NAMED[sqlite3.SQLITE_CORRUPT][1:]
    return PamError(
        "storage.corrupt", sentence.format(path=path), mend=mend, fault=Fault.ENVIRONMENT
    )
