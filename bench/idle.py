"""What waiting costs: CPU and memory with an open microphone, beside the plain script."""

import argparse
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass

import numpy as np

from bench.children import Child, child
from bench.noise import diesel_idle
from bench.report import table, write_json
from pam_core.vocabulary.audio import SAMPLE_RATE_HZ
from tests.support.virtual_sound import VirtualSound

SETTLE_SECONDS = 10.0
"""After the models are loaded and the noise has begun: the noise floor is learnt by then."""

ROAD_DBFS = -30.0

SYSTEMS = {
    "PAM, hands-free": (["-m", "pam_desktop.cli.main", "talk", "--hands-free"], "Hey Pam"),
    "PAM, waiting for the key": (["-m", "pam_desktop.cli.main", "talk"], "Press Enter"),
    "plain script": (["-m", "bench.plain_listening"], "ready"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Idle:
    """One system in one noise."""

    system: str
    noise: str
    cpu_seconds_a_minute: float
    resident_mib: float


def main(arguments: Sequence[str]) -> int:
    """Run and print; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench idle", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0, help="of measuring (default 60)")
    asked = parser.parse_args(arguments)
    figures = [
        _measure(name, noise, asked.seconds)
        for noise in ("quiet", "road at -30 dBFS")
        for name in SYSTEMS
    ]
    print(
        table(
            ("system", "noise", "CPU s a minute", "resident MiB"),
            [
                (it.system, it.noise, f"{it.cpu_seconds_a_minute:.2f}", f"{it.resident_mib:.0f}")
                for it in figures
            ],
        )
    )
    print(f"\n{write_json('idle', [asdict(it) for it in figures])}")
    return 0


def _measure(name: str, noise: str, seconds: float) -> Idle:
    command, ready = SYSTEMS[name]
    sound = VirtualSound()
    try:
        with child(command, sound.environment) as running:
            running.wait_for(ready)
            with _road(sound, loud=noise != "quiet", seconds=seconds + SETTLE_SECONDS + 5):
                time.sleep(SETTLE_SECONDS)
                return _watch(running, name, noise, seconds)
    finally:
        sound.stop()


def _watch(running: Child, name: str, noise: str, seconds: float) -> Idle:
    before, since = running.usage(), time.monotonic()
    time.sleep(seconds)
    after, passed = running.usage(), time.monotonic() - since
    return Idle(
        system=name,
        noise=noise,
        cpu_seconds_a_minute=(after.cpu_seconds - before.cpu_seconds) / passed * 60,
        resident_mib=after.resident_mib,
    )


@contextmanager
def _road(sound: VirtualSound, *, loud: bool, seconds: float) -> Iterator[None]:
    """An idling diesel in the microphone, or nothing."""
    if not loud:
        yield
        return
    samples = diesel_idle(seconds)
    samples *= 10 ** (ROAD_DBFS / 20) / np.sqrt(np.mean(samples.astype(np.float64) ** 2))
    pcm = (np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()
    player = sound.begin_playing_into_microphone(pcm, rate_hz=SAMPLE_RATE_HZ)
    try:
        yield
    finally:
        player.terminate()
        player.wait()
