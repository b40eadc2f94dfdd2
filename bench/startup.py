"""How long PAM takes from its start to a painted window, and to being ready to listen."""

import argparse
import tempfile
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bench.children import Child
from bench.report import percentile, table, write_json
from tests.support.virtual_screen import VirtualScreen
from tests.support.virtual_sound import VirtualSound

STAGES = {
    "window painted": ("the window is painted",),
    "microphone open": ("PAM listens through",),
    "ready to listen, models loaded": ("whisper-tiny.en is ready", "en_US-joe-medium is ready"),
}
"""Stage → what the log says by then."""

READY_SECONDS = 60.0


def main(arguments: Sequence[str]) -> int:
    """Run and print; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench startup", description=__doc__)
    parser.add_argument("--runs", type=int, default=10, help="starts to time (default 10)")
    asked = parser.parse_args(arguments)
    sound, screen = VirtualSound(), VirtualScreen()
    try:
        environment = {**sound.environment, **screen.environment}
        runs = [_start(environment) for _ in range(asked.runs + 1)][1:]
    finally:
        screen.stop()
        sound.stop()
    rows = []
    for stage in STAGES:
        times = [run[stage] for run in runs]
        rows.append((stage, *(f"{percentile(times, share):.2f} s" for share in (0.0, 0.5, 0.95))))
    print(table(("stage", "fastest", "p50", "p95"), rows))
    print(f"\n{write_json('startup', runs)}")
    return 0


def _start(environment: dict[str, str]) -> dict[str, float]:
    """One start, with a home of its own; the times are those of the log."""
    with tempfile.TemporaryDirectory() as home:
        log = Path(home) / "log" / "pam.log"
        began = time.time()
        running = Child(["-m", "pam_desktop.cli.main"], {"PAM_HOME": home, **environment})
        try:
            while (times := _times(log, began)) is None:
                if time.time() - began > READY_SECONDS:
                    raise RuntimeError(f"PAM was not ready after {READY_SECONDS:.0f} s")
                time.sleep(0.05)
        finally:
            running.end()
    return times


def _times(log: Path, began: float) -> dict[str, float] | None:
    """Seconds to each stage; None while one has not been reached."""
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    reached: dict[str, float] = {}
    for stage, sayings in STAGES.items():
        found = [next((line for line in lines if saying in line), None) for saying in sayings]
        if None in found:
            return None
        reached[stage] = max(_moment(line) for line in found if line) - began
    return reached


def _moment(line: str) -> float:
    """A log line's time: 2026-11-23 14:36:48,463 …."""
    return datetime.strptime(line[:23], "%Y-%m-%d %H:%M:%S,%f").timestamp()
