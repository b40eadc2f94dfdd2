"""Providers that fail in twelve ways: who still answers, how soon, and what is done twice."""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.failover_cases import (
    FAULTS,
    MIDWAY,
    SLOW,
    WITH_TOOL,
    Kind,
    Outcome,
    Stage,
    Turn,
    turn_of,
)
from bench.failover_child import CAP_SECONDS
from bench.failover_report import notes, tables
from bench.report import write_json

ROOT = Path(__file__).parents[1]
RIVALS = Path(sys.prefix) / "rivals" / Path(sys.executable).parent.name / "python"
MEND = "`make bench BENCH=failover` installs them, in an environment of their own"

CLIENTS = {
    "PAM": (Path(sys.executable), "bench.failover_pam"),
    "openai SDK": (RIVALS, "bench.failover_openai"),
    "LiteLLM Router": (RIVALS, "bench.failover_litellm"),
    "pydantic-ai FallbackModel": (RIVALS, "bench.failover_pydantic_ai"),
}
"""Name → which Python, and the module that is its child."""

NOTHING = "nothing"
"""The name of the fault that is none, for comparison."""

Step = tuple[Kind, str]
"""One turn to take: of which kind, with which fault."""


def main(arguments: Sequence[str]) -> int:
    """Run and print; the exit code says whether PAM answered all, and did nothing twice."""
    parser = argparse.ArgumentParser(prog="python -m bench failover", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="turns for each quick fault")
    parser.add_argument("--slow-runs", type=int, default=2, help="turns for each slow one")
    parser.add_argument("--clients", nargs="+", choices=list(CLIENTS), default=list(CLIENTS))
    asked = parser.parse_args(arguments)
    clients = [client for client in asked.clients if CLIENTS[client][0].exists()]
    if missing := [client for client in asked.clients if client not in clients]:
        print(f"Not installed: {', '.join(missing)}; {MEND}.\n", file=sys.stderr)
    if not clients:
        return 2
    turns = asyncio.run(_all(clients, asked.runs, asked.slow_runs))
    print(tables(turns, clients, FAULTS))
    print(notes(turns, clients))
    print(f"\n{write_json('failover', [asdict(turn) for turn in turns])}")
    ours = [turn for turn in turns if turn.client == "PAM"]
    return 0 if all(turn.outcome is Outcome.WHOLE and turn.effects < 2 for turn in ours) else 1


async def _all(clients: Sequence[str], runs: int, slow_runs: int) -> list[Turn]:
    """Quick questions one client after the other, for their times; then all the rest at once."""
    quick = [fault for fault, wrong in FAULTS.items() if wrong not in SLOW]
    timed = [(Kind.TEXT, fault) for fault in [NOTHING, *quick] for _ in range(runs)]
    turns: list[Turn] = []
    for client in clients:
        print(f"{client}: quick faults", file=sys.stderr, flush=True)
        turns += await turns_of(client, timed)
    print("slow faults, and tools", file=sys.stderr, flush=True)
    waiting = [(client, lane) for client in clients for lane in _lanes(slow_runs)]
    # Most of it is waiting; the children are started two at a time, for that is work.
    starts = asyncio.Semaphore(2)
    for more in await asyncio.gather(*(turns_of(client, lane, starts) for client, lane in waiting)):
        turns += more
    return turns


def _lanes(slow_runs: int) -> list[list[Step]]:
    """Turns whose exact times do not matter, in lanes that may run beside one another."""
    slow = [fault for fault, wrong in FAULTS.items() if wrong in SLOW]
    midway = [fault for fault, wrong in FAULTS.items() if wrong in MIDWAY]
    quick = [fault for fault in FAULTS if fault not in slow]
    orders = [[(kind, fault) for fault in faults] for kind in WITH_TOOL for faults in (quick, slow)]
    return [
        [(Kind.TEXT, fault) for fault in slow for _ in range(slow_runs)],
        [(Kind.ANEW, fault) for fault in midway],
        *orders,
    ]


async def turns_of(
    client: str, steps: Sequence[Step], starts: asyncio.Semaphore | None = None
) -> list[Turn]:
    """One child of a client takes these turns, after one that only warms it up."""
    turns: list[Turn] = []
    async with _child(client) as child:
        async with starts or asyncio.Semaphore():
            await _take(child, client, (Kind.TEXT, NOTHING))
        for step in steps:
            turns.append(await _take(child, client, step))
    return turns


async def _take(child: asyncio.subprocess.Process, client: str, step: Step) -> Turn:
    kind, fault = step
    async with Stage(kind, FAULTS.get(fault)) as case:
        seen = await asyncio.wait_for(_exchange(child, asdict(case)), CAP_SECONDS + 60)
    return turn_of(client, kind, fault, seen)


async def _exchange(
    child: asyncio.subprocess.Process, case: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Raises RuntimeError where the child has ended."""
    assert child.stdin is not None and child.stdout is not None
    child.stdin.write(json.dumps(case).encode() + b"\n")
    await child.stdin.drain()
    line = await child.stdout.readline()
    if not line:
        raise RuntimeError("the client's child has ended; what it said stands above")
    seen: Mapping[str, Any] = json.loads(line)
    return seen


@asynccontextmanager
async def _child(client: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A client in a process of its own; its log is lost unless BENCH_LOUD is set."""
    python, module = CLIENTS[client]
    running = await asyncio.create_subprocess_exec(
        str(python),
        *("-m", module),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=None if os.environ.get("BENCH_LOUD") else asyncio.subprocess.DEVNULL,
        limit=1 << 22,
    )
    try:
        yield running
    finally:
        assert running.stdin is not None
        running.stdin.close()
        try:
            await asyncio.wait_for(running.wait(), 15)
        except TimeoutError:
            running.kill()
            await running.wait()
