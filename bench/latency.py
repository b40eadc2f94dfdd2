"""How long PAM takes from the end of speech to its first sound, beside the plain script.

Everything runs in real time on real models. The recordings are answered with a fixed kind of reply
by both, new for each clip, so that nothing comes out of a cache; the demo's questions are answered
by PAM's own mind on the demo's data.
"""

import argparse
import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from itertools import count
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audio.resampling import resampled
from audio.synthesiser import PiperSynthesiser
from audio.transcriber import WhisperTranscriber
from bench.clips import Clip, make_clip, read_clips
from bench.pam_loop import FixedReplyMind, PamLoop
from bench.plain_script import PlainScript
from bench.recordings import recordings_folder
from bench.report import percentile, table, write_json
from bench.timed_turn import TimedTurn
from models.store import ModelStore
from pam_core.language.grammar import Grammar
from pam_core.language.understanding import Language
from pam_core.settings.paths import Places, find_places
from pam_core.settings.schema import Settings
from pam_core.vocabulary.audio import SAMPLE_RATE_HZ
from pam_desktop.app.clock import SystemClock
from pam_desktop.app.rooms import open_rooms
from pam_desktop.app.terminal_demo import demo_questions

RELEASE_SECONDS = 0.25
"""How long after the last word people let go of the key."""

Take = Callable[[Clip], Awaitable[TimedTurn]]


def main(arguments: Sequence[str]) -> int:
    """Run and print; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench latency", description=__doc__)
    parser.add_argument("--clips", type=int, default=20, help="of each kind (default 20)")
    parser.add_argument("--model", default="whisper-tiny.en")
    asked = parser.parse_args(arguments)
    turns = asyncio.run(_run(asked.clips, asked.model))
    print(table(COLUMNS, [_row(name, kind, taken) for (name, kind), taken in turns.items()]))
    figures = [
        {"system": name, **asdict(turn)} for (name, _), taken in turns.items() for turn in taken
    ]
    print(f"\n{write_json('latency', figures)}")
    return 0


async def _run(clips: int, model: str) -> dict[tuple[str, str], list[TimedTurn]]:
    store = ModelStore(find_places().models_folder)
    whisper, voice = store.locate(model), store.locate("en_US-joe-medium")
    transcriber, synthesiser = WhisperTranscriber(whisper), PiperSynthesiser(voice)
    loop, plain = PamLoop(transcriber, synthesiser), PlainScript(whisper, voice)
    numbers = count(1)
    language = Language(Grammar.load())

    def reply(text: str) -> str:
        return f"I heard {next(numbers)} of your sentences, and I keep them in mind for you."

    def fixed(release_after: float | None) -> Take:
        mind = FixedReplyMind(language.completeness, reply)
        return lambda clip: loop.run(clip, mind, release_after=release_after)

    systems: dict[str, Take] = {
        "PAM, hands-free": fixed(None),
        f"PAM, key released {RELEASE_SECONDS} s after": fixed(RELEASE_SECONDS),
        "PAM, key released at the last sound": fixed(0.0),
        "plain script": lambda clip: plain.run(clip, reply),
    }
    await transcriber.load()
    await synthesiser.load()
    recorded = read_clips(recordings_folder(), clips)
    turns: dict[tuple[str, str], list[TimedTurn]] = {}
    # The systems take turns clip by clip: when the machine slows down, it does so for all.
    for clip in recorded:
        for name, take in systems.items():
            turns.setdefault((name, clip.kind), []).append(await take(clip))
    await _ask_demo(turns, loop, synthesiser)
    await transcriber.close()
    await synthesiser.close()
    return turns


async def _ask_demo(
    turns: dict[tuple[str, str], list[TimedTurn]], loop: PamLoop, synthesiser: PiperSynthesiser
) -> None:
    """The demo's questions, spoken by PAM's own voice, answered by PAM's own mind."""
    clock = SystemClock()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        places = Places(
            config_folder=home,
            data_folder=home,
            cache_folder=home,
            log_folder=home,
            files_folder=home,
        )
        for question in demo_questions():
            sound = await synthesiser.synthesise(question)
            samples = resampled(
                np.frombuffer(sound.pcm, dtype="<i2"), sound.sample_rate_hz, SAMPLE_RATE_HZ
            )
            clip = make_clip(question, "demo question", _in_a_room(samples))
            for name, release_after in (
                ("PAM, hands-free", None),
                (f"PAM, key released {RELEASE_SECONDS} s after", RELEASE_SECONDS),
            ):
                rooms = await open_rooms(places, Settings(), clock, demo=True)
                turn = await loop.run(clip, rooms.mind, release_after=release_after)
                turns.setdefault((name, clip.kind), []).append(turn)
                await rooms.close()


def _in_a_room(samples: NDArray[np.int16]) -> NDArray[np.int16]:
    """A synthesised voice in a quiet room: half a second of faint noise on either side."""
    noise = np.random.default_rng(1).normal(0.0, 10.0, len(samples) + SAMPLE_RATE_HZ)
    noise[SAMPLE_RATE_HZ // 2 : SAMPLE_RATE_HZ // 2 + len(samples)] += samples
    return noise.astype(np.int16)


COLUMNS = (
    "system",
    "clips",
    "n",
    "end of speech",
    "transcript",
    "first sound p50",
    "p95",
    "cut or split",
    "unanswered",
)


def _row(name: str, kind: str, taken: Sequence[TimedTurn]) -> tuple[str, ...]:
    def at(share: float, values: Sequence[float | None]) -> str:
        known = [value for value in values if value is not None]
        return f"{percentile(known, share) * 1000:.0f} ms"

    return (
        name,
        kind,
        str(len(taken)),
        at(0.5, [turn.end_of_speech for turn in taken]),
        at(0.5, [turn.transcript for turn in taken]),
        at(0.5, [turn.first_sound for turn in taken]),
        at(0.95, [turn.first_sound for turn in taken]),
        str(sum(turn.cut for turn in taken)),
        str(sum(turn.first_sound is None for turn in taken)),
    )
