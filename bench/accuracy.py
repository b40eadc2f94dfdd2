"""`bench accuracy`: words and slots understood, ours beside faster-whisper's own defaults."""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from audio.short_context import CAREFUL
from audio.transcriber import CPU_THREADS
from audio.whisper_decoder import WhisperDecoder
from bench.noise import diesel_idle, mixed
from bench.recordings import (
    Recording,
    Samples,
    every,
    orders,
    read_speech,
    recordings_folder,
    samples_of,
)
from bench.report import percentile, table, write_json
from bench.spelling import words_of
from bench.word_errors import WordErrors, word_errors
from models.store import ModelStore
from pam_core.vocabulary.errors import PamError

COMPUTE_TYPE = "int8_float32"
RECORDED_NOISE = "noise/blanket_train.flac"
RATIOS_DB = (10.0, 5.0, 0.0)
THEIR_CPU_THREADS = 2
"""What serves 30 s of context best on two cores."""

NOISY_STEP = 3
QUICK_STEP = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a system made of a clip: its words, the seconds it took, and how hard it had to try."""

    text: str
    seconds: float
    careful: bool = False
    fell_back: bool = False


Ear = Callable[[Samples], Heard]


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A name and the clips as they sound under it."""

    name: str
    clips: Sequence[Recording]
    noise: Samples | None = None
    ratio_db: float = 0.0

    def sound(self, clip: Recording) -> Samples:
        """The clip in this condition's noise; the same noise for every system."""
        if self.noise is None:
            return clip.samples
        return mixed(clip.samples, self.noise, self.ratio_db, seed=len(clip.samples))


@dataclass(slots=True, kw_only=True)
class Tally:
    """What one system did in one condition."""

    errors: WordErrors = field(default_factory=WordErrors)
    slots: int = 0
    slots_heard: int = 0
    clips: int = 0
    careful: int = 0
    fell_back: int = 0
    read_seconds: list[float] = field(default_factory=list)
    order_seconds: list[float] = field(default_factory=list)

    def add(self, clip: Recording, heard: Heard) -> None:
        """Count one clip."""
        self.clips += 1
        self.careful += heard.careful
        self.fell_back += heard.fell_back
        if clip.slots:
            self.slots += len(clip.slots)
            self.slots_heard += sum(holds(heard.text, slot) for slot in clip.slots)
            self.order_seconds.append(heard.seconds)
        else:
            self.errors += word_errors(clip.said, heard.text)
            self.read_seconds.append(heard.seconds)

    def figures(self) -> dict[str, Any]:
        """The figures as they go into the JSON file: rates 0-1, times in milliseconds."""
        return {
            "word_error_rate": round(self.errors.rate, 4),
            "words": self.errors.words,
            "slot_recall": round(self.slots_heard / max(1, self.slots), 4),
            "slots": self.slots,
            "careful_share": round(self.careful / max(1, self.clips), 4),
            "fall_back_share": round(self.fell_back / max(1, self.clips), 4),
            "read_ms_p50": _milliseconds(self.read_seconds, 0.5),
            "read_ms_p95": _milliseconds(self.read_seconds, 0.95),
            "order_ms_p50": _milliseconds(self.order_seconds, 0.5),
            "order_ms_p95": _milliseconds(self.order_seconds, 0.95),
        }


def main(arguments: Sequence[str]) -> int:
    """Run it; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench accuracy", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="tiny.en, fewer clips, one noise")
    options = parser.parse_args(arguments)
    try:
        conditions = list(_conditions(recordings_folder(), quick=options.quick))
        with tempfile.TemporaryDirectory(prefix="pam-bench-") as folder:
            store = ModelStore(Path(folder))
            names = ["whisper-tiny.en"] if options.quick else ["whisper-tiny.en", "whisper-base"]
            figures = [
                row for name in names for row in _measure(name, store.fetch(name), conditions)
            ]
    except PamError as error:
        print(error, file=sys.stderr)
        return 2
    print(_as_table(figures))
    print(f"\n{write_json('accuracy', figures)}")
    return 0


def holds(text: str, slot: str) -> bool:
    """Whether a text holds the words of a slot, in order and together."""
    return f" {' '.join(words_of(slot))} " in f" {' '.join(words_of(text))} "


def _conditions(folder: Path, *, quick: bool) -> Iterator[Condition]:
    clips = [*read_speech(folder), *orders(folder)]
    clean = every(clips, QUICK_STEP) if quick else clips
    yield Condition(name="clean", clips=clean)
    noisy = every(clips, QUICK_STEP if quick else NOISY_STEP)
    noises = {"diesel": diesel_idle(20.0)}
    if not quick:
        noises["train"] = samples_of(folder / RECORDED_NOISE)
    for name, noise in noises.items():
        for ratio_db in RATIOS_DB[1:2] if quick else RATIOS_DB:
            yield Condition(
                name=f"{name} {ratio_db:.0f} dB", clips=noisy, noise=noise, ratio_db=ratio_db
            )


def _measure(name: str, model: Path, conditions: Sequence[Condition]) -> Iterator[dict[str, Any]]:
    ears = {"PAM": _ours(model), "transcribe()": _theirs(model)}
    for condition in conditions:
        tallies = {system: Tally() for system in ears}
        for clip in tqdm(condition.clips, desc=f"{name}, {condition.name}", leave=False):
            sound = condition.sound(clip)
            # Side by side on each clip, so that a busy moment of the machine harms both alike.
            for system, ear in ears.items():
                tallies[system].add(clip, ear(sound))
        for system, tally in tallies.items():
            yield {
                "model": name,
                "condition": condition.name,
                "system": system,
                **tally.figures(),
            }


def _ours(model: Path) -> Ear:
    decoder = WhisperDecoder(
        model, cpu_threads=CPU_THREADS, compute_type=COMPUTE_TYPE, language="en"
    )
    decoder.decode(np.zeros(16_000, np.float32))

    def hear(sound: Samples) -> Heard:
        began = time.perf_counter()
        decoded = decoder.decode(sound)
        return Heard(
            text=decoded.text,
            seconds=time.perf_counter() - began,
            careful=decoded.effort is CAREFUL,
            fell_back=decoded.fell_back,
        )

    return hear


def _theirs(model: Path) -> Ear:
    from faster_whisper import WhisperModel

    whisper = WhisperModel(
        str(model), device="cpu", compute_type=COMPUTE_TYPE, cpu_threads=THEIR_CPU_THREADS
    )
    # The language is the one setting taken from PAM: without it base would spend time on guessing.
    language = "en"
    list(whisper.transcribe(np.zeros(16_000, np.float32), language=language)[0])

    def hear(sound: Samples) -> Heard:
        began = time.perf_counter()
        segments, _ = whisper.transcribe(sound, language=language)
        text = "".join(segment.text for segment in segments)
        return Heard(text=text.strip(), seconds=time.perf_counter() - began)

    return hear


def _as_table(figures: Sequence[dict[str, Any]]) -> str:
    columns = (
        "model", "condition", "system", "WER", "slots", "careful", "30 s",
        "read p50 / p95 ms", "orders p50 / p95 ms",
    )  # fmt: skip
    return table(
        columns,
        [
            (
                row["model"],
                row["condition"],
                row["system"],
                f"{row['word_error_rate']:.1%}",
                f"{row['slot_recall']:.1%}",
                f"{row['careful_share']:.0%}",
                f"{row['fall_back_share']:.0%}",
                f"{row['read_ms_p50']:.0f} / {row['read_ms_p95']:.0f}",
                f"{row['order_ms_p50']:.0f} / {row['order_ms_p95']:.0f}",
            )
            for row in figures
        ],
    )


def _milliseconds(seconds: Sequence[float], share: float) -> float:
    return round(1000 * percentile(seconds, share), 1)
