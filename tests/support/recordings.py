"""The shared recordings and the installed models, for tests that need real speech."""

import os
from pathlib import Path

import pytest

from models.store import ModelStore
from pam_core.vocabulary.speech import Trigger, Utterance

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "recordings"
RECORDINGS = Path(os.environ.get("PAM_RECORDINGS", BESIDE))


def recording(name: str) -> Path:
    """A shared recording; the test is skipped, saying so, where the folder is missing."""
    path = RECORDINGS / name
    if not path.is_file():
        pytest.skip(f"the shared recording {name} is not here (set PAM_RECORDINGS)")
    return path


def installed_model(name: str, folder: Path) -> Path:
    """A model that came as a package, as the store finds it."""
    return ModelStore(folder).locate(name)


def utterance(pcm: bytes, *, number: int = 1) -> Utterance:
    """An utterance that was voiced throughout."""
    return Utterance(
        number=number,
        pcm=pcm,
        trigger=Trigger.KEY,
        voiced_seconds=len(pcm) / 32_000,
        speech_ended_at=0.0,
    )
