"""Outbox, cursor and conflicts on the user's database."""

from pam_core.storage.file import DatabaseFile
from pam_core.vocabulary.sync import SyncStore


def store_on(file: DatabaseFile) -> SyncStore:
    """The `SyncStore` port on an open file."""
    from pam_core.storage.sync import SqliteSync

    return SqliteSync(file)
