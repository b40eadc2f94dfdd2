"""Real desktops and a real server, broken a thousand times: what was lost, and what was doubled."""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.report import table, write_json
from tests.support.chaos import AnyFault, Fault, World, a_world, one_round
from tests.support.chaos_check import Verdict
from tests.support.chaos_nemeses import NEMESES, haunted, restored
from tests.support.chaos_proxy import Chaos

ROUND = 25
"""Faults between two times of quiet."""
WORLD = 100
"""Faults before everything is begun anew: judging reads whole databases."""


@dataclass
class Tally:
    """What a part of the run came to."""

    faults: int = 0
    acknowledged: int = 0
    conflicts: int = 0
    seconds: float = 0.0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> Sequence[str]:
        """Whatever broke the promise."""
        return [*self.lost, *self.doubled, *self.broken]

    def add(self, verdicts: Sequence[Verdict]) -> None:
        """Count what is wrong; the counts of a world grow, so the last verdicts have them all."""
        for verdict in verdicts:
            self.lost += verdict.lost
            self.doubled += verdict.doubled
            self.broken += verdict.broken
        self.acknowledged = sum(verdict.acknowledged for verdict in verdicts)
        self.conflicts = sum(verdict.conflicts for verdict in verdicts)


def main(arguments: Sequence[str]) -> int:
    """Run and print; the exit code says whether the promise was kept."""
    parser = argparse.ArgumentParser(prog="python -m bench chaos", description=__doc__)
    parser.add_argument("--faults", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=20, help="of each nemesis")
    parser.add_argument("--restores", type=int, default=4)
    parser.add_argument("--worlds", type=int, default=2, help="at the same time")
    asked = parser.parse_args(arguments)
    kinds: Counter[str] = Counter()
    tallies = asyncio.run(_all(asked, kinds))
    print(table(["kind of fault", "times"], [[kind, str(n)] for kind, n in kinds.most_common()]))
    print()
    print(
        table(
            ["run", "faults", "acknowledged", "lost", "doubled", "broken", "conflicts", "seconds"],
            [_row(name, tally) for name, tally in tallies.items()],
        )
    )
    wrong = [one for tally in tallies.values() for one in tally.wrong]
    print("\n".join(wrong[:50]), file=sys.stderr)
    figures = {name: vars(tally) for name, tally in tallies.items()}
    print(f"\n{write_json('chaos', {'kinds': dict(kinds), 'runs': figures})}")
    return 1 if wrong else 0


def _row(name: str, tally: Tally) -> list[str]:
    return [
        name,
        f"{tally.faults:,}",
        f"{tally.acknowledged:,}",
        str(len(tally.lost)),
        str(len(tally.doubled)),
        str(len(tally.broken)),
        str(tally.conflicts),
        f"{tally.seconds:.0f}",
    ]


async def _all(asked: argparse.Namespace, kinds: Counter[str]) -> dict[str, Tally]:
    gate = asyncio.Semaphore(asked.worlds)
    seeds = range(asked.seed, asked.seed + -(-asked.faults // WORLD))

    async def gated(seed: int) -> Tally:
        async with gate:
            return await _faulted(seed, min(WORLD, asked.faults), kinds)

    began = time.monotonic()
    parts = await asyncio.gather(*(gated(seed) for seed in seeds))
    tallies = {"faults of every kind": _joined(parts, time.monotonic() - began)}
    for nemesis in NEMESES if asked.rounds else ():
        tallies[nemesis] = await _haunted(asked.seed, nemesis, asked.rounds)
    if asked.restores:
        tallies["server restored from a backup"] = await _restored(asked.seed, asked.restores)
    return tallies


async def _faulted(seed: int, many: int, kinds: Counter[str]) -> Tally:
    tally = Tally(faults=many)
    every: list[AnyFault] = [*Chaos, *Fault]
    with tempfile.TemporaryDirectory() as folder:
        async with a_world(Path(folder), seed) as world:
            schedule = random.Random(seed).choices(every, k=many)
            for at in range(0, many, ROUND):
                _, verdicts = await one_round(world, schedule[at : at + ROUND])
                tally.add(verdicts)
                _tell(f"seed {seed}: {at + len(schedule[at : at + ROUND])} faults", tally)
            tally.broken += world.crashes()
            kinds.update(str(fault) for fault in schedule)
    return tally


async def _haunted(seed: int, nemesis: str, rounds: int) -> Tally:
    tally, began = Tally(faults=rounds), time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        async with a_world(Path(folder), seed) as world:
            for _ in range(0, rounds, 5):
                tally.add(await haunted(world, nemesis, 5))
            _end(tally, world, began)
    _tell(nemesis, tally)
    return tally


async def _restored(seed: int, restores: int) -> Tally:
    tally, began = Tally(faults=restores), time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        async with a_world(Path(folder), seed) as world:
            for number in range(restores):
                tally.add(await restored(world, cut_off=bool(number % 2)))
            _end(tally, world, began)
    _tell("restored", tally)
    return tally


def _end(tally: Tally, world: World, began: float) -> None:
    tally.broken += world.crashes()
    tally.seconds = time.monotonic() - began


def _joined(parts: Sequence[Tally], seconds: float) -> Tally:
    whole = Tally(seconds=seconds)
    for part in parts:
        whole.faults += part.faults
        whole.acknowledged += part.acknowledged
        whole.conflicts += part.conflicts
        whole.lost += part.lost
        whole.doubled += part.doubled
        whole.broken += part.broken
    return whole


def _tell(what: str, tally: Tally) -> None:
    told = f"{what}: {tally.acknowledged} acknowledged, {len(tally.wrong)} wrong"
    print(told, file=sys.stderr, flush=True)
