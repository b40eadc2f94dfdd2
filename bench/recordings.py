"""The shared recordings: read speech with its exact words, spoken orders with their slots."""

import csv
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audio.recording import read_recording
from pam_core.vocabulary.audio import FRAME_SAMPLES, SAMPLE_RATE_HZ
from pam_core.vocabulary.errors import Fault, PamError

Samples = NDArray[np.float32]

READ_FOLDERS = ("librispeech", "ljspeech", "pocketsphinx")
LEAD_SECONDS = 0.5
TAIL_SECONDS = 0.3
"""What PAM keeps before and after the speech: its pre-roll, and its wait for a complete order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One clip at 16 kHz, -1…1. Read speech has `said`, its words; an order has `slots`."""

    name: str
    kind: str
    samples: Samples
    said: str = ""
    slots: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        """Its length."""
        return len(self.samples) / SAMPLE_RATE_HZ


def recordings_folder() -> Path:
    """The folder named by PAM_RECORDINGS, or ../shared/recordings beside the project.

    Raises:
        PamError: `bench.no_recordings` where there is none.
    """
    beside = Path(__file__).resolve().parents[2] / "shared" / "recordings"
    folder = Path(os.environ.get("PAM_RECORDINGS", beside))
    if not folder.is_dir():
        raise PamError(
            "bench.no_recordings",
            f"The recordings are not here: there is no folder “{folder}”.",
            mend="Set PAM_RECORDINGS to the folder that holds librispeech/, commands/ and noise/.",
            fault=Fault.ENVIRONMENT,
        )
    return folder


def read_speech(folder: Path) -> list[Recording]:
    """LibriSpeech, LJSpeech and pocketsphinx clips as they are."""
    return [
        Recording(
            name=row["file"],
            kind=kind,
            samples=samples_of(folder / kind / row["file"]),
            said=row["text"],
        )
        for kind in READ_FOLDERS
        for row in _rows(folder / kind / "transcripts.tsv")
    ]


def orders(folder: Path) -> list[Recording]:
    """Spoken orders, cut to their speech as PAM's own ear would cut them."""
    return [
        trimmed_to_speech(
            Recording(
                name=row["file"],
                kind="commands",
                samples=samples_of(folder / "commands" / row["file"]),
                slots=tuple(value.strip() for value in json.loads(row["slots_json"]).values()),
            )
        )
        for row in _rows(folder / "commands" / "labels.tsv")
    ]


def trimmed_to_speech(recording: Recording) -> Recording:
    """The clip from 0.5 s before its first loud frame to 0.3 s after its last.

    Loud is 8 dB above the clip's own noise floor and within 32 dB of its loudest frames.
    """
    samples = recording.samples
    frames = samples[: len(samples) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    level_db = 10.0 * np.log10(np.mean(frames.astype(np.float64) ** 2, axis=1) + 1e-12)
    least = max(np.percentile(level_db, 10) + 8.0, np.percentile(level_db, 98) - 32.0)
    loud = np.flatnonzero(level_db > least)
    begin = int(loud[0]) * FRAME_SAMPLES - int(LEAD_SECONDS * SAMPLE_RATE_HZ)
    end = int(loud[-1] + 1) * FRAME_SAMPLES + int(TAIL_SECONDS * SAMPLE_RATE_HZ)
    return replace(recording, samples=samples[max(0, begin) : end])


def samples_of(path: Path) -> Samples:
    """A sound file at 16 kHz mono, -1…1."""
    return np.frombuffer(read_recording(path), dtype="<i2").astype(np.float32) / 32_768.0


def every(recordings: Sequence[Recording], step: int) -> list[Recording]:
    """Each `step`-th clip: a part of all folders alike, for quicker runs."""
    return list(recordings[::step])


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t")
