"""A database file of a test's own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from pam_core.storage.file import DatabaseFile


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "pam.db"


@pytest.fixture
async def file(path: Path) -> AsyncIterator[DatabaseFile]:
    file = DatabaseFile(path)
    yield file
    await file.close()
