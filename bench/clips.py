"""Real recordings made ready for timing: trimmed, with their true end of speech and a quiet tail."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from pam_core.vocabulary.audio import FRAME_SAMPLES, FRAME_SECONDS, SAMPLE_RATE_HZ

LEAD_SECONDS = 0.7
TAIL_SECONDS = 2.6
"""Longer than any system waits, the plain script's 0.8 s and its decode included."""

Samples = NDArray[np.int16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """One recording: 16 kHz PCM with `LEAD_SECONDS` before and `TAIL_SECONDS` after the speech.

    `speech_ends_at` is measured from the clip's beginning, by the level alone: the last frame that
    stands 8 dB above the clip's own noise floor and within 32 dB of its loudest.
    """

    name: str
    kind: str
    pcm: bytes
    speech_ends_at: float

    @property
    def seconds(self) -> float:
        """Its length."""
        return len(self.pcm) / 2 / SAMPLE_RATE_HZ


def read_clips(recordings: Path, count: int) -> list[Clip]:
    """`count` LibriSpeech clips of 3-9 s and `count` spoken commands, the first by name."""
    read = [
        path
        for path, seconds in _listed(recordings / "librispeech" / "transcripts.tsv")
        if 3.0 <= seconds <= 9.0
    ]
    orders = [path for path, _ in _listed(recordings / "commands" / "labels.tsv")]
    return [
        *(make_clip(path.stem, "read", _samples(path)) for path in read[:count]),
        *(make_clip(path.stem, "order", _samples(path)) for path in orders[:count]),
    ]


def make_clip(name: str, kind: str, samples: Samples) -> Clip:
    """Trim a recording to its speech and give it a lead and a tail of its own noise."""
    levels = _levels_dbfs(samples)
    floor = float(np.percentile(levels, 10))
    loud = np.flatnonzero(levels > max(floor + 8.0, float(np.percentile(levels, 98)) - 32.0))
    first, last = int(loud[0]), int(loud[-1]) + 1
    lead = samples[max(0, first * FRAME_SAMPLES - _count(LEAD_SECONDS)) : first * FRAME_SAMPLES]
    body = samples[first * FRAME_SAMPLES : last * FRAME_SAMPLES]
    tail = samples[last * FRAME_SAMPLES :][: _count(TAIL_SECONDS)]
    # Digital silence after a noisy room would be taken for a step; its own floor is not.
    generator = np.random.default_rng(len(samples))
    lead = np.concatenate([_noise(generator, floor, _count(LEAD_SECONDS) - len(lead)), lead])
    tail = np.concatenate([tail, _noise(generator, floor, _count(TAIL_SECONDS) - len(tail))])
    return Clip(
        name=name,
        kind=kind,
        pcm=np.concatenate([lead, body, tail]).tobytes(),
        speech_ends_at=(len(lead) + len(body)) / SAMPLE_RATE_HZ,
    )


def _listed(table: Path) -> Sequence[tuple[Path, float]]:
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [(table.parent / row["file"], float(row["seconds"])) for row in rows]


def _samples(path: Path) -> Samples:
    samples, rate = soundfile.read(path, dtype="int16")
    if rate != SAMPLE_RATE_HZ:
        raise ValueError(f"{path} has {rate} Hz; the recordings are 16 kHz")
    return np.asarray(samples, dtype=np.int16)


def _levels_dbfs(samples: Samples) -> NDArray[np.float64]:
    whole = samples[: len(samples) // FRAME_SAMPLES * FRAME_SAMPLES]
    frames = whole.reshape(-1, FRAME_SAMPLES).astype(np.float64)
    levels: NDArray[np.float64] = 10 * np.log10((frames**2).mean(axis=1) / 32768.0**2 + 1e-10)
    return levels


def _noise(generator: np.random.Generator, dbfs: float, count: int) -> Samples:
    amplitude = 10 ** (dbfs / 20) * 32768.0
    noise = generator.standard_normal(max(0, count)) * amplitude
    return np.clip(noise, -32768, 32767).astype(np.int16)


def _count(seconds: float) -> int:
    return round(seconds / FRAME_SECONDS) * FRAME_SAMPLES
