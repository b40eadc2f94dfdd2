"""The server under load: idle sockets, durable commands, a herd after a restart, a long absence."""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bench.report import percentile, table, write_json
from bench.server_logins import logins_of
from bench.server_resume import resume_seconds
from bench.server_stage import Stage, is_there, stage_of

PARTS = 2
"""Client processes."""
KINDS = ("pam", "echo", "mosquitto")
NAMES = {"pam": "PAM server", "echo": "bare uvicorn, echo", "mosquitto": "mosquitto, QoS 1"}
MEND = "mosquitto is not installed: `make test` installs it"


class Clients:
    """The client processes of one server, told what to do all at once."""

    def __init__(self, kind: str, stage: Stage, logins: Sequence[Mapping[str, str]]) -> None:
        self._processes = [
            subprocess.Popen(
                [sys.executable, "-m", "bench.server_load"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(PARTS)
        ]
        for part in range(PARTS):
            self._one(
                part,
                {
                    "do": "begin",
                    "kind": kind,
                    "port": stage.port,
                    "part": part,
                    "logins": logins[part::PARTS],
                },
            )

    def all(self, do: str, **order: Any) -> list[dict[str, Any]]:
        """Every process does it; their figures."""
        with ThreadPoolExecutor(PARTS) as threads:
            return list(
                threads.map(lambda part: self._one(part, {"do": do, **order}), range(PARTS))
            )

    def _one(self, part: int, order: Mapping[str, Any]) -> dict[str, Any]:
        process = self._processes[part]
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(json.dumps(order) + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
        if not line:
            raise RuntimeError("a process of clients ended")
        told: dict[str, Any] = json.loads(line)
        return told

    def end(self) -> None:
        """End the processes."""
        for process in self._processes:
            process.kill()
            process.wait()


def main(arguments: Sequence[str]) -> int:
    """Run and print; the exit code says whether every connection and command was answered."""
    parser = argparse.ArgumentParser(prog="python -m bench server", description=__doc__)
    parser.add_argument("--idle", type=int, nargs="*", default=[1000, 10_000])
    parser.add_argument("--idle-seconds", type=float, default=20.0)
    parser.add_argument("--send", type=int, nargs="*", default=[16, 64, 128])
    parser.add_argument("--send-seconds", type=float, default=8.0)
    parser.add_argument("--herd", type=int, default=5000)
    parser.add_argument("--missed", type=int, default=500)
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    asked = parser.parse_args(arguments)
    kinds = [kind for kind in asked.kinds if is_there(kind)]
    if len(kinds) < len(asked.kinds):
        print(f"{MEND}\n", file=sys.stderr)
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for kind in kinds:
            figures[kind] = _measured(kind, Path(folder) / kind, asked)
    print(_tables(figures))
    print(f"\n{write_json('server', figures)}")
    return 1 if any(one["refused"] for kind in figures.values() for one in kind["send"]) else 0


def _measured(kind: str, folder: Path, asked: argparse.Namespace) -> dict[str, Any]:
    figures: dict[str, Any] = {"idle": [], "send": []}
    most = max([*asked.idle, asked.herd if kind == "pam" else 0, *asked.send])
    # Everybody is a user of their own, and one more has been away for long.
    logins = logins_of(folder, most + 1) if kind == "pam" else []
    with stage_of(kind, folder) as stage:
        for many in asked.send:
            _say(f"{NAMES[kind]}: {many} senders")
            figures["send"].append(_sending(kind, stage, logins, many, asked.send_seconds))
        if kind == "pam":
            _say(f"{NAMES[kind]}: {asked.missed} missed events")
            figures["resume"] = resume_seconds(stage, logins[-1], asked.missed)
        for many in asked.idle:
            _say(f"{NAMES[kind]}: {many} idle connections")
            figures["idle"].append(_idle(kind, stage, logins, many, asked.idle_seconds))
        if kind == "pam" and asked.herd:
            _say(f"{NAMES[kind]}: a herd of {asked.herd}")
            figures["herd"] = _herd(kind, stage, logins, asked.herd)
    return figures


def _with(
    kind: str,
    stage: Stage,
    logins: Sequence[Mapping[str, str]],
    work: Callable[[Clients], dict[str, Any]],
) -> dict[str, Any]:
    clients = Clients(kind, stage, logins)
    try:
        return work(clients)
    finally:
        clients.end()


def _sending(
    kind: str, stage: Stage, logins: Sequence[Mapping[str, str]], many: int, seconds: float
) -> dict[str, Any]:
    def work(clients: Clients) -> dict[str, Any]:
        clients.all("connect", many=many // PARTS)
        clients.all("send", seconds=1.0, many=many)
        before = stage.usage()
        told = clients.all("send", seconds=seconds, many=many)
        after = stage.usage()
        times = [one for each in told for one in each["times"]]
        taken = max(each["seconds"] for each in told)
        return {
            "senders": many,
            "per_second": len(times) / taken,
            "p50_ms": percentile(times, 0.5) * 1000,
            "p99_ms": percentile(times, 0.99) * 1000,
            "cpu_share": (after.cpu_seconds - before.cpu_seconds) / taken,
            "refused": sum(each["refused"] for each in told),
        }

    return _with(kind, stage, logins, work)


def _idle(
    kind: str, stage: Stage, logins: Sequence[Mapping[str, str]], many: int, seconds: float
) -> dict[str, Any]:
    def work(clients: Clients) -> dict[str, Any]:
        empty = stage.usage()
        told = clients.all("connect", many=many // PARTS)
        before = stage.usage()
        began = time.monotonic()
        still = clients.all("beat", seconds=seconds)
        taken = time.monotonic() - began
        after = stage.usage()
        return {
            "connections": many,
            "connect_seconds": max(each["seconds"] for each in told),
            "kib_each": (after.resident_kib - empty.resident_kib) / many,
            "resident_mib": after.resident_kib / 1024,
            "cpu_share": (after.cpu_seconds - before.cpu_seconds) / taken,
            "still_ready": sum(each["ready"] for each in still),
        }

    return _with(kind, stage, logins, work)


def _herd(
    kind: str, stage: Stage, logins: Sequence[Mapping[str, str]], many: int
) -> dict[str, Any]:
    def work(clients: Clients) -> dict[str, Any]:
        clients.all("connect", many=many // PARTS)
        with ThreadPoolExecutor(1) as thread:
            back = thread.submit(clients.all, "come_back", most_seconds=120)
            began = time.monotonic()
            stage.kill()
            stage.start()
            listening = time.monotonic() - began
            told = back.result()
        return {
            "connections": many,
            "back": sum(each["ready"] for each in told),
            "seconds": max(each["seconds"] for each in told),
            "restart_seconds": listening,
        }

    return _with(kind, stage, logins, work)


def _tables(figures: Mapping[str, Any]) -> str:
    idle = [(NAMES[kind], one) for kind, content in figures.items() for one in content["idle"]]
    send = [(NAMES[kind], one) for kind, content in figures.items() for one in content["send"]]
    parts = [
        table(
            ["idle connections", "", "MiB whole", "KiB each", "CPU at heartbeats", "to connect"],
            [
                [
                    name,
                    f"{one['connections']:,}",
                    f"{one['resident_mib']:.0f}",
                    f"{one['kib_each']:.1f}",
                    f"{one['cpu_share'] * 100:.1f} %",
                    f"{one['connect_seconds']:.1f} s",
                ]
                for name, one in idle
            ],
        ),
        table(
            ["commands on their way", "", "per second", "p50", "p99", "CPU"],
            [
                [
                    name,
                    str(one["senders"]),
                    f"{one['per_second']:,.0f}",
                    f"{one['p50_ms']:.1f} ms",
                    f"{one['p99_ms']:.1f} ms",
                    f"{one['cpu_share'] * 100:.0f} %",
                ]
                for name, one in send
            ],
        ),
        *_ours(figures.get("pam", {})),
    ]
    return "\n\n".join(parts)


def _ours(figures: Mapping[str, Any]) -> list[str]:
    lines = []
    if herd := figures.get("herd"):
        lines.append(
            f"A herd after kill -9 and a restart ({herd['restart_seconds']:.1f} s): "
            f"{herd['back']:,} of {herd['connections']:,} back after {herd['seconds']:.1f} s."
        )
    if resume := figures.get("resume"):
        lines.append(
            f"After {resume['missed']} missed events: all there after "
            f"{statistics.median(resume['seconds']):.2f} s (median of {len(resume['seconds'])})."
        )
    return lines


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)
