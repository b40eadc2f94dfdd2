"""Real recordings made ready for timing: trimmed, with their true end of speech and a tail."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from pam_core.vocabulary.audio import FRAME_BYTES, FRAME_SAMPLES, FRAME_SECONDS, SAMPLE_RATE_HZ

SHORTEST_SECONDS = 2.5
LONGEST_SECONDS = 10.0
LEAD_SECONDS = 0.7
TAIL_SECONDS = 2.6
"""Longer than any system waits, the plain script's 0.8 s and its decode included."""

QUIET_SECONDS = 0.24
FADE_SECONDS = 0.3
CLICK_FRAMES = 5
"""A tenth of a second: a loud moment this short, apart from the speech, is no word."""
CLICK_GAP_FRAMES = 15

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
    """`count` LibriSpeech clips of 2.5-10 s and `count` spoken commands, the first by name.

    Left out are clips after whose end webrtcvad still hears voice in the room alone: in them the
    plain script would wait for ever, and its delay would say nothing.
    """
    read = [
        path
        for path, seconds in _listed(recordings / "librispeech" / "transcripts.tsv")
        if SHORTEST_SECONDS <= seconds <= LONGEST_SECONDS
    ]
    orders = [path for path, _ in _listed(recordings / "commands" / "labels.tsv")]
    return [*_usable(read, "read", count), *_usable(orders, "order", count)]


def _usable(paths: Sequence[Path], kind: str, count: int) -> list[Clip]:
    clips: list[Clip] = []
    for path in paths:
        if len(clips) == count:
            break
        clip = make_clip(path.stem, kind, _samples(path))
        if not _restless(clip):
            clips.append(clip)
    return clips


def make_clip(name: str, kind: str, samples: Samples) -> Clip:
    """Trim a recording to its speech and give it a lead and a tail of its own noise."""
    levels = _levels_dbfs(samples)
    floor = float(np.percentile(levels, 10))
    loud = np.flatnonzero(levels > max(floor + 8.0, float(np.percentile(levels, 98)) - 32.0))
    loud = _without_late_clicks(loud)
    first, last = int(loud[0]), int(loud[-1]) + 1
    lead = samples[max(0, first * FRAME_SAMPLES - _count(LEAD_SECONDS)) : first * FRAME_SAMPLES]
    body = samples[first * FRAME_SAMPLES : last * FRAME_SAMPLES]
    tail = samples[last * FRAME_SAMPLES :][: _count(TAIL_SECONDS)]
    # Digital silence or white noise after a noisy room is a step that webrtcvad takes for voice;
    # the room's own quietest moment, to and fro and fading to a quarter, is hardly ever.
    room = _quietest(samples, levels)
    lead = np.concatenate([_filled(room, _count(LEAD_SECONDS) - len(lead)), lead])
    tail = np.concatenate([tail, _faded(_filled(room, _count(TAIL_SECONDS) - len(tail)))])
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


def _quietest(samples: Samples, levels: NDArray[np.float64]) -> Samples:
    """The quietest quarter of a second of a recording, played forwards and backwards."""
    frames = round(QUIET_SECONDS / FRAME_SECONDS)
    sums = np.convolve(levels, np.ones(frames), mode="valid")
    begin = int(np.argmin(sums)) * FRAME_SAMPLES
    quiet = samples[begin : begin + frames * FRAME_SAMPLES]
    return np.concatenate([quiet, quiet[::-1]])


def _restless(clip: Clip) -> bool:
    """Whether webrtcvad still hears voice more than half a second after the end of speech."""
    import webrtcvad

    vad = webrtcvad.Vad(2)
    frames = [clip.pcm[at : at + FRAME_BYTES] for at in range(0, len(clip.pcm), FRAME_BYTES)]
    voiced = [vad.is_speech(frame, SAMPLE_RATE_HZ) for frame in frames]
    return any(voiced[round((clip.speech_ends_at + 0.5) / FRAME_SECONDS) :])


def _faded(room: Samples) -> Samples:
    gains = np.maximum(0.25, 1.0 - np.arange(len(room)) / (FADE_SECONDS * SAMPLE_RATE_HZ))
    return (room * gains).astype(np.int16)


def _without_late_clicks(loud: NDArray[np.intp]) -> NDArray[np.intp]:
    """The loud frames up to the last stretch that is longer than a click after a pause."""
    while True:
        gaps = np.flatnonzero(np.diff(loud) >= CLICK_GAP_FRAMES)
        if not len(gaps) or len(loud) - gaps[-1] - 1 > CLICK_FRAMES:
            return loud
        loud = loud[: gaps[-1] + 1]


def _filled(room: Samples, count: int) -> Samples:
    return np.resize(room, max(0, count))


def _count(seconds: float) -> int:
    return round(seconds / FRAME_SECONDS) * FRAME_SAMPLES
