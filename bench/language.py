"""How well and how quickly PAM understands the test sentences, and what starting to costs."""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from tempfile import TemporaryDirectory

from bench.report import percentile, table, write_json
from pam_core.language.grammar import Grammar
from pam_core.language.understanding import Language
from tests.core.language.said_sentences import NOW, Case, by_others, cases

_START = """
import json, os, sys, time
from pathlib import Path
cache = Path(sys.argv[1]) if len(sys.argv) > 1 else None
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)
memory, wall, cpu = resident(), time.perf_counter(), time.process_time()
from pam_core.language.grammar import Grammar
from pam_core.language.understanding import Language
language = Language(Grammar.load(cache=cache))
print(json.dumps({
    "wall_ms": (time.perf_counter() - wall) * 1000,
    "cpu_ms": (time.process_time() - cpu) * 1000,
    "added_mib": resident() - memory,
}))
"""
"""What a fresh process does and says: import, load, and the memory that took (Linux)."""

_WARM_UP = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """How many of the sentences that say an action, or none, were understood."""

    commands: int
    right_action: int
    right_slots: int
    not_commands: int
    false_commands: int


def main(arguments: Sequence[str]) -> int:
    """Run and print; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench language", description=__doc__)
    parser.add_argument("--starts", type=int, default=5, help="fresh starts to time (default 5)")
    parser.add_argument("--wrong", action="store_true", help="list what was understood wrongly")
    asked = parser.parse_args(arguments)
    language, sentences = Language(Grammar.load()), list(cases())
    wrong = [case for case in sentences if not _right(language, case)]
    accuracy = _accuracy(language, sentences, _right)
    others = _accuracy(language, list(by_others()), _has_all)
    parsing = _timed(lambda text: language.parse(text, NOW), sentences)
    pausing = _timed(lambda text: language.completeness(text, NOW), _beginnings(sentences))
    with TemporaryDirectory() as cache:
        _start(cache)
        starts = [_start(cache) for _ in range(asked.starts)]
    cold_starts = [_start() for _ in range(asked.starts)]
    if asked.wrong:
        for case in wrong:
            print(f"{case.text!r}: {language.parse(case.text, NOW)}, not {case.action}")
    print(
        table(("measure", "value"), _rows(accuracy, others, parsing, pausing, starts, cold_starts))
    )
    figures = {
        "accuracy": asdict(accuracy),
        "by_others": asdict(others),
        "actions": sum(not action.inner for action in language.actions.values()),
        "parse_ms": {"p50": percentile(parsing, 0.5), "p95": percentile(parsing, 0.95)},
        "completeness_ms": {"p50": percentile(pausing, 0.5), "p95": percentile(pausing, 0.95)},
        "starts": starts,
        "first_starts": cold_starts,
        "wrong": [case.text for case in wrong],
    }
    print(f"\n{write_json('language', figures)}")
    return 0


def _right(language: Language, case: Case) -> bool:
    intent = language.parse(case.text, NOW)
    return intent.action == case.action and (
        case.action is None or (dict(intent.slots), intent.missing) == (case.slots, case.missing)
    )


def _has_all(language: Language, case: Case) -> bool:
    """The right action with the slots that are named; a case may leave out what is debatable."""
    intent = language.parse(case.text, NOW)
    return intent.action == case.action and case.slots.items() <= intent.slots.items()


def _accuracy(
    language: Language, sentences: Sequence[Case], is_right: Callable[[Language, Case], bool]
) -> Accuracy:
    said = [case for case in sentences if case.action]
    others = [case for case in sentences if not case.action]
    return Accuracy(
        commands=len(said),
        right_action=sum(language.parse(c.text, NOW).action == c.action for c in said),
        right_slots=sum(is_right(language, case) for case in said),
        not_commands=len(others),
        false_commands=sum(language.parse(c.text, NOW).action is not None for c in others),
    )


def _timed(understand: Callable[[str], object], sentences: Sequence[Case]) -> list[float]:
    """Milliseconds for each sentence, once what is worked out only once is warm."""
    for case in sentences[:_WARM_UP]:
        understand(case.text)
    times = []
    for case in sentences:
        began = time.perf_counter()
        understand(case.text)
        times.append((time.perf_counter() - began) * 1000)
    return times


def _beginnings(sentences: Sequence[Case]) -> list[Case]:
    """Each sentence, and half of it: what is there when the user stops to think."""
    return [*sentences, *_halves(sentences)]


def _halves(sentences: Sequence[Case]) -> Iterator[Case]:
    for case in sentences:
        words = case.text.split()
        if len(words) > 1:
            yield Case(text=" ".join(words[: len(words) // 2]))


def _start(*cache: str) -> dict[str, float]:
    """A fresh process: the very first one, or with the sentence files in a cache folder."""
    done = subprocess.run(
        [sys.executable, "-c", _START, *cache], check=True, capture_output=True, text=True
    )
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def _rows(
    accuracy: Accuracy,
    others: Accuracy,
    parsing: Sequence[float],
    pausing: Sequence[float],
    starts: Sequence[dict[str, float]],
    cold_starts: Sequence[dict[str, float]],
) -> list[tuple[str, str]]:
    def share(count: int, of: int) -> str:
        return f"{count} of {of} ({100 * count / max(1, of):.1f} %)"

    def spread(times: Sequence[float]) -> str:
        return f"{percentile(times, 0.5):.2f} ms, {percentile(times, 0.95):.2f} ms"

    def spent(of: Sequence[dict[str, float]], figure: str) -> str:
        times = [start[figure] for start in of]
        return f"{min(times):.0f} ms, {percentile(times, 0.5):.0f} ms"

    memory = percentile([start["added_mib"] for start in starts], 0.5)
    return [
        ("commands with the right action", share(accuracy.right_action, accuracy.commands)),
        ("… and all slots right", share(accuracy.right_slots, accuracy.commands)),
        ("false commands", share(accuracy.false_commands, accuracy.not_commands)),
        ("by others: the right action", share(others.right_action, others.commands)),
        ("… and all slots named right", share(others.right_slots, others.commands)),
        ("by others: false commands", share(others.false_commands, others.not_commands)),
        ("parse, p50 and p95", spread(parsing)),
        ("completeness in a pause, p50 and p95", spread(pausing)),
        ("start: import and load, wall, least and p50", spent(starts, "wall_ms")),
        ("start: import and load, CPU, least and p50", spent(starts, "cpu_ms")),
        ("the very first start, wall, least and p50", spent(cold_starts, "wall_ms")),
        ("the very first start, CPU, least and p50", spent(cold_starts, "cpu_ms")),
        ("start: memory added", f"{memory:.1f} MiB"),
    ]
