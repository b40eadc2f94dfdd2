"""A speech process with the models that came as packages."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from pam_server.speech.client import Speech
from pam_server.speech.worker import Opening


@pytest.fixture
async def speech(tmp_path: Path) -> AsyncIterator[Speech]:
    """Asked for nothing yet, and so not started."""
    asked = Speech(Opening(models=str(tmp_path)).text())
    yield asked
    await asked.close()
